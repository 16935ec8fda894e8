/// A law that an input breaks.
package struct Violation: Error, CustomStringConvertible {
    package let description: String

    init(_ text: String) { description = text }
}

/// Throws unless a law holds.
func demand(_ holds: Bool, _ law: @autoclosure () -> String) throws {
    if !holds { throw Violation(law()) }
}

/// Demands that two things are equal and, when not, shows where they part.
func demandEqual<Thing: Equatable>(_ first: Thing, _ second: Thing, _ law: String) throws {
    if first == second { return }
    throw Violation("\(law)\n  first:  \(shortened(first))\n  second: \(shortened(second))")
}

private func shortened(_ thing: some Any) -> String { String("\(thing)".debugDescription.prefix(1200)) }
