import Foundation
import HubMapping
import HubMatching
import HubModel
import HubStore

/// Turns mentions into entities: each type after the types its rules lean on, all in one transaction.
package struct Resolver {
    /// Names one resolution among those of all stores: another store, or this one put back from a backup, may
    /// well reach the same run number with other entities.
    package static let resolutionMemo = "resolution"

    let workspace: Workspace
    let store: any Store
    let progress: any RunObserver

    /// Run that last changed the entities, 0 when none.
    func lastResolvedRun() throws -> Int64 {
        try store.memo("resolved-run").flatMap { Int64($0) } ?? 0
    }

    /// Resolves and merges what changed since the last time; types nothing changed for are only counted.
    func resolve(run: Int64, isFull: Bool) async throws -> [RunReport.EntityType] {
        let areRulesNew = try store.memo("resolved-rules") != workspace.ruleFingerprint
        guard try areRulesNew || isFull || isPending() else { return try summary() }
        try store.begin()
        let last = try lastResolvedRun()
        if try store.feedStates().contains(where: { $0.version > last && $0.version < run }) {
            try store.join(runsAfter: last, to: run)
        }
        let relations = try store.relationMentions()
        var resolved: [ResolvedType] = []
        var reports: [RunReport.EntityType] = []
        for type in workspace.resolutionOrder {
            try Task.checkCancellation()
            let step = TypeResolution(
                type: type, model: workspace.models[type], store: store, run: run,
                mergesAll: areRulesNew || isFull, progress: progress)
            let (outcome, report) = try await step.resolve(relations: relations, resolved: resolved)
            resolved.append(outcome)
            reports.append(report)
        }
        progress.show(Stage(name: "merge", subject: "relations"))
        try store.rebuildRelations()
        try store.clearTouched()
        try Task.checkCancellation()
        try store.saveMemo("resolved-run", String(run))
        try store.saveMemo(Self.resolutionMemo, UUID().uuidString)
        try store.saveMemo("resolved-rules", workspace.ruleFingerprint)
        try store.commit()
        return reports
    }

    /// Whether a feed changed, or an interrupted night left touched entities, since entities were resolved.
    private func isPending() throws -> Bool {
        let last = try lastResolvedRun()
        if try store.feedStates().contains(where: { $0.version > last }) { return true }
        return try workspace.models.indices.contains { try !store.touchedEntities(type: $0).isEmpty }
    }

    private func summary() throws -> [RunReport.EntityType] {
        try workspace.resolutionOrder.map { type in
            let count = try store.count(type: type)
            return RunReport.EntityType(
                name: workspace.models[type].name, mentions: count.mentions, entities: count.entities,
                created: 0, merged: 0, ended: 0, pairs: 0, links: 0, refused: 0, weak: 0,
                blocking: [], seconds: 0, secondsMerging: 0)
        }
    }
}

/// Which entity each mention of a type became; `ids` ascend.
struct ResolvedType {
    let ids: [Int64]
    let entities: [Int64]

    /// Entity of a mention, 0 when it is of another type. Complexity: O(log n).
    func entity(of mention: Int64) -> Int64 {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < mention { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == mention ? entities[low] : 0
    }
}
