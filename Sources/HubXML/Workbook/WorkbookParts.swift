/// What one of the small parts of a workbook says: its sheets, where its parts lie, which styles are dates.
package struct WorkbookParts: Sendable {
    package struct Sheet: Sendable {
        package let name: String
        package let relation: String
        package let isHidden: Bool
    }

    /// One part of a workbook that another refers to.
    package struct Relation: Sendable {
        package let id: String
        /// Last part of the type: `worksheet`, `sharedStrings`.
        package let type: String
        package let target: String
    }

    package private(set) var sheets: [Sheet] = []
    package private(set) var relations: [Relation] = []
    package private(set) var isFrom1904 = false
    /// Of each style, what it makes of numbers.
    package private(set) var formats: [WorkbookDates.Format] = []

    private enum Element: Sendable { case sheet, relation, properties, numberFormat, styles, style }
    private var elements = LocalNames<Element>([
        "sheet": .sheet, "Relationship": .relation, "workbookPr": .properties, "numFmt": .numberFormat,
        "cellXfs": .styles, "xf": .style,
    ])
    private var declared: [Int: WorkbookDates.Format] = [:]
    /// How many elements are open, and how many were when `cellXfs` began.
    private var depth = 0
    private var stylesDepth: Int?

    package init() {}

    /// Takes the next piece of the part.
    package mutating func read(_ tape: XMLTape, _ parser: XMLPushParser) throws(XMLError) {
        var index = 0
        while index < tape.events.count {
            let event = tape.events[index]
            index += 1
            switch event.kind {
            case .start:
                depth += 1
                guard let element = elements.meaning(of: event.name, parser) else { continue }
                var attributes: [String: String] = [:]
                while index < tape.events.count, tape.events[index].kind == .attribute {
                    let attribute = tape.events[index]
                    let (local, namespace) = parser.spelling(attribute.name)
                    // `r:id` of a sheet is not its `sheetId`, but an `id` all the same.
                    let isRelation = namespace.hasSuffix("/relationships")
                    attributes[isRelation ? "r:\(local)" : local] = String(
                        decoding: tape.bytes[attribute.range], as: UTF8.self)
                    index += 1
                }
                take(element, attributes)
            case .end:
                depth -= 1
                if let start = stylesDepth, depth < start { stylesDepth = nil }
            default: break
            }
            guard sheets.count + relations.count + formats.count + declared.count < 200_000 else {
                throw XMLError(.tooLarge, line: parser.line, "more than 200,000 sheets, parts and styles")
            }
        }
    }

    private mutating func take(_ element: Element, _ attributes: [String: String]) {
        switch element {
        case .sheet:
            let state = attributes["state"] ?? "visible"
            sheets.append(
                Sheet(
                    name: attributes["name"] ?? "", relation: attributes["r:id"] ?? "",
                    isHidden: state != "visible"))
        case .relation:
            let type = attributes["Type"]?.split(separator: "/").last ?? ""
            relations.append(
                Relation(id: attributes["Id"] ?? "", type: String(type), target: attributes["Target"] ?? ""))
        case .properties: isFrom1904 = ["1", "true"].contains(attributes["date1904"])
        case .numberFormat:
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }) else { return }
            declared[id] = WorkbookDates.format(of: attributes["formatCode"] ?? "")
        case .styles: stylesDepth = depth
        case .style where stylesDepth != nil:
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            formats.append(declared[id] ?? WorkbookDates.builtIn(id))
        case .style: break
        }
    }
}
