/// What one role of a record is made of, while it is put together.
struct MentionDraft {
    /// Of whom, by the names of columns; empty when they do not say.
    let subjectKey: String
    let subject: Int?
    let model: Int
    /// Column indices by attribute; several only for attributes that take several values.
    var columns: [Int: [Int]] = [:]
    /// Columns that make the address together, with what is put behind each.
    var template: [(column: Int, suffix: String)] = []
    var templateAttribute: Int?
    /// Local codes, by attribute.
    var codes: [Int: [(raw: String, value: String)]] = [:]
    var role = ""

    init(subjectKey: String, subject: Int?, model: Int) {
        self.subjectKey = subjectKey
        self.subject = subject
        self.model = model
    }

    /// All columns of the mention, ascending.
    var allColumns: [Int] { (columns.values.flatMap { $0 } + template.map(\.column)).sorted() }

    var first: Int { allColumns.first ?? Int.max }

    func has(_ attribute: Int) -> Bool { columns[attribute] != nil || templateAttribute == attribute }
}
