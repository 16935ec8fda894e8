import HubModel
import Testing

/// Dates, telephone numbers, code lists, place codes, numbers.
struct ValueTests {
    private func verdict(_ type: String, _ raw: String) -> Verdict? {
        SemanticTypes.named(type)?.normalised(raw).verdict
    }

    @Test(arguments: [
        ("19900203084500", "1990-02-03"), ("1990 年 2 月 3 日", "1990-02-03"), ("公元1990年2月3日", "1990-02-03"),
        ("１９９０－０２－０３", "1990-02-03"), ("1990-02-03 08:45:00.123", "1990-02-03"),
        ("1990年2月3日 上午8时", "1990-02-03"),
        ("32907.36", "1990-02-03"), ("20000", "1954-10-03"), ("60000", "2064-04-08"), ("36584", "2000-02-28"),
        ("36585", "2000-02-29"), ("36586", "2000-03-01"), ("二〇〇〇年二月二十九日", "2000-02-29"),
        ("一九九〇年十月卅一日", "1990-10-31"),
        ("民国元年1月1日", "1912-01-01"), ("'1990-2-3", "1990-02-03"), ("1990-02-03 ", "1990-02-03"),
    ])
    func dateIsRead(_ raw: String, _ normal: String) {
        #expect(CalendarDate().normalised(raw).text == normal)
    }

