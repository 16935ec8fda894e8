/// Sentences about the files of a reading; one that is true of many files is told once.
package struct PartRemarks {
    private var order: [String] = []
    private var parts: [String: [String]] = [:]
    private let opening: [String]
    private let isDivided: Bool

    package init(_ selection: FileSet.Selection) {
        opening = selection.remarks
        isDivided = selection.parts.count > 1
    }

    /// Adds what is to be told of one file.
    package mutating func add(_ sentences: [String], of part: FilePart) {
        for sentence in sentences {
            if parts[sentence] == nil { order.append(sentence) }
            parts[sentence, default: []].append(part.part.name)
        }
    }

    /// What was chosen, then sentence by sentence, behind the names of the files where there are several.
    package var sentences: [String] {
        opening
            + order.map { sentence in
                let names = parts[sentence] ?? []
                guard isDivided, let first = names.first else { return sentence }
                return names.count == 1
                    ? "\(first): \(sentence)" : "\(first) and \(names.count - 1) more: \(sentence)"
            }
    }
}
