/// What one piece of a document said: events in order, text bytes in one arena.
///
/// ```
/// <p id="7">李四</p>     start p · attribute id "7" · text "李四" · end
/// ```
///
/// Names are numbers that `XMLPushParser.name(local:namespace:)` gives out, so that a consumer compares
/// integers. One run of text may come as several events. A tape is reused from piece to piece.
package struct XMLTape: Sendable {
    /// What happened.
    package enum Kind: UInt8, Sendable {
        case start
        case attribute
        case text
        case end
    }

    /// One thing that happened.
    package struct Event: Sendable {
        /// What happened.
        package let kind: Kind
        /// Number of the element's or attribute's name; -1 for `text` and `end`.
        package let name: Int32
        /// Line of the `<` of a start tag; 0 otherwise.
        package let line: UInt32
        // A byte range of the arena, or, for `start`, the two halves of a byte offset.
        let first: UInt32
        let second: UInt32

        /// Range of `bytes` for `text` and `attribute`; empty otherwise.
        package var range: Range<Int> {
            kind == .start ? 0..<0 : Int(first)..<Int(first) + Int(second)
        }
        /// Offset of the `<` of a start tag in the UTF-8 text fed to the parser.
        package var byteOffset: Int { Int(first) | Int(second) << 32 }
    }

    /// In document order.
    package internal(set) var events: [Event] = []
    /// Text of all `text` and `attribute` events: valid UTF-8, entities replaced.
    package internal(set) var bytes: [UInt8] = []

    package init() {}

    /// Forgets everything, keeps the storage.
    mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func appendStart(_ name: Int32, line: Int, byteOffset: Int) {
        events.append(
            Event(
                kind: .start, name: name, line: UInt32(truncatingIfNeeded: line),
                first: UInt32(truncatingIfNeeded: byteOffset),
                second: UInt32(truncatingIfNeeded: byteOffset >> 32)))
    }

    @unsafe mutating func append(_ kind: Kind, _ name: Int32, _ text: UnsafeBufferPointer<UInt8>) {
        let start = bytes.count
        unsafe bytes.append(contentsOf: text)
        events.append(
            Event(
                kind: kind, name: name, line: 0, first: UInt32(truncatingIfNeeded: start),
                second: UInt32(truncatingIfNeeded: bytes.count - start)))
    }

    mutating func appendEnd() {
        events.append(Event(kind: .end, name: -1, line: 0, first: 0, second: 0))
    }
}
