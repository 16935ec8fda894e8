import HubEngine

/// `isthmus merge A B`: two entities are one.
struct MergeVerb: Verb {
    static let name = "merge"
    static let summary = "decide that two entities are one, against the evidence if need be"
    static let operands = "ENTITY ENTITY"
    static let operandCount = 2...2
    static let options = [StewardWork.why, StewardWork.by, .format]
    static let details = """
        Records a judgement that ties the two entities together, by the mentions that say most; where their
        identifiers differ, by every mention that has one. It holds for every later run, whatever the records and the
        model say; a no of earlier judgements between the two holds no more. The older entity keeps its id, the other
        id leads there. `isthmus review undo ID` takes it back, and the old id comes back with it.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let signature = try StewardWork.signature(arguments)
        _ = try arguments.format()
        let open = try OpenWorkspace(arguments)
        let outcome = try StewardWork.write(open) { desk in
            let subjects = try arguments.operands.map(desk.subject)
            return try desk.decide(subjects[0], subjects[1], .same, action: "merge", by: signature)
        }
        try StewardWork.show([outcome], arguments)
        return .done
    }
}
