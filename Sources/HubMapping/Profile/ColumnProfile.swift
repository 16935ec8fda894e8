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
    /// How many values were looked at.
    package var values: Int { rows - missing }

    /// Share of this column's values that the other one has as well, 0…1, estimated over the sketches: what of a column
    /// of tonight was in one of last night, however many records either has.
    package func share(knownTo other: ColumnProfile) -> Double {
        let limit = other.sketch.count == Self.sketchSize ? other.sketch.last ?? .max : .max
        var (known, seen, index) = (0, 0, 0)
        for hash in sketch where hash <= limit {
            while index < other.sketch.count, other.sketch[index] < hash { index += 1 }
            seen += 1
            if index < other.sketch.count, other.sketch[index] == hash { known += 1 }
        }
        return seen == 0 ? 0 : Double(known) / Double(seen)
    }

    /// The commonest shape and its share of the values; `nil` without values.
    package var commonestShape: (name: String, share: Double)? {
        shapes.max { ($0.value, $1.key) < ($1.value, $0.key) }
            .map { ($0.key, Double($0.value) / Double(max(1, values))) }
    }

    /// Looks at every value of a column of `table`, or at those of the first `limit` rows.
    package mutating func add(_ table: CellTable, column: Int, limit: Int = .max) {
        let arena = table.arena.span
        var fresh: [UInt64] = []
        var highest = sketch.count < Self.sketchSize ? UInt64.max : sketch[sketch.count - 1]
        // Shapes by signature: a text is made once for each, not once for every value. Neighbours are often alike.
        var names: [UInt64: String] = [:]
        var counts: [UInt64: Int] = [:]
        var (last, run) = (UInt64(0), 0)
        for row in 0..<min(limit, table.rowCount) {
            rows += 1
            let range = trimmedRange(arena, table.cell(row, column).range)
            if range.isEmpty {
                missing += 1
                continue
            }
            let value = arena.extracting(range)
            let signature = ValueShape.signature(of: value)
            if signature != last || run == 0 {
                counts[last, default: 0] += run
                (last, run) = (signature, 0)
                if names[signature] == nil { names[signature] = ValueShape.of(value) }
            }
            run += 1
            var hash = StableHash(seed: 0x636F_6C75)
            hash.combine(value)
            let number = hash.finish()
            guard number < highest else { continue }
            fresh.append(number)
            if fresh.count == 4 * Self.sketchSize {
                keep(fresh)
                fresh.removeAll(keepingCapacity: true)
                if sketch.count == Self.sketchSize { highest = sketch[sketch.count - 1] }
            }
        }
        counts[last, default: 0] += run
        count(names.map { ($0.value, counts[$0.key] ?? 0) })
        keep(fresh)
    }

    /// Adds what was found in other rows.
    package mutating func merge(_ other: ColumnProfile) {
        rows += other.rows
        missing += other.missing
        count(other.shapes.map { ($0.key, $0.value) })
        keep(other.sketch)
    }

    /// The order decides which shapes are kept apart, so it is always the same: common ones first.
    private mutating func count(_ found: [(shape: String, count: Int)]) {
        for (shape, count) in found.sorted(by: { ($1.count, $0.shape) < ($0.count, $1.shape) }) {
            let isKnown = shapes[shape] != nil || shapes.count < Self.shapeLimit
            shapes[isKnown ? shape : "…", default: 0] += count
        }
    }

    private mutating func keep(_ hashes: [UInt64]) {
        guard !hashes.isEmpty else { return }
        var kept: [UInt64] = []
        kept.reserveCapacity(Self.sketchSize)
        for hash in (sketch + hashes).sorted() where hash != kept.last {
            kept.append(hash)
            if kept.count == Self.sketchSize { break }
        }
        sketch = kept
    }
}

// As JSON the hashes are one text of 16 digits each: numbers of that size do not survive every reader.
extension ColumnProfile {
    private enum Key: String, CodingKey { case name, rows, missing, shapes, sketch }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        name = try values.decode(String.self, forKey: .name)
        rows = try values.decode(Int.self, forKey: .rows)
        missing = try values.decode(Int.self, forKey: .missing)
        shapes = try values.decode([String: Int].self, forKey: .shapes)
        let digits = Array(try values.decode(String.self, forKey: .sketch).utf8)
        sketch = stride(from: 0, to: digits.count - digits.count % 16, by: 16).compactMap { start in
            UInt64(String(decoding: digits[start..<start + 16], as: UTF8.self), radix: 16)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        try values.encode(rows, forKey: .rows)
        try values.encode(missing, forKey: .missing)
        try values.encode(shapes, forKey: .shapes)
        let digits = sketch.map { hash in
            let text = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }
        try values.encode(digits.joined(), forKey: .sketch)
    }
}
