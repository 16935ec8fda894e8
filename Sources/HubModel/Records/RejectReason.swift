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
    /// More or fewer fields than the header.
    public static let wrongFieldCount = RejectReason("wrong-field-count")
    /// A quote where RFC 4180 allows none.
    public static let strayQuote = RejectReason("stray-quote")
    /// A NUL byte in the record.
    public static let nulByte = RejectReason("nul-byte")
    /// Bytes that the encoding does not have.
    public static let invalidEncoding = RejectReason("invalid-encoding")
    /// A record that is no JSON object, or not a whole one.
    public static let badJSON = RejectReason("bad-json")
    /// A field or record above its bound.
    public static let fieldTooLong = RejectReason("field-too-long")

    // Of whole records, found by the hub.
    /// A key column says nothing.
    public static let missingKey = RejectReason("missing-key")
    /// An earlier record of the same reading has the key.
    public static let duplicateKey = RejectReason("duplicate-key")

    // Of single values, found by the hub.
    /// A mention lacks an attribute that its feed requires, and was not made.
    public static let missingRequired = RejectReason("missing-required")
    /// An SQL expression of the mapping failed for the record.
    public static let sqlError = RejectReason("sql-error")

    // Of single values, found by semantic types.
    /// Not written as values of the type are.
    public static let wrongShape = RejectReason("wrong-shape")
    /// Too few or too many characters for the type.
    public static let wrongLength = RejectReason("wrong-length")
    /// The check character does not fit the others.
    public static let badCheckDigit = RejectReason("bad-check-digit")
    /// A day the calendar does not have.
    public static let noSuchDate = RejectReason("no-such-date")
    /// Beyond the bounds of the type.
    public static let outOfRange = RejectReason("out-of-range")
    /// Digits lost in a spreadsheet: `3.30211E+17`.
    public static let lostPrecision = RejectReason("lost-precision")
    /// Not in the code list.
    public static let unknownCode = RejectReason("unknown-code")
    /// Longer than the type allows.
    public static let tooLong = RejectReason("too-long")
}
