/// A household on paper: who is who, before numbers, phones and homes are given out.
struct Draft {
    enum Shape {
        case single, oldSingle, couple, oneChild, twoChildren, threeGenerations, singleParent, flatShare,
            oldCouple
    }

    struct Plan {
        var name: Name
        var isMale: Bool
        var birth: Day
        var maritalStatus: Int
        var relation: Int
        var guardian = -1
    }

    var dice: Dice
    var isMigrant = false
    private(set) var people: [Plan] = []
    private(set) var ethnicity = 1
    private var hasDotNames = false

    init(dice: Dice) { self.dice = dice }

    mutating func shape() -> Shape {
        dice.pick(shapes)
    }

    /// Education as the age allows it.
    mutating func education(age: Int) -> Int {
        if age < 7 { return 90 }
        if age < 13 { return 83 }
        if age < 16 { return 73 }
        if age < 19 { return 61 }
        let old = [81, 81, 71, 71, 61, 41, 31, 90]
        let young = [71, 61, 41, 44, 31, 31, 21, 21, 14]
        return age > 60 ? dice.pick(old) : dice.pick(young)
    }

    mutating func fill(_ shape: Shape) {
        if dice.chance(300) {
            hasDotNames = true
            ethnicity = dice.chance(7_500) ? 5 : 17
        } else if dice.chance(250) {
            ethnicity = dice.pick([3, 6, 8, 11, 15, 22])
        }
        switch shape {
        case .single: adult(age: dice.within(20...58), isMale: dice.chance(5_500), status: 10)
        case .oldSingle: adult(age: dice.within(63...94), isMale: dice.chance(3_500), status: 30)
        case .couple: couple(age: dice.within(24...66))
        case .oldCouple: couple(age: dice.within(66...88))
        case .oneChild:
            couple(age: dice.within(26...58))
            children(1)
        case .twoChildren:
            couple(age: dice.within(29...56))
            children(2)
        case .threeGenerations: threeGenerations()
        case .singleParent:
            adult(age: dice.within(28...55), isMale: dice.chance(3_000), status: 40)
            children(1)
        case .flatShare:
            for index in 0..<dice.within(2...3) {
                adult(age: dice.within(19...34), isMale: dice.chance(5_500), status: 10)
                if index > 0 { people[index].relation = 99 }
            }
        }
    }

    private mutating func adult(age: Int, isMale: Bool, status: Int) {
        let birth = Day(in: Day.presentYear - age, &dice)
        let name = fullName(surname: NameMaker.surname(&dice), isMale: isMale, birth, father: nil)
        people.append(
            Plan(
                name: name, isMale: isMale, birth: birth, maritalStatus: status,
                relation: people.isEmpty ? 2 : 97))
    }

    private mutating func couple(age: Int) {
        let husbandIsHead = dice.chance(7_500)
        adult(age: age, isMale: husbandIsHead, status: dice.chance(600) ? 22 : 21)
        let ageOfOther = max(22, age + (husbandIsHead ? -dice.below(6) : dice.below(6)))
        adult(age: ageOfOther, isMale: !husbandIsHead, status: people[0].maritalStatus)
        people[1].relation = husbandIsHead ? 12 : 11
    }

    /// Children of the first one or two, at most one twin birth.
    private mutating func children(_ count: Int) {
        let parents = people.count
        let youngest = people.map { Day.presentYear - $0.birth.year }.min() ?? 30
        var age = max(0, youngest - dice.within(22...34))
        let father = people.first { $0.isMale } ?? people[0]
        let generation = dice.chance(3_000) ? NameMaker.generationCharacter(&dice) : nil
        let isTwin = count == 2 && dice.chance(400)
        for index in 0..<count {
            var birth = Day(in: Day.presentYear - age, &dice)
            if isTwin, index > 0 { birth = people[parents].birth }
            let isMale = dice.chance(5_200)
            var name = fullName(
                surname: father.name.surname, isMale: isMale, birth, father: father, generation: generation)
            // A son with his father's name: rare, and the matcher's nightmare.
            if isMale, index == 0, dice.chance(60) { name = father.name }
            let isGrown = age >= 24 && dice.chance(2_000)
            people.append(
                Plan(
                    name: name, isMale: isMale, birth: birth, maritalStatus: isGrown ? 21 : 10,
                    relation: isMale ? 20 : 30, guardian: age < 18 ? dice.below(parents) : -1))
            age = max(0, age - dice.within(1...6))
        }
    }

    private mutating func threeGenerations() {
        couple(age: dice.within(28...50))
        children(dice.chance(3_000) ? 2 : 1)
        let head = people[0]
        let age = min(94, Day.presentYear - head.birth.year + dice.within(22...32))
        let both = dice.chance(6_000)
        let motherFirst = !both && dice.chance(6_500)
        let birth = Day(in: Day.presentYear - age, &dice)
        let surname = motherFirst ? NameMaker.surname(&dice) : head.name.surname
        people.append(
            Plan(
                name: fullName(surname: surname, isMale: !motherFirst, birth, father: nil),
                isMale: !motherFirst,
                birth: birth, maritalStatus: both ? 20 : 30, relation: motherFirst ? 52 : 51))
        if both {
            let born = Day(in: birth.year + dice.below(5), &dice)
            let name = fullName(surname: NameMaker.surname(&dice), isMale: false, born, father: nil)
            people.append(Plan(name: name, isMale: false, birth: born, maritalStatus: 20, relation: 52))
        }
    }

    private mutating func fullName(
        surname: Bytes, isMale: Bool, _ birth: Day, father: Plan?, generation: Bytes? = nil
    ) -> Name {
        if hasDotNames {
            let fathersName = father.map { Bytes($0.name.text.prefix { $0 != 0xC2 }) }
            return NameMaker.dotName(isMale: isMale, father: fathersName, &dice)
        }
        return NameMaker.name(
            surname: surname, isMale: isMale, birthYear: birth.year, generation: generation, &dice)
    }
}

// In hundredths: households of today's towns.
private let shapes = Weighted<Draft.Shape>([
    (.single, 12), (.oldSingle, 7), (.couple, 16), (.oneChild, 27), (.twoChildren, 14),
    (.threeGenerations, 13),
    (.singleParent, 4), (.flatShare, 3), (.oldCouple, 4),
])
