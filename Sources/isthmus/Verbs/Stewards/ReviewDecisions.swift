import Connectors
import Foundation
import HubEngine
import HubStore

/// What stewards say.
enum ReviewDecisions {
    static func decide(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let words = Array(arguments.operands.dropFirst())
        guard let verdict = Judgement.Verdict(rawValue: words.last ?? "") else {
            throw UsageError("the verdict must be same, different or unsure")
        }
        let signature = try StewardWork.signature(arguments)
        _ = try arguments.format()
        let outcome = try StewardWork.write(open) { desk in
            let subjects =
                try words.count == 2 ? listed(words[0], desk, open) : words.dropLast().map(desk.subject)
            return try desk.decide(subjects[0], subjects[1], verdict, by: signature)
        }
        try StewardWork.show([outcome], arguments)
        return .done
    }

    /// The mentions of a pair of the list.
    private static func listed(
        _ word: String, _ desk: StewardDesk, _ open: OpenWorkspace
    ) throws -> [StewardDesk.Subject] {
        guard let id = Int64(word), id > 0 else {
            throw UsageError("name a pair by its number in `review list`, or two entities or mentions")
        }
        guard let pair = try desk.pair(id) else {
            throw UsageError("there is no pair \(id) (any more); `isthmus review list` tells the numbers")
        }
        return [.mention(pair.first), .mention(pair.second)]
    }

    static func undo(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        guard let id = Int64(arguments.operands[1]), id > 0 else {
            throw UsageError("ID must be a number; `isthmus review log` lists the judgements")
        }
        let signature = try StewardWork.signature(arguments)
        try StewardWork.write(open) { try $0.undo(id, by: signature) }
        Terminal.error("judgement \(id) is undone; the next `isthmus run` carries it out and publishes")
        return .done
    }

    static func apply(_ arguments: Arguments, _ open: OpenWorkspace) async throws -> ExitCode {
        let who = try StewardWork.who(arguments)
        let why = try arguments.value("why").map { _ in try StewardWork.signature(arguments).why }
        _ = try arguments.format()
        let path = URL(fileURLWithPath: arguments.operands[1]).standardizedFileURL.path
        let file = try await DecisionFile(file: path, type: CSVConnector.self)
        struct Refused: Error { let faults: [(line: Int, what: String)] }
        do {
            let applied = try StewardWork.write(open) { desk in
                let applied = try desk.apply(file, who: who, why: why)
                guard applied.faults.isEmpty else { throw Refused(faults: applied.faults) }
                return applied
            }
            try StewardWork.show(applied.outcomes, arguments)
            Terminal.error(
                "\(counted(applied.outcomes.count, "judgement")) recorded, \(applied.unchanged) said before, "
                    + "\(file.undecided) left open")
            return .done
        } catch let refused as Refused {
            for fault in refused.faults.prefix(20) { Terminal.error("line \(fault.line): \(fault.what)") }
            if refused.faults.count > 20 { Terminal.error("and \(refused.faults.count - 20) more") }
            Terminal.error("isthmus review: nothing was recorded; mend these lines and apply the file again")
            return .failed
        }
    }
}
