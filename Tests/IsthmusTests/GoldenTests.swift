import Foundation
import TestSupport
import Testing

/// What people and programs read, byte for byte.
@Suite struct GoldenTests {
    /// A new workspace with a second feed that disagrees with the first, after one night.
    func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let place = folder.path + "/w"
        #expect(try isthmus("init", place).code == 0)
        try folder.write(
            "w/Mappings/feeds/clinic.json5",
            """
            {
              title: "Clinic", source: { department: "Clinic", system: "c" }, connector: "csv",
              settings: { path: "feeds/clinic.csv", delimiter: ";" }, key: ["id"], trust: 70,
              mentions: {
                patient: {
                  type: "person",
                  attributes: { name: "patient", resident_id: "number", birth_date: "born", phone: "tel" },
                },
              },
            }
            """)
        try folder.write(
            "w/feeds/clinic.csv",
            """
            id;patient;number;born;tel
            1;张三;\(residentNumber("19800101", 1));1980-01-01;13900000009
            2;李四;;1985-02-30;
            3;赵 六;;1990/3/4;13800000002

            """)
        try folder.write(
            "w/Mappings/datasets/people.json5",
            """
            {
              title: "People", type: "person", format: "xml", header: "en", purpose: "Test", recipients: ["Test"],
              columns: ["name", "resident_id", "sex", "birth_date", "phone", "lives_in.address", "mentions"],
            }
            """)
        #expect(try isthmus("-C", place, "run", "--quiet").code == 0)
        return folder
    }

    @Test func whatIsPublished() throws {
        let folder = try workspace()
        for name in ["resident-list.csv", "people.xml", "SHA256SUMS"] {
            let file = folder.path + "/w/published/current/" + name
            try expectGolden(String(contentsOfFile: file, encoding: .utf8), name)
        }
    }

    @Test func whatVerbsPrint() throws {
        let folder = try workspace()
        let place = folder.path + "/w"
        try expectGolden(isthmus("help").output, "help.txt")
        try expectGolden(isthmus("-C", place, "preview", "clinic").output, "preview.txt")
        try expectGolden(isthmus("-C", place, "query", "person", "name=张三").output, "query.txt")
        try expectGolden(isthmus("-C", place, "query", "person", "--mask").output, "query-masked.txt")
        try expectGolden(
            isthmus("-C", place, "quarantine", "list", "--raw", "--format", "json").output, "quarantine.json")
        try expectGolden(isthmus("-C", place, "mentions", "--format", "csv").output, "mentions.csv")
    }

    /// Times and memory differ from run to run and are blanked.
    @Test func theReportOfARun() throws {
        let folder = try workspace()
        let report = try isthmus("-C", folder.path + "/w", "runs", "1").output
        let calm = report.replacing(folder.path, with: "FOLDER")
            .replacing(/[0-9-]+T[0-9:]+Z/, with: "TIME")
            .replacing(/[0-9]+\.[0-9]{2}/, with: "0.00")
            .replacing(/memory [0-9]+/, with: "memory N")
        try expectGolden(calm, "report.txt")
    }
}
