import HubConnect

/// The first part of a text file as UTF-8.
struct TextHead {
    let encoding: TextEncoding
    /// Whether a byte order mark says the encoding.
    let isMarked: Bool
    let bytes: [UInt8]
    let faults: [Int]

    /// Decodes the head by what it says of itself, or by `label`.
    init(_ input: GuessInput, label: String? = nil) throws {
        guard !input.head.isEmpty else { throw GuessError("\(Self.place(input)) is empty") }
        let head = input.head[...]
        let marked = TextEncoding.marked(head)
        let encoding =
            marked ?? label.flatMap { TextEncoding(label: $0) } ?? Self.unmarked(head)
            ?? TextEncoding.detect(head)
        var decoder = TextDecoder(encoding)
        var text = DecodedText(encoding)
        let start = marked == nil ? 0 : encoding.byteOrderMark.count
        decoder.decode(head.dropFirst(start), isLast: input.isWhole, into: &text)
        self.encoding = encoding
        isMarked = marked != nil
        bytes = text.bytes
        faults = text.faults
    }

    /// UTF-16 without a mark, which `detect` leaves alone: every other byte of what is mostly ASCII is NUL.
    private static func unmarked(_ head: ArraySlice<UInt8>) -> TextEncoding? {
        let sample = head.prefix(4096)
        guard sample.count >= 4, sample.contains(0) else { return nil }
        let even = sample.enumerated().count { $0.offset % 2 == 0 && $0.element == 0 }
        let odd = sample.enumerated().count { $0.offset % 2 == 1 && $0.element == 0 }
        let few = sample.count / 50
        if odd > sample.count / 12, even <= few { return .utf16LittleEndian }
        return even > sample.count / 12 && odd <= few ? .utf16BigEndian : nil
    }

    /// Whether this is text at all: no NUL, hardly any other control, hardly anything that the encoding lacks.
    var isText: Bool {
        let sample = bytes.prefix(1 << 16)
        let controls = sample.count { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D && $0 != 0x1A }
        let inSample = faults.count { $0 < sample.count }
        return !sample.contains(0) && controls * 200 <= sample.count && inSample * 20 <= sample.count
    }

    /// The path as written, for messages.
    static func place(_ input: GuessInput) -> String {
        switch input.place {
        case .file(let written, _): written
        case .server(_, _, let table): table
        }
    }
}
