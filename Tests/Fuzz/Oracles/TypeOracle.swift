import HubModel

/// The laws of semantic types, for any value.
struct TypeOracle {
    func check(_ type: any SemanticType, _ raw: [UInt8]) throws {
        var output: [UInt8] = []
        let verdict = type.normalise(raw.span, into: &output)
        try demand(String(validating: output, as: UTF8.self) != nil, "\(type.name): a normal form is UTF-8")
        if verdict == .valid {
            // Cells are UTF-8; for what is not, it is enough that nothing traps.
            if String(validating: raw, as: UTF8.self) != nil { try checkNormal(type, output) }
        } else {
            try demand(output.isEmpty, "\(type.name): what is not valid has no normal form")
        }
        var end = 0
        for range in type.split(raw.span) {
            try demand(
                range.lowerBound >= end && range.upperBound <= raw.count, "\(type.name): parts in order")
            end = range.upperBound
        }
    }

    /// The laws of a value that is a normal form.
    func checkNormal(_ type: any SemanticType, _ normal: [UInt8]) throws {
        try demand(!normal.isEmpty, "\(type.name): a valid value says something")
        var again: [UInt8] = []
        let verdict = type.normalise(normal.span, into: &again)
        try demand(
            verdict == .valid, "\(type.name): a normal form is valid, not \(verdict): \(shown(normal))")
        try demandEqual(shown(again), shown(normal), "\(type.name): a normal form is its own normal form")
        var folded: [UInt8] = []
        type.fold(normal.span, into: &folded)
        try demand(!folded.isEmpty, "\(type.name): a folded form says something: \(shown(normal))")
        try demand(folded.count <= 4 * normal.count, "\(type.name): a folded form is not much longer")
        let text = String(decoding: normal, as: UTF8.self)
        let mask = type.mask(text)
        try demand(
            type.isPublic ? mask == text : mask != text,
            "\(type.name): what is not public is masked: \(shown(normal))")
        for other in ["date", "sex", "year", "organisation-code"] {
            var derived: [UInt8] = []
            guard type.derive(other, from: normal.span, into: &derived), !derived.isEmpty else { continue }
            if let wanted = SemanticTypes.named(other) {
                var normalised: [UInt8] = []
                _ = wanted.normalise(derived.span, into: &normalised)
                try demandEqual(
                    shown(normalised), shown(derived),
                    "\(type.name): what it implies is a normal form of \(other)")
            }
        }
    }

    private func shown(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).debugDescription }
}
