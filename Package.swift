// swift-tools-version: 6.2
import PackageDescription

// The arrows of the house. A target may only reach what its line names; LayeringTests reads the import lines.
// C libraries are imported by HubSQLite, HubPostgres, HubXML, HubHTTP, HubCrypto and HubArchive alone: everywhere else
// an unsafe expression is a build error.

let everywhere: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let safe: [SwiftSetting] =
    everywhere + [.strictMemorySafety(), .treatWarning("StrictMemorySafety", as: .error)]

func library(_ name: String, path: String? = nil, _ dependencies: Target.Dependency...) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path, exclude: path == nil ? [] : ["README.md"],
        swiftSettings: safe)
}

func wrapper(_ name: String, over c: Target.Dependency) -> Target {
    .target(name: name, dependencies: [c], swiftSettings: everywhere + [.strictMemorySafety()])
}

func system(_ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func test(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: ["Fixtures"],
        swiftSettings: everywhere)
}

/// Fuzzers have no `main` of their own and link only with `--sanitize fuzzer`: `.ci/fuzz` asks for them.
let fuzzers: [Target] =
    Context.environment["ISTHMUS_FUZZ"] == nil
    ? []
    : ["FuzzCSV", "FuzzJSON", "FuzzMapping", "FuzzText", "FuzzXML", "FuzzZip"].map { name in
        .executableTarget(
            name: name, dependencies: ["FuzzOracles"], path: "Tests/Fuzz/\(name)", swiftSettings: everywhere)
    }

let package = Package(
    name: "isthmus",
    products: [.executable(name: "isthmus", targets: ["isthmus"])],
    targets: [
        system("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
        system("CLibPQ", "libpq", apt: "libpq-dev"),
        system("CLibXML2", "libxml-2.0", apt: "libxml2-dev"),
        system("CMicroHTTPD", "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CCrypto", "libcrypto", apt: "libssl-dev"),
        system("CZlib", "zlib", apt: "zlib1g-dev"),

        wrapper("HubSQLite", over: "CSQLite"),
        wrapper("HubPostgres", over: "CLibPQ"),
        wrapper("HubXML", over: "CLibXML2"),
        wrapper("HubHTTP", over: "CMicroHTTPD"),
        wrapper("HubCrypto", over: "CCrypto"),
        wrapper("HubArchive", over: "CZlib"),

        library("HubModel"),
        library("HubConnect", "HubModel"),
        library("HubMapping", "HubModel"),
        library("HubMatching", "HubModel"),
        library("HubSynth", "HubModel"),
        library("HubStore", "HubModel", "HubSQLite"),
        library(
            "HubPublish", "HubModel", "HubStore", "HubCrypto", "HubConnect", "HubArchive", "HubSQLite",
            "HubPostgres"),
        library("HubWeb", "HubModel", "HubStore", "HubHTTP"),
        library("HubFiles", "HubConnect", "HubArchive"),
        library("HubGuess", "HubModel", "HubMapping", "HubConnect"),
        library(
            "Connectors", path: "Connectors", "HubModel", "HubConnect", "HubFiles", "HubXML", "HubPostgres",
            "HubSQLite"),
        library(
            "HubEngine", "HubModel", "HubMapping", "HubMatching", "HubStore", "HubPublish", "HubConnect",
            "HubSQLite"),
        .executableTarget(
            name: "isthmus",
            dependencies: [
                "HubModel", "HubConnect", "HubMapping", "HubMatching", "HubStore", "HubPublish", "HubEngine",
                "HubWeb", "HubGuess", "HubHTTP", "HubSynth", "Connectors",
            ],
            swiftSettings: safe),

        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "HubModel", "HubConnect", "HubMapping", "HubMatching", "HubStore", "HubSQLite", "HubEngine",
                "HubSynth", "Connectors", "TestSupport", "isthmus",
            ],
            path: "Tests/Benchmarks", swiftSettings: everywhere),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: everywhere),
        .target(
            name: "FuzzOracles",
            dependencies: [
                "HubModel", "HubConnect", "HubMapping", "HubXML", "HubFiles", "HubEngine", "Connectors",
                "TestSupport",
            ],
            path: "Tests/Fuzz/Oracles", swiftSettings: everywhere),
        test("FuzzTests", "FuzzOracles", "TestSupport"),
        test("HubModelTests", "HubModel"),
        test(
            "ConnectorTests", "HubModel", "HubConnect", "HubFiles", "HubArchive", "Connectors", "HubXML",
            "HubPostgres", "HubSQLite", "TestSupport"),
        test(
            "HubGuessTests", "HubModel", "HubMapping", "HubConnect", "HubGuess", "HubSynth", "Connectors",
            "TestSupport"),
        test("HubMappingTests", "HubModel", "HubMapping", "HubSQLite", "TestSupport"),
        test("HubMatchingTests", "HubModel", "HubMatching"),
        test("HubStoreTests", "HubModel", "HubStore", "HubSQLite", "HubCrypto", "TestSupport"),
        test("HubWebTests", "HubStore", "HubEngine", "HubHTTP", "HubWeb", "TestSupport"),
        test("HubSynthTests", "HubModel", "HubSynth", "HubMapping", "TestSupport"),
        test(
            "IsthmusTests", "HubModel", "HubConnect", "HubMapping", "HubMatching", "HubStore", "HubPublish",
            "HubEngine", "HubSynth", "Connectors", "HubFiles", "HubGuess", "TestSupport"),
    ] + fuzzers,
    swiftLanguageModes: [.v6]
)
