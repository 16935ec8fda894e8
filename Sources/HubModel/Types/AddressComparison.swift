/// Compares two addresses element by element: divisions, then the place (road and number, estate, or village), then
/// building, unit, floor and room.
///
/// An element that a side leaves out speaks neither for nor against, but for those that make a door.
enum AddressComparison {
    private typealias Slot = AddressForm.Slot
    private typealias Flag = AddressForm.Flag
    private typealias Door = AddressForm.Door

    /// What the places of two addresses are to each other.
    private enum Place {
        /// `byStreet`: road and number agree, so a building may be left out. `isOpen`: a side leaves out a part.
        case same(byStreet: Bool, isOpen: Bool)
        case unknown, other
    }

    /// Whether the numbers of one slot agree, contradict, or are not both given.
    private enum Agreement { case equal, differ, open }

    static func outcome(_ a: Span<UInt32>, _ b: Span<UInt32>) -> ElementOutcome? {
        if (at(a, .flags) | at(b, .flags)) & Flag.irregular != 0 { return irregular(a, b) }
        if divisionsContradict(a, b) { return .otherDoor }
        switch place(a, b) {
        case .other: return .otherDoor
        case .unknown: return nil
        case .same(let byStreet, let isOpen): return door(a, b, byStreet: byStreet, isOpen: isOpen)
        }
    }

    @inline(__always)
    private static func at(_ row: Span<UInt32>, _ slot: Slot) -> UInt32 { row[slot.rawValue] }

    @inline(__always)
    private static func compare(_ a: Span<UInt32>, _ b: Span<UInt32>, _ slot: Slot) -> Agreement {
        let (x, y) = (at(a, slot), at(b, slot))
        if x == 0 || y == 0 { return .open }
        return x == y ? .equal : .differ
    }

    /// Elements do not tell such an address, but its whole text does.
    private static func irregular(_ a: Span<UInt32>, _ b: Span<UInt32>) -> ElementOutcome? {
        let isSame = at(a, .annex) == at(b, .annex) && at(a, .flags) & at(b, .flags) & Flag.irregular != 0
        if isSame { return divisionsContradict(a, b) ? .otherDoor : .sameDoor }
        return divisionsContradict(a, b) ? .otherDoor : nil
    }

    // MARK: divisions

