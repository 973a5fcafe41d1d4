import Approximation
import Kernel

/// Small catalogs whose figures are easy to reckon with.
enum Samples {
    /// A variant that loads fast enough for a cold start; compute on the server in ms, on the device in J.
    static func variant(
        _ name: String,
        accuracy: Double,
        serverMilliseconds: Double?,
        joules: Double?,
        loadJoules: Double = 10,
        loadMilliseconds: Double = 100,
        bytes: Int64? = nil,
        exits: [VariantExit] = []
    ) -> Variant {
        let load = Duration.milliseconds(loadMilliseconds)
        return Variant(
            name: name,
            accuracy: accuracy,
            exits: exits,
            memoryBytes: bytes,
            device: joules.map {
                DeviceCost(load: load, compute: .milliseconds(50), loadJoules: loadJoules, computeJoules: $0)
            },
            server: serverMilliseconds.map { ServerCost(load: load, compute: .milliseconds($0)) }
        )
    }

    /// D6, D9, D10 of the published catalog and D8, which starts too slowly when it is cold.
    static let faces = [
        Variant(
            name: "D6",
            accuracy: 0.692,
            device: device(284.8, 34.36, 5.19, 0.54),
            server: server(135.79, 8.00)
        ),
        Variant(
            name: "D8",
            accuracy: 0.786,
            device: device(2196.5, 145.2, 15.6, 3.29),
            server: server(1134.74, 17.72)
        ),
        Variant(
            name: "D9",
            accuracy: 0.762,
            device: device(985.5, 61.6, 7.84, 1.53),
            server: server(502.00, 9.76)
        ),
        Variant(
            name: "D10",
            accuracy: 0.667,
            device: device(78.57, 24.15, 4.44, 0.36),
            server: server(51.95, 5.49)
        ),
    ]

    static func device(_ load: Double, _ compute: Double, _ loadJoules: Double, _ joules: Double) -> DeviceCost {
        DeviceCost(
            load: .milliseconds(load),
            compute: .milliseconds(compute),
            loadJoules: loadJoules,
            computeJoules: joules
        )
    }

    static func server(_ load: Double, _ compute: Double) -> ServerCost {
        ServerCost(load: .milliseconds(load), compute: .milliseconds(compute))
    }

    static func configuration(joules: Double = 7_200, dollars: Double = 0.0667, seconds: Int = 36_000)
        -> ApproximationConfiguration
    {
        var configuration = ApproximationConfiguration()
        configuration.budget = Charge(joules: joules, dollars: dollars)
        configuration.horizon = .seconds(seconds)
        return configuration
    }

    static func at(_ seconds: Double) -> Instant { .origin + .seconds(seconds) }

    static func request(_ application: Int = 0, frame: UInt64 = 0, isFrequent: Bool? = nil) -> ApproximationEvent {
        .requested(ApproximationRequest(application: application, frame: frame, isFrequent: isFrequent))
    }

    static func run(_ index: Int, _ place: Place) -> [ApproximationAction] { run(0, index, place) }

    static func run(_ application: Int, _ index: Int, _ place: Place) -> [ApproximationAction] {
        [.run(Choice(application: application, variant: VariantID(index: index), place: place))]
    }
}
