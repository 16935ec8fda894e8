import TestSupport
import Testing

/// A type nobody thought of when the hub was written goes all the way by files alone.
@Suite struct FourthTypeTests {
    @Test func eventsAreTakenInResolvedPublishedAndFound() async throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            "Mappings/models/event.json5",
            """
            {
              title: "事件", id_prefix: "E",
              attributes: {
                number: { title: "编号", type: "text", distinct: true },
                summary: { title: "概述", type: "text", survivorship: "longest" },
                day: { title: "日期", type: "date" },
              },
              relations: { happened_at: { title: "地点", to: "house" } },
              blocking: [["number"], ["day", "happened_at"]],
              comparisons: {
                number: [{ is: "equal", m: 0.99, u: 0.0001 }, { is: "else", m: 0.01, u: 0.9999 }],
                day: [{ is: "equal", m: 0.95, u: 0.003 }, { is: "else", m: 0.05, u: 0.997 }],
                happened_at: [{ is: "equal", m: 0.95, u: 0.0001 }, { is: "else", m: 0.05, u: 0.9999 }],
              },
              prior: 0.01, threshold: 0.9,
            }
            """)
        for (feed, key) in [("patrol", "no"), ("hotline", "ticket")] {
            try workspace.folder.write(
                "Mappings/feeds/\(feed).json5",
                """
                {
                  title: "\(feed)", source: { department: "d", system: "s" }, connector: "csv",
                  settings: { path: "\(feed).csv" }, key: ["\(key)"],
                  mentions: {
                    event: { type: "event", attributes: { number: "number", summary: "text", day: "day" } },
                    place: { type: "house", attributes: { address: "address" } },
                  },
                  relations: [{ kind: "happened_at", from: "event", to: "place" }],
                }
                """)
        }
        try workspace.folder.write(
            "Mappings/datasets/events.json5",
            """
            { title: "事件", type: "event", format: "csv", header: "zh", purpose: "p", recipients: ["r"],
              columns: ["number", "summary", "happened_at.address"] }
            """)
        try workspace.folder.write(
            "patrol.csv",
            "no,number,text,day,address\n1,E-1,漏水,2026-01-02,示范路1号\n2,,路灯坏,2026/1/3,示范路2号\n")
        try workspace.folder.write(
            "hotline.csv",
            "ticket,number,text,day,address\n7,E-1,楼道漏水严重,2026-01-02,示范路9号\n"
                + "8,E-2,路灯坏了两天,2026年1月3日,示范路2号\n")
        let report = try await workspace.run()
        #expect(report.status == .done, "\(report.problems)")
        let order = report.types.map(\.name)
        #expect(try #require(order.firstIndex(of: "event")) > #require(order.firstIndex(of: "house")))
        let events = try workspace.sql("select number, summary, mentions from event order by number")
        #expect(events == ["E-1|楼道漏水严重|2", "E-2|路灯坏了两天|2"])
        #expect(try workspace.sql("select count(*) from event_source where entity_id is not null") == ["4"])
        let found = try isthmus(
            "-C", workspace.folder.path, "query", "event", "day=20260103", "--format", "csv")
        #expect(found.output.contains("E-2"))
        let list = try isthmus("-C", workspace.folder.path, "query", "evnt")
        #expect(list.code == 2 && list.errors.contains("did you mean `event`"))
    }
}
