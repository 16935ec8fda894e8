/// One colour of a chart: its name in the legend and its class in the style.
struct Series {
    let name: String
    let style: String
    /// One value a column; `nil` where there is none.
    let values: [Double]
}

/// Columns side by side, each stacked from several series: nights, the last one on the right.
///
/// ```
///  120 k ┤ ▂▂ ▂▂ ▂▂ ▇▇   rejected
///        │ ██ ██ ██ ██   unchanged
///      0 └──────────────
///         n1 n2 n3 n4
/// ```
struct StackedColumns {
    let id: String
    let title: String
    let description: String
    /// A label under each column.
    let labels: [String]
    let series: [Series]
    /// Said of one value: `12,345 records`.
    let told: (Double) -> String

    private static let size = (width: 700.0, height: 232.0)
    private static let inset = (left: 58.0, right: 8.0, top: 12.0, bottom: 26.0)

    var html: String {
        let (size, inset) = (Self.size, Self.inset)
        let sums = labels.indices.map { column in series.reduce(0) { $0 + $1.values[column] } }
        let axis = Axis(highest: sums.max() ?? 0)
        let (bottom, right) = (size.height - inset.bottom, size.width - inset.right)
        func y(_ value: Double) -> Double { bottom - value / axis.top * (bottom - inset.top) }
        var body = ""
        for tick in axis.ticks {
            body += SVG.line(tick == 0 ? "axis" : "grid", inset.left, y(tick), right, y(tick))
            body += SVG.text(Figures.short(tick), x: inset.left - 8, y: y(tick) + 4, anchor: "end")
        }
        // A first night alone is no wall.
        let pitch = min(64, (right - inset.left) / Double(max(1, labels.count)))
        let width = min(36, pitch * 0.68)
        for (column, label) in labels.enumerated() {
            let middle = inset.left + (Double(column) + 0.5) * pitch
            var base = 0.0
            for one in series where one.values[column] > 0 {
                let (from, to) = (y(base), y(base + one.values[column]))
                body += SVG.rectangle(
                    one.style, x: middle - width / 2, y: to, width: width, height: max(0.6, from - to),
                    tip: "\(label): \(one.name) \(told(one.values[column]))")
                base += one.values[column]
            }
            let isLast = column == labels.count - 1
            body += SVG.text(
                label, x: middle, y: bottom + 18, anchor: "middle", style: isLast ? "strong" : "")
        }
        return SVG.figure(
            id: id, title: title, description: description, width: size.width, height: size.height, body)
    }

    /// Every colour with its name.
    var legend: String {
        Legend.html(series.map { ($0.name, $0.style) })
    }
}

/// Names of colours.
enum Legend {
    static func html(_ items: [(name: String, style: String)]) -> String {
        let list = items.map {
            "<li><svg aria-hidden=\"true\" width=\"12\" height=\"12\"><rect class=\"\($0.style)\" width=\"12\" "
                + "height=\"12\" rx=\"2\"/></svg>\(HTML.escaped($0.name))</li>"
        }
        return "<ul class=\"legend\">\(list.joined())</ul>\n"
    }
}

/// Stages one behind the other on one clock.
struct Timeline {
    struct Bar {
        let name: String
        let style: String
        let start: Double
        let length: Double
    }

    let id: String
    let title: String
    let description: String
    let bars: [Bar]
    let total: Double

    var html: String {
        let (width, left, right, row) = (700.0, 168.0, 58.0, 20.0)
        let height = Double(bars.count) * row + 34
        let axis = Axis(highest: max(total, bars.map { $0.start + $0.length }.max() ?? 0), ticks: 5)
        func x(_ value: Double) -> Double { left + value / axis.top * (width - left - right) }
        var body = ""
        for tick in axis.ticks {
            body += SVG.line("grid", x(tick), 4, x(tick), height - 24)
            body += SVG.text(Figures.short(tick) + " s", x: x(tick), y: height - 8, anchor: "middle")
        }
        for (index, bar) in bars.enumerated() {
            let y = Double(index) * row + 6
            body += SVG.text(SVG.shortened(bar.name, to: left - 14), x: left - 10, y: y + 11, anchor: "end")
            let end = x(bar.start + bar.length)
            body += SVG.rectangle(
                bar.style, x: x(bar.start), y: y, width: max(1.5, end - x(bar.start)), height: row - 6,
                tip: "\(bar.name): \(Figures.duration(bar.length))")
            body += SVG.text(Figures.seconds(bar.length), x: max(end, x(bar.start) + 1.5) + 5, y: y + 11)
        }
        return SVG.figure(
            id: id, title: title, description: description, width: width, height: height, body)
    }
}

