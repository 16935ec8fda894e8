import Foundation
import HubGuess
import Testing

/// Small feeds with other vocabularies than those of the demonstration district. What is right was written down before
/// the first of them was guessed; the lists of words are not to be mended by them.
@Suite struct HeldOutTests {
    static func feeds() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: GuessFixture.heldOut)
            .filter { !$0.hasSuffix(".expected") && !$0.hasSuffix(".md") }.sorted()
    }

    struct Expected {
        var keys: [[String]] = []
        var answers: [Answer] = []
    }

    static func expected(_ feed: String) throws -> Expected {
        let stem = feed.split(separator: ".")[0]
        let text = try String(contentsOfFile: "\(GuessFixture.heldOut)/\(stem).expected", encoding: .utf8)
        var result = Expected()
        for line in text.split(separator: "\n") {
            if line.hasPrefix("key: ") {
                result.keys = line.dropFirst(5).split(separator: "|").map {
                    $0.split(separator: ",").map(String.init)
                }
                continue
            }
            let parts = line.components(separatedBy: " = ")
            let targets = parts[1].split(separator: "|").map { text -> Answer.Target in
                let words = text.split(separator: " ").map(String.init)
                return Answer.Target(
                    role: words.count == 2 ? words[0] : "", attribute: words.count == 2 ? words[1] : "")
            }
            result.answers.append(Answer(column: parts[0], targets: targets))
        }
        return result
    }

    @Test func mostColumnsOfUnknownFeedsAreGuessedRight() async throws {
        var score = Score()
        var keys = 0
        let feeds = try Self.feeds()
        #expect(feeds.count >= 20)
        for feed in feeds {
            let guess = try await GuessFixture.guess(feed, in: GuessFixture.heldOut)
            let expected = try Self.expected(feed)
            score += Score(guess, expected.answers, feed: feed)
            let key = guess.key.isEmpty ? ["content"] : guess.key
            if expected.keys.contains(key) { keys += 1 } else { score.details.append("\(feed): key \(key)") }
        }
        print("held out, \(feeds.count) feeds: \(score); \(keys) keys right")
        for line in score.details { print("  \(line)") }
        #expect(score.right * 100 >= score.columns * 95)
        #expect(score.wrong * 100 <= score.columns * 2)
        #expect(keys * 10 >= feeds.count * 9)
    }
}
