/// What a semantic type says of one raw value.
public enum Verdict: Sendable, Equatable {
    /// The normal form was appended to the output.
    case valid
    /// The field says nothing: empty, blank, or a placeholder such as `无`, `不详`, `-`, `NULL`, all nines.
    case missing
    /// The field says something that cannot be so; nothing was appended.
    case invalid(RejectReason)
}

/// How a kind of value is parsed, validated, normalised, folded for comparison, and masked.
///
/// A type is a stateless value, found by name in `SemanticTypes.all`; models name it, feeds never do.
/// All work is on UTF-8 bytes: these functions run once for every value of every new record.
///
/// Laws, tested for every type: `normalise` is idempotent on its own output; `fold` of a normal form is
/// deterministic and never longer than four times the input; `mask` never returns its input unless
/// `isPublic`.
public protocol SemanticType: Sendable {
    /// Kebab-case name used in models: `resident-id`.
    var name: String { get }
    /// One line for the documentation: what it accepts, its normal form, the standard it follows.
    var summary: String { get }
    /// Documented examples, raw → normal form (`nil`: rejected); they are tests too.
    var examples: [(raw: String, normal: String?)] { get }
    /// Whether values of this type need no masking (codes published by law, organisation names).
    var isPublic: Bool { get }

    /// Appends the normal form of `raw` to `output`, or says why there is none. Never throws, never traps.
    func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict

    /// The ranges of `raw` that are values of their own, for attributes that may hold several (`138…、0574-…`).
    /// Default: one value, all of it.
    func split(_ raw: Span<UInt8>) -> [Range<Int>]

    /// Appends the form under which two normal forms count as equal (scripts, widths, word forms folded away).
    /// Default: the normal form itself.
    func fold(_ normal: Span<UInt8>, into output: inout [UInt8])

    /// The value as somebody without the right to see it may see it. Same value, same mask.
    func mask(_ normal: String) -> String

    /// Appends what a valid value implies for an attribute of another type (a resident number implies a
    /// birth date and a sex; a credit code implies an organisation code). False when it implies nothing.
    func derive(_ type: String, from normal: Span<UInt8>, into output: inout [UInt8]) -> Bool
}

extension SemanticType {
    /// Masked, unless a type says otherwise.
    public var isPublic: Bool { false }

    /// The normal form itself.
    public func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        for index in normal.indices { output.append(normal[index]) }
    }

    /// One value.
    public func split(_ raw: Span<UInt8>) -> [Range<Int>] { [0..<raw.count] }

    /// Stars.
    public func mask(_ normal: String) -> String { normal == "***" ? "****" : "***" }

    /// Nothing.
    public func derive(_ type: String, from normal: Span<UInt8>, into output: inout [UInt8]) -> Bool { false }

    /// `normalise` for the edges: command-line arguments, tests, previews.
    public func normalised(_ raw: String) -> (verdict: Verdict, text: String) {
        let bytes = Array(raw.utf8)
        var output: [UInt8] = []
        let verdict = normalise(bytes.span, into: &output)
        return (verdict, String(decoding: output, as: UTF8.self))
    }

    /// `fold` for the edges.
    public func folded(_ normal: String) -> String {
        let bytes = Array(normal.utf8)
        var output: [UInt8] = []
        fold(bytes.span, into: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
