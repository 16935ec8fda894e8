import HubMapping
import HubModel
import HubStore

/// Where stewards decide: finds what they name, and records what they say of it. What they decide is carried out by
/// the next resolution.
package struct StewardDesk {
    /// What somebody named.
    package enum Subject {
        case mention(PlacedMention)
        case entity(FoundEntity)
    }

    /// Who decides, and why.
    package struct Signature: Sendable {
        package let who: String
        package let why: String
        package let at: String

        package init(who: String, why: String, at: String = timestamp()) {
            self.who = who
            self.why = why
            self.at = at
        }
    }

    /// What was recorded.
    package struct Outcome: Sendable {
        package let judgement: Int64
        package let action: String
        package let type: String
        package let subject: String
        package let pairs: Int
        /// Pairs of earlier judgements that hold no more.
        package let superseded: Int
    }

    let workspace: Workspace
    let store: any Store

    package init(workspace: Workspace, store: any Store) {
        self.workspace = workspace
        self.store = store
    }

    /// Does all of `work` or, when it throws, nothing.
    package func transact<Result>(_ work: () throws -> Result) throws -> Result {
        try store.begin()
        do {
            let result = try work()
            try store.commit()
            return result
        } catch {
            store.rollback()
            throw error
        }
    }

    /// The entity with this id, or the mention `feed/record_key/role`.
    package func subject(_ text: String) throws -> Subject {
        guard text.contains("/") else {
            guard let entity = try store.entity(id: text.uppercased()) else {
                throw StewardError(
                    "there is no entity \(text); `isthmus query TYPE attribute=value` finds ids; "
                        + "a mention is written feed/record_key/role")
            }
            return .entity(entity)
        }
        return .mention(try mention(text))
    }

    /// The pair of the review list with this number; `nil` when the list was made anew since.
    package func pair(_ id: Int64) throws -> (first: PlacedMention, second: PlacedMention)? {
        guard let candidate = try store.reviewCandidate(id), let first = try store.mention(candidate.first),
            let second = try store.mention(candidate.second)
        else { return nil }
        return (first, second)
    }

    /// The mention `feed/record_key/role`; the record key may itself have slashes.
    package func mention(_ text: String) throws -> PlacedMention {
        let name = try mentionName(text)
        guard let mention = try store.mentions(named: [name])[name] else { throw unknownMention(name) }
        return mention
    }

    private func mentionName(_ text: String) throws -> MentionName {
        guard let first = text.firstIndex(of: "/"), let last = text.lastIndex(of: "/"), first < last else {
            throw StewardError("a mention is written feed/record_key/role")
        }
        let name = MentionName(
            feed: String(text[..<first]), recordKey: String(text[text.index(after: first)..<last]),
            role: String(text[text.index(after: last)...]))
        guard !name.feed.isEmpty, !name.recordKey.isEmpty, !name.role.isEmpty else {
            throw StewardError("a mention is written feed/record_key/role; no part may be empty")
        }
        return name
    }

    /// Says which part of the name is not known. The key is personal data and is not repeated.
    package func unknownMention(_ name: MentionName) -> StewardError {
        guard let feed = workspace.feeds.first(where: { $0.name == name.feed }) else {
            let near = nearestName(to: name.feed, among: workspace.feeds.map(\.name))
            return StewardError(
                "there is no feed `\(name.feed)`" + (near.map { "; did you mean `\($0)`?" } ?? ""))
        }
        let roles = feed.mentions.map(\.role)
        guard roles.contains(name.role) else {
            return StewardError(
                "feed `\(name.feed)` has no role `\(name.role)`; it has: \(roles.joined(separator: ", "))")
        }
        return StewardError(
            "feed `\(name.feed)` has no record with this key that speaks of a `\(name.role)`; "
                + "`isthmus mentions` lists the keys")
    }

    /// The mentions of a subject, those that say most first; the first speaks for the others.
    func members(of subject: Subject) throws -> [Member] {
        switch subject {
        case .mention(let mention): return [Member(mention: mention.mention, name: mention.name, values: [])]
        case .entity(let entity):
            let members = try store.mentions(of: entity).map { mention in
                Member(
                    mention: mention.mention,
                    name: MentionName(feed: mention.feed, recordKey: mention.recordKey, role: mention.role),
                    values: mention.values)
            }
            // `sorted` keeps the order of equal ones: feed, key, role.
            return members.sorted { $0.said > $1.said }
        }
    }

    /// A mention as one of a subject's.
    struct Member {
        let mention: Int64
        let name: MentionName
        let values: [String?]
        var said: Int { values.count { $0 != nil } }
    }
}

extension StewardDesk.Subject {
    package var type: Int {
        switch self {
        case .mention(let mention): mention.type
        case .entity(let entity): entity.type
        }
    }

    /// Number of the entity it is, or belongs to; redirects are not followed.
    package var entity: Int64 {
        switch self {
        case .mention(let mention): mention.entity
        case .entity(let entity): entity.number
        }
    }

    /// An entity id; a mention by the entity it belongs to: its key is not for logs.
    package var text: String {
        switch self {
        case .mention(let mention):
            "\(mention.name.feed)/…/\(mention.name.role)"
                + (mention.entityID.isEmpty ? "" : " of \(mention.entityID)")
        case .entity(let entity): entity.id
        }
    }
}
