/// Where a long piece of work stands.
package struct Stage: Sendable {
    /// `read`, `resolve`, `merge`, `publish`.
    package let name: String
    /// Feed, entity type or dataset.
    package let subject: String
    /// Records or rows done so far; `nil` where there is nothing to count.
    package let count: Int?

    package init(name: String, subject: String, count: Int? = nil) {
        self.name = name
        self.subject = subject
        self.count = count
    }
}

/// Somebody who watches a run. Called often: an implementation decides what to show.
package protocol RunObserver: Sendable {
    func show(_ stage: Stage)
    /// The work is over; a live line is cleared.
    func finish()
}

/// Nobody watches.
package struct NobodyWatching: RunObserver {
    package init() {}
    package func show(_ stage: Stage) {}
    package func finish() {}
}
