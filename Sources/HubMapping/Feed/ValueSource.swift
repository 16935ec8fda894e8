import HubModel

/// Where a raw value comes from, and what is done to it before its semantic type sees it.
///
/// Whatever way they nest, the steps of one value are taken in this order: origin, split, transforms, codes. Those
/// of a value that holds others (`first`, `all`) follow the steps of each of them.
package indirect enum ValueSource: Sendable {
    case column(Located<String>)
    /// Several columns, joined to the key of a table.
    case columns([Located<String>])
    case constant(String)
    /// Literal texts and columns in turn; missing when all its columns are missing.
    case template([TemplatePart])
    case sql(SQLExpression)
    /// The first that is not missing.
    case first([ValueSource])
    /// All of them, for `multiple` attributes.
    case all([ValueSource])
    /// The parts between some mark: one of them, counted from 1 or, negative, from the end; all when `take` is nil.
    case split(ValueSource, mark: String, take: Int?)
    case transformed(ValueSource, [AppliedTransform])
    /// Raw value → value.
    case coded(ValueSource, CodeLookup)
    /// Missing in records that do not meet the condition.
    case when(Condition, ValueSource)
}

package enum TemplatePart: Sendable {
    case text(String)
    case column(Located<String>)
}

/// What the columns of a record must say.
package struct Condition: Sendable {
    package struct Test: Sendable {
        package enum Kind: Sendable, Hashable {
            /// One of these texts.
            case among([String])
            /// None of these texts; a blank column is none of them.
            case noneOf([String])
            case blank(Bool)
        }

        package let column: Located<String>
        package let kind: Kind
    }

    /// All of them must hold.
    package let tests: [Test]

    package var columns: [Located<String>] { tests.map(\.column) }
}

extension ValueSource {
    /// The columns this value is made from.
    package var columns: [Located<String>] {
        var found: [Located<String>] = []
        collectColumns(into: &found, withConditions: false)
        return found
    }

    /// With those that only conditions look at.
    func collectColumns(into found: inout [Located<String>], withConditions: Bool) {
        switch self {
        case .column(let name): found.append(name)
        case .columns(let names): found += names
        case .constant: break
        case .template(let parts):
            for case .column(let name) in parts { found.append(name) }
        case .sql(let expression): found += expression.columns
        case .first(let sources), .all(let sources):
            for source in sources { source.collectColumns(into: &found, withConditions: withConditions) }
        case .split(let source, _, _), .transformed(let source, _), .coded(let source, _):
            source.collectColumns(into: &found, withConditions: withConditions)
        case .when(let condition, let source):
            if withConditions { found += condition.columns }
            source.collectColumns(into: &found, withConditions: withConditions)
        }
    }

    /// The SQL expressions in it, in order.
    var expressions: [SQLExpression] {
        switch self {
        case .sql(let expression): [expression]
        case .column, .columns, .constant, .template: []
        case .first(let sources), .all(let sources): sources.flatMap(\.expressions)
        case .split(let source, _, _), .transformed(let source, _), .coded(let source, _),
            .when(_, let source):
            source.expressions
        }
    }
}
