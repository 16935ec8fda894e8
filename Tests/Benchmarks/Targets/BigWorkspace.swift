import Foundation
import HubModel

/// A workspace with one big made-up feed in several formats: twelve columns a record, every value well formed and
/// different from record to record, so that nothing is remembered that would not be in a register.
struct BigWorkspace {
    let folder: String
    let records: Int

    static let columns = [
        "编号", "姓名", "公民身份号码", "性别", "出生日期", "民族", "文化程度", "婚姻状况", "联系电话", "路名", "门牌", "与户主关系",
    ]
    private static let elements = [
        "no", "name", "id", "sex", "birth", "ethnicity", "education", "marital", "phone", "road", "number",
        "relation",
    ]

    /// Makes a workspace without files of data.
    init(records: Int) throws {
        self.records = records
        folder = NSTemporaryDirectory() + "isthmus-big-\(UUID().uuidString)"
        let mappings = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Mappings")
        try FileManager.default.createDirectory(
            atPath: "\(folder)/Mappings/feeds", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: mappings.appendingPathComponent("models").path, toPath: "\(folder)/Mappings/models")
        try write("isthmus.json5", "{ name: \"Benchmark\", area_code: \"0574\" }")
        try feed("csv-utf8", "csv", "{ path: \"people-utf8.csv\", encoding: \"utf-8\" }")
        try feed("csv-gb18030", "csv", "{ path: \"people-gb18030.csv\", encoding: \"gb18030\" }")
        try feed("csv-large", "csv", "{ path: \"people-large.csv\", encoding: \"gb18030\" }")
        try feed("xml", "xml", "{ path: \"people.xml\", record: \"/people/person\" }", columns: Self.elements)
        try feed(
            "postgresql", "postgresql", "{ connection: \"${ISTHMUS_DISTRICT_PG}\", table: \"people\" }",
            columns: Self.elements)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Records as UTF-8 and as GB 18030.
    func writeCSV() throws {
        try writeCSV("people-utf8.csv", records: records)
        try recode("people-utf8.csv", to: "people-gb18030.csv")
    }

    /// A GB 18030 file of about so many bytes, beside the others.
    func writeLargeCSV(megabytes: Int) throws -> Int {
        let bytes = try Data(
            contentsOf: URL(fileURLWithPath: "\(folder)/people-gb18030.csv"), options: .alwaysMapped
        ).count
        let count = megabytes * 1_000_000 / max(bytes / records, 1)
        try writeCSV("large-utf8.csv", records: count)
        try recode("large-utf8.csv", to: "people-large.csv")
        try FileManager.default.removeItem(atPath: "\(folder)/large-utf8.csv")
        return count
    }

    /// The same records as a document in UTF-8.
    func writeXML() throws {
        var output = try Output("\(folder)/people.xml")
        output.bytes += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<people>\n".utf8
        for number in 0..<records {
            output.bytes += "<person>".utf8
            for (element, value) in zip(Self.elements, Self.values(number)) {
                output.bytes += "<\(element)>".utf8
                output.bytes += value.utf8
                output.bytes += "</\(element)>".utf8
            }
            output.bytes += "</person>\n".utf8
            try output.flushIfFull()
        }
        output.bytes += "</people>\n".utf8
        try output.close()
    }

    /// The same records as a table `people`, and the first of them as `few_people`.
    func loadPostgreSQL(_ server: String, few: Int) throws {
        let declared = Self.elements.map { "\($0) text" }.joined(separator: ", ")
        try Program.run([
            "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", "create table people (\(declared))",
            "-c",
            "\\copy people from '\(folder)/people-utf8.csv' with (format csv, header)", "-c",
            "create table few_people as select * from people limit \(few)", "-c", "analyze people",
        ])
    }

    private func writeCSV(_ name: String, records: Int) throws {
        var output = try Output("\(folder)/\(name)")
        output.bytes += (Self.columns.joined(separator: ",") + "\n").utf8
        for number in 0..<records {
            for (index, value) in Self.values(number).enumerated() {
                if index > 0 { output.bytes.append(0x2C) }
                output.bytes += value.utf8
            }
            output.bytes.append(0x0A)
            try output.flushIfFull()
        }
        try output.close()
    }

    private func recode(_ from: String, to: String) throws {
        try Program.run([
            "bash", "-c", "iconv -f UTF-8 -t GB18030 '\(folder)/\(from)' > '\(folder)/\(to)'",
        ])
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private func feed(
        _ name: String, _ connector: String, _ settings: String, columns: [String] = BigWorkspace.columns
    ) throws {
        let c = columns
        try write(
            "Mappings/feeds/\(name).json5",
            """
            {
              title: "\(name)", source: { department: "d" }, connector: "\(connector)", settings: \(settings),
              key: ["\(c[0])"],
              mentions: {
                resident: {
                  type: "person", requires: ["name"],
                  attributes: {
                    name: "\(c[1])", resident_id: "\(c[2])", sex: "\(c[3])", birth_date: "\(c[4])",
                    ethnicity: "\(c[5])", education: "\(c[6])", marital_status: "\(c[7])", phone: "\(c[8])",
                  },
                },
                home: { type: "house", attributes: { address: { template: "{\(c[9])}{\(c[10])}" } } },
              },
              relations: [{ kind: "lives_in", from: "resident", to: "home", qualifier: "\(c[11])" }],
            }
            """)
    }

    // MARK: Made-up people

    private static let surnames = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗".map(String.init)
    private static let given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红建文斌宇浩凯健俊帆雪慧莹".map(String.init)
    private static let roads = "中山路,人民路,解放路,庄市大道,清泉路,光明路,示范路,车站路,学府路,滨江路".split(separator: ",").map(
        String.init)

    private static func values(_ number: Int) -> [String] {
        // Any fixed scattering will do.
        let mixed = Int(truncatingIfNeeded: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 >> 20) & 0xFFFF_FFFF
        let year = 1940 + mixed % 70
        let birth = "\(year)\(two(1 + mixed / 70 % 12))\(two(1 + mixed / 840 % 28))"
        let serial = number % 1000
        let first = "990\(three(number / 1000 % 1000))\(birth)\(three(serial))"
        let id = first + String(UnicodeScalar(CheckDigits.residentID(Array(first.utf8).span)))
        return [
            "R\(10_000_000 + number)",
            surnames[mixed % 20] + given[mixed / 20 % given.count] + given[mixed / 800 % given.count],
            id, serial % 2 == 0 ? "2" : "1",
            "\(birth.prefix(4))-\(two(1 + mixed / 70 % 12))-\(birth.suffix(2))",
            "汉族", ["20", "30", "60", "70"][mixed / 7 % 4], ["10", "20"][mixed / 11 % 2],
            "138\(10_000_000 + mixed % 90_000_000)", roads[mixed / 13 % 10],
            "\(1 + mixed % 300)号\(1 + mixed / 300 % 30)幢\(101 + mixed / 9000 % 6 * 100)室", "02",
        ]
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    private static func three(_ number: Int) -> String { number < 100 ? "0" + two(number) : String(number) }
}

/// A file that is written in large pieces.
private struct Output {
    var bytes: [UInt8] = []
    private let handle: FileHandle

    init(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw BenchmarkError("\(path) cannot be written") }
        self.handle = handle
    }

    mutating func flushIfFull() throws {
        if bytes.count > 1 << 22 { try flush() }
    }

    mutating func close() throws {
        try flush()
        try handle.close()
    }

    private mutating func flush() throws {
        try handle.write(contentsOf: Data(bytes))
        bytes.removeAll(keepingCapacity: true)
    }
}
