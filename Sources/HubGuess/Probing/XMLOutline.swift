/// The elements of a document's beginning: every path once, with how often it was met and what it holds.
///
/// ```
/// households            1×
///   household           200×, repeated, @number
///     head              200×    name idNumber
///     address           198×    text
///     member            611×, repeated in its household    name idNumber …
/// ```
struct XMLOutline {
    /// A name in its namespace.
    struct Name: Hashable {
        let namespace: String
        let local: String
    }

    struct Element {
        let name: Name
        let parent: Int
        let depth: Int
        var children: [Int] = []
        /// In the order first met; those of no namespace but for `xml:`.
        var attributes: [Name] = []
        var count = 0
        /// At most so many in one parent.
        var mostInParent = 0
        var hasText = false
        /// Sisters that were begun before this one in the same parent.
        var elder: Set<Int> = []
    }

    private(set) var elements: [Element] = []
    /// Prefix to be used in the feed file, by namespace.
    private(set) var prefixes: [String: String] = [:]
    private(set) var hasDoctype = false
    /// Whether the document was seen to its end.
    private(set) var isWhole = false

    private var paths: [Int: [Name: Int]] = [:]
    /// Open elements: index, children begun so far with their counts, prefixes bound here.
    private var open: [(element: Int, begun: [Int: Int], bound: [String: String])] = []
    /// More are not an outline any longer.
    private static let limit = 4096

    init(_ bytes: [UInt8]) {
        var scanner = XMLTagScanner(bytes)
        while let tag = scanner.next(), elements.count < Self.limit {
            switch tag {
            case .start(let name, let attributes, let isEmpty):
                start(name, attributes)
                if isEmpty { end() }
            case .end: end()
            case .text: if let last = open.last { elements[last.element].hasText = true }
            case .doctype:
                hasDoctype = true
                return
            }
            if open.count > 64 { return }
        }
        isWhole = open.isEmpty && !elements.isEmpty
    }

    private mutating func start(_ name: String, _ attributes: [(name: String, value: String)]) {
        var bound = open.last?.bound ?? [:]
        for attribute in attributes {
            if attribute.name == "xmlns" { bound[""] = attribute.value }
            if attribute.name.hasPrefix("xmlns:") {
                bound[String(attribute.name.dropFirst(6))] = attribute.value
            }
        }
        let full = resolve(name, bound, isAttribute: false)
        let parent = open.last?.element ?? -1
        let element: Int
        if let known = paths[parent]?[full] {
            element = known
        } else {
            element = elements.count
            elements.append(Element(name: full, parent: parent, depth: open.count + 1))
            paths[parent, default: [:]][full] = element
            if parent >= 0 { elements[parent].children.append(element) }
        }
        elements[element].count += 1
        if !open.isEmpty {
            let top = open.count - 1
            elements[element].elder.formUnion(open[top].begun.keys.filter { $0 != element })
            let times = (open[top].begun[element] ?? 0) + 1
            open[top].begun[element] = times
            elements[element].mostInParent = max(elements[element].mostInParent, times)
        }
        for attribute in attributes where !attribute.name.hasPrefix("xmlns") {
            let full = resolve(attribute.name, bound, isAttribute: true)
            if !elements[element].attributes.contains(full) { elements[element].attributes.append(full) }
        }
        open.append((element, [:], bound))
    }

    private mutating func end() { if !open.isEmpty { open.removeLast() } }

    /// The name in its namespace; a namespace met for the first time gets its prefix.
    private mutating func resolve(_ name: String, _ bound: [String: String], isAttribute: Bool) -> Name {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let prefix = parts.count == 2 ? String(parts[0]) : ""
        let local = String(parts[parts.count - 1])
        if prefix == "xml" { return Name(namespace: "xml", local: local) }
        if prefix.isEmpty, isAttribute { return Name(namespace: "", local: local) }
        let namespace = bound[prefix] ?? ""
        if !namespace.isEmpty, prefixes[namespace] == nil {
            prefixes[namespace] = freePrefix(prefix, namespace)
        }
        return Name(namespace: namespace, local: local)
    }

    /// The document's own prefix, else a letter of the namespace's last word.
    private func freePrefix(_ prefix: String, _ namespace: String) -> String {
        let taken = Set(prefixes.values).union(["xml", ""])
        if !taken.contains(prefix) { return prefix }
        let word = namespace.split { "/:#".contains($0) }.last { $0.first?.isLetter == true } ?? "n"
        let letter = word.first.map { $0.isASCII ? $0.lowercased() : "n" } ?? "n"
        if !taken.contains(letter) { return letter }
        var number = 2
        while taken.contains("\(letter)\(number)") { number += 1 }
        return "\(letter)\(number)"
    }
}

// MARK: - Spelling

extension XMLOutline {
    func spelled(_ name: Name) -> String {
        if name.namespace.isEmpty { return name.local }
        return name.namespace == "xml"
            ? "xml:\(name.local)" : "\(prefixes[name.namespace] ?? ""):\(name.local)"
    }

    /// `/h:households/h:household/h:member`.
    func path(_ element: Int) -> String {
        var steps: [String] = []
        var at = element
        while at >= 0 {
            steps.append(spelled(elements[at].name))
            at = elements[at].parent
        }
        return "/" + steps.reversed().joined(separator: "/")
    }

    /// Elements from the root down to this one.
    func ancestry(_ element: Int) -> [Int] {
        var chain: [Int] = []
        var at = element
        while at >= 0 {
            chain.append(at)
            at = elements[at].parent
        }
        return chain.reversed()
    }
}
