// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the cluster does not depend on what it is only compared with.
let package = Package(
    name: "NIOHTTP2Peer",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    ],
    targets: [
        .executableTarget(
            name: "NIOHTTP2Peer",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
            ],
            path: "Sources"
        )
    ],
    swiftLanguageModes: [.v6]
)
