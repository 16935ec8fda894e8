/// Words that tell which tie two roles have. One line a kind of tie, four groups divided by `|`: what models call the tie;
/// roles it starts from; roles it leads to; words in the names of columns at its far end. Kinds are found by the title and
/// name a model gives them, so a workspace without such a tie is not told of one.
enum RelationHints {
    struct Hint {
        let titles: Set<String>
        let from: Set<String>
        let to: Set<String>
        let words: [String]
        /// Names of columns that say more of the tie.
        let qualifiers: [String]
    }

    static let all: [Hint] = lines.split(separator: "\n").map { line in
        let groups = line.split(separator: "|", omittingEmptySubsequences: false).map { group in
            group.split(separator: " ").map { String($0) }
        }
        return Hint(
            titles: Set(groups[0]), from: Set(groups[1]), to: Set(groups[2]), words: groups[3],
            qualifiers: groups[4])
    }

    private static let lines = """
        居住 居住地 住址 livesin residesin residence | resident member student patient elder child | - | 住址 家庭住址 现住 居住 家庭地址 常住 小区 homeaddress residentialaddress liveaddress livingaddress households household zz jtzz xzz jzdz homeaddr | 居住类型 居住事由 居住方式 住所类型
        拥有 所有 产权 owns ownerof | owner landlord seller | - | - | 共有方式 共有情况 份额
        承租 租赁 租住 rents tenantof | tenant | - | - | -
        户主 家庭成员 memberofhousehold household | member | head | - | 与户主关系 户主关系 关系 relation relationtohead relationship yhzgx
        监护 监护人 guardianof | guardian | student child patient | - | 监护关系 与学生关系 与监护人关系 关系 jhgx relation relationship
        就业单位 工作单位 就业 worksfor employedby | employee insured | employer organisation | - | 职务 岗位 工种 职位 job jobtitle post position jobposition
        就读学校 就读 学校 studiesat | student | school | - | 年级 班级 grade class
        任法定代表人 法定代表人 legalrepresentativeof | legal_representative | - | - | 职务 post position title
        经营场所 住所 所在 locatedin premises | - | - | - | -
        """
}
