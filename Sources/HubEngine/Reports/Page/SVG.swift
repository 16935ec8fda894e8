import Foundation

/// What charts are drawn of. Colours come from the style of the page, so that they follow light, dark and print.
enum SVG {
    /// A picture that tells what it shows also to those who do not see it.
    static func figure(
        id: String, title: String, description: String, width: Double, height: Double, _ body: String
    ) -> String {
        """
        <svg role="img" aria-labelledby="\(id)-t \(id)-d" viewBox="0 0 \(number(width)) \(number(height))" \
        width="\(number(width))" height="\(number(height))">
        <title id="\(id)-t">\(HTML.escaped(title))</title>
        <desc id="\(id)-d">\(HTML.escaped(description))</desc>
        \(body)</svg>

        """
    }

    /// A small picture beside the numbers it is made of: nothing is lost to those who do not see it.
    static func ornament(width: Double, height: Double, _ body: String) -> String {
        "<svg aria-hidden=\"true\" class=\"ornament\" viewBox=\"0 0 \(number(width)) \(number(height))\" "
            + "width=\"\(number(width))\" height=\"\(number(height))\">\(body)</svg>"
    }

    static func rectangle(
        _ style: String, x: Double, y: Double, width: Double, height: Double, tip: String = ""
    ) -> String {
        let box =
            "<rect class=\"\(style)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\" "
            + "height=\"\(number(max(0, height)))\""
        return tip.isEmpty ? box + "/>\n" : box + "><title>\(HTML.escaped(tip))</title></rect>\n"
    }

    static func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        "<line class=\"\(style)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\"/>\n"
    }

    static func text(
        _ text: String, x: Double, y: Double, anchor: String = "start", style: String = ""
    ) -> String {
        let kind = style.isEmpty ? "" : " class=\"\(style)\""
        return
            "<text\(kind) x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(HTML.escaped(text))</text>\n"
    }

    static func polyline(_ style: String, _ points: [(x: Double, y: Double)]) -> String {
        let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
        return "<polyline class=\"\(style)\" points=\"\(list)\"/>\n"
    }

    static func circle(_ style: String, x: Double, y: Double, radius: Double, tip: String) -> String {
        "<circle class=\"\(style)\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\">"
            + "<title>\(HTML.escaped(tip))</title></circle>\n"
    }

    /// One decimal, none where it says nothing.
    static func number(_ value: Double) -> String {
        let text = String(format: "%.1f", value.isFinite ? value : 0)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// As many characters as are about `width` wide in 12 pixels; East Asian ones count double.
    static func shortened(_ text: String, to width: Double) -> String {
        var used = 0.0
        var result = ""
        for character in text {
            let isWide = character.unicodeScalars.contains { $0.value >= 0x1100 && $0.value != 0x2026 }
            used += isWide ? 12.5 : 6.8
            if used > width { return result + "…" }
            result.append(character)
        }
        return result
    }
}

/// Round numbers from nought to a little above the highest value.
struct Axis {
    let top: Double
    let step: Double

    init(highest: Double, ticks: Int = 4) {
        let wanted = max(highest, 1e-9) / Double(ticks)
        let magnitude = pow(10, (log10(wanted)).rounded(.down))
        let step = [1, 2, 2.5, 5, 10].map { $0 * magnitude }.first { $0 >= wanted * 0.999 } ?? wanted
        self.step = step
        top = max(step, (highest / step - 0.001).rounded(.up) * step)
    }

    var ticks: [Double] { Array(stride(from: 0, through: top + step / 2, by: step)) }
}
