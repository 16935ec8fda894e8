import HubModel

/// What a reason means and how to mend what it refused, for stewards in English and for departments in Chinese.
package struct ReasonGuide: Sendable {
    package let code: String
    package let meaning: String
    package let remedy: String
    /// Reason and remedy as they stand in exports.
    package let chinese: String
    package let chineseRemedy: String

    /// The guide to a reason; a general one for a reason that has none of its own.
    package static func of(_ code: String) -> ReasonGuide {
        all.first { $0.code == code }
            ?? ReasonGuide(
                code: code, meaning: "refused", remedy: "mend the record at its source, then replay it",
                chinese: "不符合要求（\(code)）", chineseRemedy: "请核对后更正")
    }

    package static let all = [
        // Records that could not be split into cells.
        ReasonGuide(
            code: "wrong-field-count", meaning: "the record has more or fewer fields than the header",
            remedy: "look for a delimiter or line break inside a field that is not quoted",
            chinese: "字段数与表头不一致", chineseRemedy: "请检查字段内是否含有未加引号的分隔符或换行"),
        ReasonGuide(
            code: "stray-quote", meaning: "a quote stands where none may stand",
            remedy: "quote the whole field and double the quotes inside it, or set `quote` in the feed",
            chinese: "引号使用不当", chineseRemedy: "请将整个字段用引号括起，字段内的引号写两次"),
        ReasonGuide(
            code: "nul-byte", meaning: "the record holds a NUL byte",
            remedy: "remove it at the source; if every record has one, the encoding may be UTF-16",
            chinese: "含有空字节", chineseRemedy: "请删除不可见的空字节"),
        ReasonGuide(
            code: "invalid-encoding", meaning: "the record holds bytes that the encoding does not have",
            remedy: "write the record anew at the source, or correct `encoding` in the feed",
            chinese: "字符编码错误（乱码）", chineseRemedy: "请重新录入乱码处"),
        ReasonGuide(
            code: "field-too-long", meaning: "a field or the record is longer than the feed allows",
            remedy: "look for a quote that is never closed, or raise `max_record_bytes`",
            chinese: "记录过长", chineseRemedy: "请检查引号是否成对"),
        ReasonGuide(
            code: "bad-json", meaning: "the line is no JSON object",
            remedy: "have the line written anew; look for a line break or quote that is not escaped",
            chinese: "不是有效的 JSON", chineseRemedy: "请重新导出该行"),
        ReasonGuide(
            code: "no-schema", meaning: "the tap sent the record before saying what its columns are",
            remedy: "have the tap mended, or read the source by another connector",
            chinese: "缺少字段说明", chineseRemedy: "请先发送字段说明"),
        // Whole records.
        ReasonGuide(
            code: "missing-key", meaning: "a column that names the record says nothing",
            remedy: "fill the key in, or name another `key` in the feed",
            chinese: "缺少主键", chineseRemedy: "请补填主键"),
        ReasonGuide(
            code: "duplicate-key", meaning: "an earlier record of the same reading has the key",
            remedy: "give one of the two its right key, or name more columns in the feed's `key`",
            chinese: "主键重复", chineseRemedy: "请核对主键，或删除重复的记录"),
        // Values.
        ReasonGuide(
            code: "missing-required",
            meaning: "a value is absent without which the record says nothing of the entity",
            remedy: "fill the value in, or take it out of the feed's `requires`",
            chinese: "缺少必填项", chineseRemedy: "请补填"),
        ReasonGuide(
            code: "wrong-shape", meaning: "the value is not written as values of its type are",
            remedy:
                "correct the value; if all are written so, see whether the mapping reads the right column",
            chinese: "格式不正确", chineseRemedy: "请按规定格式填写"),
        ReasonGuide(
            code: "wrong-length", meaning: "the value has too few or too many characters for its type",
            remedy: "correct the value",
            chinese: "位数不正确", chineseRemedy: "请核对位数"),
        ReasonGuide(
            code: "bad-check-digit",
            meaning: "the check character does not fit the others: one of them is mistyped",
            remedy: "compare the value with the document it was taken from",
            chinese: "校验码不符", chineseRemedy: "请对照证件核对号码"),
        ReasonGuide(
            code: "no-such-date", meaning: "the calendar does not have the day",
            remedy: "correct the date",
            chinese: "日期不存在", chineseRemedy: "请核对日期"),
        ReasonGuide(
            code: "out-of-range", meaning: "the value lies beyond the bounds of its type",
            remedy: "correct the value",
            chinese: "超出取值范围", chineseRemedy: "请核对数值"),
        ReasonGuide(
            code: "lost-precision", meaning: "a spreadsheet has rounded the number, its last digits are gone",
            remedy: "export it anew with the column formatted as text",
            chinese: "数字已被电子表格截断（科学计数法）", chineseRemedy: "请将该列设为文本格式后重新导出"),
        ReasonGuide(
            code: "unknown-code", meaning: "the code is not in the code list",
            remedy: "say in the feed's `codes` what it means, then replay; or correct it at the source",
            chinese: "代码不在代码表内", chineseRemedy: "请使用代码表内的代码，或告知该代码的含义"),
        ReasonGuide(
            code: "too-long", meaning: "the value is longer than its type allows",
            remedy: "see whether several values stand in one field, or the mapping reads the wrong column",
            chinese: "内容过长", chineseRemedy: "请核对是否填错位置"),
        ReasonGuide(
            code: "sql-error",
            meaning: "the SQL expression of the mapping could not be evaluated for the record",
            remedy: "correct the expression in the feed, or the value it stumbles over, then replay",
            chinese: "无法按规则换算", chineseRemedy: "请核对该值"),
    ]
}
