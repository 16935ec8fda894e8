/// One number that must be another.
package struct Finding: Sendable, Equatable {
    /// What is looked at, as a rule: "records read are new, changed, unchanged, rejected or superseded".
    package let rule: String
    /// Feed, entity type, dataset or version it is looked at in; empty for all.
    package let subject: String
    package let expected: String
    package let found: String

    package var holds: Bool { expected == found }

    package init(_ rule: String, _ subject: String, expected: String, found: String) {
        self.rule = rule
        self.subject = subject
        self.expected = expected
        self.found = found
    }

    package init(_ rule: String, _ subject: String, expected: Int, found: Int) {
        self.init(rule, subject, expected: String(expected), found: String(found))
    }
}
