import HubModel

/// Constrained best-first clustering.
///
/// First come judgements that two mentions are one entity. Then links are taken from the strongest down, and a link
/// joins the clusters of its two profiles unless
///
/// 1. something forbids that any two of their members are one (`CannotLinks`): the link is *refused*;
/// 2. they share an identifier, and all else says that one of them has it wrongly, or they share none and the averages
///    over their members speak against the link (`ClusterEvidence`): it is *weak*. So a chain of doubtful links does not
///    tie strangers. A cluster of very many different mentions asks for averages that would do as a link;
/// 3. one of them fits another cluster about as well, and may not join both: it is *ambiguous*.
///
/// A second pass looks again at what was weak, ambiguous or just below the threshold, with all that the clusters of
/// the first share: houses, telephones, the households they belong to.
///
/// The outcome depends on the set of links alone, not on their order.
struct Clustering: Sendable {
    /// What is clearly better: eight times as likely.
    private static let margin = Int(Bits(3).raw)
    /// Profiles of a cluster that still looks for its place, and how many links of each are weighed.
    private static let undecided = 5
    private static let alternatives = 64

    private let model: EntityModel
    private let profiles: Profiles
    private let constraints: ProfileConstraints
    private let contested: [Set<UInt32>]
    private let isUnited: [Bool]
    private var evidence: ClusterEvidence
    private var limits: CannotLinks
    private var clusters: Clusters

    /// Links, each counted for all pairs of mentions it stands for, that rules 1, 2 and 3 kept out.
    private(set) var refused = 0
    private(set) var weak = 0
    private(set) var ambiguous = 0
    private(set) var secondLooks = 0
    private(set) var joinedLater = 0
    private(set) var overruled = 0

    /// `selfLinked`: for each profile whether its own mentions are one entity.
    init(model: EntityModel, prepared: Prepared, selfLinked: [Bool]) {
        self.model = model
        profiles = prepared.profiles
        constraints = prepared.constraints
        contested = prepared.contested.sets
        isUnited = selfLinked
        evidence = ClusterEvidence(model: model, prepared: prepared)
        limits = CannotLinks(
            profiles: prepared.profiles, distinct: prepared.evidences.distinct,
            constraints: prepared.constraints,
            checks: model.apart.map {
                ApartCheck(
                    $0, evidences: prepared.evidences, profiles: prepared.profiles, scorer: prepared.scorer)
            })
        clusters = Clusters(count: prepared.profiles.count)
    }

    /// Clusters by `links`, sorted by `Link.isBefore`, then looks again at `doubtful` ones.
    mutating func run(_ links: [Link], doubtful: [Link]) {
        joinJudged()
        let open = join(links, ByProfile(links, isNeeded: !limits.isEmpty, profiles: profiles.count))
        if model.limits.doubt > 0, ClusterEvidence.canPool(model) { lookAgain(open + doubtful) }
    }

    /// Clusters of more different mentions than the model thinks likely.
    var largeClusters: Int {
        mutating get {
            var count = 0
            for profile in 0..<profiles.count
            where clusters.root(of: UInt32(profile)) == profile
                && clusters.size(profile) > model.limits.largest
            {
                count += 1
            }
            return count
        }
    }

    /// The first member of a profile's cluster, and how many it has.
    mutating func cluster(of profile: Int) -> (root: Int, size: Int) {
        let root = clusters.root(of: UInt32(profile))
        return (root, clusters.size(root))
    }

    private mutating func joinJudged() {
        for pair in constraints.together {
            let (a, b) = (clusters.root(of: pair.lower), clusters.root(of: pair.higher))
            if a == b { continue }
            if limits.isJudgedApart(a, b, &clusters) { overruled += 1 } else { unite(a, b) }
        }
    }

    private enum Outcome { case joins, refused, weak, ambiguous }

    /// Returns the links that were weak or ambiguous.
    private mutating func join(_ links: [Link], _ known: ByProfile) -> [Link] {
        var open: [Link] = []
        for link in links {
            let (a, b) = (clusters.root(of: link.lower), clusters.root(of: link.higher))
            if a == b { continue }
            let pairs = profiles.size(Int(link.lower)) * profiles.size(Int(link.higher))
            switch outcome(link, a, b, known) {
            case .joins: unite(a, b)
            case .refused: refused += pairs
            case .weak:
                weak += pairs
                open.append(link)
            case .ambiguous:
                ambiguous += pairs
                open.append(link)
            }
        }
        return open
    }

