internal import CLibXML2

/// Parses a document piece by piece and writes what it says on a tape.
///
/// ```
/// let parser = XMLPushParser()
/// let household = parser.name(local: "household", namespace: "urn:district:household")
/// var tape = XMLTape()
/// while let piece = try file.next() { try parser.parse(piece.span, into: &tape); consume(tape) }
/// try parser.finish(into: &tape)
/// ```
///
/// The caller decodes: pieces are UTF-8 whatever the XML declaration says, and may be cut anywhere. A
/// DOCTYPE is refused before anything in it is acted upon, so there are no entities to expand and nothing
/// to fetch. After an error the parser only repeats it. One parser belongs to one task.
@safe package final class XMLPushParser {
    private let state: UnsafeMutablePointer<XMLParserState>
    private let context: xmlParserCtxtPtr?
    private var markup: MarkupGuard
    private var failure: XMLError?

    package init(limits: XMLLimits = XMLLimits()) {
        _ = Self.libraryIsReady
        markup = MarkupGuard(limits)
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: XMLParserState(limits))
        var handlers = unsafe XMLParserState.handlers
        unsafe context = xmlCreatePushParserCtxt(&handlers, state, nil, 0, nil)
        unsafe state.pointee.context = context
        // NOENT makes `&amp;` in attributes an ampersand; other entities there are none without a DOCTYPE.
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOENT.rawValue
        unsafe _ = xmlCtxtUseOptions(context, Int32(options))
        unsafe _ = xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
    }

    deinit {
        unsafe xmlFreeParserCtxt(context)
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// libxml2 wants to be woken once, before threads share it.
    private static let libraryIsReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// The number that stands for a name on the tape. `namespace` is empty for names without one.
    package func name(local: String, namespace: String) -> Int32 {
        unsafe state.pointee.names.number(XMLName(namespace: namespace, local: local))
    }

    /// The name behind a number of the tape.
    package func spelling(_ name: Int32) -> (local: String, namespace: String) {
        let name = unsafe state.pointee.names.names[Int(name)]
        return (name.local, name.namespace)
    }

    /// Parses the next piece; `tape` then holds what it said and nothing else.
    ///
    /// When this throws, the tape still holds what was said before the fault.
    package func parse(_ piece: Span<UInt8>, into tape: inout XMLTape) throws(XMLError) {
        tape.removeAll()
        var refused: MarkupGuard.Problem?
        unsafe swap(&state.pointee.tape, &tape)
        unsafe piece.withUnsafeBufferPointer { bytes in
            let (accepted, problem) = unsafe markup.scan(bytes)
            refused = problem
            unsafe feed(UnsafeBufferPointer(rebasing: bytes[..<accepted]))
        }
        unsafe swap(&state.pointee.tape, &tape)
        if let failure = failure ?? parked { throw fail(failure) }
        if let refused { throw fail(XMLError(refused.code, line: line, refused.text)) }
    }

    /// Says that no piece follows. Throws when the document is not whole.
    package func finish(into tape: inout XMLTape) throws(XMLError) {
        tape.removeAll()
        if let failure { throw failure }
        unsafe swap(&state.pointee.tape, &tape)
        let code = unsafe xmlParseChunk(context, "", 0, 1)
        unsafe swap(&state.pointee.tape, &tape)
        if unsafe markup.isInsideMarkup || state.pointee.depth > 0 {
            throw fail(XMLError(.truncated, line: line, "the document is cut off: it ends inside an element"))
        }
        // For nothing at all libxml2 speaks of content at the end.
        if markup.isUntouched { throw fail(XMLError(.notWellFormed, line: 0, "the document is empty")) }
        if let parked { throw fail(parked) }
        if unsafe context?.pointee.wellFormed != 1 { throw fail(XMLError(libxml2: code, line: line)) }
    }

    private var parked: XMLError? { unsafe state.pointee.error }

    /// The line parsed last.
    package var line: Int { unsafe state.pointee.line }

    private func fail(_ error: XMLError) -> XMLError {
        failure = error
        return error
    }

    /// libxml2 takes lengths as `CInt`.
    @unsafe private func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty && failure == nil && parked == nil {
            let piece = unsafe UnsafeBufferPointer(rebasing: rest.prefix(1 << 20))
            unsafe piece.withMemoryRebound(to: CChar.self) { chars in
                _ = unsafe xmlParseChunk(context, chars.baseAddress, Int32(chars.count), 0)
            }
            unsafe rest = rest.dropFirst(piece.count)
        }
    }
}
