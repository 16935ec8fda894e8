/// Hands out doors one after another: room by room, building by building, estate by estate.
struct HouseSupply {
    private(set) var count = 0
    private let district: District
    private let seed: UInt64
    private var community = -1
    private var dice: Dice

    // The site being filled.
    private var kind = House.Kind.village
    private var site = Bytes()
    private var frontage = Bytes()
    private var lane = 0
    private var doorNumber = 0
    private var shape = (buildings: 1, units: 1, floors: 1, rooms: 1)
    private var used = 0
    private var secondName = Bytes()
    private var roomsRunOn = false
    /// Number of the estate among all estates when another is to take its name, or is taking it; else -1.
    private var pair = -1
    /// An estate whose name the next community's first estate will take.
    private var lender: (site: Bytes, index: Int, community: Int, units: Int, runsOn: Bool)?
    /// Doors of an estate that lends its name, by building, unit and room; kept until the other is full.
    private var lentDoors: [Int: [Int: Int]] = [:]
    private var isLending = false
    private var builtYear = 2000
    private var homeSite = 0

    // Business premises of the community.
    private var shopRoad = Bytes()
    private var shops = 0
    private var shopSite = 0
    private var tower = Bytes()
    private var offices = 0
    private var towerSite = 0
    private var sites = 0

    private var estates = 0
    private var roads = 0
    private var towers = 0

    init(district: District, seed: UInt64) {
        self.district = district
        self.seed = seed
        dice = Dice(seed: seed, purpose: .places, index: 0)
    }

    /// The next dwelling of a community; `grid` counts from 1.
    mutating func dwelling(community: Int, grid: Int) -> House {
        enter(community)
        if used == shape.buildings * shape.units * shape.floors * shape.rooms { openSite() }
        let perUnit = shape.floors * shape.rooms
        let inBuilding = used % (shape.units * perUnit)
        let building = used / (shape.units * perUnit) + 1
        let unit = inBuilding / perUnit
        let door = inBuilding % shape.rooms + 1 + (roomsRunOn ? unit * shape.rooms : 0)
        let room = (inBuilding % perUnit / shape.rooms + 1) * 100 + door
        let isVillage = kind == .village
        var house = open(
            kind, site, grid: grid,
            serial: (
                homeSite, isVillage ? used / 900 + 1 : building, isVillage ? used % 900 + 1 : inBuilding + 1
            ))
        used += 1
        switch kind {
        case .village:
            house.doorNumber = used
        case .estate:
            house.frontage = frontage
            house.secondName = secondName
            house.roomsRunOn = roomsRunOn
            house.building = building
            house.unit = shape.units > 1 ? unit + 1 : 0
            house.room = room
            pairUp(&house)
        default:
            house.lane = lane
            house.doorNumber = lane > 0 ? building : doorNumber
            house.building = lane == 0 && shape.buildings > 1 ? building : 0
            house.room = room
        }
        return house
    }

    /// Remembers the door of an estate that lends its name; finds it again for one that took a name.
    private mutating func pairUp(_ house: inout House) {
        guard pair >= 0 else { return }
        let door = (house.building * 10 + house.unit) * 10_000 + house.room
        if isLending {
            lentDoors[pair, default: [:]][door] = house.number
        } else {
            house.sameNamed = lentDoors[pair]?[door] ?? 0
        }
    }

    /// The next shop or office of a community.
    mutating func premises(community: Int, grid: Int) -> House {
        enter(community)
        if dice.chance(5_500) {
            shops += 1
            var house = open(
                .shop, shopRoad, grid: grid, serial: (shopSite, shops / 900 + 1, shops % 900 + 1))
            house.doorNumber = shops
            return house
        }
        if tower.isEmpty || offices == 300 {
            tower = PlaceNames.tower(towers)
            towers += 1
            sites += 1
            towerSite = sites
            offices = 0
        }
        offices += 1
        var house = open(.office, tower, grid: grid, serial: (towerSite, 1, offices))
        house.room = ((offices - 1) / 12 + 1) * 100 + (offices - 1) % 12 + 1
        return house
    }

    private mutating func open(
        _ kind: House.Kind, _ site: Bytes, grid: Int, serial: (site: Int, building: Int, room: Int)
    ) -> House {
        count += 1
        var gridCode = district.communities[community].code
        gridCode.append(number: grid, width: 3)
        let isHome = kind != .shop && kind != .office
        return House(
            number: count, kind: kind, community: community, gridCode: gridCode, site: site, serial: serial,
            area: isHome ? dice.within(4_200...16_800) : dice.within(1_500...80_000), builtYear: builtYear)
    }

    private mutating func enter(_ next: Int) {
        if next == community { return }
        community = next
        dice = Dice(seed: seed, purpose: .places, index: community + 1)
        sites = 1
        shopSite = 1
        shopRoad = nextRoad()
        shops = 0
        tower = []
        openSite()
    }

    private mutating func openSite() {
        sites += 1
        homeSite = sites
        used = 0
        roomsRunOn = false
        builtYear = dice.within(1978...2023)
        if district.communities[community].isVillage {
            kind = .village
            site = district.communities[community].name
            shape = (buildings: 1, units: 1, floors: 1, rooms: .max)
        } else if dice.chance(7_000) {
            kind = .estate
            frontage = nextRoad()
            frontage.append(number: dice.within(1...300))
            frontage.append(text: "号")
            shape = (dice.within(4...20), dice.within(1...4), dice.within(6...18), 2)
            roomsRunOn = dice.chance(5_000)
            nameEstate()
        } else {
            kind = .road
            site = nextRoad()
            lane = dice.chance(4_000) ? dice.within(10...600) : 0
            doorNumber = dice.within(1...400)
            let isCompound = lane > 0 || dice.chance(5_000)
            shape = (isCompound ? dice.within(3...14) : 1, 1, dice.within(4...7), dice.within(2...4))
        }
    }

    /// Every sixteenth estate lends its name to one in the next community; every fourteenth has a second name.
    private mutating func nameEstate() {
        if pair >= 0, !isLending { lentDoors[pair] = nil }
        pair = -1
        secondName = []
        let index = estates
        estates += 1
        if let lender, lender.community != community {
            site = lender.site
            pair = lender.index
            isLending = false
            (shape.units, roomsRunOn) = (lender.units, lender.runsOn)
            self.lender = nil
            return
        }
        site = PlaceNames.estate(index)
        if lender == nil, index % 16 == 2 {
            lender = (site, index, community, shape.units, roomsRunOn)
            pair = index
            isLending = true
        } else if index % 14 == 4 {
            secondName = PlaceNames.secondName(index)
        }
    }

    private mutating func nextRoad() -> Bytes {
        roads += 1
        return PlaceNames.road(roads)
    }
}
