/// Names a mention for good: it survives new deliveries of the record, retraining and reruns.
package struct MentionName: Sendable, Hashable {
    package let feed: String
    package let recordKey: String
    package let role: String

    package init(feed: String, recordKey: String, role: String) {
        self.feed = feed
        self.recordKey = recordKey
        self.role = role
    }

    /// `feed/record_key/role`; a record key may itself have slashes.
    package var text: String { "\(feed)/\(recordKey)/\(role)" }
}

/// A mention with its name and where it belongs.
package struct PlacedMention: Sendable {
    package let mention: Int64
    package let name: MentionName
    /// Index of the model.
    package let type: Int
    /// Number of the entity, redirects not followed; 0 when not yet resolved.
    package let entity: Int64
    /// Empty when not yet resolved.
    package let entityID: String
    /// Whether its record is missing from its feed, so that it takes part in nothing.
    package let isMissing: Bool
}

/// A decision of a steward, with the pairs of mentions it speaks of.
package struct Judgement: Sendable {
    /// What was decided of two mentions.
    package enum Verdict: String, Sendable, CaseIterable {
        case same
        case different
        /// Looked at and left open: not asked again, no effect on clusters.
        case unsure
    }

    package struct Pair: Sendable {
        package let id: Int64
        package let first: MentionName
        package let second: MentionName
        /// `StoredMentions.ranks` of the two.
        package let firstRank: UInt64
        package let secondRank: UInt64
        package let verdict: Verdict
        /// Judgement that spoke of the same pair later; 0 when none did.
        package let supersededBy: Int64
        /// Neither undone nor superseded by a judgement that stands.
        package var isInForce: Bool
    }

    package let id: Int64
    /// Name of the entity type.
    package let type: String
    /// `decide`, `merge`, `split`.
    package let action: String
    /// What it was about when it was made: entity ids.
    package let subject: String
    package let who: String
    package let why: String
    package let madeAt: String
    /// Empty when it stands.
    package let undoneAt: String
    package let undoneBy: String
    package let undoneWhy: String
    package var pairs: [Pair]

    package var isUndone: Bool { !undoneAt.isEmpty }
}

/// A decision to be saved; mentions by their number in the store.
package struct NewJudgement: Sendable {
    package let type: Int
    package let action: String
    package let subject: String
    package let who: String
    package let why: String
    package let madeAt: String
    package var pairs: [(first: Int64, second: Int64, verdict: Judgement.Verdict)] = []
    /// Pairs of earlier judgements that this one overrules.
    package var supersedes: [Int64] = []

    package init(
        type: Int, action: String, subject: String, who: String, why: String, madeAt: String
    ) {
        self.type = type
        self.action = action
        self.subject = subject
        self.who = who
        self.why = why
        self.madeAt = madeAt
    }
}

/// A golden value that a steward set by hand.
package struct ValueOverride: Sendable {
    package let id: Int64
    package let type: String
    /// Number and id of the entity it was set for.
    package let entity: Int64
    package let entityID: String
    package let attribute: String
    /// Normal form.
    package let value: String
    package let who: String
    package let why: String
    package let madeAt: String
    /// Empty when it stands.
    package let undoneAt: String

    package var isUndone: Bool { !undoneAt.isEmpty }
}

/// Something that happened to the identity of an entity.
package struct EntityEvent: Sendable, Equatable {
    package enum Kind: Int64, Sendable, CaseIterable {
        /// Got its id.
        case made = 1
        /// Got its id, out of the mentions of `other`.
        case split = 2
        /// Ended; its id leads to `other` from now on.
        case merged = 3
        /// Ended; nothing speaks of it.
        case ended = 4
        /// Lives again under its old id; `other` is the entity it had been merged into, 0 when it had ended.
        case revived = 5
    }

    package let kind: Kind
    package let entity: Int64
    package let id: String
    package let other: Int64
    /// Judgement that brought it about; 0: the evidence did.
    package let judgement: Int64

    package init(kind: Kind, entity: Int64, id: String, other: Int64 = 0, judgement: Int64 = 0) {
        self.kind = kind
        self.entity = entity
        self.id = id
        self.other = other
        self.judgement = judgement
    }
}

/// An event as it stands in the journal.
package struct JournalEntry: Sendable {
    package let event: EntityEvent
    package let run: Int64
    /// When that run started.
    package let at: String
    package let otherID: String
    /// Short form of the rules the run resolved by; empty for runs of an earlier Isthmus.
    package let rules: String
}

/// A pair somebody should look at.
package struct ReviewCandidate: Sendable {
    /// Given by the store; never twice.
    package var id: Int64 = 0
    package var type = 0
    /// `band`, `refused`, `weak`, `bridge`.
    package let kind: String
    package let first: Int64
    package let second: Int64
    package let probability: Double
    /// Expected gain of a decision; the list is ordered by it.
    package let priority: Double
    /// Mentions on either side that hang on it.
    package let firstSize: Int
    package let secondSize: Int

    package init(
        kind: String, first: Int64, second: Int64, probability: Double, priority: Double, firstSize: Int,
        secondSize: Int
    ) {
        self.kind = kind
        self.first = first
        self.second = second
        self.probability = probability
        self.priority = priority
        self.firstSize = firstSize
        self.secondSize = secondSize
    }
}
