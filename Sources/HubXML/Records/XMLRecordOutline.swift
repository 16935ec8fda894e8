/// Finds out which values the first record of a document has, for feeds that name no columns yet.
///
/// Its columns are the record's attributes, its elements that hold text or nothing, and their attributes, in
/// document order.
package struct XMLRecordOutline {
    private let record: [Int32]
    private let prefixes: [String: String]
    private let parser: XMLPushParser
    private var reader: XMLRecordReader
    /// Open elements, from the root.
    private var open: [Element] = []
    private var found: [(path: String, isValue: Bool)] = []

    private struct Element {
        let name: Int32
        /// Index in `found`; -1 outside the record.
        let index: Int
        var hasChildren = false
        var hasText = false
    }

    package init(
        record: String, namespaces: [String: String], parser: XMLPushParser
    ) throws(XMLPathError) {
        self.record = try XMLPath(record: record, namespaces: namespaces).steps.map {
            parser.name(local: $0.local, namespace: $0.namespace)
        }
        prefixes = Dictionary(namespaces.map { ($0.value, $0.key) }, uniquingKeysWith: min)
        self.parser = parser
        // To refuse a wrong root in the same words, and to find a record that is one, not a parent without.
        reader = try XMLRecordReader(
            record: record.filter { $0 != "?" }, columns: [], namespaces: namespaces, maxRecordBytes: 0,
            parser: parser)
    }

    /// The columns found so far.
    package var columns: [String] {
        var seen: Set<String> = []
        return found.filter { $0.isValue && seen.insert($0.path).inserted }.map(\.path)
    }

    /// Takes the next tape; true when the first record is complete.
    package mutating func read(_ tape: XMLTape) throws(XMLError) -> Bool {
        var at = 0
        let isComplete = try reader.next(in: tape, from: &at)
        for event in tape.events[..<at] {
            switch event.kind {
            case .start: try start(event)
            case .attribute where isInRecord:
                found.append((try path() + (open.count > record.count ? "/@" : "@") + attribute(event), true))
            case .text where isInRecord && tape.bytes[event.range].contains { $0 > 0x20 }:
                open[open.count - 1].hasText = true
            case .end: end()
            default: break
            }
        }
        return isComplete
    }

    private var isInRecord: Bool {
        open.count >= record.count && zip(open, record).allSatisfy { $0.name == $1 }
    }

    private mutating func start(_ event: XMLTape.Event) throws(XMLError) {
        if !open.isEmpty { open[open.count - 1].hasChildren = true }
        open.append(Element(name: event.name, index: -1))
        guard isInRecord else { return }
        guard found.count < XMLLimits().names else {
            throw XMLError(.tooLarge, line: Int(event.line), "a record of too many elements to be one row")
        }
        found.append((open.count == record.count ? "." : try path(), false))
        open[open.count - 1] = Element(name: event.name, index: found.count - 1)
    }

    private mutating func end() {
        let element = open.removeLast()
        guard element.index >= 0 else { return }
        // The record element itself counts only for text of its own.
        let isRecord = open.count == record.count - 1
        found[element.index].isValue = element.hasText || (!element.hasChildren && !isRecord)
    }

    private func path() throws(XMLError) -> String {
        var steps: [String] = []
        for element in open[record.count...] {
            steps.append(try spelling(element.name, byDefault: prefixes[""]))
        }
        return steps.joined(separator: "/")
    }

    private func attribute(_ event: XMLTape.Event) throws(XMLError) -> String {
        try spelling(event.name, byDefault: nil)
    }

    private func spelling(_ name: Int32, byDefault: String?) throws(XMLError) -> String {
        let (local, namespace) = parser.spelling(name)
        if namespace == XMLName.xml { return "xml:\(local)" }
        if namespace.isEmpty { return local }
        guard let prefix = prefixes[namespace] else {
            throw XMLError(
                .namespace, line: 0,
                "the namespace `\(namespace)` has no prefix yet: give it one in the setting `namespaces`")
        }
        return prefix.isEmpty ? local : "\(prefix):\(local)"
    }
}
