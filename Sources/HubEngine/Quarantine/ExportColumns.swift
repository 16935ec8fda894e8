/// The columns that an export has beside those of the records: what names a record, why it was refused, and where it
/// stands. They begin with the same two characters; a feed that has a column of such a name itself gets `_` behind ours.
struct ExportColumns: Sendable {
    /// Names the record, so that it is found again when it comes back mended.
    let origin: String
    let reasons: String
    let columns: String
    let remedies: String
    let file: String
    let line: String
    /// The text of a record that could not be split into cells.
    let raw: String

    /// In the order in which they stand behind the columns of the record.
    var all: [String] { [reasons, columns, remedies, file, line, raw, origin] }

    init(besides taken: [String]) {
        func free(_ name: String) -> String { taken.contains(name) ? free(name + "_") : name }
        reasons = free("拒收原因")
        columns = free("拒收列")
        remedies = free("拒收说明")
        file = free("拒收文件")
        line = free("拒收行号")
        raw = free("拒收原文")
        origin = free("拒收编号")
    }
}
