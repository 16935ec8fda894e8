/// A pattern of names: `*` any characters, `?` one, `[a-z]` one of these, `[!a-z]` none of them. None of them
/// stands for a `/`, nor for a full stop at the start of a name.
package struct Glob: Sendable {
    private enum Piece: Sendable {
        case character(Unicode.Scalar)
        case any
        case anyOne
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    private let pieces: [Piece]

    package init(_ pattern: some StringProtocol) {
        let scalars = Array(pattern.unicodeScalars)
        var pieces: [Piece] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*": pieces.append(.any)
            case "?": pieces.append(.anyOne)
            case "[":
                if let (set, next) = Self.set(scalars, from: index + 1) {
                    pieces.append(set)
                    index = next
                    continue
                }
                pieces.append(.character("["))
            default: pieces.append(.character(scalars[index]))
            }
            index += 1
        }
        self.pieces = pieces
    }

    /// Whether a text holds anything that stands for something else.
    package static func isPattern(_ text: some StringProtocol) -> Bool {
        Glob(text).pieces.contains { if case .character = $0 { false } else { true } }
    }

    /// A set that starts behind its `[`; `nil` when it is never closed, so that the bracket is a bracket.
    private static func set(_ scalars: [Unicode.Scalar], from start: Int) -> (Piece, Int)? {
        var index = start
        let isNegated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
        if isNegated { index += 1 }
        let first = index
        var ranges: [ClosedRange<UInt32>] = []
        while index < scalars.count {
            if scalars[index] == "]", index > first { return (.set(ranges, isNegated: isNegated), index + 1) }
            let low = scalars[index].value
            var high = low
            if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
                high = scalars[index + 2].value
                index += 2
            }
            if low <= high { ranges.append(low...high) }
            index += 1
        }
        return nil
    }

    /// Whether `name`, one name or a path, is one of those the pattern means.
    ///
    /// - Complexity: O(characters × pieces).
    package func matches(_ name: some StringProtocol) -> Bool {
        let text = Array(name.unicodeScalars)
        var place = 0
        var piece = 0
        // Where to go on when what follows the last `*` did not fit: it then stands for one character more.
        var retry: (place: Int, piece: Int)?
        while place < text.count {
            if piece < pieces.count, case .any = pieces[piece] {
                retry = (place, piece)
                piece += 1
                if isHidden(text, place) { retry = nil }
                continue
            }
            if piece < pieces.count, fits(text, place, pieces[piece]) {
                place += 1
                piece += 1
                continue
            }
            guard let last = retry, text[last.place] != "/" else { return false }
            retry = (last.place + 1, last.piece)
            place = last.place + 1
            piece = last.piece + 1
        }
        while piece < pieces.count, case .any = pieces[piece] { piece += 1 }
        return piece == pieces.count
    }

    private func fits(_ text: [Unicode.Scalar], _ place: Int, _ piece: Piece) -> Bool {
        let scalar = text[place]
        switch piece {
        case .character(let wanted): return scalar == wanted
        case .any: return false
        case .anyOne: return scalar != "/" && !isHidden(text, place)
        case .set(let ranges, let isNegated):
            return scalar != "/" && !isHidden(text, place)
                && ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }

    private func isHidden(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
        text[place] == "." && (place == 0 || text[place - 1] == "/")
    }
}
