import HubMapping
import TestSupport
import Testing

/// Mistakes in what a dataset says of rows, gates, servers, statistics and provenance: each at its place, with a way out.
struct DatasetDiagnosticsTests {
    /// Keys in line 3 of a dataset of people (columns `entity_id`, `name`, `birth_date`, `home`), and what is said.
    static let rules: [(String, [String])] = [
        ("where: ['name']", []),
        ("where: { nmae: '甲' }", []),
        ("where: { name: [] }", []),
        ("where: { name: 5 }", []),
        ("where: { name: { is: '甲' } }", []),
        ("where: { birth_date: 'yesterday' }", []),
        ("where: { 'lives_in.adress': '甲' }", []),
        ("where: { 'works_at.name': '甲' }", []),
        ("where: { 'lives_in:count': 'many' }", []),
        ("where: { mentions: { not: '-1' } }", []),
        ("gates: []", []),
        ("gates: { min_row: 5 }", []),
        ("gates: { min_rows: -1 }", []),
        ("gates: { min_rows: 9, max_rows: 3 }", []),
        ("gates: { shrink: 5 }", []),
        ("gates: { shrink: 'a little' }", []),
        ("gates: { missing: ['name'] }", []),
        ("gates: { missing: { nmae: 0.1 } }", []),
        ("gates: { missing: { name: 2 } }", []),
        ("gates: { unique: 'name' }", []),
        ("gates: { unique: ['nmae'] }", []),
        ("gates: { references: { home: 'houses' } }", []),
        ("gates: { references: ['home'] }", []),
        ("server: 'host=db password=x'", []),
        ("server: { schema: 'x' }", []),
        ("server: { connection: 'host=db' }", []),
        ("statistics: true", []),
        ("statistics: {}", []),
        ("statistics: { minimum: 0 }", []),
        ("statistics: { minimum: 5 }", []),
        ("delta: true, format: 'xlsx'", []),
    ]

    @Test(arguments: rules)
    func everyMistakeIsToldWithAWayOut(_ keys: String, _ expected: [String]) throws {
        let found = try diagnostics(
            columns: "['entity_id', 'name', 'birth_date', { value: 'lives_in.entity_id', name: 'home' }]",
            keys)
        #expect(found == expected)
    }

    /// The one column of a dataset of people, at 4:13, and what is said of it.
    static let columns: [(String, [String])] = [
        ("'name:feed'", []), ("'name:key'", []), ("'birth_date:night'", []), ("'lives_in:count'", []),
        ("{ value: 'name:key', mask: true }", []),
        ("'name:source'", ["?"]), ("'nmae:feed'", ["?"]), ("'lives_in:feed'", ["?"]),
        ("'lives_in.address:feed'", ["?"]),
        ("'entity_id:feed'", ["?"]), ("'name:count'", ["?"]), ("'lives_on:count'", ["?"]),
        ("':count'", ["?"]), ("'name:'", ["?"]),
        ("{ value: 'entity_id', mask: true }", ["?"]), ("{ value: 'lives_in:count', mask: true }", ["?"]),
        ("{ value: 'name:night', mask: true }", ["?"]), ("{ value: 'name:night', bands: [0, 7] }", ["?"]),
        ("{ value: 'birth_date', bands: [7, 0] }", ["?"]),
        ("{ value: 'birth_date', bands: [0, 200] }", ["?"]),
    ]

    @Test(arguments: columns)
    func columnsOfProvenanceAndCountsAreChecked(_ column: String, _ expected: [String]) throws {
        #expect(try diagnostics(columns: "[\(column)]", "delta: false") == expected)
    }

    private func diagnostics(columns: String, _ keys: String) throws -> [String] {
        var files = SmallWorkspace()
        files["Mappings/datasets/register.json5"] = """
            {
              title: '登记册', type: 'person', purpose: '测试', recipients: ['民政局'],
              \(keys),
              columns: \(columns),
            }
            """
        return try files.load().diagnostics.map {
            $0.replacing("Mappings/datasets/register.json5:", with: "")
        }
    }
}
