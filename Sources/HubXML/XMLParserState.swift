internal import CLibXML2

/// What libxml2's callbacks write to. It lives at a fixed address for as long as the parser.
@safe struct XMLParserState {
    let limits: XMLLimits
    var context: xmlParserCtxtPtr?
    var names: XMLNames
    var tape = XMLTape()
    var error: XMLError?
    var depth = 0
    /// Bytes of text so far in each open element, without runs of nothing but white space: indentation between a
    /// million records is no text of the element around them.
    private var textLengths: [Int]
    private var lastLine = 1

    init(_ limits: XMLLimits) {
        self.limits = limits
        names = XMLNames(limit: limits.names)
        textLengths = [Int](repeating: 0, count: limits.depth + 1)
    }

    /// The line libxml2 stands at; the last one known after it has stopped.
    var line: Int {
        guard let input = unsafe context?.pointee.input, error == nil else { return lastLine }
        return unsafe Int(input.pointee.line)
    }

    /// Callbacks cannot throw through C: the error waits here and libxml2 is told to stop.
    mutating func stop(_ found: XMLError) {
        guard error == nil else { return }
        lastLine = found.line
        error = found
        unsafe xmlStopParser(context)
    }

    mutating func startElement(
        _ local: UnsafePointer<xmlChar>?, _ namespace: UnsafePointer<xmlChar>?, _ attributeCount: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard error == nil, let local = unsafe local else { return }
        depth += 1
        guard depth <= limits.depth else {
            return stop(.init(.tooLarge, line: line, "elements more than \(limits.depth) deep"))
        }
        guard attributeCount <= limits.attributes else {
            let problem = "an element with more than \(limits.attributes) attributes"
            return stop(.init(.tooLarge, line: line, problem))
        }
        textLengths[depth] = 0
        guard let name = unsafe number(local, namespace) else { return }
        let (line, byteOffset) = tagStart()
        tape.appendStart(name, line: line, byteOffset: byteOffset)
        guard let attributes = unsafe attributes else { return }
        for index in 0..<attributeCount {
            // local name, prefix, namespace, first byte of the value, byte after the value
            let parts = unsafe attributes + 5 * index
            guard let local = unsafe parts[0], let name = unsafe number(local, parts[2]) else { return }
            guard let value = unsafe parts[3], let end = unsafe parts[4] else { continue }
            unsafe tape.append(.attribute, name, UnsafeBufferPointer(start: value, count: end - value))
        }
    }

    mutating func text(_ text: UnsafePointer<xmlChar>?, _ count: Int32) {
        guard error == nil, depth > 0 else { return }
        let isBlank = unsafe UnsafeBufferPointer(start: text, count: Int(count)).allSatisfy { $0 <= 0x20 }
        if !isBlank { textLengths[depth] += Int(count) }
        guard textLengths[depth] <= limits.text else {
            let problem = "an element with more than \(limits.text) bytes of text"
            return stop(.init(.tooLarge, line: line, problem))
        }
        unsafe tape.append(.text, -1, UnsafeBufferPointer(start: text, count: Int(count)))
    }

    mutating func endElement() {
        guard error == nil else { return }
        depth -= 1
        tape.appendEnd()
    }

    private mutating func number(
        _ local: UnsafePointer<xmlChar>, _ namespace: UnsafePointer<xmlChar>?
    ) -> Int32? {
        if let number = unsafe names.number(local, namespace) { return number }
        let problem = "more than \(limits.names) different names of elements and attributes"
        stop(.init(.tooLarge, line: line, problem))
        return nil
    }

    /// Line and offset of the `<` of the tag libxml2 has just read; a tag cannot hold another `<`.
    private func tagStart() -> (line: Int, byteOffset: Int) {
        guard let input = unsafe context?.pointee.input?.pointee, let base = unsafe input.base,
            var at = unsafe input.cur
        else { return (0, 0) }
        var line = unsafe Int(input.line)
        while unsafe at > base && at.pointee != UInt8(ascii: "<") {
            unsafe at -= 1
            if unsafe at.pointee == UInt8(ascii: "\n") { line -= 1 }
        }
        return unsafe (line, Int(input.consumed) + (at - base))
    }
}

extension XMLParserState {
    /// The C side: every callback finds the state behind its first argument.
    static var handlers: xmlSAXHandler {
        var sax = unsafe xmlSAXHandler()
        unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
        unsafe sax.internalSubset = { state, _, _, _ in
            guard let state = unsafe state?.assumingMemoryBound(to: XMLParserState.self) else { return }
            let line = unsafe state.pointee.line
            unsafe state.pointee.stop(.init(.documentType, line: line, "a DOCTYPE, which is never accepted"))
        }
        unsafe sax.startElementNs = { state, local, _, namespace, _, _, count, _, attributes in
            let state = unsafe state?.assumingMemoryBound(to: XMLParserState.self)
            unsafe state?.pointee.startElement(local, namespace, Int(count), attributes)
        }
        unsafe sax.endElementNs = { state, _, _, _ in
            unsafe state?.assumingMemoryBound(to: XMLParserState.self).pointee.endElement()
        }
        unsafe sax.characters = { state, text, count in
            unsafe state?.assumingMemoryBound(to: XMLParserState.self).pointee.text(text, count)
        }
        unsafe sax.ignorableWhitespace = sax.characters
        unsafe sax.cdataBlock = sax.characters
        unsafe sax.serror = { state, found in
            guard let state = unsafe state?.assumingMemoryBound(to: XMLParserState.self) else { return }
            guard let found = unsafe found?.pointee, unsafe found.level.rawValue >= XML_ERR_ERROR.rawValue
            else { return }
            let line = unsafe state.pointee.line
            let names = unsafe XMLError.Names(
                first: found.str1.map { unsafe String(cString: $0) },
                second: found.str2.map { unsafe String(cString: $0) }, line: Int(found.int1))
            unsafe state.pointee.stop(.init(libxml2: found.code, line: line, names))
        }
        return unsafe sax
    }
}
