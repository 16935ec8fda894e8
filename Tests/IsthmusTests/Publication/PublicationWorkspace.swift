import Foundation
import HubEngine
import TestSupport
import Testing

/// A workspace of people, one a line, with datasets a test writes.
struct PublicationWorkspace {
    let workspace: TestWorkspace

    /// People have a name, a birth date of eight digits and an address.
    init(_ people: [(name: String, birth: String, address: String)]) throws {
        workspace = try TestWorkspace()
        try workspace.addPeopleFeed(extra: "expect: { shrink: 1 },")
        try write(people)
    }

    var path: String { workspace.folder.path }

    func write(_ people: [(name: String, birth: String, address: String)]) throws {
        let lines = people.enumerated().map { index, person in
            let name = "\"" + person.name.replacing("\"", with: "\"\"") + "\""
            let birth = person.birth
            let date = "\(birth.prefix(4))-\(birth.dropFirst(4).prefix(2))-\(birth.suffix(2))"
            return "\(index),\(name),\(residentNumber(birth, index + 1)),\(date),\(person.address)\n"
        }
        try workspace.folder.write("people.csv", TestWorkspace.header + lines.joined())
    }

    /// A dataset of people; `keys` are those besides title, type, purpose and recipients.
    func dataset(_ name: String, _ keys: String, recipients: String = "[\"r\"]") throws {
        try workspace.folder.write(
            "Mappings/datasets/\(name).json5",
            "{ title: \"\(name)\", type: \"person\", purpose: \"p\", recipients: \(recipients), \(keys) }")
    }

    func bytes(_ file: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/published/current/" + file))
    }

    func text(_ file: String) throws -> String {
        String(decoding: try bytes(file), as: UTF8.self).replacing("\u{FEFF}", with: "")
    }

    /// Lines of a CSV file without its header; no value has a line break.
    func lines(_ file: String) throws -> [String] {
        try text(file).split(separator: "\r\n").dropFirst().map(String.init)
    }

    func versions() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/published").sorted()
    }

    func verb(_ words: String...) throws -> (code: Int32, output: String, errors: String) {
        let result = try shell(isthmusBinary, ["-C", path] + words)
        return (result.code, result.output, result.errors)
    }

    static let three: [(name: String, birth: String, address: String)] = [
        ("张三", "19800101", "示范路1号"), ("李四", "19900202", "示范路2号"), ("王五", "20150303", "示范路1号"),
    ]
}
