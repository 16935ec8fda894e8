/// Text of a page: what comes from outside is escaped, always.
enum HTML {
    /// For text and for attributes in double quotes. Control characters that no page may hold become visible.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case let control where control.value < 0x20 || (0x7F...0x9F).contains(control.value):
                result += "\u{FFFD}"
            // Marks that turn the direction of what follows.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A cell of a table: its HTML, and whether it is a number.
    struct Cell {
        let html: String
        var isNumber = false
        var style = ""

        static func text(_ text: String) -> Cell { Cell(html: escaped(text)) }
        static func count(_ value: Int) -> Cell { Cell(html: Figures.count(value), isNumber: true) }
        /// Nought is drawn back, so that what is not nought stands out.
        static func rare(_ value: Int) -> Cell {
            Cell(html: Figures.count(value), isNumber: true, style: value == 0 ? "nought" : "")
        }
        static func seconds(_ value: Double) -> Cell { Cell(html: Figures.seconds(value), isNumber: true) }
        /// HTML that was made here.
        static func made(_ html: String) -> Cell { Cell(html: html) }
    }

    /// A heading of a column, and what it means where the word alone does not say it.
    struct Heading {
        let text: String
        var isNumber = false

        static func text(_ text: String) -> Heading { Heading(text: text) }
        static func number(_ text: String) -> Heading { Heading(text: text, isNumber: true) }
    }

    /// The first cell of each row heads it; `foot` is a row of sums.
    static func table(
        caption: String, _ headings: [Heading], _ rows: [[Cell]], foot: [Cell] = []
    ) -> String {
        var html = "<div class=\"scroll\"><table>\n<caption>\(escaped(caption))</caption>\n<thead><tr>"
        for heading in headings {
            html += "<th scope=\"col\"\(heading.isNumber ? " class=\"n\"" : "")>\(escaped(heading.text))</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in rows { html += line(row) }
        html += "</tbody>\n"
        if !foot.isEmpty { html += "<tfoot>\n\(line(foot))</tfoot>\n" }
        return html + "</table></div>\n"
    }

    /// A chart with its numbers beside it.
    static func chart(_ figure: String, beside table: String) -> String {
        "<div class=\"chart\"><figure>\(figure)</figure>\n\(table)</div>\n"
    }

    private static func line(_ cells: [Cell]) -> String {
        var html = "<tr>"
        for (index, cell) in cells.enumerated() {
            let classes = [cell.isNumber ? "n" : "", cell.style].filter { !$0.isEmpty }
            let style = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
            html +=
                index == 0 ? "<th scope=\"row\"\(style)>\(cell.html)</th>" : "<td\(style)>\(cell.html)</td>"
        }
        return html + "</tr>\n"
    }
}
