import HubModel

/// One element a row, in it one element a column that has a value.
struct XMLFormat: RowFormat {
    let root: String
    let row: String
    private let columns: [String]
    private let tags: [(open: [UInt8], close: [UInt8])]

    /// `name` is told by the root element, `row` is the element of a row.
    init(name: String, row: String, columns: [String]) {
        root = name
        self.row = row
        self.columns = columns
        tags = columns.map { (Array("    <\($0)>".utf8), Array("</\($0)>\n".utf8)) }
    }

    mutating func begin(into output: inout [UInt8]) {
        output += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dataset name=\"\(root)\">\n".utf8
    }

    mutating func write(_ rows: CellTable, into output: inout [UInt8]) {
        let (open, close) = (Array("  <\(row)>\n".utf8), Array("  </\(row)>\n".utf8))
        for index in 0..<rows.rowCount {
            output += open
            for column in tags.indices {
                let cell = rows.cell(index, column + 1)
                if cell.isMissing { continue }
                output += tags[column].open
                XMLText.append(rows.arena[cell.range], to: &output)
                output += tags[column].close
            }
            output += close
        }
    }

    mutating func end(into output: inout [UInt8]) { output += "</dataset>\n".utf8 }

    /// The schema that every file of this dataset is valid by (XML Schema 1.0).
    func schema(_ columns: [Manifest.Column]) -> String {
        let elements = columns.map { column in
            let type = column.type == "integer" ? "xs:nonNegativeInteger" : "xs:string"
            return """
                            <xs:element name="\(column.name)" type="\(type)" minOccurs="0"/>

                """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
              <xs:element name="dataset">
                <xs:complexType>
                  <xs:sequence>
                    <xs:element name="\(row)" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType>
                        <xs:sequence>
            \(elements.joined())            </xs:sequence>
                      </xs:complexType>
                    </xs:element>
                  </xs:sequence>
                  <xs:attribute name="name" type="xs:string" use="required" fixed="\(root)"/>
                </xs:complexType>
              </xs:element>
            </xs:schema>

            """
    }
}
