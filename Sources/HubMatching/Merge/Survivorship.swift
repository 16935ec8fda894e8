import Foundation
import HubModel

/// Chooses the golden value of every attribute of every cluster.
///
/// The rule of the attribute comes first (`Attribute.Survivorship`); whatever it leaves open is settled by
/// higher trust, more mentions, later run, and at last by the bytewise smaller value: so the choice does not
/// depend on the order of mentions. Values are told apart by their normal form; `most-frequent` counts
/// folded forms and then shows the best spelling of the winning one.
package struct Survivorship: Sendable {
    private let model: EntityModel
    private let values: CellTable
    private let mentions: [Int64]
    private let trust: [Int32]
    private let runs: [Int64]
    private let ranks: [UInt64]

    /// - Parameters:
    ///   - model: names the attributes and their rules.
    ///   - values: normal forms, one row a mention, one cell an attribute of `model`.
    ///   - mentions: ids to name in the provenance, one a row.
    ///   - trust: trust of the feed of each row.
    ///   - runs: run that staged each row; later runs are larger.
    ///   - ranks: identity of each row that does not depend on the order of intake.
    package init(
        model: EntityModel, values: CellTable, mentions: [Int64], trust: [Int32], runs: [Int64],
        ranks: [UInt64]
    ) {
        let rows = values.rowCount
        precondition(
            mentions.count == rows && trust.count == rows && runs.count == rows && ranks.count == rows,
            "one of each a row")
        self.model = model
        self.values = values
        self.mentions = mentions
        self.trust = trust
        self.runs = runs
        self.ranks = ranks
    }

    /// One golden row a cluster, in the order of `clusters`; `set` are values that stewards set, by cluster, of which the
    /// last counts.
    package func merge(
        _ clusters: ClusterMembers, set: [Int: [SetValue]] = [:],
        threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) async -> GoldenTable {
        let size = 4096
        let chunks = (clusters.count + size - 1) / size
        let parts = await parallelMap(chunks, threads: threads) { chunk in
            merge(clusters, chunk * size..<min((chunk + 1) * size, clusters.count), set)
        }
        var table = CellTable(width: model.attributes.count)
        var sources: [CellSource] = []
        table.arena.reserveCapacity(parts.reduce(0) { $0 + $1.values.arena.count })
        table.cells.reserveCapacity(clusters.count * model.attributes.count)
        sources.reserveCapacity(clusters.count * model.attributes.count)
        for part in parts {
            let offset = UInt32(table.arena.count)
            table.arena += part.values.arena
            for cell in part.values.cells {
                table.cells.append(
                    cell.isMissing
                        ? .missing : CellTable.Cell(start: cell.start + offset, length: cell.length))
            }
            sources += part.sources
        }
        return GoldenTable(values: table, sources: sources)
    }

    private func merge(
        _ clusters: ClusterMembers, _ range: Range<Int>, _ set: [Int: [SetValue]]
    ) -> GoldenTable {
        var table = CellTable(width: model.attributes.count)
        var sources: [CellSource] = []
        var candidates: [Candidate] = []
        for cluster in range {
            let setValues = set.isEmpty ? [] : set[cluster] ?? []
            for column in model.attributes.indices {
                if let value = setValues.last(where: { $0.attribute == column }) {
                    table.append(value.value.utf8)
                    sources.append(source(of: value, in: clusters[cluster]))
                    continue
                }
                candidates.removeAll(keepingCapacity: true)
                let isUnion = model.attributes[column].survivorship == .union
                var present: Int32 = 0
                for row in clusters[cluster] {
                    let cell = values.cell(Int(row), column)
                    guard !cell.isMissing else { continue }
                    present += 1
                    gather(
                        cell.range, of: row, splits: isUnion && model.attributes[column].isMultiple,
                        &candidates)
                }
                guard present > 0, !candidates.isEmpty else {
                    table.appendMissing()
                    sources.append(.none)
                    continue
                }
                sources.append(
                    isUnion
                        ? unite(&candidates, present: present, into: &table)
                        : choose(&candidates, column: column, present: present, into: &table))
            }
        }
        return GoldenTable(values: table, sources: sources)
    }

    /// A value set by hand: how many mentions agree, how many say otherwise, and the most trusted of those that agree.
    private func source(of value: SetValue, in cluster: ArraySlice<Int32>) -> CellSource {
        let attribute = model.attributes[value.attribute]
        let wanted = Set(pieces(value.value, attribute))
        var best: Int32?
        var (support, conflicts): (Int32, Int32) = (0, 0)
        for row in cluster {
            guard let said = values.text(Int(row), value.attribute) else { continue }
            guard !wanted.isDisjoint(with: pieces(said, attribute)) else {
                conflicts += 1
                continue
            }
            support += 1
            let isBetter =
                best.map { (trust[Int(row)], ranks[Int($0)]) > (trust[Int($0)], ranks[Int(row)]) } ?? true
            if isBetter { best = row }
        }
        return CellSource(
            mention: best.map { mentions[Int($0)] } ?? 0, support: support, conflicts: conflicts,
            override: value.id)
    }

    private func pieces(_ value: String, _ attribute: Attribute) -> [String] {
        guard attribute.isMultiple else { return [attribute.type.folded(value)] }
        return value.split(separator: ";").map { attribute.type.folded(String($0)) }
    }

    /// Counts one mention's value, or each of its values, among the candidates.
    private func gather(_ range: Range<Int>, of row: Int32, splits: Bool, _ candidates: inout [Candidate]) {
        guard splits else { return count(range, of: row, &candidates) }
        for piece in Pieces(of: values.arena.span.extracting(range)) {
            count(
                range.lowerBound + piece.lowerBound..<range.lowerBound + piece.upperBound, of: row,
                &candidates)
        }
    }

    private func count(_ range: Range<Int>, of row: Int32, _ candidates: inout [Candidate]) {
        var hash = StableHash()
        hash.combine(values.arena.span.extracting(range))
        let key = hash.finish()
        var index = 0
        while index < candidates.count,
            candidates[index].hash != key || !isEqual(candidates[index].range, range)
        {
            index += 1
        }
        if index == candidates.count { candidates.append(Candidate(range: range, hash: key)) }
        candidates[index].add(
            row: row, trust: trust[Int(row)], run: runs[Int(row)], rank: ranks[Int(row)])
    }

    private func choose(
        _ candidates: inout [Candidate], column: Int, present: Int32, into table: inout CellTable
    ) -> CellSource {
        let attribute = model.attributes[column]
        var best = candidates[0]
        var support = present
        if candidates.count > 1 {
            let folds = fold(&candidates, attribute)
            if attribute.survivorship == .mostFrequent {
                let winner = folds.indices.dropFirst().reduce(0) {
                    isBetter(folds[$1], folds[$0], by: .mostFrequent) ? $1 : $0
                }
                candidates.removeAll { $0.fold != winner }
                best = candidates[0]
            }
            for candidate in candidates where isBetter(candidate, best, by: attribute.survivorship) {
                best = candidate
            }
            support = folds[best.fold].mentions
        }
        table.append(values.arena[best.range])
        return CellSource(mention: mentions[Int(best.row)], support: support, conflicts: present - support)
    }

    private func unite(
        _ candidates: inout [Candidate], present: Int32, into table: inout CellTable
    ) -> CellSource {
        candidates.sort { isBetter($0, $1, by: .union) }
        var joined: [UInt8] = []
        for candidate in candidates {
            if !joined.isEmpty { joined.append(UInt8(ascii: ";")) }
            joined += values.arena[candidate.range]
        }
        table.append(joined)
        return CellSource(mention: mentions[Int(candidates[0].row)], support: present, conflicts: 0)
    }

    /// Numbers the folded forms of the candidates.
    /// - Returns: for each form the counts of its candidates together, under the smallest of their spellings.
    private func fold(_ candidates: inout [Candidate], _ attribute: Attribute) -> [Candidate] {
        var forms = Interner()
        var folds: [Candidate] = []
        var folded: [UInt8] = []
        for index in candidates.indices {
            folded.removeAll(keepingCapacity: true)
            foldCell(candidates[index].range, attribute, into: &folded)
            let form = Int(forms.intern(folded.span)) - 1
            candidates[index].fold = form
            if form == folds.count {
                folds.append(candidates[index])
            } else if isSmaller(candidates[index].range, folds[form].range) {
                var smaller = candidates[index]
                smaller.absorb(folds[form])
                folds[form] = smaller
            } else {
                folds[form].absorb(candidates[index])
            }
        }
        return folds
    }

    private func foldCell(_ range: Range<Int>, _ attribute: Attribute, into folded: inout [UInt8]) {
        let cell = values.arena.span.extracting(range)
        guard attribute.isMultiple else { return attribute.type.fold(cell, into: &folded) }
        for piece in Pieces(of: cell) {
            if !folded.isEmpty { folded.append(UInt8(ascii: ";")) }
            attribute.type.fold(cell.extracting(piece), into: &folded)
        }
    }

    private func isBetter(_ a: Candidate, _ b: Candidate, by rule: Attribute.Survivorship) -> Bool {
        switch rule {
        case .mostFrequent, .union:
            if a.mentions != b.mentions { return a.mentions > b.mentions }
        case .mostRecent:
            if a.run != b.run { return a.run > b.run }
        case .longest:
            let (lengthA, lengthB) = (characters(a.range), characters(b.range))
            if lengthA != lengthB { return lengthA > lengthB }
        case .mostTrusted:
            break
        }
        if a.trust != b.trust { return a.trust > b.trust }
        if a.mentions != b.mentions { return a.mentions > b.mentions }
        if a.run != b.run { return a.run > b.run }
        return isSmaller(a.range, b.range)
    }

    private func characters(_ range: Range<Int>) -> Int {
        var count = 0
        for index in range where values.arena[index] & 0xC0 != 0x80 { count &+= 1 }
        return count
    }

    private func isEqual(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        guard a.count == b.count else { return false }
        for offset in 0..<a.count
        where values.arena[a.lowerBound &+ offset] != values.arena[b.lowerBound &+ offset] { return false }
        return true
    }

    private func isSmaller(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        for offset in 0..<min(a.count, b.count) {
            let (x, y) = (values.arena[a.lowerBound &+ offset], values.arena[b.lowerBound &+ offset])
            if x != y { return x < y }
        }
        return a.count < b.count
    }
}
