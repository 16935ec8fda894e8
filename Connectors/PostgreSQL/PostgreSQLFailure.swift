import HubConnect
import HubPostgres

extension ConnectorError {
    /// What a session threw, as the feed's error: with the remedy.
    init(_ error: PostgresError) {
        self.init(Self.code(of: error), "\(error)\(Self.remedy(for: error))", isTransient: error.isTransient)
    }

    private static func code(of error: PostgresError) -> Code {
        switch error.kind {
        case .badConnectionString: .badSetting
        case .unreachable, .lost, .cancelled: .unreachable
        case .refused, .untrusted: .refused
        case .timedOut: .timedOut
        case .statement:
            switch error.sqlState {
            case "42501": .refused
            case "42703": .noSuchColumn
            case "42P01", "3F000": .notFound
            case "22021", "22P05": .encoding
            case "57014", "55P03": .timedOut
            default: .queryFailed
            }
        }
    }

    private static func remedy(for error: PostgresError) -> String {
        switch error.kind {
        case .badConnectionString: "; correct `connection`"
        case .refused: "; correct `connection` or `password_file`"
        case .untrusted:
            "; correct `sslmode` and `sslrootcert` in `connection`, or have the server's certificate mended"
        case .timedOut:
            "; raise `connect_timeout`, `read_timeout` or `statement_timeout` if that is to be expected"
        case .unreachable, .lost, .cancelled: ""
        case .statement:
            switch error.sqlState {
            case "57014": "; raise `statement_timeout` if that is to be expected"
            case "55P03": "; raise `lock_timeout`, or read when nobody alters the table"
            case "22021", "22P05":
                "; if the database holds another encoding than it says, set `encoding`; else have the value mended "
                    + "in the database, or convert the column in `query`"
            case "25006": "; a feed may only read"
            case "42501": "; have the right to read granted"
            case let state where state.hasPrefix("42"): "; correct `table` or `query`"
            default: ""
            }
        }
    }
}
