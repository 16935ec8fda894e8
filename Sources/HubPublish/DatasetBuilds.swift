import Foundation
import HubModel
import HubStore
import Synchronization

/// Builds several datasets, on two cores where the store can be read twice. Results are in the order asked for and do not
/// depend on which core built what.
struct DatasetBuilds {
    /// One dataset to build.
    struct Job: Sendable {
        let dataset: DatasetDeclaration
        let declaration: String
        /// The version that is current, its folder, and what it says of the dataset.
        let older: (version: String, library: VersionFolder, dataset: Manifest.Dataset)?

        /// `check` is called between batches, and may throw to stop.
        func build(
            from store: any Store, _ place: Place, check: @escaping () throws -> Void
        ) throws -> DatasetBuilder.Built {
            let older = older.map {
                ($0.version, $0.dataset.rows, $0.library.index(of: $0.dataset, in: $0.version))
            }
            return try DatasetBuilder(
                store: store, models: place.models, year: place.year, folder: place.folder, check: check
            )
            .build(dataset, declaration: declaration, older: older)
        }
    }

    /// What all jobs have in common.
    struct Place: Sendable {
        let models: [EntityModel]
        let year: Int
        let folder: String
    }

    /// Jobs are taken from the front by whoever is free; the first failure stops both.
    private final class Queue: Sendable {
        private let state = Mutex<State>(State())

        private struct State {
            var next = 0
            var isStopped = false
            var results: [Int: Result<DatasetBuilder.Built, any Error>] = [:]
        }

        func take(of count: Int) -> Int? {
            state.withLock { state in
                guard !state.isStopped, state.next < count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func put(_ result: Result<DatasetBuilder.Built, any Error>, at index: Int) {
            state.withLock { state in
                state.results[index] = result
                if case .failure = result { state.isStopped = true }
            }
        }

        func stop() { state.withLock { $0.isStopped = true } }

        var isStopped: Bool { state.withLock { $0.isStopped } }

        /// The failure of the first dataset that failed is thrown.
        func results() throws -> [DatasetBuilder.Built] {
            try state.withLock { state in
                let inOrder = state.results.sorted { $0.key < $1.key }.map(\.value)
                // Who was stopped because another one failed says nothing of his own.
                for case .failure(let error) in inOrder where !(error is CancellationError) { throw error }
                return try inOrder.map { try $0.get() }
            }
        }
    }

    let jobs: [Job]
    let place: Place

    /// `begin` is called on this thread before each job that this thread does, and may throw to stop everything.
    func build(from store: any Store, begin: (Job) throws -> Void) throws -> [DatasetBuilder.Built] {
        let queue = Queue()
        let helpers = DispatchGroup()
        if jobs.count > 1, ProcessInfo.processInfo.activeProcessorCount > 1, let open = store.readerMaker {
            DispatchQueue.global().async(group: helpers) { [jobs, place] in
                let store = Result { try open() }
                while let index = queue.take(of: jobs.count) {
                    queue.put(
                        Result {
                            try jobs[index].build(from: store.get(), place) {
                                if queue.isStopped { throw CancellationError() }
                            }
                        }, at: index)
                }
            }
        }
        // Whatever happens here, nobody writes into the folder any more afterwards.
        defer {
            queue.stop()
            helpers.wait()
        }
        while let index = queue.take(of: jobs.count) {
            try begin(jobs[index])
            queue.put(
                Result { try jobs[index].build(from: store, place) { try Task.checkCancellation() } },
                at: index)
        }
        while helpers.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try Task.checkCancellation() }
        return try queue.results()
    }
}
