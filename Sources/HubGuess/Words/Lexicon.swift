import HubModel

/// What a word of a column's name may mean.
enum WordSense: Hashable {
    /// A concept, by index.
    case concept(Int)
    /// Something no attribute is made of.
    case other
    /// A subject, by index.
    case subject(Int)
    /// A part of an address, by rank.
    case part(Int)
}

/// What attributes are called: the words of the lists, and the titles and names of a workspace's own attributes.
struct Concept {
    let type: String
    /// The first name, for messages.
    let title: String
}

/// Of whom or what a column speaks.
struct Subject {
    enum Kind: Character {
        case person = "p"
        case organisation = "o"
        case place = "h"
        /// Who handled the record.
        case staff = "s"
    }

    let kind: Kind
    let role: String
    let title: String
}

/// All words known, by how they may be written: in Chinese, as Latin words without joints, in pinyin, by initials.
struct Lexicon {
    private(set) var concepts: [Concept] = []
    private(set) var subjects: [Subject] = []
    /// Concepts of each attribute, by model and attribute.
    private(set) var attributeConcepts: [[Set<Int>]] = []
    private var words: [String: Set<WordSense>] = [:]
    private var pinyin: [String: Set<WordSense>] = [:]
    private var initials: [String: Set<WordSense>] = [:]

    /// How a word was found, which decides how far it is trusted.
    enum Spelling: Double {
        case word = 1
        case pinyin = 0.95
        case longInitials = 0.9
        case initials = 0.8
    }

    /// The lists alone.
    static let base = Lexicon()

    private init() {
        var entries: [(word: String, sense: WordSense)] = []
        for line in ConceptList.lines.split(separator: "\n") {
            let parts = line.split(separator: " ").map { String($0) }
            concepts.append(Concept(type: parts[0], title: parts[1]))
            entries += parts.dropFirst().map { ($0, .concept(concepts.count - 1)) }
        }
        for line in SubjectList.lines.split(separator: "\n") {
            let parts = line.split(separator: " ").map { String($0) }
            let kind = parts[0].first.flatMap { Subject.Kind(rawValue: $0) } ?? .person
            subjects.append(Subject(kind: kind, role: parts[1], title: parts[2]))
            entries += parts.dropFirst(2).map { ($0, .subject(subjects.count - 1)) }
        }
        for (rank, line) in AddressPartList.lines.enumerated() {
            entries += line.split(separator: " ").map { (String($0), .part(rank)) }
        }
        entries += OtherConceptList.words.split { $0 == " " || $0 == "\n" }.map { (String($0), .other) }
        add(entries)
    }

    /// The lists with what a workspace's attributes are called.
    init(models: [EntityModel]) {
        self = Self.base
        var entries: [(word: String, sense: WordSense)] = []
        for model in models {
            attributeConcepts.append(
                model.attributes.map { attribute in
                    let names = [ColumnName.plain(attribute.title), ColumnName.joined(attribute.name)]
                    let known = Set(
                        names.flatMap { words[$0] ?? [] }.compactMap { sense -> Int? in
                            guard case .concept(let index) = sense else { return nil }
                            return concepts[index].type == attribute.type.name ? index : nil
                        })
                    if !known.isEmpty { return known }
                    concepts.append(Concept(type: attribute.type.name, title: attribute.title))
                    entries += names.filter { !$0.isEmpty }.map { ($0, .concept(concepts.count - 1)) }
                    return [concepts.count - 1]
                })
        }
        add(entries)
    }

    private mutating func add(_ entries: [(word: String, sense: WordSense)]) {
        let chinese = entries.filter { entry in entry.word.unicodeScalars.contains { $0.value >= 0x2E80 } }
        for entry in entries { words[entry.word.lowercased(), default: []].insert(entry.sense) }
        for (entry, syllables) in zip(chinese, Pinyin.syllables(of: chinese.map(\.word)))
        where syllables.count > 1 {
            pinyin[syllables.joined(), default: []].insert(entry.sense)
            initials[String(syllables.compactMap(\.first)), default: []].insert(entry.sense)
        }
    }

    /// What a word means, and how it was recognised. Complexity: O(1).
    func senses(_ word: String) -> (senses: Set<WordSense>, spelling: Spelling)? {
        if let found = words[word] { return (found, .word) }
        if let found = pinyin[word] { return (found, .pinyin) }
        guard let found = initials[word] else { return nil }
        return (found, word.utf8.count > 2 ? .longInitials : .initials)
    }

    /// The concepts among senses.
    static func concepts(_ senses: Set<WordSense>) -> [Int] {
        senses.compactMap { if case .concept(let index) = $0 { index } else { nil } }.sorted()
    }
}

/// For questions that need no models.
struct ColumnWords {
    static let shared = ColumnWords()

    /// Whether a text is, or ends in, what columns are called.
    func knows(_ name: String) -> Bool {
        ColumnName.read(name, Lexicon.base).contains { $0.quality >= 0.8 }
    }
}
