/// A decision that cannot be taken as asked. Nothing was changed. Carries no values.
package struct StewardError: Error, CustomStringConvertible {
    /// What, and how to go on.
    package let description: String
    /// Whether what was asked for names something that is not there, rather than contradicting what is.
    package let isUnknown: Bool
    /// Whether it was decided so before.
    package let isRepetition: Bool

    init(_ description: String, isUnknown: Bool = true, isRepetition: Bool = false) {
        self.description = description
        self.isUnknown = isUnknown
        self.isRepetition = isRepetition
    }
}
