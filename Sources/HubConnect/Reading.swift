/// What a reading that came to its end stands for.
public struct Reading: Sendable {
    /// Whether every record the source has was delivered, so that a known record that did not come is gone. Says no
    /// when only changes since a checkpoint came, or when the source gave no proof that it was done.
    public var isComplete: Bool
    /// From where the next reading may go on: opaque to the hub, which keeps it in the transaction of the records.
    /// `nil` when every reading starts from the beginning.
    public var checkpoint: String?
    /// Sentences for the report, without personal values: the encoding found, the files read.
    public var remarks: [String]

    /// A reading of everything, unless said otherwise.
    public init(isComplete: Bool = true, checkpoint: String? = nil, remarks: [String] = []) {
        self.isComplete = isComplete
        self.checkpoint = checkpoint
        self.remarks = remarks
    }
}
