import HubModel

/// The words that say when a level of a comparison holds. Readers, schemas and the documentation are made from these.
package struct LevelWord: Sendable {
    /// The number that comes with a word.
    package enum Bound: Sendable {
        /// A whole number under a key, with what counts when it is not given.
        case count(String, ClosedRange<Int>, standard: Int?)
        /// A share between 0 and 1 under a key.
        case share(String)

        package var key: String {
            switch self {
            case .count(let key, _, _), .share(let key): key
            }
        }
    }

    package let word: String
    package let bound: Bound?
    /// One line of help.
    package let help: String
    /// The test, given the number.
    let test: @Sendable (Double) -> Comparison.Test

    private init(
        _ word: String, _ bound: Bound? = nil, _ help: String,
        _ test: @escaping @Sendable (Double) -> Comparison.Test
    ) {
        self.word = word
        self.bound = bound
        self.help = help
        self.test = test
    }

    private init(_ word: String, _ help: String, _ test: Comparison.Test) {
        self.init(word, nil, help) { _ in test }
    }

    /// Words that compare dates and nothing else.
    static let ofDates: Set = [
        "near-date", "swapped", "same-year", "years-apart", "within-days", "placeholder",
    ]

    /// All words, in the order of the documentation.
    package static let all: [LevelWord] =
        [
            LevelWord(
                "equal",
                "the folded values are equal; for several values, they share one; for a relation, the same entity",
                .equal),
            LevelWord(
                "edits", .count("at_most", 1...10, standard: nil),
                "at most `at_most` insertions, deletions, substitutions or adjacent swaps of characters"
            ) { .edits(Int($0)) },
            LevelWord(
                "prefix", .count("at_least", 1...100, standard: nil),
                "one value starts with the other, which has at least `at_least` characters"
            ) { .prefix(Int($0)) },
            LevelWord(
                "similar", .share("at_least"),
                "at least `at_least` (0-1) of the character bigrams are shared (Sørensen–Dice)"
            ) { .similar($0) },
            LevelWord(
                "jaro-winkler", .share("at_least"), "the Jaro–Winkler similarity is at least `at_least` (0-1)"
            ) { .jaroWinkler($0) },
        ] + names + dates + [LevelWord("else", "anything else", .otherwise)]

    private static let names: [LevelWord] = [
        LevelWord(
            "wildcard", .count("at_least", 0...10, standard: 1),
            "equal but for stand-ins of characters (`□` `?` `*` `某`, private ones, 王YAN, 王(龙天)), one character each; "
                + "`at_least` (default 1) characters behind the surname agree; with 0 also 张** and 张三"
        ) { .wildcard(Int($0)) },
        LevelWord(
            "looks-alike",
            "as long, and differing only in characters that are mistaken for each other (己已, 晴睛)",
            .looksAlike),
        LevelWord(
            "sounds-alike",
            "as long, and each character read as the other's by some reading, also as southerners hear it (n/l, zh/z, "
                + "ang/an, …); Latin names of the same consonants",
            .soundsAlike),
        LevelWord(
            "romanised", "a Chinese name and its spelling in Latin letters, in either order: 李伟 and Wei Li",
            .romanised),
        LevelWord("dropped", "one surname, and one character behind it missing on one side", .dropped),
        LevelWord("any-order", "the same words in any order: Li Wei and Wei Li", .anyOrder),
        LevelWord(
            "initials",
            "the same words, some as initials or left out in the middle: J. Smith and John Q. Smith",
            .initials),
        LevelWord(
            "same-surname", "Chinese names of one surname, compound ones such as 欧阳 known", .sameSurname),
    ]

    private static let dates: [LevelWord] = [
        LevelWord("near-date", "two of year, month, day agree, or day and month are swapped", .nearDate),
        LevelWord("swapped", "day and month are swapped", .swapped),
        LevelWord("same-year", "the years agree", .sameYear),
        LevelWord(
            "within-days", .count("at_most", 1...36_500, standard: nil),
            "at most `at_most` days lie between them"
        ) { .withinDays(Int($0)) },
        LevelWord(
            "years-apart", .count("at_least", 1...1000, standard: nil),
            "the years are at least `at_least` apart: a father and a son"
        ) { .yearsApart(Int($0)) },
        LevelWord(
            "placeholder",
            "one says nothing: 1900-01-01 and its like, or 1 January of the other's year; put it before `equal`",
            .placeholder),
    ]
}
