import HubModel

/// Columns as paths, and columns found out.
package enum JSONColumns {
    /// The path that each column name is.
    package static func paths(_ columns: [String]) throws(ConnectorError) -> [JSONPath] {
        var paths: [JSONPath] = []
        var known: [JSONPath: String] = [:]
        for column in columns {
            do {
                let path = try JSONPath(parsing: column)
                if let other = known.updateValue(column, forKey: path) {
                    throw ConnectorError(
                        .noSuchColumn, "the columns `\(other)` and `\(column)` are one path; use one spelling"
                    )
                }
                paths.append(path)
            } catch let error as JSONPathError {
                throw ConnectorError(
                    .noSuchColumn, "the column `\(column)` is no path in a JSON object: \(error.problem)")
            } catch let error as ConnectorError {
                throw error
            } catch {}
        }
        return paths
    }

    /// The columns of sample objects: every path to a plain value, in the order in which they are met.
    ///
    /// Elements of arrays are taken together (`phones[*]`). What is null in all of them is a plain value.
    package static func found(in objects: [[UInt8]]) -> [String] {
        var outline = Outline()
        for object in objects {
            var ignored = Diagnostics()
            guard let node = JSON5Parser.read(object, file: "", &ignored) else { continue }
            outline.add(node.members ?? [], to: [])
        }
        return outline.columns
    }

    /// More columns than any table has; objects keyed by data have no end of them.
    package static let most = 1000
}

/// What is known of the shape of objects.
private struct Outline {
    private var order: [JSONPath] = []
    /// Whether a path leads to a plain value; other paths are known from nulls and empty arrays only.
    private var isPlain: [JSONPath: Bool] = [:]
    /// Paths that lead on.
    private var inner: Set<JSONPath> = []

    mutating func add(_ members: [Node.Member], to steps: [JSONPath.Step]) {
        for member in members { add(member.value, at: steps + [.name(member.name)]) }
    }

    private mutating func add(_ node: Node, at steps: [JSONPath.Step]) {
        let path = JSONPath(steps)
        switch node.value {
        case .object(let members) where !members.isEmpty:
            inner.insert(path)
            add(members, to: steps)
        case .array(let elements) where !elements.isEmpty:
            inner.insert(path)
            for element in elements { add(element, at: steps + [.everyElement]) }
        case .null, .object, .array: note(path, isPlain: false)
        default: note(path, isPlain: true)
        }
    }

    private mutating func note(_ path: JSONPath, isPlain: Bool) {
        guard let known = self.isPlain[path] else {
            guard order.count < JSONColumns.most else { return }
            order.append(path)
            self.isPlain[path] = isPlain
            return
        }
        self.isPlain[path] = known || isPlain
    }

    var columns: [String] {
        order.filter { isPlain[$0] == true || !inner.contains($0) }.map(\.description)
    }
}
