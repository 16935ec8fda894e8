import HubModel

// What keeps a part of the text.
extension Transform {
    static let trim = Transform(
        "trim", "without the blanks around it, also the full-width ones",
        examples: [
            Example(input: " 张三　", output: "张三"), Example(input: "张 三", output: "张 三"),
        ]
    ) { input, _, output in
        let range = trimmedRange(input, 0..<input.count)
        output.append(copying: input.extracting(range))
    }

    static let before = Transform(
        "before", "what stands before the first such text; all of it when there is none",
        Parameter(name: "text", kind: .text),
        examples: [
            Example("/", input: "张三/李四/王五", output: "张三"), Example("/", input: "张三", output: "张三"),
            Example("/", input: "/李四", output: ""),
        ]
    ) { input, arguments, output in
        let mark = arguments[0].bytes
        let end = position(of: mark.span, in: input, from: 0) ?? input.count
        output.append(copying: input.extracting(0..<end))
    }

    static let after = Transform(
        "after", "what stands behind the first such text; all of it when there is none",
        Parameter(name: "text", kind: .text),
        examples: [
            Example("：", input: "电话：138：1", output: "138：1"), Example("：", input: "138", output: "138"),
            Example("：", input: "电话：", output: ""),
        ]
    ) { input, arguments, output in
        let mark = arguments[0].bytes
        let start = position(of: mark.span, in: input, from: 0).map { $0 + mark.count } ?? 0
        output.append(copying: input.extracting(start..<input.count))
    }

    static let substring = Transform(
        "substring",
        "characters from a position, counted from 1 or, negative, from the end; so many, or all that follow",
        Parameter(name: "start", kind: .number(-10_000...10_000)),
        Parameter(name: "count", kind: .number(1...10_000), isOptional: true),
        examples: [
            Example(1, 6, input: "330203199001011234", output: "330203"),
            Example(3, input: "浙江宁波", output: "宁波"), Example(-2, input: "浙江宁波", output: "宁波"),
            Example(3, 9, input: "浙江宁波", output: "宁波"), Example(-9, 2, input: "浙江宁波", output: "浙江"),
            Example(5, input: "浙江宁波", output: ""),
        ]
    ) { input, arguments, output in
        let start = arguments[0].integer
        let from = start > 0 ? start - 1 : max(0, Scalars.count(input) + start)
        let count = arguments.count > 1 ? arguments[1].integer : Int.max
        var index = 0
        var skipped = 0
        while skipped < from, index < input.count {
            _ = Scalars.next(input, &index)
            skipped += 1
        }
        let first = index
        var taken = 0
        while taken < count, index < input.count {
            _ = Scalars.next(input, &index)
            taken += 1
        }
        output.append(copying: input.extracting(first..<index))
    }

    static let digits = Transform(
        "digits", "its digits alone, full-width ones as ASCII",
        examples: [
            Example(input: "第１２组-3号", output: "123"), Example(input: "无", output: ""),
        ]
    ) { input, _, output in
        var index = 0
        while index < input.count {
            let scalar = Scalars.halfWidth(Scalars.next(input, &index))
            if Scalars.isDigit(scalar) { Scalars.append(scalar, to: &output) }
        }
    }

    static let stripSpaces = Transform(
        "strip-spaces", "without white space of any width, wherever it stands",
        examples: [Example(input: "33 02　03", output: "330203"), Example(input: "张三", output: "张三")]
    ) { input, _, output in
        var index = 0
        while index < input.count {
            let scalar = Scalars.next(input, &index)
            if !Scalars.isSpace(scalar) { Scalars.append(scalar, to: &output) }
        }
    }
}

/// Where `mark` stands in `text`, from some byte on. UTF-8 never matches in the middle of a character.
func position(of mark: Span<UInt8>, in text: Span<UInt8>, from start: Int) -> Int? {
    guard !mark.isEmpty, mark.count <= text.count else { return nil }
    var index = start
    while index <= text.count &- mark.count {
        var length = 0
        while length < mark.count, text[index &+ length] == mark[length] { length &+= 1 }
        if length == mark.count { return index }
        index &+= 1
    }
    return nil
}
