import HubModel

extension ObjectDeclaration {
    static let weights = ObjectDeclaration(
        "weights",
        [
            .schema,
            KeyDeclaration(
                "version", .integer(1...1_000_000), required: true, "how many times it was trained"),
            KeyDeclaration("trained", .text, required: true, "day of training: `2026-03-05`"),
            KeyDeclaration(
                "mentions", .integer(1...Int(Int32.max)), required: true, "mentions it was trained on"),
            KeyDeclaration(
                "pairs_per_mention", .number(0...1_000_000), required: true,
                "pairs of one entity there are for each mention; makes the prior, whatever the number of mentions"
            ),
            KeyDeclaration(
                "comparisons", .map(.list(.object("trained level"), atLeast: 1)), required: true,
                "the levels of the model's comparisons, in their order; those left out keep the model's weights"
            ),
            KeyDeclaration(
                "calibration", .object("calibration"),
                "what stewards' judgements made of the scores; left out: scores are taken as they are"),
        ])

    static let calibration = ObjectDeclaration(
        "calibration",
        [
            KeyDeclaration("scale", .number(0.25...2), required: true, "what a bit is worth"),
            KeyDeclaration("shift", .number(-10...10), required: true, "bits added to every score"),
            KeyDeclaration(
                "same", .integer(0...1_000_000_000), required: true, "judgements of one entity it comes from"),
            KeyDeclaration(
                "different", .integer(0...1_000_000_000), required: true,
                "judgements of two entities it comes from"),
        ])

    static let trainedLevel = ObjectDeclaration(
        "trained level",
        [
            KeyDeclaration("level", .text, required: true, "as the model has it: `equal`, `edits 1`"),
            KeyDeclaration(
                "m", .probability, required: true, "its probability among pairs that are one entity"),
            KeyDeclaration("u", .probability, required: true, "its probability among pairs that are not"),
        ])
}