/// A line over nights, from its own lowest to its own highest: small differences of large counts are what matters.
struct Trend {
    let id: String
    let title: String
    let labels: [String]
    let values: [Int]

    var html: String {
        let (width, height) = (300.0, 126.0)
        let inset = (left: 5.0, right: 8.0, top: 50.0, bottom: 26.0)
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let span = Double(max(high - low, 1))
        let points = values.enumerated().map { index, value -> (x: Double, y: Double) in
            let share = values.count > 1 ? Double(index) / Double(values.count - 1) : 1
            let x = inset.left + share * (width - inset.left - inset.right)
            let up = high == low ? 0.5 : Double(value - low) / span
            return (x, height - inset.bottom - up * (height - inset.top - inset.bottom))
        }
        var body = SVG.text(title, x: 0, y: 15, style: "strong")
        let last = values.last ?? 0
        let change = values.count > 1 ? last - values[values.count - 2] : 0
        let told = values.count > 1 ? " (\(change < 0 ? "−" : "+")\(Figures.count(abs(change))))" : ""
        let range = low == high ? "" : ", between \(Figures.count(low)) and \(Figures.count(high))"
        body += SVG.text(Figures.count(last) + told + range, x: 0, y: 32)
        body += SVG.line("grid", 0, height - inset.bottom + 6, width, height - inset.bottom + 6)
        if points.count > 1 { body += SVG.polyline("trend", points) }
        for (index, point) in points.enumerated() {
            let isLast = index == points.count - 1
            body += SVG.circle(
                isLast ? "dot last" : "dot", x: point.x, y: point.y, radius: isLast ? 4 : 2.5,
                tip: "\(labels[index]): \(Figures.count(values[index]))")
        }
        if labels.count > 1 { body += SVG.text(labels[0], x: 0, y: height - 4) }
        body += SVG.text(labels.last ?? "", x: width, y: height - 4, anchor: "end")
        return SVG.figure(
            id: id, title: "\(title) over \(labels.count) nights",
            description: zip(labels, values).map { "\($0): \(Figures.count($1))" }.joined(separator: "; "),
            width: width, height: height, body)
    }
}

/// Bars without axes, for a cell of a table.
enum Spark {
    /// One bar a night, `nil` where the feed was not read; the last one stands out.
    static func bars(_ values: [Int?]) -> String {
        let (height, pitch) = (26.0, 8.0)
        let top = Double(max(1, values.compactMap(\.self).max() ?? 1))
        var body = ""
        for (index, value) in values.enumerated() {
            let x = Double(index) * pitch + 1
            guard let value else {
                body += SVG.rectangle("absent", x: x, y: height - 2, width: pitch - 2, height: 2)
                continue
            }
            let length = max(1, Double(value) / top * (height - 2))
            body += SVG.rectangle(
                index == values.count - 1 ? "now" : "then", x: x, y: height - length, width: pitch - 2,
                height: length)
        }
        return SVG.ornament(width: Double(values.count) * pitch, height: height, body)
    }

    /// One bar from the left; parts one behind the other.
    static func share(_ parts: [(style: String, value: Int)], of whole: Int, width: Double = 150) -> String {
        var x = 0.0
        var body = ""
        for part in parts where part.value > 0 {
            let length = max(1, Double(part.value) / Double(max(1, whole)) * width)
            body += SVG.rectangle(part.style, x: x, y: 2, width: length, height: 11)
            x += length
        }
        return SVG.ornament(width: width, height: 15, body)
    }
}
