/// What the names of one document mean, by the numbers of its parser, whatever namespace they are in: workbooks come in two of them.
struct LocalNames<Meaning: Sendable>: Sendable {
    private let table: [String: Meaning]
    /// By number of the name; the outer `nil` is one that was not looked up yet.
    private var known: [Meaning??] = []

    init(_ table: [String: Meaning]) { self.table = table }

    /// `nil` for a name without a meaning here.
    mutating func meaning(of name: Int32, _ parser: XMLPushParser) -> Meaning? {
        let number = Int(name)
        if number >= known.count {
            known += [Meaning??](repeating: .none, count: number + 1 - known.count)
        }
        if let found = known[number] { return found }
        let meaning = table[parser.spelling(name).local]
        known[number] = .some(meaning)
        return meaning
    }
}