    @Test func datesThatAreNoneSayWhy() {
        let cases: [(String, Verdict)] = [
            ("1900-02-29", .invalid(.noSuchDate)), ("2001-02-29", .invalid(.noSuchDate)),
            ("1990-00-01", .invalid(.noSuchDate)),
            ("19901301", .invalid(.noSuchDate)), ("18491231", .invalid(.outOfRange)),
            ("2101-01-01", .invalid(.outOfRange)),
            ("19999", .invalid(.outOfRange)), ("90.2.3", .invalid(.wrongShape)),
            ("3/2/1990", .invalid(.wrongShape)),
            ("199002", .invalid(.wrongShape)), ("1990-2-3x", .invalid(.wrongShape)),
            ("农历1990年2月3日", .invalid(.wrongShape)),
            ("00000000", .missing), ("0000-00-00", .missing), ("99999999", .missing),
            ("1900-01-01", .missing),
            ("1899-12-30", .missing), ("9999-12-31 00:00:00", .missing), ("无", .missing),
        ]
        for (raw, expected) in cases { #expect(CalendarDate().normalised(raw).verdict == expected, "\(raw)") }
    }

    @Test func everyMonthEndsOnItsLastDay() {
        var days = 0
        for year in stride(from: 1850, through: 2100, by: 1) {
            for month in 1...12 {
                for day in 28...31 {
                    let raw = "\(year)-\(month)-\(day)"
                    if CalendarDate().normalised(raw).verdict == .valid { days += 1 }
                }
            }
        }
        // Of the days 28 to 31 a year has 41, a leap year 42; 1899-12-30 and 1899-12-31 are defaults of databases.
        #expect(days == 251 * 41 + 61 - 2)
    }

    @Test(arguments: [
        ("13800001234", "13800001234"), ("+86 13800001234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("8613800001234", "13800001234"), ("013800001234", "13800001234"), ("13800001234.0", "13800001234"),
        ("86280000", "0574-86280000"), ("8628-0000", "0574-86280000"), ("8628000", "0574-8628000"),
        ("+86 574 8628 0000", "0574-86280000"), ("（0574）86280000", "0574-86280000"),
        ("0574-86280000-801", "0574-86280000-801"),
        ("02162280000", "021-62280000"), ("4008260000", "4008260000"),
        ("86280000转8001", "0574-86280000-8001"),
    ])
    func phoneIsRead(_ raw: String, _ normal: String) {
        #expect(PhoneNumber(areaCode: "0574").normalised(raw).text == normal)
    }

    @Test func phonesThatAreNoneSayWhy() {
        for raw in ["12345", "23800001234", "110", "057486", "张三", "138000012345", "00112345678"] {
            #expect(PhoneNumber().normalised(raw).verdict == .invalid(.wrongShape), "\(raw)")
        }
        for raw in ["00000000", "11111111111", "无", "13000000000"] {
            #expect(PhoneNumber().normalised(raw).verdict == .missing, "\(raw)")
        }
        #expect(PhoneNumber().normalised("1.38E+10").verdict == .invalid(.lostPrecision))
        #expect(PhoneNumber().normalised("86280000").text == "86280000")
        #expect(PhoneNumber(areaCode: "574x").normalised("86280000").text == "86280000")
    }

    @Test(arguments: [
        ("13800001234、13900001234", ["13800001234", "13900001234"]),
        ("13800001234/86280000", ["13800001234", "86280000"]),
        ("13800001234；0574-86280000，", ["13800001234", "0574-86280000"]),
        ("13800001234 13900001234", ["13800001234", "13900001234"]),
        ("138 0000 1234", ["138 0000 1234"]), ("0574 86280000", ["0574 86280000"]),
        ("0574 8628 0000", ["0574 8628 0000"]),
        ("无", ["无"]), ("", [""]),
    ])
    func severalPhonesAreParted(_ raw: String, _ parts: [String]) {
        let bytes = Array(raw.utf8)
        #expect(PhoneNumber().split(bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) } == parts)
    }

    @Test func phonesAreMasked() {
        #expect(PhoneNumber().mask("13800008000") == "138****8000")
        #expect(PhoneNumber().mask("0574-86280000") == "0574-****0000")
        #expect(PhoneNumber().mask("0574-86280000-801") == "0574-****0000")
        #expect(CalendarDate().mask("1990-02-03") == "1990-**-**")
    }

    @Test func codeListsTakeEveryCodeAndItsTitle() {
        let lists: [(CodeListType, Int)] = [
            (.sex, 2), (.ethnicity, 56), (.maritalStatus, 7), (.politicalStatus, 13), (.education, 40),
            (.relationToHead, 84),
            (.idDocumentType, 92),
        ]
        for (list, count) in lists {
            #expect(list.allCodes.count == count, "\(list.name)")
            for code in list.allCodes {
                #expect(list.normalised(code).text == code)
                let title = list.title(of: code) ?? ""
                #expect(list.normalised(title).text == code, "\(list.name) \(title)")
            }
            #expect(list.title(of: "zz") == nil)
            #expect(list.normalised("没有这个").verdict == .invalid(.unknownCode))
        }
    }

    @Test(arguments: [
        ("ethnicity", "汉", "01"), ("ethnicity", "１", "01"), ("ethnicity", "畬族", "22"),
        ("ethnicity", "回 族", "03"),
        ("education", "大专", "30"), ("political-status", "共青团员", "03"), ("relation-to-head", "儿媳妇", "38"),
        ("id-document-type", "身份证", "111"), ("marital-status", "有配偶", "20"), ("sex", "Male", "1"),
    ])
    func namesBecomeCodes(_ type: String, _ raw: String, _ code: String) {
        #expect(SemanticTypes.named(type)?.normalised(raw).text == code)
    }

    @Test func placeCodesSayWhatIsWrong() {
        #expect(verdict("division-code", "33021") == .invalid(.wrongLength))
        #expect(verdict("division-code", "380101") == .invalid(.unknownCode))
        #expect(verdict("grid-code", "330211004001") == .invalid(.wrongLength))
        #expect(verdict("parcel-code", "330211001002GB00003X00010002") == .invalid(.wrongShape))
        #expect(verdict("house-code", "3.3E+17") == .invalid(.lostPrecision))
        #expect(DivisionCode().folded("330211004000") == "330211004")
        #expect(DivisionCode().folded("330211000000") == DivisionCode().folded("330211"))
        #expect(DivisionCode().folded("330000") == "33")
        #expect(DivisionCode().folded("330211004010") == "330211004010")
    }

    @Test func numbersKeepTheirDigits() {
        #expect(WholeNumber().normalised("999999999999999999").text == "999999999999999999")
        #expect(WholeNumber().normalised("1000000000000000000").verdict == .invalid(.outOfRange))
        #expect(DecimalNumber().normalised("1,234,567.890").text == "1234567.890")
        #expect(DecimalNumber().normalised("1,2345").verdict == .invalid(.wrongShape))
        #expect(DecimalNumber().folded("1.500") == "1.5")
        #expect(DecimalNumber().folded("1.000") == "1")
        #expect(DecimalNumber().folded("100") == "100")
        #expect(PlainText().normalised(String(repeating: "字", count: 4001)).verdict == .invalid(.tooLong))
        #expect(PlainText().folded("Ａ座 葉") == "A座叶")
    }
}
