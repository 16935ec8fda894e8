/// Why a record or a value could not be taken: a stable code that reports, tests and scripts rely on.
///
/// Extensible on purpose: a connector or semantic type adds its own with a static member.
public struct RejectReason: Sendable, Hashable, CustomStringConvertible {
    /// Kebab-case code, stable for ever: `bad-check-digit`.
    public let code: String

    /// Creates a reason with its code.
    public init(_ code: String) { self.code = code }

    /// The code.
    public var description: String { code }
}

extension RejectReason {
    // Of whole records, found by connectors.
    public static let wrongFieldCount = RejectReason("wrong-field-count")
    public static let strayQuote = RejectReason("stray-quote")
    public static let nulByte = RejectReason("nul-byte")
    public static let invalidEncoding = RejectReason("invalid-encoding")
    public static let fieldTooLong = RejectReason("field-too-long")

    // Of whole records, found by the hub.
    public static let missingKey = RejectReason("missing-key")
    public static let duplicateKey = RejectReason("duplicate-key")

    // Of single values, found by the hub.
    /// A mention lacks an attribute that its feed requires, and was not made.
    public static let missingRequired = RejectReason("missing-required")

    // Of single values, found by semantic types.
    public static let wrongShape = RejectReason("wrong-shape")
    public static let wrongLength = RejectReason("wrong-length")
    public static let badCheckDigit = RejectReason("bad-check-digit")
    public static let noSuchDate = RejectReason("no-such-date")
    public static let outOfRange = RejectReason("out-of-range")
    public static let lostPrecision = RejectReason("lost-precision")
    public static let unknownCode = RejectReason("unknown-code")
    public static let tooLong = RejectReason("too-long")
}
