/// Blocking keys of addresses. A place with a road's number and an estate has a key for each, so that addresses with
/// either of them meet; divisions, unit and phase, which are often left out, are in none.
enum AddressKeys {
    enum Part: String, CaseIterable {
        /// The place with building and room, or with the number of a house without rooms.
        case door
        /// The place and its building.
        case building
        /// Road and number, estate, or village.
        case place
    }

    private typealias Slot = AddressForm.Slot

    static func append(_ part: Part, of row: Span<UInt32>, to keys: inout [UInt64]) {
        @inline(__always) func at(_ slot: Slot) -> UInt32 { row[slot.rawValue] }
        let doors = at(.flags) & AddressForm.Flag.doors
        if at(.flags) & AddressForm.Flag.irregular != 0 {
            keys.append(ElementCode.key(5, at(.annex)))
            return
        }
        if part == .door, doors == 0 { return }
        // 12-1号 and 12号1室 have one key; rooms are told from floors by the place of the number in it.
        let door = at(.room) != 0 ? at(.room) : at(.tail)
        let floor = doors == AddressForm.Door.floor.rawValue ? at(.floor) : 0

        func add(_ place: UInt64, _ building: UInt32) {
            let (high, low) = (UInt32(truncatingIfNeeded: place >> 32), UInt32(truncatingIfNeeded: place))
            switch part {
            case .place: keys.append(place)
            case .building: if building != 0 { keys.append(ElementCode.key(high, low, building)) }
            case .door: keys.append(ElementCode.key(high, low, building, door, floor))
            }
        }

        if at(.lane) != 0 {
            add(ElementCode.key(1, at(.road), at(.lane)), at(.building))
        } else if at(.road) != 0, at(.number) != 0 {
            // The buildings at one number are few, and often left out.
            add(ElementCode.key(2, at(.road), at(.number)), part == .building ? at(.building) : 0)
        }
        if at(.estate) != 0 { add(ElementCode.key(3, at(.estate)), at(.building)) }
        let village = at(.village) != 0 ? at(.village) : at(.community)
        if village != 0, at(.road) | at(.lane) == 0, at(.estate) == 0 || at(.village) != 0 {
            add(ElementCode.key(4, village), at(.building))
        }
    }
}

extension AddressType: ElementwiseType {
    package var outcomes: [ElementOutcome] {
        [.sameDoor, .sameDoorUnitOpen, .samePlace, .sameBuilding, .otherDoor]
    }

    package var keyParts: [String] { AddressKeys.Part.allCases.map(\.rawValue) }

    package var elementCount: Int { AddressForm.Slot.allCases.count }

    package func appendElements(of normal: Span<UInt8>, aliases: NameAliases, to rows: inout [UInt32]) {
        rows += AddressForm(normal, aliases: aliases).slots
    }

    package func settle(_ rows: inout [UInt32]) { AddressSettling.settle(&rows) }

    package func outcome(_ first: Span<UInt32>, _ second: Span<UInt32>) -> ElementOutcome? {
        AddressComparison.outcome(first, second)
    }

    package func appendKeys(_ part: Int, of row: Span<UInt32>, to keys: inout [UInt64]) {
        AddressKeys.append(AddressKeys.Part.allCases[part], of: row, to: &keys)
    }
}
