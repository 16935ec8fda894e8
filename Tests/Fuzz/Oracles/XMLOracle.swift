import Connectors
import HubConnect
import HubModel
import HubXML
import TestSupport

/// What must hold for any bytes that are read as a document.
///
/// Input: record path, encoding, longest record, piece size; then the document.
package struct XMLOracle {
    private let folder: TemporaryFolder

    package init() throws { folder = try TemporaryFolder() }

    private static let namespaces = ["h": "urn:h", "": "urn:d"]
    private static let shapes: [(record: String, columns: [String], namespaces: [String: String])] = [
        ("/a/b", ["@id", "n", "c/d", "../@v", "."], [:]),
        ("/h:a/h:b", ["@id", "h:n", "@h:x", "../h:n"], ["h": "urn:h"]),
        ("/a/b/c", ["n", "@id", "../n", "../../@v"], ["": "urn:d"]),
        ("/a", ["b", "b/@id", "b/n"], [:]),
        ("/a/b", [], [:]),
    ]

    package func check(_ input: [UInt8]) async throws {
        var choices = Choices(input)
        let shape = choices.one(of: Self.shapes)
        let encoding = choices.one(of: ["auto", "utf-8", "gb18030", "utf-16"])
        let limit = choices.one(of: ["1048576", "1024"])
        let piece = 2 + choices.byte()
        let document = choices.content
        try folder.write("file.xml", document)
        func outcome(_ size: Int) async throws -> Outcome {
            let texts = [
                "path": "file.xml", "record": shape.record, "encoding": encoding, "max_record_bytes": limit,
            ]
            let settings = try settings(
                of: XMLConnector.self, texts, dictionaries: ["namespaces": shape.namespaces])
            let context = ConnectorContext(folder: folder.path, columns: shape.columns)
            var outcome = try await Outcome.of(XMLConnector(settings, context, chunkSize: size))
            // Of several faults, which one is told depends on how far the parser has looked ahead.
            if outcome.failure != nil { outcome.failure = "some" }
            return outcome
        }
        let whole = try await outcome(1 << 19)
        for size in [1, piece] {
            try demandEqual(whole, try await outcome(size), "pieces of \(size) read alike")
        }
        try whole.demandAccount(size: document.count)
        // The parser alone is promised UTF-8.
        if String(validating: document, as: UTF8.self) != nil { try checkTape(document, piece: piece) }
    }

    private struct Tape: Equatable {
        var said: [String] = []
        var failure: String?
    }

    /// The parser alone says the same whatever the pieces, and never goes on behind a DOCTYPE.
    private func checkTape(_ document: [UInt8], piece: Int) throws {
        let whole = tape(document, piece: max(document.count, 1))
        for size in [1, piece] {
            try demandEqual(whole, tape(document, piece: size), "pieces of \(size) are parsed alike")
        }
        if whole.failure == nil {
            try demand(!whole.said.isEmpty, "a document has an element")
            let opened = whole.said.count { $0.hasPrefix("<") }
            try demandEqual(opened, whole.said.count { $0 == "/" }, "what is opened is closed")
        }
    }

    private func tape(_ document: [UInt8], piece: Int) -> Tape {
        let parser = XMLPushParser()
        var tape = XMLTape()
        var result = Tape()
        var text: [UInt8] = []
        func take() {
            for event in tape.events {
                if event.kind != .text, !text.isEmpty {
                    result.said.append("text \(text)")
                    text = []
                }
                switch event.kind {
                case .start:
                    let name = parser.spelling(event.name)
                    result.said.append("<\(name) \(event.line) \(event.byteOffset)")
                case .attribute:
                    result.said.append("@\(parser.spelling(event.name)) \(tape.bytes[event.range])")
                case .text: text += tape.bytes[event.range]
                case .end: result.said.append("/")
                }
            }
        }
        do {
            var index = 0
            while index < document.count {
                let end = min(document.count, index + piece)
                try parser.parse(document.span.extracting(index..<end), into: &tape)
                take()
                index = end
            }
            try parser.finish(into: &tape)
            take()
        } catch {
            // What was said before a fault, and which of several is told, depends on how far the parser looked ahead.
            result.said = []
            result.failure = "some"
        }
        return result
    }
}
