/// Where something stands in a file, for messages a person can act on.
public struct SourceLocation: Sendable, Hashable {
    /// Path as the user would type it.
    public let file: String
    /// 1-based.
    public let line: Int
    /// 1-based, in UTF-8 bytes.
    public let column: Int

    /// Creates a location; `line` and `column` start at 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// One value of a JSON5 file together with its place in it.
///
/// Foundation reads JSON5 but forgets where each value stood and lets a repeated key pass; a configuration
/// error must name its line, so the files are read into this tree (`docs/decisions/0003-json5-with-places.md`).
public struct Node: Sendable {
    /// What a node holds. Numbers keep their text, so that nothing goes through a `Double` unasked.
    public enum Value: Sendable {
        case null
        case bool(Bool)
        case number(String)
        case string(String)
        case array([Node])
        case object([Member])
    }

    /// One `name: value` of an object, in file order.
    public struct Member: Sendable {
        /// The key.
        public let name: String
        /// Where the key stands.
        public let location: SourceLocation
        /// The value behind the colon.
        public let value: Node

        /// Creates a member.
        public init(name: String, location: SourceLocation, value: Node) {
            self.name = name
            self.location = location
            self.value = value
        }
    }

    /// The value.
    public let value: Value
    /// Where the value starts.
    public let location: SourceLocation

    /// Creates a node.
    public init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Node {
    /// The member called `name`, if this is an object that has one. Complexity: O(members).
    public subscript(name: String) -> Node? {
        members?.first { $0.name == name }?.value
    }

    /// The members in file order, if this is an object.
    public var members: [Member]? {
        if case .object(let members) = value { members } else { nil }
    }

    /// The elements, if this is an array.
    public var elements: [Node]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    /// The text, if this is a string.
    public var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    /// The value, if this is `true` or `false`.
    public var bool: Bool? {
        if case .bool(let flag) = value { flag } else { nil }
    }

    /// The value, if this is a number without a fraction that fits.
    public var integer: Int? {
        if case .number(let text) = value { Int(text) } else { nil }
    }

    /// The value, if this is a number.
    public var double: Double? {
        if case .number(let text) = value { Double(text) } else { nil }
    }

    /// The kind in words, for "expected …, found …".
    public var kindName: String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
