import Foundation
import HubMapping
import HubMatching
import HubModel
import HubStore

/// Turns mentions into entities: each type after the types its rules lean on, all in one transaction.
struct Resolver {
    let workspace: Workspace
    let store: any Store
    let progress: any RunObserver

    /// When anything changed since the last time, matches all mentions of every type anew and merges the touched
    /// entities; otherwise only counts.
    ///
    /// With `isTrial` the same is done and counted, and then forgotten.
    /// Complexity: time and memory grow with all mentions of a type, not with the change.
    func resolve(run: Int64, isFull: Bool, isTrial: Bool = false) async throws -> [RunReport.EntityType] {
        let areRulesNew = try store.memo(Memo.resolvedRules) != workspace.ruleFingerprint
        guard try areRulesNew || isFull || isPending() else {
            try store.saveMemo(Memo.openNight, "0")
            return try summary()
        }
        try store.begin()
        let relations = try store.relationMentions()
        var resolved: [ResolvedType] = []
        var reports: [RunReport.EntityType] = []
        for type in workspace.resolutionOrder {
            try Task.checkCancellation()
            let step = TypeResolution(
                type: type, model: workspace.models[type], store: store, run: run,
                mergesAll: areRulesNew || isFull, feeds: workspace.feeds, progress: progress)
            let (outcome, report) = try await step.resolve(relations: relations, resolved: resolved)
            resolved.append(outcome)
            reports.append(report)
        }
        if isTrial {
            store.rollback()
            return reports
        }
        progress.show(Stage(name: "merge", subject: "relations"))
        try store.rebuildRelations()
        try store.clearTouched()
        try Task.checkCancellation()
        try store.saveMemo(Memo.resolvedRun, String(run))
        try store.saveMemo(Memo.resolution, UUID().uuidString)
        try store.saveMemo(Memo.resolvedRules, workspace.ruleFingerprint)
        try store.saveMemo(Memo.resolvedJudgements, try store.judgementState())
        try store.saveResolution(run: run, rules: workspace.ruleFingerprint)
        try store.saveMemo(Memo.openNight, "0")
        try store.commit()
        return reports
    }

    /// Whether a feed changed, a steward decided, or an interrupted night left touched entities, since entities were
    /// resolved.
    private func isPending() throws -> Bool {
        let last = try store.lastResolvedRun()
        if try store.feedStates().contains(where: { $0.version > last }) { return true }
        if try store.judgementState() != store.memo(Memo.resolvedJudgements) ?? "0-0" { return true }
        return try workspace.models.indices.contains { try !store.touchedEntities(type: $0).isEmpty }
    }

    private func summary() throws -> [RunReport.EntityType] {
        try workspace.resolutionOrder.map { type in
            let count = try store.count(type: type)
            return RunReport.EntityType(
                name: workspace.models[type].name, mentions: count.mentions, entities: count.entities,
                created: 0, merged: 0, ended: 0, pairs: 0, links: 0, refused: 0, weak: 0, ambiguous: 0,
                joinedLater: 0, contested: 0, largeClusters: 0,
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
