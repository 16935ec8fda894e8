import Foundation
import HubGuess
import TestSupport
import Testing

/// Small feeds with other vocabularies than those of the demonstration district. What is right was written down before
/// the first of them was guessed; the lists of words are not to be mended by them.
@Suite struct HeldOutTests {
    static func feeds(in folder: String = GuessFixture.heldOut) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !$0.hasSuffix(".expected") && !$0.hasSuffix(".md") }.sorted()
    }

    struct Expected {
        var keys: [[String]] = []
        var answers: [Answer] = []
    }

    static func expected(_ feed: String, in folder: String = GuessFixture.heldOut) throws -> Expected {
        let stem = feed.split(separator: ".")[0]
        let text = try String(contentsOfFile: "\(folder)/\(stem).expected", encoding: .utf8)
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

    /// Columns and keys of all feeds of a folder, guessed and held against their answers.
    static func score(_ folder: String) async throws -> (columns: Score, keys: Int, feeds: Int) {
        var score = Score()
        var keys = 0
        let feeds = try feeds(in: folder)
        for feed in feeds {
            let guess = try await GuessFixture.guess(feed, in: folder)
            let expected = try expected(feed, in: folder)
            score += Score(guess, expected.answers, feed: feed)
            let key = guess.key.isEmpty ? ["content"] : guess.key
            if expected.keys.contains(key) { keys += 1 } else { score.details.append("\(feed): key \(key)") }
        }
        return (score, keys, feeds.count)
    }

    @Test func mostColumnsOfUnknownFeedsAreGuessedRight() async throws {
        let (score, keys, feeds) = try await Self.score(GuessFixture.heldOut)
        print("other vocabularies, \(feeds) feeds: \(score); \(keys) keys right")
        for line in score.details { print("  \(line)") }
        #expect(feeds >= 20)
        #expect(score.right * 100 >= score.columns * 95)
        #expect(score.wrong * 100 <= score.columns * 2)
        #expect(keys * 10 >= feeds * 9)
    }

    /// Tables of GB/T 31000-2015 with its own names and codes, made when everything else was done.
    @Test func mostColumnsOfTheNationalStandardAreGuessedRight() async throws {
        let (score, keys, feeds) = try await Self.score(GuessFixture.standard)
        print("national standard, \(feeds) feeds: \(score); \(keys) keys right")
        for line in score.details { print("  \(line)") }
        #expect(feeds == 6)
        #expect(score.right * 100 >= score.columns * 90)
    }

    /// Whatever a transfer did to a file, it is guessed or refused; nothing traps.
    @Test func damagedFilesAreGuessedOrRefused() async throws {
        let folder = try TemporaryFolder()
        var state: UInt64 = 20_260_615
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, limit)
        }
        var guessed = 0
        var refused = 0
        for (number, feed) in try (Self.feeds() + Self.feeds()).enumerated() {
            var bytes = try [UInt8](
                Data(contentsOf: URL(fileURLWithPath: "\(GuessFixture.heldOut)/\(feed)")).prefix(4000))
            for _ in 0..<(number % 2 == 0 ? 3 : 60) { bytes[random(bytes.count)] = UInt8(random(256)) }
            if number % 3 == 0 { bytes.removeLast(random(bytes.count - 1)) }
            let name = "\(number)-\(feed)"
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
            do {
                let guess = try await GuessFixture.guess(name, in: folder.path)
                #expect(!guess.columns.isEmpty)
                guessed += 1
            } catch { refused += 1 }
        }
        #expect(guessed > 10 && refused > 0)
    }
}
