import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

/// Mistakes that lie in the folder or between files.
struct FolderDiagnosticsTests {
    private let tiny =
        "{title: 't', id_prefix: 'T', attributes: {a: {title: 'a', type: 'text'}}, blocking: [], comparisons: {}}"

    private func diagnostics(_ change: (inout SmallWorkspace) -> Void) throws -> [String] {
        var files = SmallWorkspace()
        change(&files)
        return try files.load().diagnostics
    }

    @Test func fileNamesMustBeNames() throws {
        let found = try diagnostics {
            $0["Mappings/models/Grid.json5"] = tiny
            $0["Mappings/feeds/new_feed.JSON5"] = $0["Mappings/feeds/police.json5"]
            $0["Mappings/feeds/网格.json5"] = $0["Mappings/feeds/police.json5"]
            $0["Mappings/datasets/register.json"] = "{}"
            $0["Mappings/datasets/data.csv"] = "a,b"
            $0["Mappings/datasets/old/x.json5"] = "{}"
            $0["Mappings/feeds/.hidden.json5"] = "{"
            $0["Mappings/feeds/police.json5~"] = "{"
            $0["Mappings/feeds/README.md"] = "# Feeds"
        }
        #expect(
            found.filter { !$0.contains("the dataset has no") } == [
                "Mappings/datasets/data.csv:1:1: this is no `.json5` file; move it out of the folder",
                "Mappings/datasets/old:1:1: a folder inside the folder is not read; move its files up and remove it",
                "Mappings/datasets/register.json:1:1: `register.json` cannot be the file name of a dataset; "
                    + "rename it to `register.json5`",
                "Mappings/datasets/register.json5:1:1: two files declare the dataset `register`: `register.json` and "
                    + "`register.json5`; names that differ only in case or joints are one name; rename or remove one",
                "Mappings/feeds/new_feed.JSON5:1:1: `new_feed.JSON5` cannot be the file name of a feed; "
                    + "rename it to `new-feed.json5`",
                "Mappings/feeds/网格.json5:1:1: `网格.json5` cannot be the file name of a feed; "
                    + "lower-case words joined by `-`, at most 40 characters, then `.json5`",
                "Mappings/models/Grid.json5:1:1: `Grid.json5` cannot be the file name of a model; "
                    + "rename it to `grid.json5`",
            ])
    }

    @Test func twoFeedsOfOneNameAreRefused() throws {
        let found = try diagnostics { $0["Mappings/feeds/Police.json5"] = $0["Mappings/feeds/police.json5"] }
        #expect(
            found == [
                "Mappings/feeds/Police.json5:1:1: `Police.json5` cannot be the file name of a feed; "
                    + "rename it to `police.json5`",
                "Mappings/feeds/police.json5:1:1: two files declare the feed `police`: `Police.json5` and "
                    + "`police.json5`; names that differ only in case or joints are one name; rename or remove one",
            ])
    }

    @Test(arguments: [
        "relation", "entity", "record", "run", "feed", "reject", "mention", "sqlite-x", "person-source",
    ])
    func modelsCannotTakeTablesOfTheStore(_ name: String) throws {
        let table = name.replacing("-", with: "_")
        #expect(
            try diagnostics { $0["Mappings/models/\(name).json5"] = tiny } == [
                "Mappings/models/\(name).json5:1:1: a model cannot be called `\(name)`: "
                    + "the store needs the table `\(table)` itself; choose another file name"
            ])
    }

    @Test func emptyAndMissingFoldersAreTold() throws {
        let empty = try TemporaryFolder()
        try empty.write("isthmus.json5", "{name: 'x'}")
        try empty.write("Mappings/models/README.md", "")
        #expect(
            Workspace.load(folder: empty.path).diagnostics.sorted.map(\.description) == [
                "Mappings/models:1:1: the folder has no model; add a file such as `example.json5`",
                "Mappings/feeds:1:1: the folder cannot be read; it holds one file for each feed",
            ])
        let nothing = try TemporaryFolder()
        let found = Workspace.load(folder: nothing.path)
        #expect(found.workspace == nil)
        #expect(
            found.diagnostics.sorted.map(\.description) == [
                "Mappings/models:1:1: the folder cannot be read; it holds one file for each model",
                "isthmus.json5:1:1: the file cannot be read; does it exist, and may this user read it?",
                "Mappings/feeds:1:1: the folder cannot be read; it holds one file for each feed",
            ])
    }

    @Test func aMissingFolderOfModelsIsToldOnceAndFirst() throws {
        let found = try diagnostics {
            $0["Mappings/models/person.json5"] = nil
            $0["Mappings/models/house.json5"] = nil
            $0["Mappings/datasets/register.json5"] = $0["Mappings/datasets/register.json5"]?
                .replacing("purpose: '测试', ", with: "")
        }
        #expect(
            found == [
                "Mappings/models:1:1: the folder cannot be read; it holds one file for each model",
                "Mappings/datasets/register.json5:1:1: the dataset has no `purpose`; what the recipients need it for",
            ])
    }

    @Test(arguments: [
        (
            "Mappings/models/person.json5",
            "1:1: this object is not closed; its `}` is missing at the end of the file"
        ),
        (
            "Mappings/models/house.json5",
            "1:1: this object is not closed; its `}` is missing at the end of the file"
        ),
    ])
    func aModelThatCannotBeReadIsToldFirst(_ model: String, _ mistake: String) throws {
        let found = try diagnostics {
            $0[model] = "{"
            $0["Mappings/datasets/register.json5"] = $0["Mappings/datasets/register.json5"]?
                .replacing("purpose: '测试', ", with: "")
        }
        #expect(
            found == [
                "\(model):\(mistake)",
                "Mappings/datasets/register.json5:1:1: the dataset has no `purpose`; what the recipients need it for",
            ])
    }

    /// A model that stands where it is not read is not missed a second time; any other is.
    @Test(arguments: [
        (
            "Mappings/models/person.jsn5",
            "Mappings/models/person.jsn5:1:1: this is no `.json5` file; move it out of the folder"
        ),
        (
            "Mappings/models/old/person.json5",
            "Mappings/models/old:1:1: a folder inside the folder is not read; move its files up and remove it"
        ),
        (
            "Mappings/model/person.json5",
            "Mappings/model:1:1: this folder is not read; did you mean `models`?"
        ),
        (
            "Mappings/person.json5",
            "Mappings/person.json5:1:1: this file is not read; move it into `models`"
        ),
    ])
    func aModelInTheWrongPlaceIsToldOnce(_ place: String, _ expected: String) throws {
        let found = try diagnostics {
            $0[place] = $0["Mappings/models/person.json5"]
            $0["Mappings/models/person.json5"] = nil
        }
        #expect(found == [expected])
        let other = try diagnostics {
            $0[place] = $0["Mappings/models/person.json5"]
            $0["Mappings/models/person.json5"] = nil
            $0["Mappings/datasets/register.json5"] = $0["Mappings/datasets/register.json5"]?
                .replacing("'person'", with: "'event'")
        }
        #expect(
            other == [
                expected,
                "Mappings/datasets/register.json5:2:29: there is no model `event`; there are: house",
            ])
    }

    @Test func misplacedFilesAreToldWithTheFolderTheyBelongInto() throws {
        let found = try diagnostics {
            $0["Mappings/feed/police.json5"] = $0["Mappings/feeds/police.json5"]
            $0["Mappings/Models/tiny.json5"] = tiny
            $0["Mappings/archive/x.json5"] = "{"
            $0["Mappings/tax.json5"] = $0["Mappings/feeds/police.json5"]
            $0["Mappings/list.json5"] = $0["Mappings/datasets/register.json5"]
            $0["Mappings/broken.json5"] = "{"
            $0["Mappings/data.csv"] = "a,b"
            $0["Mappings/README.md"] = "# Mappings"
            $0["Mappings/.hidden/x.json5"] = "{"
            $0["Mappings/.gitignore"] = "x"
            $0["Mappings/tax.json5~"] = "{"
        }
        let anywhere = "files belong into `models`, `feeds` or `datasets`"
        #expect(
            found == [
                "Mappings/Models:1:1: this folder is not read; did you mean `models`?",
                "Mappings/archive:1:1: this folder is not read; \(anywhere)",
                "Mappings/broken.json5:1:1: this file is not read; \(anywhere)",
                "Mappings/data.csv:1:1: this file is not read; move it into `tables`",
                "Mappings/feed:1:1: this folder is not read; did you mean `feeds`?",
                "Mappings/list.json5:1:1: this file is not read; move it into `datasets`",
                "Mappings/tax.json5:1:1: this file is not read; move it into `feeds`",
            ])
    }

    /// The store and the publications may lie anywhere, and the workspace itself may be the folder of the mappings.
    @Test func whatTheWorkspaceKeepsElsewhereIsNotMisplaced() throws {
        var files = SmallWorkspace()
        files["isthmus.json5"] =
            "{ name: 'Test', store: 'Mappings/hub.sqlite', publications: 'Mappings/out/published' }"
        files["Mappings/hub.sqlite"] = ""
        files["Mappings/hub.sqlite.lock"] = ""
        files["Mappings/out/published/current/x.csv"] = ""
        #expect(try files.load().diagnostics == [])
        var flat = SmallWorkspace()
        flat.files = Dictionary(
            uniqueKeysWithValues: flat.files.map { ($0.key.replacing("Mappings/", with: ""), $0.value) })
        flat["isthmus.json5"] = "{ name: 'Test', mappings: '.' }"
        flat["data/police.csv"] = ""
        #expect(try flat.load().diagnostics == [])
    }

    @Test func unreadableAndOversizedFilesAreTold() throws {
        let folder = try TemporaryFolder()
        for (name, text) in SmallWorkspace().files { try folder.write(name, text) }
        try folder.write("Mappings/feeds/big.json5", [UInt8](repeating: 32, count: 5 << 20))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/Mappings/feeds/gone.json5", withDestinationPath: "/nowhere/at/all")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/Mappings/feeds/device.json5", withDestinationPath: "/dev/zero")
        #expect(
            Workspace.load(folder: folder.path).diagnostics.sorted.map(\.description) == [
                "Mappings/feeds/big.json5:1:1: the file has 5242880 bytes; a configuration file has at most 4 MiB; is it data?",
                "Mappings/feeds/device.json5:1:1: the file cannot be read; does it exist, and may this user read it?",
                "Mappings/feeds/gone.json5:1:1: the file cannot be read; does it exist, and may this user read it?",
            ])
    }

    @Test func typesThatWaitForEachOtherAreTold() throws {
        let found = try diagnostics {
            $0["Mappings/models/house.json5"] = $0["Mappings/models/house.json5"]?
                .replacing(
                    "blocking: [['address']]",
                    with: "relations: { owned_by: { title: '业主', to: 'person' } },\n"
                        + "blocking: [['address', 'owned_by']]")
        }
        #expect(
            found == [
                "Mappings/models/house.json5:5:24: types wait for each other to be resolved: house → person → house; "
                    + "take a relation out of the rules of one of them"
            ])
        let own = try diagnostics {
            $0["Mappings/models/person.json5"] = $0["Mappings/models/person.json5"]?
                .replacing("['resident_id']", with: "['child_of']")
                .replacing("relations: {", with: "relations: { child_of: { title: '父母', to: 'person' },")
        }
        #expect(
            own == [
                "Mappings/models/person.json5:10:15: `child_of` leads to the type itself and cannot bring mentions "
                    + "together; it can be compared: who it leads to is known when they have met"
            ])
    }

    @Test func aBrokenModelIsNotHeldAgainstFeedsAndDatasets() throws {
        let found = try diagnostics {
            $0["Mappings/models/person.json5"] = $0["Mappings/models/person.json5"]?
                .replacing("relations: {", with: "relations: { owns: { title: '拥有', to: 'hous' },")
            $0["Mappings/feeds/police.json5"] = $0["Mappings/feeds/police.json5"]?
                .replacing("kind: 'lives_in'", with: "kind: 'owns'")
            $0["Mappings/datasets/register.json5"] = $0["Mappings/datasets/register.json5"]?
                .replacing("lives_in.address", with: "owns.address")
        }
        #expect(
            found == ["Mappings/models/person.json5:9:45: there is no model `hous`; did you mean `house`?"])
    }

    @Test func sixtyFourRolesAreTheMost() throws {
        func feed(_ roles: Int) -> String {
            let mentions = (1...roles).map { "r\($0): { type: 'house', attributes: { address: 'a\($0)' } }" }
            return "{ title: 'x', source: { department: 'd' }, connector: 'csv', key: ['k'],\n mentions: { "
                + mentions.joined(separator: ", ") + " } }"
        }
        #expect(try diagnostics { $0["Mappings/feeds/second.json5"] = feed(64) } == [])
        #expect(
            try diagnostics { $0["Mappings/feeds/second.json5"] = feed(65) } == [
                "Mappings/feeds/second.json5:2:12: the feed has 65 roles; 64 is the most; read the source with two feeds"
            ])
    }

    @Test func manyFeedsLoadQuickly() throws {
        let (workspace, clock) = (SmallWorkspace(), ContinuousClock())
        var files = workspace
        for index in 0..<93 {
            files["Mappings/feeds/feed-\(index).json5"] = workspace["Mappings/feeds/police.json5"]
        }
        let started = clock.now
        let loaded = try files.load()
        #expect(loaded.workspace?.feeds.count == 94)
        #expect(clock.now - started < .seconds(10))
    }
}
