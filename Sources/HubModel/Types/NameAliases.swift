/// Other names of places or organisations, as a table of the workspace tells them: `清泉苑` is `清泉花园`.
public struct NameAliases: Sendable {
    private let names: [[UInt32]: [UInt8]]
    /// Characters of the longest alias.
    private let longest: Int
    /// Stands for all that the table says.
    public let digest: UInt64

    /// No aliases.
    public static let none = NameAliases([])

    /// Takes pairs of an alias and the name it stands for; of one alias given twice the first pair counts.
    public init(_ pairs: [(alias: String, name: String)]) {
        var names: [[UInt32]: [UInt8]] = [:]
        var digest: UInt64 = 0
        for (alias, name) in pairs {
            let key = Self.key(Array(alias.utf8).span)
            guard !key.isEmpty, names[key] == nil else { continue }
            names[key] = Array(name.utf8)
            var hash = StableHash(seed: 5)
            for scalar in key { hash.combine(UInt64(scalar)) }
            hash.combine(StableHash.of(name))
            digest &+= hash.finish()
        }
        self.names = names
        self.digest = digest
        longest = names.keys.map(\.count).max() ?? 0
    }

    /// Whether there are none.
    public var isEmpty: Bool { names.isEmpty }

    /// The name that a text, in whatever script and width, is an alias of.
    package func name(of text: Span<UInt8>) -> [UInt8]? {
        guard !names.isEmpty, text.count <= longest &* 4 &+ 16 else { return nil }
        return names[Self.key(text)]
    }

    /// Simplified, half width, capitals, without blanks.
    private static func key(_ text: Span<UInt8>) -> [UInt32] {
        var key: [UInt32] = []
        var index = 0
        while index < text.count {
            let scalar = Scalars.halfWidth(Scalars.next(text, &index))
            if Scalars.isSpace(scalar) || Scalars.isInvisible(scalar) { continue }
            key.append(Simplified.of(Scalars.upper(scalar)))
        }
        return key
    }
}
