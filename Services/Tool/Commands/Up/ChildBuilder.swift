/// Writes the flags of each service.
struct ChildBuilder {
    let options: ClusterPlan.Options
    let ports: ClusterPlan.Ports

    private var schedulerAddress: String { "127.0.0.1:\(ports.inner[0])" }

    var scheduler: ChildSpec {
        child("scheduler", port: ports.inner[0], flags: flag("--policy", options.policy))
    }

    var admission: ChildSpec {
        child("admission", port: ports.inner[1], flags: ["--scheduler", schedulerAddress] + options.budgetFlags)
    }

    var gateway: ChildSpec {
        child(
            "gateway",
            port: ports.gateway,
            flags: [
                "--metrics-port", "\(ports.metrics)", "--scheduler", schedulerAddress,
                "--admission", "127.0.0.1:\(ports.inner[1])",
            ] + flag("--hedge-share", options.hedgeShare.map { "\($0)" })
        )
    }

    func worker(_ index: Int) -> ChildSpec {
        let (port, device) = (ports.inner[2 + index], options.devices[index])
        return child(
            "worker",
            name: "worker\(index + 1)",
            port: port,
            flags: ["--device", device] + member(port: port)
                + flag("--model-memory", options.modelMemory.map { "\($0)" })
                + (device == "cpu" ? flag("--precision", options.precision) : [])
        )
    }

    var cloud: ChildSpec {
        let port = ports.inner[2 + options.devices.count]
        return child(
            "cloud",
            port: port,
            flags: member(port: port) + flag("--wan-rtt", options.wanRoundTrip)
                + flag("--wan-loss", options.wanLoss.map { "\($0)" })
                + flag("--wan-jitter", options.wanJitter)
                + options.wanOutages.flatMap { flag("--wan-outage", $0) }
                + flag("--wan-bandwidth", options.wanBandwidth)
                + flag("--price-per-ms", options.pricePerMillisecond.map { "\($0)" })
                + flag("--price-per-byte", options.pricePerByte.map { "\($0)" })
                + flag("--executors", options.executors)
                + flag("--executor-start", options.executorStart)
        )
    }

    /// What workers and the cloud tier have in common.
    private func member(port: Int) -> [String] {
        ["--advertise", "127.0.0.1:\(port)", "--scheduler", schedulerAddress] + flag("--models", options.models)
            + options.modelNames.flatMap { ["--model", $0] }
    }

    private func child(_ service: String, name: String? = nil, port: Int, flags: [String]) -> ChildSpec {
        let name = name ?? service
        let common = ["--name", name, "--host", "127.0.0.1", "--port", "\(port)"]
        // Kernel libraries that bring OpenMP would otherwise start a thread per core in every worker.
        let computes = ["worker", "cloud"].contains(service)
        return ChildSpec(
            name: name,
            executable: "rubato-\(service)",
            arguments: common + flag("--config", options.config) + flag("--log-level", options.logLevel) + flags,
            environment: computes ? ["OMP_NUM_THREADS": "1"] : [:],
            port: port,
            stopsFirst: service == "gateway"
        )
    }

    private func flag(_ name: String, _ value: String?) -> [String] {
        value.map { [name, $0] } ?? []
    }
}
