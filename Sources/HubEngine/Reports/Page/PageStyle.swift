/// How pages look: on a light and on a dark screen, and on paper.
enum PageStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --page: #ffffff; --card: #f5f7f9; --ink: #16202a; --soft: #566472; --rule: #dbe2e8; --grid: #e6ebf0;
          --link: #0b5f86; --unchanged: #b4c3cf; --changed: #3b8fbd; --new: #1f8a63; --rejected: #d1480f;
          --read: #3b8fbd; --match: #7a63b8; --merge: #b583c4; --publish: #1f8a63; --other: #b4c3cf;
          --good: #14704d; --warn: #8f5800; --bad: #b42318; --good-soft: #e2f4ec; --warn-soft: #fdf0d8; --bad-soft: #fde7e4;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #11171d; --card: #1a222a; --ink: #e7edf3; --soft: #9fb0bf; --rule: #2e3a45; --grid: #26313b;
            --link: #74c0e8; --unchanged: #56687a; --changed: #4ea3d3; --new: #3fb68b; --rejected: #ff8552;
            --read: #4ea3d3; --match: #9c86dd; --merge: #cf9fdd; --publish: #3fb68b; --other: #56687a;
            --good: #63d3a6; --warn: #f0bb62; --bad: #ff9a8f; --good-soft: #123528; --warn-soft: #3a2c10; --bad-soft: #43201c;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 28px 24px 56px; max-width: 1080px; background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC",
            "Microsoft YaHei", sans-serif;
        }
        header { border-bottom: 1px solid var(--rule); padding-bottom: 18px; margin-bottom: 8px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 0 0 8px; }
        h2 { font-size: 19px; margin: 36px 0 4px; }
        h3 { font-size: 15px; margin: 20px 0 6px; }
        p { margin: 4px 0 10px; max-width: 75ch; }
        .soft, caption { color: var(--soft); }
        .badge {
          display: inline-block; padding: 2px 10px; border-radius: 999px; font-weight: 600; font-size: 14px;
          border: 1px solid currentColor;
        }
        .good { color: var(--good); background: var(--good-soft); }
        .warn { color: var(--warn); background: var(--warn-soft); }
        .bad { color: var(--bad); background: var(--bad-soft); }
        .tiles {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(148px, 1fr)); gap: 12px; margin: 18px 0 0;
          padding: 0; list-style: none;
        }
        .tiles li { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; }
        .tiles b { display: block; font-size: 22px; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .tiles span { color: var(--soft); font-size: 13px; }
        .notice { border-left: 4px solid; border-radius: 4px; padding: 10px 16px; margin: 14px 0; }
        .notice.good, .notice.warn, .notice.bad { color: var(--ink); }
        .notice.warn { border-color: var(--warn); } .notice.bad { border-color: var(--bad); }
        .notice.good { border-color: var(--good); }
        .notice h3 { margin: 0 0 4px; } .notice ul { margin: 0; padding-left: 20px; }
        .notice li { overflow-wrap: anywhere; }
        figure { margin: 14px 0; }
        figure > svg, .small > svg { max-width: 100%; height: auto; display: block; }
        .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 8px 36px; }
        .chart { display: grid; grid-template-columns: minmax(0, 640px) minmax(330px, 1fr); gap: 0 32px; align-items: start; }
        .chart table { font-size: 13px; margin-top: 0; }
        .chart th, .chart td { padding: 2px 10px 2px 0; }
        @media (max-width: 1000px) { .chart { grid-template-columns: minmax(0, 1fr); } }
        @media screen and (max-width: 640px) { .chart figure { overflow-x: auto; } .chart figure > svg { min-width: 600px; } }
        .small { display: flex; flex-wrap: wrap; gap: 12px 28px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 2px 0 6px; font-size: 13px; }
        .legend svg { margin-right: 6px; vertical-align: -1px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; margin: 8px 0 6px; }
        caption { text-align: left; padding-bottom: 4px; font-size: 13px; }
        th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--grid); vertical-align: middle; }
        thead th { color: var(--soft); font-weight: 600; font-size: 13px; border-bottom-color: var(--rule); vertical-align: bottom; }
        tbody th { font-weight: 500; white-space: nowrap; }
        thead .n { white-space: normal; }
        tfoot th, tfoot td { border-top: 1px solid var(--rule); border-bottom: 0; font-weight: 600; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .nought { color: var(--soft); }
        td.warn, td.bad, td.good { background: none; font-weight: 600; }
        .ornament { display: block; }
        svg text { font-size: 12px; fill: var(--soft); }
        svg .strong { fill: var(--ink); font-weight: 600; }
        .grid { stroke: var(--grid); } .axis { stroke: var(--soft); }
        .unchanged { fill: var(--unchanged); } .changed { fill: var(--changed); } .new { fill: var(--new); }
        .rejected { fill: var(--rejected); } .value { fill: var(--warn); }
        .read { fill: var(--read); } .match { fill: var(--match); } .merge { fill: var(--merge); }
        .publish { fill: var(--publish); } .other { fill: var(--other); }
        .then { fill: var(--unchanged); } .now { fill: var(--changed); } .absent { fill: var(--grid); }
        .trend { fill: none; stroke: var(--changed); stroke-width: 2; stroke-linejoin: round; }
        .dot { fill: var(--changed); } .dot.last { fill: var(--rejected); }
        footer { margin-top: 44px; padding-top: 12px; border-top: 1px solid var(--rule); font-size: 13px; color: var(--soft); }
        @media print {
          :root {
            color-scheme: light;
            --page: #ffffff; --card: #f5f7f9; --ink: #000000; --soft: #444c54; --rule: #b9c2ca; --grid: #dde3e8;
            --unchanged: #b4c3cf; --changed: #3b8fbd; --new: #1f8a63; --rejected: #d1480f;
            --read: #3b8fbd; --match: #7a63b8; --merge: #b583c4; --publish: #1f8a63; --other: #b4c3cf;
            --good: #14704d; --warn: #8f5800; --bad: #b42318; --good-soft: #ffffff; --warn-soft: #ffffff; --bad-soft: #ffffff;
          }
          @page { margin: 14mm; }
          body { padding: 0; max-width: none; font-size: 10.5pt; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          h2, h3, caption { break-after: avoid; }
          figure, tr, .notice, .tiles, svg { break-inside: avoid; }
          thead { display: table-header-group; }
          .scroll { overflow: visible; }
          .chart { display: block; }
          table, .chart table { font-size: 8pt; }
          thead th, caption { font-size: 7.5pt; }
          th, td { padding: 2px 6px 2px 0; }
        }
        """
}
