import HubSQLite

// Fencing: who lost the run lock while it was stopped must not write any more when it wakes.
extension SQLiteStore {
    /// What the holder of the run lock writes by.
    struct Hold {
        let token: String
        let isHeld: () -> Bool
        /// Runs something while nobody can take the lock over; false when somebody has, and then nothing was run.
        let keeping: Keeping?
    }

    /// See `RunLock.whileHeld`.
    package typealias Keeping = (_ body: () throws -> Void) throws -> Bool

    /// Name in `meta` of the token of whoever may write.
    private static let holder = "run-lock"

    /// From now on every transaction that writes begins by making sure that `token` is the one that this call put into
    /// the store, and fails with `fenced` when another holder has put his. `isHeld` tells whether the lock is ours still,
    /// `keeping` sees to it that it stays so.
    package func hold(
        token: String, keeping: Keeping? = nil, isHeld: @escaping () -> Bool
    ) throws(StoreError) {
        try guarded {
            guard !isReadOnly else {
                held = Hold(token: token, isHeld: isHeld, keeping: keeping)
                return
            }
            do {
                try inTransaction {
                    // Inside: who takes the lock over replaces its file before it comes here.
                    guard isHeld() else { throw fenced }
                    try saveMemo(Self.holder, token)
                }
            } catch let error as SQLiteError where error.code == .busy {
                throw StoreError(
                    .locked,
                    "\(path): another process is in the middle of a write, which nobody can finish for it; wait for it, "
                        + "wake it with `kill -CONT` when it is stopped, or end it with `kill -KILL`, and run again"
                )
            }
            held = Hold(token: token, isHeld: isHeld, keeping: keeping)
        }
    }

    package func confirmHold() throws(StoreError) {
        guard let held else { return }
        let isOurs = isReadOnly ? held.isHeld() : try memo(Self.holder) == held.token
        if !isOurs { throw fenced }
    }

    package func whileHeld(_ body: () throws -> Void) throws {
        guard let held else { return try body() }
        // Who writes keeps others out by a transaction: to take over is to write one's own token.
        guard isReadOnly else { return try inTransaction(body) }
        guard let keeping = held.keeping else {
            try confirmHold()
            return try body()
        }
        guard try keeping(body) else { throw fenced }
    }

    private var fenced: StoreError {
        StoreError(
            .fenced,
            "\(path): another run took this workspace over while this one was stopped; nothing more is written by this "
                + "one, and `isthmus runs` tells of the other")
    }
}
