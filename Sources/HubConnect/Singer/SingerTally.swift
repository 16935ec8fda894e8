/// What a tap wrote beside the records that were wanted, and what may prove that these were all.
package struct SingerTally: Sendable {
    /// Records of the stream, rejected ones included.
    package private(set) var records = 0
    /// Whether an ACTIVATE_VERSION of the stream came after its last record, and after one at least: taps also send it before
    /// the first one, when it proves nothing.
    package private(set) var isActivated = false
    /// Lines that were no messages.
    package private(set) var strays = 0
    /// The other streams that were spoken of.
    package private(set) var others: [String] = []

    let stream: String
    private var otherRecords: [String: Int] = [:]
    private var ignoredTypes: [String: Int] = [:]
    private var addedColumns: [String] = []

    init(stream: String) { self.stream = stream }

    /// Records of all streams.
    package var allRecords: Int { otherRecords.values.reduce(records, +) }

    mutating func record() {
        records += 1
        isActivated = false
    }

    mutating func activate() { isActivated = records > 0 }

    mutating func stray() { strays += 1 }

    mutating func ignore(type: String) {
        if ignoredTypes.count < 20 || ignoredTypes[type] != nil { ignoredTypes[type, default: 0] += 1 }
    }

    mutating func ignore(recordOf stream: String) {
        describe(stream)
        // A tap without end of names is not to fill the memory.
        otherRecords[others.contains(stream) ? stream : "…", default: 0] += 1
    }

    mutating func describe(_ stream: String) {
        if others.count < 1000, !others.contains(stream) { others.append(stream) }
    }

    mutating func add(columns: [String]) {
        for column in columns where !addedColumns.contains(column) { addedColumns.append(column) }
    }

    /// Sentences for the report.
    package var remarks: [String] {
        var remarks: [String] = []
        for (name, count) in otherRecords.sorted(by: { $0.key < $1.key }) {
            remarks.append("ignored \(count) records of the stream `\(name)`")
        }
        for (type, count) in ignoredTypes.sorted(by: { $0.key < $1.key }) {
            remarks.append("ignored \(count) messages of the unknown type `\(type.prefix(40))`")
        }
        if !addedColumns.isEmpty {
            let names = addedColumns.prefix(20).map { "`\($0)`" }.joined(separator: ", ")
            remarks.append("a later SCHEMA has columns that the first one has not, left out: \(names)")
        }
        return remarks
    }
}

/// By what a reading of a tap is known to have everything.
package enum SingerProof: String, Sendable, CaseIterable {
    /// By an ACTIVATE_VERSION, or by the number of records if the tap was given no state.
    case auto
    case activateVersion = "activate_version"
    case recordCount = "record_count"
    /// By the exit code alone: whoever writes the feed knows that the stream is always sent as a whole.
    case exit

    /// Why a tap that ended well has not proved that it sent everything; `nil` when it has.
    package func doubt(_ tally: SingerTally, _ metrics: SingerMetrics, hadState: Bool) -> String? {
        if tally.strays > 0 { return "some lines of the tap's output were no messages" }
        if metrics.hasFailed { return "the tap measured a step of its own as failed" }
        let isCounted = metrics.counts(tally.records, of: tally.stream, all: tally.allRecords)
        switch self {
        case .exit: return nil
        case .activateVersion:
            return tally.isActivated ? nil : "no ACTIVATE_VERSION came after the last record"
        case .recordCount:
            return isCounted ? nil : "the tap's own count of its records is missing or another"
        case .auto:
            if tally.isActivated || (isCounted && !hadState) { return nil }
            return hadState
                ? "the tap went on from its last state, and no ACTIVATE_VERSION came after the last record"
                : "no ACTIVATE_VERSION came after the last record, and no count that agrees"
        }
    }
}
