import HubMapping
import Testing

struct TransformTests {
    private func apply(
        _ transform: Transform, _ arguments: [Transform.Argument], _ text: String
    ) -> [UInt8] {
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        transform.apply(arguments, to: bytes.span, into: &output)
        return output
    }

    @Test func everyTransformDoesWhatItsExamplesSay() {
        #expect(Transforms.all.count >= 10)
        for transform in Transforms.all {
            #expect(!transform.examples.isEmpty && !transform.summary.isEmpty, "\(transform.name)")
            for example in transform.examples {
                let output = apply(transform, example.arguments, example.input)
                #expect(
                    String(decoding: output, as: UTF8.self) == example.output,
                    "\(transform.name) \(example.input)")
                #expect(
                    (transform.parameters.count { !$0.isOptional }...transform.parameters.count)
                        .contains(example.arguments.count))
            }
        }
    }

    @Test func theyAreListedOnceAndByName() {
        let names = Transforms.all.map(\.name)
        #expect(names == names.sorted() && Set(names).count == names.count)
        for name in names { #expect(Transforms.named(name)?.name == name) }
        #expect(Transforms.named("shout") == nil)
    }

    /// Whatever comes in, what comes out is text: no character is cut in two.
    @Test func textStaysText() throws {
        var seed = SplitMix(state: 7)
        let pool: [Unicode.Scalar] = [
            "a", "Z", "0", "９", " ", "　", "张", "臺", "é", "𠮷", "/", "-", "（", "\u{0}", "\u{301}",
        ]
        for _ in 0..<400 {
            var text = ""
            for _ in 0..<Int(seed.next() % 9) {
                text.unicodeScalars.append(pool[Int(seed.next() % UInt64(pool.count))])
            }
            for transform in Transforms.all {
                for example in transform.examples {
                    let output = apply(transform, example.arguments, text)
                    #expect(String(validating: output, as: UTF8.self) != nil, "\(transform.name) \(text)")
                }
            }
        }
    }

    @Test(arguments: [
        (1, 1, "𠮷野家", "𠮷"), (2, 1, "𠮷野家", "野"), (-1, 1, "𠮷野家", "家"), (-3, 2, "𠮷野家", "𠮷野"), (4, 1, "𠮷野家", ""),
    ])
    func positionsCountCharacters(_ start: Int, _ count: Int, _ text: String, _ part: String) throws {
        let substring = try #require(Transforms.named("substring"))
        let output = apply(substring, [.number(start), .number(count)], text)
        #expect(String(decoding: output, as: UTF8.self) == part)
    }

    @Test(arguments: [
        ("MM/dd/yyyy", "12/31/1999", "1999-12-31"), ("M/d/yyyy", "1/2/1999", "1999-01-02"),
        ("M/d/yyyy", "11/22/1999", "1999-11-22"), ("yyyyMMdd", "19991231", "1999-12-31"),
        ("dd.MM.yyyy", "31.12.99", "31.12.99"), ("dd.MM.yyyy", "31.12.1999 ", "31.12.1999 "),
        ("dd.MM.yyyy*", "31.12.1999 08:00", "1999-12-31"), ("dd.MM.yyyy", "", ""),
        ("yyyy年M月d日", "1999年2月3日", "1999-02-03"), ("MM/dd/yyyy", "13/45/1999", "1999-13-45"),
    ])
    func daysAreReadByTheirPattern(_ pattern: String, _ text: String, _ day: String) throws {
        let format = try #require(Transforms.named("date-format"))
        let output = apply(format, [.text(Array(pattern.utf8))], text)
        #expect(String(decoding: output, as: UTF8.self) == day)
    }
}
