// swift-tools-version: 6.2
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Optimized in debug builds too, assertions kept: tests run these targets millions of times.
let computing: [SwiftSetting] =
    strict + [
        .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
    ]

// Products of other packages, by the name under which targets use them.
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A target of the cluster: strict settings, explicit folder.
func library(
    _ name: String,
    at path: String,
    exclude: [String] = [],
    uses dependencies: [Target.Dependency] = [],
    _ settings: [SwiftSetting] = strict
) -> Target {
    .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

/// The `main` of one process: names concrete clocks, sockets and threads, and nothing else.
func executable(_ name: String, at path: String, uses dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(
    _ name: String,
    exclude: [String] = [],
    uses dependencies: [Target.Dependency],
    _ settings: [SwiftSetting] = strict
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

let shared: [Target] = [
    .systemLibrary(
        name: "CNGHTTP2",
        path: "Shared/HTTP2/CNGHTTP2",
        pkgConfig: "libnghttp2",
        providers: [.apt(["libnghttp2-dev"])]
    ),
    .systemLibrary(
        name: "COpenSSL",
        path: "Shared/HTTP2/COpenSSL",
        pkgConfig: "openssl",
        providers: [.apt(["libssl-dev"])]
    ),
    .systemLibrary(name: "CDNNL", path: "Shared/Inference/CDNNL", providers: [.apt(["libdnnl-dev"])]),
    library("Kernel", at: "Shared/Kernel", computing),
    library("Domain", at: "Shared/Domain", uses: ["Kernel"], computing),
    library("Messages", at: "Shared/Messages", exclude: ["Protos"], uses: ["Kernel", "Domain", "Transport", protobuf]),
    library("Transport", at: "Shared/Transport", uses: ["Kernel", nioCore, protobuf]),
    library(
        "HTTP2",
        at: "Shared/HTTP2/Sources",
        uses: ["CNGHTTP2", "COpenSSL", "Kernel", "Transport", nioCore, nioPosix, nioHTTP1, protobuf]
    ),
    .target(name: "CKernels", path: "Shared/Inference/CKernels"),
    .target(name: "CFixed", path: "Shared/Inference/CFixed"),
    library("Heads", at: "Shared/Heads", exclude: ["README.md"], uses: ["Kernel"], computing),
    library("Inference", at: "Shared/Inference/Core", uses: ["Kernel", "Heads"], computing),
    library("InferenceDNNL", at: "Shared/Inference/OneDNN", uses: ["CDNNL", "CKernels", "Inference", "Kernel"]),
    library("InferenceFixed", at: "Shared/Inference/FixedPoint", uses: ["CFixed", "Inference"]),
    library("NPU", at: "Shared/NPU/Core", computing),
    library("YAMLFiles", at: "Shared/YAML", uses: [yams]),
    library("NPUFiles", at: "Shared/NPU/Files", uses: ["NPU", "Inference", "YAMLFiles"]),
    library("Approximation", at: "Shared/Approximation/Policy", uses: ["Kernel", "Domain"], computing),
    library("BudgetStore", at: "Shared/Approximation/Store", uses: ["Approximation", "Domain", "Kernel", grdb]),
    library("Telemetry", at: "Shared/Telemetry", uses: ["Kernel", logging, metrics]),
    library(
        "ServiceKit",
        at: "Shared/ServiceKit",
        uses: [
            "Kernel", "Domain", "Messages", "Transport", "HTTP2", "Telemetry", nioCore, nioPosix, protobuf,
            argumentParser, logging, metrics, yams,
        ]
    ),
]

let services: [Target] = [
    library("GatewayPolicy", at: "Services/Gateway/Policy", uses: ["Kernel", "Domain", "Heads"], computing),
    library(
        "GatewayService",
        at: "Services/Gateway/Service",
        uses: [
            "GatewayPolicy", "Kernel", "Domain", "Messages", "Transport", "Telemetry", "ServiceKit", nioCore, logging,
            metrics, protobuf,
        ]
    ),
    executable(
        "rubato-gateway",
        at: "Services/Gateway/Main",
        uses: ["GatewayPolicy", "GatewayService", "Heads", "ServiceKit", argumentParser]
    ),
    library(
        "AdmissionPolicy",
        at: "Services/Admission/Policy",
        uses: ["Kernel", "Domain", "Approximation"],
        computing
    ),
    library(
        "AdmissionService",
        at: "Services/Admission/Service",
        uses: [
            "AdmissionPolicy", "Approximation", "BudgetStore", "Kernel", "Domain", "Messages", "Transport", "Telemetry",
            "ServiceKit", nioCore, logging, metrics, protobuf,
        ]
    ),
    executable(
        "rubato-admission",
        at: "Services/Admission/Main",
        uses: [
            "AdmissionPolicy", "AdmissionService", "Approximation", "Domain", "Kernel", "ServiceKit", argumentParser,
        ]
    ),
    library("SchedulerPolicy", at: "Services/Scheduler/Policy", uses: ["Kernel", "Domain"], computing),
    library(
        "SchedulerService",
        at: "Services/Scheduler/Service",
        uses: [
            "SchedulerPolicy", "Kernel", "Domain", "Messages", "Transport", "Telemetry", "ServiceKit", nioCore, logging,
            metrics, protobuf,
        ]
    ),
    executable(
        "rubato-scheduler",
        at: "Services/Scheduler/Main",
        uses: ["SchedulerPolicy", "SchedulerService", "Kernel", "ServiceKit", argumentParser]
    ),
    library("WorkerPolicy", at: "Services/Worker/Policy", uses: ["Kernel", "Domain"], computing),
    .systemLibrary(name: "CTimer", path: "Services/Worker/CTimer"),
    library(
        "WorkerService",
        at: "Services/Worker/Service",
        uses: [
            "WorkerPolicy", "Kernel", "Domain", "Messages", "Transport", "Heads", "Inference", "InferenceDNNL",
            "InferenceFixed", "NPU",
            "NPUFiles", "CTimer", "Telemetry", "ServiceKit", nioCore, logging, metrics, protobuf, argumentParser,
        ]
    ),
    executable(
        "rubato-worker",
        at: "Services/Worker/Main",
        uses: ["WorkerService", "ServiceKit", "NPUFiles", "Domain", argumentParser]
    ),
    library("CloudPolicy", at: "Services/Cloud/Policy", uses: ["WorkerPolicy", "Kernel", "Domain"], computing),
    library(
        "CloudService",
        at: "Services/Cloud/Service",
        uses: [
            "CloudPolicy", "WorkerPolicy", "WorkerService", "Kernel", "Domain", "Messages", "Transport", "Heads",
            "Inference", "Telemetry", "ServiceKit", nioCore, logging, metrics, protobuf,
        ]
    ),
    executable(
        "rubato-cloud",
        at: "Services/Cloud/Main",
        uses: ["CloudService", "WorkerService", "ServiceKit", "Domain", argumentParser]
    ),
    library("ToolPolicy", at: "Services/Tool/Policy", uses: ["Kernel", histogram], computing),
    library(
        "Simulation",
        at: "Services/Tool/Simulation",
        uses: [
            "Kernel", "Domain", "NPU", "SchedulerPolicy", "AdmissionPolicy", "GatewayPolicy", "CloudPolicy",
            "Approximation", "ToolPolicy",
        ],
        computing
    ),
    library(
        "Days",
        at: "Services/Tool/Days",
        uses: ["Approximation", "Domain", "Kernel", "ToolPolicy", "Simulation"],
        computing
    ),
    library("ModelCompiler", at: "Services/Tool/Compiler", uses: ["Kernel", "Inference", "InferenceDNNL"], computing),
    .systemLibrary(name: "CProcess", path: "Services/Tool/CProcess"),
    library(
        "Tool",
        at: "Services/Tool/Commands",
        uses: [
            "ToolPolicy", "Simulation", "Days", "Approximation", "BudgetStore", "ModelCompiler", "SchedulerPolicy",
            "AdmissionPolicy", "GatewayPolicy", "CloudPolicy", "CProcess", "Domain", "Kernel", "Transport", "HTTP2",
            "Heads", "Inference", "InferenceDNNL",
            "InferenceFixed", "NPU", "NPUFiles", "YAMLFiles", nioCore, nioPosix, nioHTTP1, argumentParser, yams,
        ]
    ),
    executable("rubato", at: "Services/Tool/Main", uses: ["Tool", argumentParser]),
]

let checks: [Target] = [
    library("SimulationKit", at: "Tests/SimulationKit", uses: ["Kernel", "Domain", "SchedulerPolicy"], computing),
    tests("KernelTests", uses: ["Kernel", "Domain"]),
    tests("HeadsTests", uses: ["Heads", "Kernel"]),
    tests(
        "TransportTests",
        uses: ["Transport", "HTTP2", "Kernel", "Messages", nioCore, nioPosix, nioEmbedded, protobuf]
    ),
    tests("HTTP2Tests", uses: ["HTTP2", "Transport", "Kernel", "CNGHTTP2", nioCore, nioPosix, nioEmbedded, protobuf]),
    tests(
        "InferenceTests",
        exclude: ["reference.py"],
        uses: ["CFixed", "Heads", "Inference", "InferenceDNNL", "InferenceFixed", "Kernel"]
    ),
    tests("NPUTests", uses: ["NPU", "NPUFiles", "YAMLFiles", "Inference", "Kernel"], computing),
    tests("TelemetryTests", uses: ["Telemetry", "ServiceKit", "Kernel", argumentParser, logging, metrics]),
    tests(
        "ControlServiceTests",
        uses: [
            "SchedulerPolicy", "SchedulerService", "AdmissionPolicy", "AdmissionService", "ServiceKit", "Telemetry",
            "Messages", "Transport", "Domain", "Kernel", nioCore, nioEmbedded, nioPosix, argumentParser, logging,
            protobuf,
        ]
    ),
    tests(
        "SchedulerPolicyTests",
        exclude: ["README.md"],
        uses: ["SchedulerPolicy", "Domain", "Kernel", "SimulationKit"],
        computing
    ),
    tests(
        "PaperPolicyTests",
        exclude: ["README.md"],
        uses: ["SchedulerPolicy", "Domain", "Kernel", "SimulationKit"],
        computing
    ),
    tests(
        "AdmissionPolicyTests",
        uses: [
            "AdmissionPolicy", "Approximation", "SchedulerPolicy", "WorkerPolicy", "Domain", "Kernel", "SimulationKit",
        ],
        computing
    ),
    tests(
        "GatewayTests",
        uses: [
            "GatewayPolicy", "GatewayService", "Heads", "Messages", "Transport", "Domain", "Kernel", "ServiceKit",
            "Telemetry", nioCore, nioEmbedded, argumentParser, logging, protobuf,
        ]
    ),
    tests(
        "WorkerTests",
        uses: [
            "WorkerPolicy", "WorkerService", "CloudPolicy", "CloudService", "Messages", "Transport", "Heads",
            "Inference",
            "InferenceDNNL", "NPU", "NPUFiles", "YAMLFiles", "ServiceKit", "Telemetry", "Domain", "Kernel", nioCore,
            nioPosix, nioEmbedded, metrics, logging, protobuf,
        ]
    ),
    tests("ToolTests", uses: ["ToolPolicy", "Tool", "Kernel"]),
    tests(
        "CompilerTests",
        uses: ["Heads", "Inference", "InferenceDNNL", "Kernel", "ModelCompiler", "Tool"]
    ),
    tests(
        "SimulationTests",
        uses: [
            "Simulation", "ToolPolicy", "Tool", "YAMLFiles", "SchedulerPolicy", "AdmissionPolicy", "GatewayPolicy",
            "CloudPolicy", "Approximation", "Days", "Domain", "Kernel",
        ],
        computing
    ),
    tests("ApproximationTests", uses: ["Approximation", "Days", "Domain", "Kernel", "ToolPolicy"], computing),
    executable(
        "budget-debtor",
        at: "Tests/BudgetDebtor",
        uses: ["Approximation", "BudgetStore", "Domain", "Kernel", "ToolPolicy"]
    ),
    tests(
        "BudgetStoreTests",
        uses: ["Approximation", "BudgetStore", "Domain", "Kernel", "ToolPolicy", "budget-debtor", grdb]
    ),
    tests("TidyTests", uses: []),
    tests("EndToEndTests", exclude: ["Clients"], uses: []),
    .executableTarget(
        name: "Benchmarks",
        dependencies: [
            "SchedulerPolicy", "AdmissionPolicy", "Simulation", "ToolPolicy", "Heads", "Inference", "InferenceDNNL",
            "NPU",
            "NPUFiles", "WorkerPolicy", "WorkerService", "Telemetry", "HTTP2", "Transport", "Domain", "Kernel", nioCore,
            nioPosix, logging,
        ],
        path: "Tests/Benchmarks",
        exclude: ["cluster.py", "cluster.sh", "inference_reference.py", "run.sh"],
        swiftSettings: strict
    ),
]

/// The named targets and what they stand on, or all of them.
func selection(of all: [Target]) -> [Target] {
    guard let only = ProcessInfo.processInfo.environment["RUBATO_ONLY"] else { return all }
    let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    var chosen: Set<String> = []
    var pending = only.split(separator: ",").map(String.init)
    while let name = pending.popLast() {
        guard let target = byName[name], chosen.insert(name).inserted else { continue }
        for dependency in target.dependencies {
            if case .byNameItem(let inner, _) = dependency { pending.append(inner) }
        }
    }
    return all.filter { chosen.contains($0.name) }
}

let package = Package(
    name: "rubato",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: selection(of: shared + services + checks),
    swiftLanguageModes: [.v6]
)
