import HubMapping
import HubModel
import TestSupport

/// A sound workspace of two models, one feed and one dataset, to be spoilt file by file.
struct SmallWorkspace {
    var files: [String: String] = [
        "isthmus.json5": "{ name: 'Test' }",
        "Mappings/models/person.json5": """
        {
          title: '人', id_prefix: 'P',
          attributes: {
            name: { title: '姓名', type: 'text' },
            resident_id: { title: '身份证号', type: 'resident-id', distinct: true },
            birth_date: { title: '出生日期', type: 'date', derive_from: 'resident_id' },
            alias: { title: '别名', type: 'text', multiple: true, survivorship: 'union' },
          },
          relations: { lives_in: { title: '居住', to: 'house' } },
          blocking: [['resident_id'], ['name:first1', 'lives_in']],
          comparisons: {
            name: [
              { is: 'equal', m: 0.9, u: 0.01, term_frequency: true },
              { is: 'else', m: 0.1, u: 0.99 },
            ],
            lives_in: [{ is: 'equal', m: 0.7, u: 0.01 }, { is: 'else', m: 0.3, u: 0.99 }],
          },
        }
        """,
        "Mappings/models/house.json5": """
        {
          title: '房屋', id_prefix: 'H',
          attributes: { address: { title: '地址', type: 'text' }, built: { title: '建成', type: 'date' } },
          blocking: [['address']],
          comparisons: {},
        }
        """,
        "Mappings/feeds/police.json5": """
        {
          title: '公安', source: { department: '公安局' }, connector: 'csv', key: ['编号'],
          mentions: {
            resident: { type: 'person', requires: ['name'], attributes: { name: '姓名', resident_id: '证件' } },
            home: { type: 'house', attributes: { address: '地址' } },
          },
          relations: [{ kind: 'lives_in', from: 'resident', to: 'home', qualifier: '关系' }],
        }
        """,
        "Mappings/datasets/register.json5": """
        {
          title: '登记册', type: 'person', purpose: '测试', recipients: ['民政局'],
          columns: ['entity_id', 'name', 'lives_in.address', 'mentions'],
        }
        """,
    ]

    subscript(file: String) -> String? {
        get { files[file] }
        set { files[file] = newValue }
    }

    /// Writes the files somewhere and loads them.
    func load() throws -> (workspace: Workspace?, diagnostics: [String]) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        return (workspace, diagnostics.sorted.map(\.description))
    }
}

/// A table of texts; nil is missing.
func table(_ rows: [[String?]]) -> CellTable {
    var table = CellTable(width: rows.first?.count ?? 0)
    for cell in rows.joined() {
        if let cell { table.append(Array(cell.utf8)) } else { table.appendMissing() }
    }
    return table
}
