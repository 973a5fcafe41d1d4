import Testing

@testable import Tool

@Suite("Cluster plan")
struct ClusterPlanTests {
    private func plan(_ change: (inout ClusterPlan.Options) -> Void = { _ in }) -> ClusterPlan {
        var options = ClusterPlan.Options()
        change(&options)
        let inner = (0..<ClusterPlan.innerPortCount(options)).map { 9_000 + $0 }
        return ClusterPlan(options, ports: ClusterPlan.Ports(gateway: 8_000, metrics: 8_002, inner: inner))
    }

    private func value(of flag: String, in child: ChildSpec?) -> String? {
        guard let child, let index = child.arguments.firstIndex(of: flag) else { return nil }
        return child.arguments[index + 1]
    }

    @Test("starts everyone in the order in which they need each other, the gateway last")
    func order() {
        let plan = plan {
            $0.devices = ["cpu", "cpu"]
            $0.cloud = true
        }
        #expect(plan.children.map(\.name) == ["scheduler", "admission", "worker1", "worker2", "cloud", "gateway"])
        #expect(plan.children.map(\.stopsFirst) == [false, false, false, false, false, true])
        #expect(Set(plan.children.map(\.port)).count == 6)
    }

    @Test("tells everyone where the others are")
    func addresses() {
        let children = plan().children
        let gateway = children.last
        #expect(value(of: "--scheduler", in: gateway) == "127.0.0.1:9000")
        #expect(value(of: "--admission", in: gateway) == "127.0.0.1:9001")
        #expect(value(of: "--metrics-port", in: gateway) == "8002")
        #expect(value(of: "--advertise", in: children[2]) == "127.0.0.1:9002")
        #expect(children.allSatisfy { value(of: "--host", in: $0) == "127.0.0.1" })
    }

    @Test("gives one thread to kernel libraries, in the processes that compute only")
    func threads() {
        let children = plan { $0.cloud = true }.children
        let single = children.filter { $0.environment["OMP_NUM_THREADS"] == "1" }.map(\.name)
        #expect(single == ["worker1", "cloud"])
    }

    @Test("tells each worker its device, and a precision only to those that have none of their own")
    func devices() {
        let plan = plan {
            $0.devices = ["cpu", "npu:a.yaml"]
            $0.precision = "bf16"
        }
        let workers = plan.children.filter { $0.name.hasPrefix("worker") }
        #expect(workers.map { value(of: "--device", in: $0) } == ["cpu", "npu:a.yaml"])
        #expect(workers.map { value(of: "--precision", in: $0) } == ["bf16", nil])
    }

    @Test("passes options on to whom they concern, and no others")
    func options() {
        let plan = plan {
            $0.policy = "edf"
            $0.precision = "bf16"
            $0.modelNames = ["a", "b"]
            $0.cloud = true
            $0.wanRoundTrip = "40ms"
            $0.modelMemory = 5_000
            $0.wanBandwidth = "2MB"
            $0.pricePerByte = 1e-9
            $0.executors = "1..3"
            $0.hedgeShare = 0.1
        }
        #expect(plan.children.filter { $0.arguments.contains("--model-memory") }.map(\.name) == ["worker1"])
        let ofTier = ["--wan-bandwidth", "--price-per-byte", "--executors"]
        for flag in ofTier {
            #expect(plan.children.filter { $0.arguments.contains(flag) }.map(\.name) == ["cloud"])
        }
        #expect(plan.children.filter { $0.arguments.contains("--hedge-share") }.map(\.name) == ["gateway"])
        #expect(plan.children.filter { $0.arguments.contains("--policy") }.map(\.name) == ["scheduler"])
        #expect(plan.children.filter { $0.arguments.contains("--precision") }.map(\.name) == ["worker1"])
        #expect(plan.children.filter { $0.arguments.contains("--wan-rtt") }.map(\.name) == ["cloud"])
        #expect(plan.children.filter { $0.arguments.contains("--model") }.map(\.name) == ["worker1", "cloud"])
        #expect(!plan.children.contains { $0.arguments.contains("--models") })
    }
}
