import HubConnect
import HubFiles
import TestSupport
import Testing

/// ZIP archives: what is in them, and what must not be believed of them.
@Suite struct ZipArchiveTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    // MARK: Reading

    @Test(arguments: [false, true]) func membersAreReadAsTheyWerePacked(_ isLarge: Bool) throws {
        var stored = Packing.Member("人口/b.csv", "stored, as it is")
        stored.method = 0
        let archive = try archive(
            [Packing.Member("a.csv", "id,name\n1,张三\n"), stored, Packing.Member("人口/", "")], large: isLarge)
        #expect(archive.members.map(\.name) == ["a.csv", "人口/b.csv"])
        #expect(archive.members.map(\.size) == [17, 16])
        #expect(archive.members[0].modified == 20_240_501_000_000)
        for count in [1, 7, 1 << 16] {
            #expect(try text(archive, "a.csv", pieces: count) == "id,name\n1,张三\n")
            #expect(try text(archive, "人口/b.csv", pieces: count) == "stored, as it is")
        }
    }

    @Test func aCommentAndAProgramInFrontDoNoHarm() throws {
        let bytes = Packing.zip(
            [Packing.Member("a.csv", "x")], prefix: [UInt8](repeating: 0x4D, count: 500),
            comment: "PK\u{5}\u{6} no end")
        let archive = try ZipArchive(path: folder.write("a.zip", bytes))
        #expect(try text(archive, "a.csv") == "x")
    }

    @Test func anEmptyMemberIsEmpty() throws {
        #expect(try text(archive([Packing.Member("a.csv", "")]), "a.csv") == "")
    }

    @Test(
        arguments: [
            ([0xC8, 0xCB, 0xBF, 0xDA, 0x2E, 0x63, 0x73, 0x76], 0, "人口.csv"),
            ([0xC4, 0xB3], 0, "某"), (Array("人口.csv".utf8), 0, "人口.csv"),
            (Array("人口.csv".utf8), 0x800, "人口.csv"),
            (Array("人口\\a.csv".utf8), 0x800, "人口/a.csv"),
            (Array("../../etc/passwd".utf8), 0, "../../etc/passwd"),
            (Array("/etc/passwd".utf8), 0, "/etc/passwd"), ([0xFF], 0, "\u{FFFD}"),
        ] as [([UInt8], Int, String)])
    func namesAreDecodedByFlagOrContent(_ name: [UInt8], _ flags: Int, _ expected: String) throws {
        var member = Packing.Member(name, [0x78])
        member.flags = flags
        let archive = try archive([member])
        #expect(archive.members.map(\.name) == [expected])
        #expect(try text(archive, expected) == "x", "a name is a name and leads nowhere")
    }

    // MARK: Damage

    @Test func everyCutArchiveIsRefused() throws {
        let whole = Packing.zip([Packing.Member("a.csv", "id\n1\n2\n"), Packing.Member("b.csv", "x")])
        for length in 0..<whole.count {
            let path = try folder.write("cut.zip", Array(whole[..<length]))
            let error = #expect(throws: ConnectorError.self) { try ZipArchive(path: path) }
            #expect(error?.code == .malformed)
            #expect(error?.message.contains("cut.zip") == true)
        }
    }

    @Test func noDamagedByteIsReadAsSomethingElse() throws {
        let whole = Packing.zip([Packing.Member("a.csv", "id,name\n1,abc\n2,def\n")])
        var refused = 0
        for place in whole.indices {
            for change in [0x01, 0x80, 0xFF] as [UInt8] {
                var bytes = whole
                bytes[place] ^= change
                let path = try folder.write("damaged.zip", bytes)
                do throws(ConnectorError) {
                    let archive = try ZipArchive(path: path)
                    for member in archive.members {
                        #expect(try text(archive, member.name) == "id,name\n1,abc\n2,def\n", "byte \(place)")
                    }
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > whole.count)
    }

    @Test func aWrongChecksumOrLengthIsSeenAtTheEnd() throws {
        var checksum = Packing.Member("a.csv", "contents")
        checksum.checksum = 7
        var size = Packing.Member("b.csv", "contents")
        size.size = 9
        let archive = try archive([checksum, size])
        for name in ["a.csv", "b.csv"] {
            let error = #expect(throws: ConnectorError.self) { try text(archive, name) }
            #expect(error?.code == .malformed && error?.message.contains("checksum") == true)
        }
    }

    @Test func aDeflateStreamThatStopsEarlyIsRefused() throws {
        var member = Packing.Member("a.csv", "contents")
        member.packed = Packing.deflate(Array("contents".utf8)).dropLast(2)
        let archive = try archive([member])
        let error = #expect(throws: ConnectorError.self) { try text(archive, "a.csv") }
        #expect(error?.message.contains("too early") == true)
    }

    // MARK: What is not supported

    @Test func anEncryptedMemberIsRefusedWithARemedy() throws {
        var member = Packing.Member("a.csv", "contents")
        member.flags = 1
        let archive = try archive([member, Packing.Member("b.csv", "open")])
        let error = #expect(throws: ConnectorError.self) { try text(archive, "a.csv") }
        #expect(error?.code == .forbiddenContent && error?.message.contains("without a password") == true)
        #expect(try text(archive, "b.csv") == "open")
    }

    @Test(arguments: [9, 12, 14, 99]) func otherWaysOfPackingAreNamed(_ method: Int) throws {
        var member = Packing.Member("a.csv", "contents")
        member.method = method
        let archive = try archive([member])
        let error = #expect(throws: ConnectorError.self) { try text(archive, "a.csv") }
        #expect(error?.code == .unreadable && error?.message.contains("method \(method)") == true)
    }

    // MARK: Bombs

    @Test func aBombIsStoppedByWhatReallyComesOut() throws {
        let size = 200 << 20
        var member = Packing.Member(Array("a.csv".utf8), [])
        member.packed = Packing.bomb(size)
        member.size = 1000
        let archive = try archive([member])
        var source = try archive.open(archive.members[0])
        var read = 0
        let error = #expect(throws: ConnectorError.self) {
            while case let piece = try source.read(1 << 16), !piece.isEmpty { read += piece.count }
        }
        #expect(error?.code == .forbiddenContent)
        #expect(read < 12 << 20)
    }

    @Test func aWellPackedSmallFileIsNoBomb() throws {
        var member = Packing.Member(Array("a.csv".utf8), [UInt8](repeating: 0x78, count: 9 << 20))
        member.packed = Packing.bomb(9 << 20)
        #expect(try text(archive([member]), "a.csv").utf8.count == 9 << 20)
    }

    @Test func overlappingMembersAreRefused() throws {
        var second = Packing.Member("b.csv", "contents")
        second.offset = 0
        let error = #expect(throws: ConnectorError.self) {
            try archive([Packing.Member("a.csv", "contents"), second])
        }
        #expect(error?.code == .forbiddenContent && error?.message.contains("overlap") == true)
    }

    @Test func tooManyMembersAreRefused() throws {
        let members = (0...1000).map { Packing.Member("\($0)", "") }
        #expect(try archive(Array(members.dropLast())).members.count == 1000)
        let error = #expect(throws: ConnectorError.self) { try archive(members) }
        #expect(error?.code == .forbiddenContent && error?.message.contains("1000") == true)
    }

    // MARK: Instruments

    private func archive(_ members: [Packing.Member], large: Bool = false) throws(ConnectorError)
        -> ZipArchive
    {
        guard let path = try? folder.write("a.zip", Packing.zip(members, large: large)) else {
            throw ConnectorError(.unreadable, "cannot be written")
        }
        return try ZipArchive(path: path)
    }

    private func text(_ archive: ZipArchive, _ name: String, pieces: Int = 1 << 16) throws(ConnectorError)
        -> String
    {
        guard let member = archive.member(named: name) else { throw ConnectorError(.notFound, name) }
        return try everything(archive.open(member), pieces: pieces)
    }
}

/// All bytes of a source as text.
func everything(_ source: any ByteSource, pieces: Int = 1 << 16) throws(ConnectorError) -> String {
    var source = source
    var bytes: [UInt8] = []
    while case let piece = try source.read(pieces), !piece.isEmpty {
        #expect(piece.count <= pieces)
        bytes += piece
    }
    #expect(try source.read(pieces).isEmpty, "the end stays the end")
    return String(decoding: bytes, as: UTF8.self)
}
