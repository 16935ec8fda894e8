/// What is wrong with a JSON text, and where.
package struct JSONFault: Error, Sendable, Equatable {
    package enum Problem: Sendable, Equatable {
        /// The text ends before its value does.
        case cutOff
        /// Another character was expected; behind it nothing can be relied upon.
        case expected(String)
        /// A control character in a text must be escaped.
        case controlCharacter
        case badEscape
        /// Half of a surrogate pair stands for no character.
        case loneSurrogate
        case tooDeep
        /// The same name twice in an object, and one that is wanted.
        case repeatedName
        /// `\u0000`.
        case nulCharacter
        /// The value is no object: what it is instead.
        case noObject(String)

        /// Whether the text can be read on behind it.
        package var isOfContent: Bool {
            switch self {
            case .loneSurrogate, .repeatedName, .nulCharacter, .noObject: true
            default: false
            }
        }
    }

    package let problem: Problem
    /// Index of the byte.
    package let place: Int

    /// In words, to be followed by `at line 3, column 7`.
    package var text: String {
        switch problem {
        case .cutOff: "the object ends too early"
        case .expected(let what): "expected \(what)"
        case .controlCharacter: "a control character that is not escaped"
        case .badEscape: "an escape that JSON does not have"
        case .loneSurrogate: "half of a surrogate pair"
        case .tooDeep: "more than \(JSONScanner.maximumDepth) levels"
        case .repeatedName: "a name that the object has already"
        case .nulCharacter: "a NUL character"
        case .noObject(let kind): "expected an object, found \(kind)"
        }
    }
}
