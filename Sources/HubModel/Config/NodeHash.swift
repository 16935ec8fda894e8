extension Node {
    /// Adds everything the node says, and nothing of where it stands.
    package func add(to hash: inout StableHash) {
        func add(_ text: String) { hash.combine(StableHash.of(text)) }
        switch value {
        case .null: add("null")
        case .bool(let flag): add("bool \(flag)")
        case .number(let text): add("number \(text)")
        case .string(let text): add("string \(text)")
        case .array(let elements):
            add("array \(elements.count)")
            for element in elements { element.add(to: &hash) }
        case .object(let members):
            add("object \(members.count)")
            for member in members {
                add(member.name)
                member.value.add(to: &hash)
            }
        }
    }
}
