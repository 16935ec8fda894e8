import HubModel

/// Where a reading first met each record key: eight bytes a record beside the key, for there may be millions.
struct FirstSeen {
    struct Place {
        /// Line in its part of the source, 0 where there are none.
        let line: UInt32
        /// Number of the part, above the bit that says whether the record was taken.
        private let partAndTaken: UInt32

        init(line: Int, part: Int, isTaken: Bool) {
            self.line = UInt32(clamping: line)
            partAndTaken = UInt32(truncatingIfNeeded: part) << 1 | (isTaken ? 1 : 0)
        }

        /// False when the record was refused as a whole: an older version of it is then better than none.
        var isTaken: Bool { partAndTaken & 1 == 1 }

        func isOf(_ part: Int) -> Bool { partAndTaken >> 1 == UInt32(truncatingIfNeeded: part) & .max >> 1 }
    }

    private var places: [RecordHash: Place] = [:]

    init(capacity: Int) { places.reserveCapacity(capacity) }

    subscript(key: RecordHash) -> Place? {
        get { places[key] }
        set { places[key] = newValue }
    }

    func contains(_ key: RecordHash) -> Bool { places[key] != nil }
}
