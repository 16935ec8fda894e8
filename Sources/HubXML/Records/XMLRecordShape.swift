/// Record path and value paths as one tree of elements, over a parser's name numbers.
///
/// Only elements that lead to a value have a node. Reading a document is then walking this tree: start tags
/// step down by comparing integers, everything else is skipped by counting.
struct XMLRecordShape {
    /// An element that matters.
    struct Node {
        var children: Range<Int> = 0..<0
        var attributes: Range<Int> = 0..<0
        var texts: Range<Int> = 0..<0
    }

    /// Node 0 is the document, its child the root element.
    private(set) var nodes: [Node] = []
    /// `(name, node)`, the children of each node together.
    private(set) var children: [(name: Int32, node: Int)] = []
    /// `(name, column)`, the attributes of each node together.
    private(set) var attributes: [(name: Int32, column: Int)] = []
    /// Columns that take the text of an element, those of each node together.
    private(set) var texts: [Int] = []
    /// Depth of the record element; the root element is at 1.
    let recordDepth: Int
    /// An element on the record path at this depth or deeper that holds no record is one itself.
    let parentDepth: Int
    /// Columns that take the number of the record.
    private(set) var positions: [Int] = []
    /// The name of the attribute that says an element has no value (XML Schema, part 1, §2.6.2).
    let nilName: Int32
    /// For each column, the depth of the element it speaks of: the record's or an ancestor's.
    private(set) var scopes: [Int] = []
    /// The nodes of the record path, by depth.
    private(set) var recordNodes: [Int] = []

    init(
        record: XMLPath, columns: [(path: XMLPath, spelling: String)], names parser: XMLPushParser
    ) throws(XMLPathError) {
        recordDepth = record.steps.count
        parentDepth = recordDepth - record.optionalSteps
        nilName = parser.name(local: "nil", namespace: "http://www.w3.org/2001/XMLSchema-instance")
        var tree = Tree()
        for (index, (path, spelling)) in columns.enumerated() {
            guard path.up < record.steps.count else {
                throw XMLPathError(spelling, "it climbs above the root element")
            }
            let kept = record.steps.count - path.up
            guard !path.isPosition else {
                positions.append(index)
                scopes.append(kept)
                continue
            }
            if path.up > 0, path.steps.first == record.steps[kept] {
                throw XMLPathError(spelling, "it leads from an ancestor back to the records")
            }
            let node = tree.node(Array(record.steps[..<kept]) + path.steps, parser)
            if let attribute = path.attribute {
                let name = parser.name(local: attribute.local, namespace: attribute.namespace)
                tree.nodes[node].attributes.append((name, index))
            } else {
                tree.nodes[node].texts.append(index)
            }
            scopes.append(kept)
        }
        for depth in 0...recordDepth { recordNodes.append(tree.node(Array(record.steps[..<depth]), parser)) }
        for node in tree.nodes {
            let first = (children.count, attributes.count, texts.count)
            children += node.children
            attributes += node.attributes
            texts += node.texts
            nodes.append(
                Node(
                    children: first.0..<children.count, attributes: first.1..<attributes.count,
                    texts: first.2..<texts.count))
        }
    }

    /// The tree while it grows.
    private struct Tree {
        struct Node {
            var children: [(name: Int32, node: Int)] = []
            var attributes: [(name: Int32, column: Int)] = []
            var texts: [Int] = []
        }

        var nodes = [Node()]

        mutating func node(_ path: [XMLName], _ parser: XMLPushParser) -> Int {
            var at = 0
            for step in path {
                let name = parser.name(local: step.local, namespace: step.namespace)
                if let child = nodes[at].children.first(where: { $0.name == name }) {
                    at = child.node
                } else {
                    nodes.append(Node())
                    nodes[at].children.append((name, nodes.count - 1))
                    at = nodes.count - 1
                }
            }
            return at
        }
    }
}
