internal import CLibXML2

/// A qualified name: namespace URI (empty for none) and local part.
struct XMLName: Hashable {
    let namespace: String
    let local: String

    /// The namespace that the prefix `xml` stands for everywhere.
    static let xml = "http://www.w3.org/XML/1998/namespace"
}

/// Numbers for qualified names, by the addresses at which libxml2's dictionary keeps their two parts.
///
/// Within one parser equal strings have equal addresses, so the text of a name is looked at once.
struct XMLNames {
    private static let slots = 1 << 13
    private let limit: Int
    private var numbers: [XMLName: Int32] = [:]
    private(set) var names: [XMLName] = []
    // An open hash table: address of the local part (0 = free), address of the namespace, number.
    private var locals = [UInt](repeating: 0, count: slots)
    private var namespaces = [UInt](repeating: 0, count: slots)
    private var values = [Int32](repeating: 0, count: slots)
    private var used = 0

    init(limit: Int) { self.limit = min(limit, Self.slots / 2) }

    /// The number of a name, whether or not the document has it.
    mutating func number(_ name: XMLName) -> Int32 {
        if let number = numbers[name] { return number }
        let number = Int32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    /// The number of a name met in the document; `nil` when there are too many.
    @unsafe mutating func number(
        _ local: UnsafePointer<xmlChar>, _ namespace: UnsafePointer<xmlChar>?
    ) -> Int32? {
        let first = UInt(bitPattern: local)
        let second = UInt(bitPattern: namespace)
        var slot = Int(truncatingIfNeeded: ((first ^ second &* 31) &* 0x9E37_79B9_7F4A_7C15) >> 51)
        while locals[slot] != 0 {
            if locals[slot] == first && namespaces[slot] == second { return values[slot] }
            slot = (slot + 1) & (Self.slots - 1)
        }
        guard used < limit else { return nil }
        used += 1
        locals[slot] = first
        namespaces[slot] = second
        values[slot] = number(
            XMLName(namespace: unsafe namespace.map(Self.text) ?? "", local: unsafe Self.text(local)))
        return values[slot]
    }

    @unsafe private static func text(_ pointer: UnsafePointer<xmlChar>) -> String {
        unsafe String(
            decoding: UnsafeBufferPointer(start: pointer, count: Int(xmlStrlen(pointer))), as: UTF8.self)
    }
}
