import HubModel

/// The attribute that keeps what another's type refused, when it is nearly of that shape: a number with a mistyped
/// digit says whom it speaks of, although nobody may rely on it.
struct Catcher: Sendable {
    /// Index of the catching attribute.
    let index: Int
    private let type: any SemanticType
    /// Characters of what is worth keeping: one less or more than the values that the refusing type takes.
    private let lengths: ClosedRange<Int>

    /// `nil` when no attribute of the model catches what is refused of `attribute`.
    init?(of attribute: Attribute, in model: EntityModel) {
        guard let index = model.attributes.firstIndex(where: { $0.catches == attribute.name }) else {
            return nil
        }
        self.index = index
        type = model.attributes[index].type
        let taken = attribute.type.examples.filter { $0.normal != nil }.map { Self.plain($0.raw).count }
        lengths = max((taken.min() ?? 1) - 1, 1)...max((taken.max() ?? 80) + 1, 1)
    }

    /// The normal form of a refused value, `nil` when it is not worth keeping.
    func form(of raw: Span<UInt8>, refusedFor reason: RejectReason) -> [UInt8]? {
        // What a spreadsheet rounded is the same for many.
        guard reason != .lostPrecision, raw.count <= 400 else { return nil }
        var plain: [UInt8] = []
        var (index, digits) = (0, 0)
        while index < raw.count {
            let scalar = Scalars.upper(Scalars.halfWidth(Scalars.next(raw, &index)))
            if Scalars.isSpace(scalar) || Scalars.isInvisible(scalar) || scalar == 0x27 || scalar == 0x2D {
                continue
            }
            guard Scalars.isDigit(scalar) || Scalars.isLatin(scalar) else { return nil }
            if Scalars.isDigit(scalar) { digits += 1 }
            Scalars.append(scalar, to: &plain)
        }
        guard lengths.contains(plain.count), digits * 2 > plain.count, !Placeholders.isRepeated(plain.span)
        else {
            return nil
        }
        var form: [UInt8] = []
        guard type.normalise(plain.span, into: &form) == .valid, !form.isEmpty else { return nil }
        return form
    }

    private static func plain(_ raw: String) -> [UInt32] {
        raw.unicodeScalars.map { Scalars.halfWidth($0.value) }.filter {
            Scalars.isDigit($0) || Scalars.isLatin($0)
        }
    }
}
