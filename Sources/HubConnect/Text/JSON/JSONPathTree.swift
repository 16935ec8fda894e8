/// The paths of all columns as one tree, flat in arrays, so that a record is walked once.
///
/// ```
/// columns  name  address.city  phones[*]
///
/// node 0   ── name ──────▶ 1  column 0
///          ── address ───▶ 2  ── city ──▶ 3  column 1
///          ── phones ────▶ 4  ── [*] ───▶ 5  column 2, joined
/// ```
struct JSONPathTree: Sendable {
    struct Node: Sendable {
        /// The column whose value stands here, -1 for none.
        var column: Int = -1
        /// Range of `keys`.
        var keys: Range<Int> = 0..<0
        /// Range of `elements`.
        var elements: Range<Int> = 0..<0
        /// The child for all elements, -1 for none.
        var every: Int = -1
    }

    /// The name of a member, in the two spellings that occur: as it is, and with `\uXXXX` for all beyond ASCII.
    struct Key: Sendable {
        var plain: Range<Int>
        var escaped: Range<Int>
        var child: Int
    }

    private(set) var nodes: [Node] = []
    private(set) var keys: [Key] = []
    private(set) var elements: [(number: Int, child: Int)] = []
    /// Bytes of all keys.
    private(set) var names: [UInt8] = []
    /// Of each column, whether it joins the values of all elements.
    private(set) var isJoined: [Bool]

    init(_ paths: [JSONPath]) {
        isJoined = paths.map { $0.steps.contains(.everyElement) }
        _ = add(paths.enumerated().map { ($0.offset, $0.element.steps[...]) })
    }

    /// Adds the node that all these paths lead to.
    private mutating func add(_ paths: [(column: Int, rest: ArraySlice<JSONPath.Step>)]) -> Int {
        let number = nodes.count
        nodes.append(Node())
        var order: [JSONPath.Step] = []
        var groups: [JSONPath.Step: [(Int, ArraySlice<JSONPath.Step>)]] = [:]
        for (column, rest) in paths {
            guard let step = rest.first else {
                nodes[number].column = column
                continue
            }
            if groups[step] == nil { order.append(step) }
            groups[step, default: []].append((column, rest.dropFirst()))
        }
        var ownKeys: [Key] = []
        var ownElements: [(Int, Int)] = []
        for step in order {
            let child = add(groups[step] ?? [])
            switch step {
            case .name(let name):
                let escaped = keep(Self.escaped(name))
                ownKeys.append(Key(plain: keep(Array(name.utf8)), escaped: escaped, child: child))
            case .element(let element): ownElements.append((element, child))
            case .everyElement: nodes[number].every = child
            }
        }
        nodes[number].keys = keys.count..<keys.count + ownKeys.count
        keys += ownKeys
        nodes[number].elements = elements.count..<elements.count + ownElements.count
        elements += ownElements
        return number
    }

    private mutating func keep(_ bytes: [UInt8]) -> Range<Int> {
        names += bytes
        return names.count - bytes.count..<names.count
    }

    /// As writers do that keep to ASCII, with lower-case digits as nearly all of them.
    private static func escaped(_ name: String) -> [UInt8] {
        name.utf16.flatMap { unit -> [UInt8] in
            if unit < 0x80 { return [UInt8(unit)] }
            let digits = String(unit, radix: 16)
            return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
    }
}
