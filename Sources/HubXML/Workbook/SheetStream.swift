/// The rows of a worksheet, one after another, from bytes that come in pieces.
package struct SheetStream<Failure: Error> {
    package private(set) var reader: SheetReader
    private let parser = XMLPushParser()
    private var tape = XMLTape()
    private var at = 0
    private var isAtEnd = false
    private let pieces: () throws(Failure) -> [UInt8]
    private let explain: (XMLError) -> Failure

    /// `pieces` gives the next bytes of the document, UTF-8, none at the end; `explain` makes what is thrown for a document
    /// that is refused.
    package init(
        _ reader: SheetReader, explain: @escaping (XMLError) -> Failure,
        pieces: @escaping () throws(Failure) -> [UInt8]
    ) {
        self.reader = reader
        self.explain = explain
        self.pieces = pieces
    }

    /// Goes on to the next row; false behind the last one.
    package mutating func next() throws(Failure) -> Bool {
        while true {
            do {
                if try reader.next(in: tape, from: &at, parser) { return true }
            } catch {
                throw explain(error)
            }
            if isAtEnd { return false }
            at = 0
            isAtEnd = try parser.parseNext(of: pieces, explain: explain, into: &tape)
        }
    }
}

extension XMLPushParser {
    /// Parses a whole document, and gives what each piece of it says to `body`.
    package func parseAll<Failure: Error>(
        _ pieces: () throws(Failure) -> [UInt8], explain: (XMLError) -> Failure,
        _ body: (XMLTape) throws(XMLError) -> Void
    ) throws(Failure) {
        var tape = XMLTape()
        var isAtEnd = false
        while !isAtEnd {
            isAtEnd = try parseNext(of: pieces, explain: explain, into: &tape)
            do { try body(tape) } catch { throw explain(error) }
        }
    }

    /// Parses the next piece; true when it was the end.
    fileprivate func parseNext<Failure: Error>(
        of pieces: () throws(Failure) -> [UInt8], explain: (XMLError) -> Failure, into tape: inout XMLTape
    ) throws(Failure) -> Bool {
        let piece = try pieces()
        do {
            if piece.isEmpty { try finish(into: &tape) } else { try parse(piece.span, into: &tape) }
        } catch {
            throw explain(error)
        }
        return piece.isEmpty
    }
}
