import Foundation
import HubEngine
import HubMatching

/// Precision and recall over thresholds as a picture: one panel an entity type, nothing loaded from anywhere.
///
/// ```
///  person
///  1.00 ┤      ●──●──●     a point a threshold, the model's own ringed,
///  0.99 ┤  ●──●            precision upward, recall to the right
///       └──┴──┴──┴──┴
/// ```
struct CurveSVG {
    private let panels: [(type: String, points: [ThresholdCurve.Point])]
    private static let size = (width: 420.0, height: 360.0)
    private static let inset = (left: 68.0, right: 24.0, top: 84.0, bottom: 52.0)

    init(_ curve: ThresholdCurve) {
        var panels: [(type: String, points: [ThresholdCurve.Point])] = []
        for point in curve.points {
            if panels.last?.type != point.type { panels.append((point.type, [])) }
            panels[panels.count - 1].points.append(point)
        }
        self.panels = panels
    }

    var text: String {
        let width = Self.size.width * Double(max(1, panels.count))
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(width))" height="\(Int(Self.size.height))" \
            viewBox="0 0 \(Int(width)) \(Int(Self.size.height))" role="img" aria-labelledby="curve-t curve-d">
            <title id="curve-t">Precision and recall over thresholds</title>
            <desc id="curve-d">\(escaped(told))</desc>
            <style>
            text { font: 12px system-ui, -apple-system, "Noto Sans CJK SC", sans-serif; fill: #4a5560; }
            .title { font-size: 16px; font-weight: 600; fill: #1c2733; }
            .note { font-size: 11px; fill: #6b7783; }
            .grid { stroke: #e3e8ed; } .axis { stroke: #9aa5b1; }
            .line { fill: none; stroke: #0b6e99; stroke-width: 2; stroke-linejoin: round; }
            .dot { fill: #0b6e99; stroke: #fff; stroke-width: 1.5; } .own { fill: #d9480f; }
            .ring { fill: none; stroke: #d9480f; stroke-width: 1.5; }
            </style>
            <rect width="100%" height="100%" fill="#ffffff"/>

            """
        for (index, panel) in panels.enumerated() {
            svg += "<g transform=\"translate(\(Int(Double(index) * Self.size.width)) 0)\">\n"
            svg += self.panel(panel.type, panel.points)
            svg += "</g>\n"
        }
        return svg + "</svg>\n"
    }

    /// The same in words, for those who do not see it.
    private var told: String {
        panels.map { panel in
            "\(panel.type): "
                + panel.points.map {
                    String(
                        format: "threshold %@ precision %.4f recall %.4f", "\($0.threshold)",
                        $0.evaluation.pairwise.precision, $0.evaluation.pairwise.recall)
                }.joined(separator: ", ")
        }.joined(separator: ". ")
    }

    /// Bounds and step of an axis: round numbers around what is to be shown, 1 at most.
    private struct Axis {
        let low: Double
        let high: Double
        let step: Double

        init(_ values: [Double]) {
            let (least, most) = (values.min() ?? 0, values.max() ?? 1)
            // A hair's breadth is not blown up to a cliff.
            let span = max(most - least, 0.004)
            let step =
                [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].first {
                    span / $0 <= 5
                } ?? 0.2
            self.step = step
            high = min(1, ((most + step * 0.2) / step).rounded(.up) * step)
            low = max(0, min(((least - step * 0.2) / step).rounded(.down) * step, high - 4 * step))
        }

        var ticks: [Double] { Array(stride(from: low, through: high + step / 2, by: step)) }

        func share(_ value: Double) -> Double { (value - low) / (high - low) }

        func label(_ tick: Double) -> String {
            String(format: step < 0.01 ? "%.3f" : "%.2f", min(1, tick))
        }
    }

    private func panel(_ type: String, _ points: [ThresholdCurve.Point]) -> String {
        let (size, inset) = (Self.size, Self.inset)
        let precision = Axis(points.map(\.evaluation.pairwise.precision))
        let recall = Axis(points.map(\.evaluation.pairwise.recall))
        let (right, bottom) = (size.width - inset.right, size.height - inset.bottom)
        func x(_ value: Double) -> Double { inset.left + recall.share(value) * (right - inset.left) }
        func y(_ value: Double) -> Double { bottom - precision.share(value) * (bottom - inset.top) }

        var svg = "<text class=\"title\" x=\"\(number(inset.left))\" y=\"26\">\(escaped(type))</text>\n"
        if let own = points.first(where: \.isCurrent) {
            let f1 = String(format: "%.4f", own.evaluation.pairwise.f1)
            svg +=
                "<text class=\"note\" x=\"\(number(inset.left))\" y=\"44\">F1 \(f1) at the model's threshold "
                + "\(own.threshold) (ringed)</text>\n"
        }
        for tick in precision.ticks {
            svg += line("grid", inset.left, y(tick), right, y(tick))
            svg += label(precision.label(tick), inset.left - 8, y(tick) + 4, "end")
        }
        for tick in recall.ticks {
            svg += line("grid", x(tick), inset.top, x(tick), bottom)
            svg += label(recall.label(tick), x(tick), bottom + 18, "middle")
        }
        svg += line("axis", inset.left, bottom, right, bottom)
        svg += line("axis", inset.left, inset.top, inset.left, bottom)
        svg += label("recall", (inset.left + right) / 2, bottom + 38, "middle")
        let middle = (inset.top + bottom) / 2
        svg +=
            "<text transform=\"rotate(-90 14 \(number(middle)))\" x=\"14\" y=\"\(number(middle))\" "
            + "text-anchor=\"middle\">precision</text>\n"
        let places = points.map { (x($0.evaluation.pairwise.recall), y($0.evaluation.pairwise.precision)) }
        let path = places.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
        svg += "<polyline class=\"line\" points=\"\(path)\"/>\n"
        for (point, place) in zip(points, places) { svg += dot(point, place) }
        return svg + labels(points, places)
    }

    private func dot(_ point: ThresholdCurve.Point, _ place: (Double, Double)) -> String {
        let at = "cx=\"\(number(place.0))\" cy=\"\(number(place.1))\""
        let pairwise = point.evaluation.pairwise
        let tip = String(
            format: "threshold %@: precision %.5f, recall %.5f, F1 %.5f", "\(point.threshold)",
            pairwise.precision, pairwise.recall, pairwise.f1)
        let ring = point.isCurrent ? "<circle class=\"ring\" \(at) r=\"8\"/>\n" : ""
        return
            "<circle class=\"dot\(point.isCurrent ? " own" : "")\" \(at) r=\"4.5\"><title>\(tip)</title></circle>\n"
            + ring
    }

    /// Thresholds beside their points; those of points that fall together share one label.
    private func labels(_ points: [ThresholdCurve.Point], _ places: [(Double, Double)]) -> String {
        var groups: [(place: (Double, Double), texts: [String])] = []
        for (point, place) in zip(points, places) {
            let near = groups.firstIndex {
                abs($0.place.0 - place.0) < 46 && abs($0.place.1 - place.1) < 14
            }
            if let near {
                groups[near].texts.append("\(point.threshold)")
            } else {
                groups.append((place, ["\(point.threshold)"]))
            }
        }
        return groups.map { group in
            let texts = group.texts
            let text =
                texts.count > 2 ? "\(texts[0]) – \(texts[texts.count - 1])" : texts.joined(separator: ", ")
            let isRight = group.place.0 > Self.size.width / 2
            return label(
                text, group.place.0 + (isRight ? -12 : 12), group.place.1 - 9, isRight ? "end" : "start")
        }.joined()
    }

    private func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        "<line class=\"\(style)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\"/>\n"
    }

    private func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
    }

    private func number(_ value: Double) -> String { String(format: "%.1f", value) }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
