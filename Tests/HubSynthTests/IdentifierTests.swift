import HubModel
import Testing

@Suite struct IdentifierTests {
    @Test func everyResidentNumberIsValidUniqueAndNobodys() throws {
        let people = try DistrictFixture.shared.get().table("truth/person.csv")
        let numbers = try people.column("resident_id")
        let births = try people.column("birth_date")
        let sexes = try people.column("sex")
        #expect(Set(numbers).count == DistrictFixture.people)
        for (index, number) in numbers.enumerated() {
            let bytes = Array(number.utf8)
            #expect(bytes.count == 18 && number.hasPrefix("99"))
            #expect(CheckDigits.residentID(Array(bytes.dropLast()).span) == bytes.last)
            let day = births[index].filter { $0 != "-" }
            #expect(number.dropFirst(6).hasPrefix(day))
            #expect((bytes[16] % 2 == 1) == (sexes[index] == "1"), "the sequence code of men is odd")
        }
        #expect(numbers.filter { $0.hasPrefix("990101") }.count > DistrictFixture.people * 3 / 4)
    }

    @Test func everyCreditCodeIsValidAndHoldsItsOrganisationCode() throws {
        let entities = try DistrictFixture.shared.get().table("truth/legal-entity.csv")
        let codes = try entities.column("credit_code")
        let organisations = try entities.column("organisation_code")
        #expect(Set(codes).count == entities.rows.count)
        for (code, organisation) in zip(codes, organisations) {
            let bytes = Array(code.utf8)
            #expect(bytes.count == 18)
            #expect(CheckDigits.creditCode(Array(bytes.dropLast()).span) == bytes.last)
            #expect(Array(organisation.utf8) == Array(bytes[8..<17]))
            #expect(CheckDigits.organisationCode(Array(bytes[8..<16]).span) == bytes[16])
        }
        #expect(Set(codes.map { $0.prefix(8) }) == ["12990101", "91990101", "92990101"])
    }

    @Test func everyRegistrationNumberIsValidAndOlderThanTheCreditCode() throws {
        let entities = try DistrictFixture.shared.get().table("truth/legal-entity.csv")
        let numbers = try entities.column("registration_number")
        let founded = try entities.column("established")
        let given = numbers.filter { !$0.isEmpty }
        #expect(given.count > numbers.count / 3)
        #expect(Set(given).count == given.count)
        for (number, founded) in zip(numbers, founded) where !number.isEmpty {
            let bytes = Array(number.utf8)
            #expect(bytes.count == 15 && founded < "2015")
            #expect(CheckDigits.registrationNumber(Array(bytes.dropLast()).span) == bytes.last)
        }
    }

    @Test func everyHouseHasItsOwnCodesAndAddress() throws {
        let houses = try DistrictFixture.shared.get().table("truth/house.csv")
        let codes = try houses.column("house_code")
        let grids = try houses.column("grid_code")
        #expect(Set(codes).count == houses.rows.count)
        #expect(Set(try houses.column("address")).count == houses.rows.count)
        #expect(Set(try houses.column("parcel_code")).count == houses.rows.count)
        #expect(codes.allSatisfy { $0.count == 22 })
        for (code, grid) in zip(codes, grids) {
            #expect(grid.count == 15 && code.hasPrefix(grid.dropLast(3)), "a grid lies in its community")
        }
        #expect(Set(grids.map { $0.prefix(9) }).count == 10, "ten streets")
    }

    /// But for estates of one name in two communities.
    @Test func mostAddressesAreTheirOwnFromTheRoadDownward() throws {
        let houses = try DistrictFixture.shared.get().table("truth/house.csv")
        let tails = try houses.column("address").map { address in
            for mark in ["社区", "街道", "镇"] {
                if let range = address.range(of: mark) { return String(address[range.upperBound...]) }
            }
            return address
        }
        let doubles = tails.count - Set(tails).count
        #expect(doubles > 0 && doubles < tails.count / 8)
        let counts = Dictionary(grouping: tails) { $0 }.values.map(\.count)
        #expect(counts.max() == 2)
    }

    @Test func noTelephoneLiesOnAPrefixInUse() throws {
        let phones = try DistrictFixture.shared.get().table("truth/person.csv").column("phone")
        let given = phones.filter { !$0.isEmpty }
        #expect(given.count > phones.count * 3 / 4)
        let unused = ["160", "161", "163", "164"]
        #expect(given.allSatisfy { phone in phone.count == 11 && unused.contains { phone.hasPrefix($0) } })
    }
}
