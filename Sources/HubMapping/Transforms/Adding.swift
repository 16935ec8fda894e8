import HubModel

// What adds text or puts other text in its place.
extension Transform {
    static let prefix = Transform(
        "prefix", "with this text in front", Parameter(name: "text", kind: .text),
        examples: [Example("3302", input: "03", output: "330203")]
    ) { input, arguments, output in
        output.append(contentsOf: arguments[0].bytes)
        output.append(copying: input)
    }

    static let suffix = Transform(
        "suffix", "with this text behind", Parameter(name: "text", kind: .text),
        examples: [Example("号", input: "12", output: "12号")]
    ) { input, arguments, output in
        output.append(copying: input)
        output.append(contentsOf: arguments[0].bytes)
    }

    static let padLeft = Transform(
        "pad-left", "filled up in front to so many characters; longer ones as they are",
        Parameter(name: "width", kind: .number(1...1000)), Parameter(name: "character", kind: .character),
        examples: [
            Example(6, "0", input: "1203", output: "001203"), Example(3, "0", input: "1203", output: "1203"),
            Example(4, "〇", input: "二三", output: "〇〇二三"),
        ]
    ) { input, arguments, output in
        let missing = arguments[0].integer - Scalars.count(input)
        let fill = arguments[1].bytes
        if missing > 0 { for _ in 0..<missing { output.append(contentsOf: fill) } }
        output.append(copying: input)
    }

    static let replace = Transform(
        "replace", "every such text by another, which may be empty", Parameter(name: "old", kind: .text),
        Parameter(name: "new", kind: .text, mayBeEmpty: true),
        examples: [
            Example("（", "(", input: "张三（户主）（2）", output: "张三(户主）(2）"),
            Example("-", "", input: "1-2-3", output: "123"), Example("aa", "b", input: "aaa", output: "ba"),
        ]
    ) { input, arguments, output in
        let old = arguments[0].bytes
        let new = arguments[1].bytes
        var start = 0
        while let found = position(of: old.span, in: input, from: start) {
            output.append(copying: input.extracting(start..<found))
            output.append(contentsOf: new)
            start = found + old.count
        }
        output.append(copying: input.extracting(start..<input.count))
    }
}
