import Foundation
import HubModel
import Testing

/// Resident numbers, credit codes, organisation codes, registration numbers.
struct IdentifierTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let kind: String
        let value: String
        let isValid: Bool
        var testDescription: String { "\(kind) \(value)" }
    }

    private static let vectors: [Vector] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures")
        let text =
            (try? String(contentsOf: folder.appendingPathComponent("identifiers.csv"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",").map(String.init)
            return Vector(kind: cells[0], value: cells[1], isValid: cells[2] == "1")
        }
    }()

    @Test func vectorsAreThere() { #expect(Self.vectors.count == 64) }

    @Test(arguments: vectors) func vectorIsJudgedRightly(_ vector: Vector) throws {
        let names = [
            "id18": "resident-id", "id15->18": "resident-id", "uscc": "credit-code",
            "orgcode": "organisation-code", "regno15": "registration-number",
        ]
        let name = try #require(names[vector.kind])
        let type = try #require(SemanticTypes.named(name))
        let parts = vector.value.components(separatedBy: " -> ")
        let (verdict, text) = type.normalised(parts[0])
        #expect((verdict == .valid) == vector.isValid)
        if vector.isValid {
            #expect(text == (parts.last ?? "").replacing("-", with: "").uppercased())
        }
    }

    @Test func reasonsTellWhatIsWrong() {
        let cases: [(String, RejectReason)] = [
            ("11010519491231002", .wrongLength), ("1101051949123100200X", .wrongLength),
            ("1101051949123X002X", .wrongShape), ("张三", .wrongShape), ("110105194912310021", .badCheckDigit),
            ("360426199113010079", .noSuchDate), ("3.30211E+17", .lostPrecision),
            ("3.30211199001E+17", .lostPrecision),
            ("330211199001010000", .lostPrecision),
        ]
        for (raw, reason) in cases {
            #expect(ResidentID().normalised(raw).verdict == .invalid(reason), "\(raw)")
        }
        #expect(CreditCode().normalised("C1110000600037341L").verdict == .invalid(.unknownCode))
        #expect(CreditCode().normalised("9111000060003734").verdict == .invalid(.wrongLength))
        #expect(OrganisationCode().normalised("PDY00001-4").verdict == .invalid(.unknownCode))
    }

    @Test func placeholderNumbersAreMissing() {
        for digit in ["0", "1", "9"] {
            #expect(ResidentID().normalised(String(repeating: digit, count: 18)).verdict == .missing)
            #expect(RegistrationNumber().normalised(String(repeating: digit, count: 15)).verdict == .missing)
        }
        #expect(CreditCode().normalised(String(repeating: "0", count: 18)).verdict == .missing)
        #expect(OrganisationCode().normalised("00000000-0").verdict == .missing)
    }

    @Test func everyLookalikeOfXIsFolded() {
        for cross in ["x", "X", "ｘ", "Ｘ", "Х", "х", "×", "Χ", "Ⅹ"] {
            #expect(
                ResidentID().normalised("11010519491231002" + cross).text == "11010519491231002X", "\(cross)")
        }
    }

    @Test func centenariansOfTheOldNumbersWereBornBefore1900() {
        #expect(ResidentID().normalised("440524800101997").text == "440524188001019975")
        #expect(ResidentID().normalised("440524800101001").text == "440524198001010013")
    }

    @Test func residentNumberImpliesBirthDateAndSex() {
        #expect(derived(ResidentID(), "date", "11010519491231002X") == "1949-12-31")
        #expect(derived(ResidentID(), "sex", "11010519491231002X") == "2")
        #expect(derived(ResidentID(), "sex", "440524188001010014") == "1")
        #expect(derived(ResidentID(), "phone", "440524188001010014") == nil)
        #expect(derived(ResidentID(), "date", "4405") == nil)
    }

    @Test func creditCodeImpliesOrganisationCode() {
        #expect(derived(CreditCode(), "organisation-code", "91330201MA282UF146") == "MA282UF14")
        #expect(OrganisationCode().normalised("MA282UF1-4").text == "MA282UF14")
    }

    private func derived(_ type: some SemanticType, _ wanted: String, _ normal: String) -> String? {
        let bytes = Array(normal.utf8)
        var output: [UInt8] = []
        return type.derive(wanted, from: bytes.span, into: &output)
            ? String(decoding: output, as: UTF8.self) : nil
    }

    @Test func everyTypingSlipInAResidentNumberIsFound() {
        var noise = Noise(seed: 11643)
        var slips = 0
        for _ in 0..<200 {
            let number = residentNumber(&noise)
            #expect(ResidentID().normalised(text(number)).text == text(number))
            for index in number.indices {
                let digits = index == 17 ? Array("0123456789X".utf8) : Array("0123456789".utf8)
                for digit in digits where digit != number[index] {
                    var slip = number
                    slip[index] = digit
                    #expect(ResidentID().normalised(text(slip)).verdict != .valid)
                    slips += 1
                }
                if index < 16, number[index] != number[index + 1] {
                    var slip = number
                    slip.swapAt(index, index + 1)
                    #expect(ResidentID().normalised(text(slip)).verdict != .valid)
                    slips += 1
                }
            }
        }
        #expect(slips > 200 * 170)
    }

    private func residentNumber(_ noise: inout Noise) -> [UInt8] {
        let year = Int.random(in: 1900...2020, using: &noise)
        let month = Int.random(in: 10...12, using: &noise)
        let day = Int.random(in: 10...28, using: &noise)
        let serial = Int.random(in: 100...999, using: &noise)
        var number = Array("330211\(year)\(month)\(day)\(serial)".utf8)
        number.append(CheckDigits.residentID(number.span))
        return number
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func checkDigitsOfAnythingElseAreZero() {
        func check(_ text: String, _ function: (Span<UInt8>) -> UInt8) -> UInt8 {
            let bytes = Array(text.utf8)
            return function(bytes.span)
        }
        for text in ["", "123", "1101051949123100A", "110105194912310021"] {
            #expect(check(text, CheckDigits.residentID) == 0)
            #expect(check(text, CheckDigits.registrationNumber) == 0)
        }
        #expect(check("9111000060003IOZS", CheckDigits.creditCode) == 0)
        #expect(check("ma282uf1", CheckDigits.organisationCode) == 0)
    }

    @Test func masksHideAllButTheEnds() {
        #expect(ResidentID().mask("11010519491231002X") == "1****************X")
        #expect(CreditCode().mask("91330201MA282UF146") == "91330201MA282UF146")
    }
}
