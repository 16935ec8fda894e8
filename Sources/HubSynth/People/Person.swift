/// Somebody who does not exist.
struct Person {
    /// From 1; the true entity id.
    var number: Int
    var name: Name
    var formerName: Bytes = []
    var isMale: Bool
    var birth: Day
    /// 18 characters, valid.
    var residentID: Bytes
    /// GB/T 3304.
    var ethnicity: Int
    /// GB/T 4658.
    var education: Int
    /// GB/T 2261.2.
    var maritalStatus: Int
    /// Index for `Bytes.append(mobile:)`; 0 when there is no phone at all.
    var phone: Int = 0
    /// The number given up some years ago; 0 when there is none.
    var oldPhone: Int = 0
    /// Index of the legal entity worked for; -1 when none.
    var employer: Int = -1
    /// Index of the school; -1 when none.
    var school: Int = -1
    var home: House
    /// The other one of a twin birth; 0 when there is none, as below.
    var twin: Int = 0
    /// Father or son of the same name.
    var namesake: Int = 0
    /// What befell the person since the first night, in order.
    var changes: [Change] = []
    /// The telephone of today where it was changed since the first night; else 0.
    var presentPhone: Int = 0

    var age: Int { Day.presentYear - birth.year }
}

extension Bytes {
    /// Appends mobile number `index` in digits. Prefixes 160, 161, 163 and 164 are given to no subscriber.
    mutating func append(mobile index: Int) {
        let scattered = index &* 151_146_257 % 400_000_000
        append(text: ["160", "161", "163", "164"][scattered / 100_000_000])
        append(number: scattered % 100_000_000, width: 8)
    }

    /// Appends landline number `index` without its area code.
    mutating func append(landline index: Int) {
        append(text: "8")
        append(number: index &* 7_142_857 % 10_000_000, width: 7)
    }
}