    private mutating func outcome(_ link: Link, _ a: Int, _ b: Int, _ known: ByProfile) -> Outcome {
        switch limits.verdict(a, b, &clusters, evidence.scorer) {
        case .forbidden: return .refused
        case .shared(let attributes):
            for attribute in attributes where evidence.contradict(a, b, over: attribute, clusters) {
                return .weak
            }
            let isSure = attributes.contains { !contested[$0].contains(limits.sharedValue($0, a, b)) }
            if isSure { return .joins }
            return agree(a, b) ? .joins : .weak
        case .silent:
            guard agree(a, b) else { return .weak }
            return isAmbiguous(link, a, b, known) || isAmbiguous(link, b, a, known) ? .ambiguous : .joins
        }
    }

    /// A link between two profiles speaks for itself; between clusters, their averages must not speak against it.
    private mutating func agree(_ a: Int, _ b: Int) -> Bool {
        let size = clusters.size(a) + clusters.size(b)
        if size == 2 { return true }
        return evidence.agreement(a, b, clusters)
            >= (size > model.limits.largest ? evidence.scorer.threshold : 0)
    }

    /// Whether the small cluster `a`, which `link` would join to `b`, fits another cluster nearly as well that must
    /// stay apart from `b`. One that has an identifier is looking for no other place.
    private mutating func isAmbiguous(_ link: Link, _ a: Int, _ b: Int, _ known: ByProfile) -> Bool {
        guard !limits.isEmpty, clusters.size(a) <= Self.undecided, !limits.isIdentified(a) else {
            return false
        }
        for member in Array(clusters.members(a)) {
            for other in known[member].prefix(Self.alternatives) {
                if Int(other.score) <= Int(link.score) - Self.margin { break }
                let far = Int(other.lower) == member ? other.higher : other.lower
                let c = clusters.root(of: far)
                if c == a || c == b || limits.verdict(b, c, &clusters, evidence.scorer) != .forbidden {
                    continue
                }
                if limits.verdict(a, c, &clusters, evidence.scorer) != .forbidden { return true }
            }
        }
        return false
    }

    private mutating func unite(_ a: Int, _ b: Int) {
        let (root, other) = clusters.unite(a, b)
        limits.join(root, other)
    }

    /// The second pass: pooled scores of the clusters as the first left them, then best-first again.
    private mutating func lookAgain(_ pairs: [Link]) {
        var again: [Link] = []
        for pair in pairs where isEntity(Int(pair.lower)) && isEntity(Int(pair.higher)) {
            let (a, b) = (clusters.root(of: pair.lower), clusters.root(of: pair.higher))
            if a == b || limits.verdict(a, b, &clusters, evidence.scorer) == .forbidden { continue }
            secondLooks += 1
            if let score = pooled(a, b) {
                again.append(Link(lower: pair.lower, higher: pair.higher, score: Int32(clamping: score)))
            }
        }
        again.sort(by: Link.isBefore)
        let known = ByProfile(again, isNeeded: !limits.isEmpty, profiles: profiles.count)
        for link in again {
            let (a, b) = (clusters.root(of: link.lower), clusters.root(of: link.higher))
            // Clusters may have grown since.
            if a == b || pooled(a, b) == nil { continue }
            if outcome(link, a, b, known) == .joins {
                unite(a, b)
                joinedLater += 1
            }
        }
    }

    /// The pooled score of two clusters when it would do as a link.
    private mutating func pooled(_ a: Int, _ b: Int) -> Int? {
        let united = isUnited
        let sizes = profiles
        let score = evidence.pooled(a, b, against: Self.margin, &clusters) { profile in
            sizes.size(profile) == 1 || united[profile]
        }
        guard let score, score >= evidence.scorer.threshold else { return nil }
        return score
    }

    /// Whether a profile stands for one entity, and not for several mentions that only look alike.
    private mutating func isEntity(_ profile: Int) -> Bool {
        profiles.size(profile) == 1 || isUnited[profile]
            || clusters.size(clusters.root(of: UInt32(profile))) > 1
    }

    /// Links by the profiles at their ends, strongest first.
    private struct ByProfile {
        private let links: [Link]
        private let ends: Adjacency

        /// Position in `links` takes the place of a neighbour, so that neighbours come strongest first.
        init(_ links: [Link], isNeeded: Bool, profiles: Int) {
            self.links = links
            var pairs: [(UInt32, UInt32)] = []
            if isNeeded {
                pairs.reserveCapacity(links.count * 2)
                for (position, link) in links.enumerated() {
                    pairs.append((link.lower, UInt32(position)))
                    pairs.append((link.higher, UInt32(position)))
                }
            }
            ends = Adjacency(pairs, count: profiles)
        }

        subscript(profile: Int) -> LazyMapSequence<ArraySlice<UInt32>, Link> {
            let links = links
            return ends[profile].lazy.map { links[Int($0)] }
        }
    }
}
