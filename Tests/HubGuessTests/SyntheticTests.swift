import Foundation
import HubGuess
import HubMapping
import HubModel
import HubSynth
import TestSupport
import Testing

/// Every feed of the synthetic district, guessed from its data alone and held against the feed files as shipped.
@Suite struct SyntheticTests {
    /// Columns of a shipped feed and what they are mapped to.
    static func answers(_ feed: Feed, _ models: [EntityModel]) -> [String: [Answer.Target]] {
        var answers: [String: [Answer.Target]] = [:]
        for mention in feed.mentions {
            for attribute in mention.attributes {
                let name =
                    "\(models[mention.type].name).\(models[mention.type].attributes[attribute.attribute].name)"
                for column in columns(of: attribute.source) {
                    answers[column, default: []].append(Answer.Target(role: mention.role, attribute: name))
                }
            }
        }
        return answers
    }

    private static func columns(of source: ValueSource) -> [String] {
        switch source {
        case .column(let name): [name.value]
        case .columns(let names): names.map(\.value)
        case .constant, .sql: []
        case .template(let parts):
            parts.compactMap { if case .column(let name) = $0 { name.value } else { nil } }
        case .first(let sources), .all(let sources): sources.flatMap(columns)
        case .split(let source, _, _), .transformed(let source, _), .coded(let source, _),
            .when(_, let source):
            columns(of: source)
        }
    }

    /// Prefixes are the feed file's own.
    static func shippedID(_ id: String) -> String { id.replacing("party:", with: "p:") }

    static func score(_ guess: Guess, _ feed: Feed, _ models: [EntityModel]) -> Score {
        let truth = answers(feed, models)
        let listed = guess.columns.map { column in
            Answer(
                column: column.id,
                targets: truth[shippedID(column.id)] ?? [Answer.Target(role: "", attribute: "")])
        }
        var score = Score(guess, listed, feed: feed.name)
        for column in truth.keys.sorted() where !guess.columns.contains(where: { shippedID($0.id) == column })
        {
            score.open += 1
            score.details.append("\(feed.name) \(column): not found in the source")
        }
        let key = guess.key.map(shippedID)
        if Set(key) != Set(feed.key.map(\.value)) { score.details.append("\(feed.name): key \(key)") }
        let codes = feed.mentions.flatMap(\.attributes).contains {
            if case .coded = $0.source { true } else { false }
        }
        if codes != guess.text.contains("codes:") { score.details.append("\(feed.name): codes") }
        let sure = guess.relations.filter(\.isSure)
        let kinds = Set(sure.map(\.kind)), wanted = Set(feed.relations.map(\.kind))
        if !kinds.isSubset(of: wanted) {
            score.details.append("\(feed.name): relations \(kinds.subtracting(wanted)) too many")
        }
        if !wanted.isSubset(of: kinds) {
            score.details.append("\(feed.name): relations \(wanted.subtracting(kinds)) left open")
        }
        return score
    }

    @Test(arguments: [UInt64(11), 4_242])
    func columnsOfTheDistrictsFeedsAreGuessedRight(seed: UInt64) async throws {
        let workspace = try GuessFixture.workspace.get()
        let folder = try TemporaryFolder()
        let summary = try DistrictGenerator(people: 3_000, seed: seed)
            .write(to: folder.path, mappings: GuessFixture.mappings) { _ in }
        let server = try await PostgreSQLServer.shared()
        var score = Score()
        for feed in workspace.feeds {
            let file = try #require(summary.feeds.first { $0.name == feed.name }).file
            let guess: Guess
            if file.hasSuffix(".sql") {
                let database = try server.makeDatabase(
                    try String(contentsOfFile: "\(folder.path)/\(file)", encoding: .utf8))
                let table = feed.name == "water-meters" ? "water.account" : "social_insurance.insured"
                guess = try await GuessFixture.guesser(in: folder.path).guess(
                    GuessInput(
                        name: "trial", title: table,
                        place: .server(
                            connection: server.connection(to: database), variable: "ISTHMUS_TRIAL",
                            table: table)))
            } else {
                guess = try await GuessFixture.guess(file, in: folder.path)
            }
            score += Self.score(guess, feed, workspace.models)
            if ProcessInfo.processInfo.environment["ISTHMUS_SHOW"] == feed.name { print(guess.text) }
        }
        print("district of seed \(seed), \(workspace.feeds.count) feeds: \(score)")
        for line in score.details { print("  \(line)") }
        #expect(score.right * 100 >= score.columns * 95)
        #expect(score.wrong * 100 <= score.columns)
    }
}
