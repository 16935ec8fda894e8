/// Every connector's case, in the order of the registry: a test compares the two.
let connectorCases: [any ConnectorCase] = [
    CSVCase(), NDJSONCase(), XLSXCase(), XMLCase(), SQLiteCase(), PostgreSQLCase(), SingerCase(),
]
