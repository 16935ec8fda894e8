import Foundation
import HubConnect
import HubPostgres

/// How the texts of a database become UTF-8: by the server, or, where what it says of itself is not true, by us.
///
/// A database that says SQL_ASCII has never looked at its bytes, and one that says EUC_CN (GB 2312) may hold GBK
/// since it was loaded that way. Told to speak SQL_ASCII, the server passes bytes on as they are.
enum PostgreSQLEncoding {
    /// Words of the setting: no UTF-16, which no database can hold.
    static let settingWords = TextEncoding.settingWords.filter { !$0.hasPrefix("utf-16") }

    /// What our side decodes; `nil` when the server converts.
    static func decided(_ word: String, over session: PostgresConnection) throws -> TextEncoding? {
        let server = session.serverEncoding
        guard word != "auto", let declared = TextEncoding(label: word) else {
            guard server == "SQL_ASCII" else { return nil }
            throw ConnectorError(
                .encoding,
                "\(session.place) says SQL_ASCII: its texts may be in any encoding; set `encoding` to what they "
                    + "are in, most likely \"gb18030\" or \"utf-8\"")
        }
        guard server == "UTF8" else { return declared }
        guard declared == .utf8 else {
            throw ConnectorError(
                .badSetting,
                "\(session.place) keeps its texts as UTF-8, but `encoding` says \(word); leave `encoding` out"
            )
        }
        return nil
    }

    /// The way our statements, and names and single values, travel.
    static func coding(_ encoding: TextEncoding) -> PostgresCoding {
        PostgresCoding(
            encode: { text in
                guard encoding != .utf8, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(text.utf8) }
                let bytes = text.data(using: gb18030).map(Array.init)
                // A converter that puts something else in place of what it does not know is found out.
                return bytes.flatMap { decode($0, encoding) == text ? $0 : nil }
            },
            decode: { bytes in decode(bytes, encoding) })
    }

    private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

    private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding) -> String? {
        var text = DecodedText(encoding)
        var decoder = TextDecoder(encoding)
        decoder.decode(bytes[...], isLast: true, into: &text)
        return text.faults.isEmpty ? String(decoding: text.bytes, as: UTF8.self) : nil
    }
}
