import HubModel

/// What the values of a column look like from outside, in a few hundred bytes: enough to tell that a column was renamed,
/// shifted or changed its kind, and to say how many of its values differ. Holds hashes of values, never values.
package struct ColumnProfile: Sendable, Codable, Equatable {
    /// At most so many hashes are kept.
    package static let sketchSize = 256
    /// At most so many shapes are kept apart; values of others count under `…`.
    package static let shapeLimit = 64

    package let name: String
    /// Records looked at.
    package internal(set) var rows = 0
    /// Of these, without a value: absent or blank.
    package internal(set) var missing = 0
    /// How many values have each shape: `9×18`, `汉×3`, `A`, `9-9-9`; see `ValueShape`.
    package internal(set) var shapes: [String: Int] = [:]
    /// The smallest hashes of distinct values, ascending: a bottom-k sketch (Cohen and Kaplan, 2007).
    package internal(set) var sketch: [UInt64] = []

    package init(name: String) { self.name = name }

    /// How many different values there are: exact below `sketchSize`, else estimated to about 6 %.
    package var distinct: Int {
        guard sketch.count == Self.sketchSize, let last = sketch.last, last > 0 else { return sketch.count }
        return Int(Double(Self.sketchSize - 1) * Double(UInt64.max) / Double(last))
    }

    /// Share of the values that the two columns have in common, 0…1 (Jaccard, estimated over the sketches).
    package func sharedValues(with other: ColumnProfile) -> Double {
        let both = Set(sketch).union(other.sketch).sorted().prefix(Self.sketchSize)
        guard !both.isEmpty else { return 0 }
        let (mine, theirs) = (Set(sketch), Set(other.sketch))
        return Double(both.count { mine.contains($0) && theirs.contains($0) }) / Double(both.count)
    }

    /// How alike the shapes of values are, 0…1: what the two distributions have in common.
    package func sharedShapes(with other: ColumnProfile) -> Double {
        let (mine, theirs) = (rows - missing, other.rows - other.missing)
        guard mine > 0, theirs > 0 else { return 0 }
        return shapes.reduce(0) { sum, shape in
            sum
                + min(
                    Double(shape.value) / Double(mine),
                    Double(other.shapes[shape.key] ?? 0) / Double(theirs))
        }
    }
}

extension ColumnProfile {
    /// Looks at every value of a column of `table`.
    package mutating func add(_ table: CellTable, column: Int) {
        let arena = table.arena.span
        var shape: [UInt8] = []
        var fresh: [UInt64] = []
        for row in 0..<table.rowCount {
            rows += 1
            let range = trimmedRange(arena, table.cell(row, column).range)
            if range.isEmpty {
                missing += 1
                continue
            }
            let value = arena.extracting(range)
            ValueShape.write(of: value, into: &shape)
            let name = String(decoding: shape, as: UTF8.self)
            let isKnown = shapes[name] != nil || shapes.count < Self.shapeLimit
            shapes[isKnown ? name : "…", default: 0] += 1
            var hash = StableHash(seed: 0x636F_6C75)
            hash.combine(value)
            let number = hash.finish()
            if sketch.count < Self.sketchSize || number < sketch[sketch.count - 1] { fresh.append(number) }
        }
        if !fresh.isEmpty { sketch = Array(Set(sketch + fresh).sorted().prefix(Self.sketchSize)) }
    }
}

/// The shape of a value: runs of one kind of character, long runs with their length.
///
/// ```
/// 330203199001011234   9×18        张三      汉×2
/// 2024-01-05           9-9-9       有限公司   汉×4+      runs of 汉 above 3 are one shape
/// ```
package enum ValueShape {
    /// The shape of a text.
    package static func of(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var shape: [UInt8] = []
        write(of: bytes.span, into: &shape)
        return String(decoding: shape, as: UTF8.self)
    }

    /// Replaces `output` by the shape of `value`.
    static func write(of value: Span<UInt8>, into output: inout [UInt8]) {
        output.removeAll(keepingCapacity: true)
        var last: Kind?
        var run = 0
        for index in 0..<value.count {
            let byte = value[index]
            if byte & 0xC0 == 0x80 { continue }
            let kind = Kind(byte)
            if kind == last, kind != .other(byte) {
                run += 1
            } else {
                close(last, run, &output)
                if output.count > 40 { break }
                last = kind
                run = 1
            }
        }
        close(last, run, &output)
    }

    private static func close(_ kind: Kind?, _ run: Int, _ output: inout [UInt8]) {
        switch kind {
        case nil: break
        case .digit: output += Array((run > 5 ? "9×\(run)" : "9").utf8)
        case .latin: output.append(UInt8(ascii: "A"))
        case .wide: output += Array((run > 3 ? "汉×4+" : "汉×\(run)").utf8)
        case .other(let byte): output.append(byte)
        }
    }

    private enum Kind: Equatable {
        case digit, latin, wide
        case other(UInt8)

        init(_ byte: UInt8) {
            switch byte {
            case 0x30...0x39: self = .digit
            case 0x41...0x5A, 0x61...0x7A: self = .latin
            case 0x80...: self = .wide
            default: self = .other(byte)
            }
        }
    }
}