    private static func divisionsContradict(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Bool {
        if compare(a, b, .province) == .differ || compare(a, b, .town) == .differ { return true }
        // 义乌市 stands for a city where 金华市 is left out, for a county where it is not.
        if compare(a, b, .city) == .differ {
            let isCounty =
                at(a, .county) == 0 && at(a, .city) == at(b, .county)
                || at(b, .county) == 0 && at(b, .city) == at(a, .county)
            if !isCounty { return true }
        }
        if compare(a, b, .county) == .differ { return true }
        return compare(a, b, .communityTail) == .differ || compare(a, b, .villageTail) == .differ
    }

    /// Whether both say in which town, community or village they are; it is the same, or they would contradict.
    private static func shareDivision(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Bool {
        compare(a, b, .town) == .equal || compare(a, b, .communityTail) == .equal
            || compare(a, b, .villageTail) == .equal
            || at(a, .community) != 0 && at(a, .community) == at(b, .village)
            || at(b, .community) != 0 && at(b, .community) == at(a, .village)
    }

    // MARK: place

    private static func place(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Place {
        let street = street(a, b)
        if street == .equal { return .same(byStreet: at(a, .lane) == 0, isOpen: false) }
        let estate = estate(a, b)
        if estate == .equal {
            // One estate may have gates at two roads; its buildings are numbered once.
            if street == .differ, at(a, .building) == 0 || at(b, .building) == 0 { return .other }
            return .same(byStreet: false, isOpen: at(a, .phase) != at(b, .phase))
        }
        if street == .differ { return .other }
        if compare(a, b, .estate) == .equal { return .other }
        if estate == .differ {
            // Hamlets of one village are many.
            if compare(a, b, .village) == .equal { return .other }
            // One estate may have two names: then nothing below contradicts.
            let isOtherDoor =
                compare(a, b, .building) == .differ || compare(a, b, .unit) == .differ
                || compare(a, b, .room) == .differ || compare(a, b, .floor) == .differ
            return isOtherDoor ? .other : .unknown
        }
        return settlement(a, b)
    }

    /// Road with number or 弄.
    private static func street(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Agreement {
        let lane = compare(a, b, .lane)
        switch compare(a, b, .road) {
        case .differ: return .differ
        case .open: return lane == .equal ? .equal : .open
        case .equal: break
        }
        if lane != .open { return lane }
        if at(a, .lane) != at(b, .lane) { return .open }
        return compare(a, b, .number)
    }

    private static func estate(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Agreement {
        switch compare(a, b, .estate) {
        case .open: return .open
        case .equal: return compare(a, b, .phase) == .differ ? .differ : .equal
        // 清泉小区 and 清泉花园 may be one or two.
        case .differ: return compare(a, b, .stem) == .equal ? .open : .differ
        }
    }

    /// A village or a community, where no road and no estate tells the place; a hamlet may be left out.
    private static func settlement(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Place {
        if at(a, .road) | at(b, .road) | at(a, .lane) | at(b, .lane) != 0 { return .unknown }
        if compare(a, b, .group) == .differ { return .other }
        let isOpen = at(a, .group) != at(b, .group) || at(a, .estate) != at(b, .estate)
        if compare(a, b, .village) == .equal {
            return compare(a, b, .stem) == .equal ? .unknown : .same(byStreet: false, isOpen: isOpen)
        }
        if at(a, .estate) | at(b, .estate) != 0 { return .unknown }
        let isOne =
            compare(a, b, .community) == .equal
            || at(a, .community) != 0 && at(a, .community) == at(b, .village)
            || at(b, .community) != 0 && at(b, .community) == at(a, .village)
        return isOne ? .same(byStreet: false, isOpen: isOpen) : .unknown
    }

    // MARK: door

    private static func door(
        _ a: Span<UInt32>, _ b: Span<UInt32>, byStreet: Bool, isOpen: Bool
    ) -> ElementOutcome {
        if at(a, .road) | at(b, .road) == 0, compare(a, b, .number) == .differ { return .otherDoor }
        if compare(a, b, .building) == .differ { return .otherDoor }
        let lacksBuilding = at(a, .building) != at(b, .building)
        let isAttached = isRoomOfTail(a, b) || isRoomOfTail(b, a)
        if doorsDiffer(a, b, isAttached: isAttached) { return lacksBuilding ? .otherDoor : .sameBuilding }
        if isAttached { return unless(unclear(a, b), .sameDoorUnitOpen) }
        let doors = (at(a, .flags) & Flag.doors, at(b, .flags) & Flag.doors)
        if doors.0 == 0 || doors.0 != doors.1 || lacksBuilding && !byStreet { return .samePlace }
        let lacksUnit = at(a, .unit) != at(b, .unit)
        let leavesOut = isOpen || lacksBuilding || lacksUnit
        return unless(unclear(a, b), leavesOut ? .sameDoorUnitOpen : .sameDoor)
    }

    private static func unless(_ isUnclear: Bool, _ outcome: ElementOutcome) -> ElementOutcome {
        isUnclear ? .samePlace : outcome
    }

    /// Whether one of several doors may be meant.
    private static func unclear(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Bool {
        let flags = at(a, .flags) | at(b, .flags)
        return flags & Flag.unclearUnit != 0 || flags & Flag.unclearPlace != 0 && !shareDivision(a, b)
    }

    private static func doorsDiffer(_ a: Span<UInt32>, _ b: Span<UInt32>, isAttached: Bool) -> Bool {
        if at(a, .annex) != at(b, .annex) || compare(a, b, .unit) == .differ { return true }
        if isAttached { return false }
        if at(a, .tail) != at(b, .tail) || compare(a, b, .room) == .differ { return true }
        return (at(a, .room) == 0 || at(b, .room) == 0) && compare(a, b, .floor) == .differ
    }

    /// 12-1号 beside 12号1室.
    private static func isRoomOfTail(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Bool {
        at(a, .tail) != 0 && at(b, .tail) == 0 && at(a, .room) == 0 && at(a, .tail) == at(b, .room)
    }
}
