import HubModel

// What changes characters one by one.
extension Transform {
    static let upper = Transform(
        "upper", "small Latin letters as capitals",
        examples: [Example(input: "12a座b", output: "12A座B"), Example(input: "é", output: "é")]
    ) { input, _, output in
        for index in input.indices {
            let byte = input[index]
            output.append(byte >= 0x61 && byte <= 0x7A ? byte & ~0x20 : byte)
        }
    }

    static let lower = Transform(
        "lower", "Latin capitals as small letters",
        examples: [Example(input: "ABC座", output: "abc座")]
    ) { input, _, output in
        for index in input.indices {
            let byte = input[index]
            output.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
    }

    static let halfWidth = Transform(
        "half-width", "full-width letters, digits, signs and spaces as ASCII, dashes as `-`",
        examples: [
            Example(input: "（Ａ－１２）", output: "(A-12)"), Example(input: "３—２０１　室", output: "3-201 室"),
        ]
    ) { input, _, output in
        var index = 0
        while index < input.count {
            Scalars.append(Scalars.halfWidth(Scalars.next(input, &index)), to: &output)
        }
    }

    static let simplified = Transform(
        "simplified", "traditional and variant characters as simplified ones, one by one",
        examples: [Example(input: "臺灣", output: "台湾"), Example(input: "张三", output: "张三")]
    ) { input, _, output in
        var index = 0
        while index < input.count {
            Scalars.append(Simplified.of(Scalars.next(input, &index)), to: &output)
        }
    }
}
