import Domain
import Foundation
import Kernel
import Simulation
import Testing

@testable import Tool

@Suite("Emulated NPUs in scenarios")
struct NPUScenarioTests {
    private static let good = """
        name: npu
        seconds: 2
        models: [resnet50]
        workers: [{npu: zcu104, mapping: rows, max_batch: 2}]
        sources: [{rate: 10, deadline_ms: 200}]
        """

    private static func profile(_ mapping: String) throws -> ExecutionProfile {
        let text = good.replacingOccurrences(of: "mapping: rows", with: "mapping: \(mapping)")
        let worker = try #require(ScenarioFileTests.read(text).workers.first)
        return try #require(worker.profiles.values.first)
    }

    @Test("a worker's bounds are the modeled device's, and freedom never makes them longer")
    func boundsAreTheDevices() throws {
        let fixed = try Self.profile("rows")
        let free = try Self.profile("fluid+stack")
        #expect(fixed.capacity == 2)
        #expect(fixed.stageCount == 4)
        #expect(fixed.provenance.device == "npu zcu104 rows")
        for stage in 0..<4 {
            for batch in 1...2 {
                #expect(free.wcet(stage: stage, batchSize: batch) <= fixed.wcet(stage: stage, batchSize: batch))
            }
        }
        let whole = fixed.wcet(stages: 0...3, batchSize: 1)
        #expect(whole > .milliseconds(36) && whole < .milliseconds(38))
    }

    @Test("jobs of a network without weights leave as its file says")
    func jobsLeaveAsStated() throws {
        let scenario = try ScenarioFileTests.read(Self.good)
        let model = try #require(scenario.models.first)
        let stated = [0.2, 0.35, 0.4]
        var here = Array(0..<model.records.sampleCount)
        for (exit, share) in stated.enumerated() {
            let staying = here.filter { model.records.confidence(sample: $0, exit: exit) < 0.9 }
            let left = 1 - Double(staying.count) / Double(here.count)
            #expect(abs(left - share) < 0.03, "exit \(exit)")
            here = staying
        }
        for exit in 0..<4 {
            let gap = abs(model.records.accuracy(exit: exit) - model.records.meanConfidence(exit: exit))
            #expect(gap < 0.03, "exit \(exit) is calibrated")
        }
    }

    @Test("an NPU and a processor serve one real model, with bounds of their own")
    func bothServe() throws {
        let text = Self.good.replacingOccurrences(of: "resnet50", with: "fashion")
            .replacingOccurrences(of: "workers: [", with: "workers: [{profile: epyc-f32}, ")
        var scenario = try ScenarioFileTests.read(text)
        scenario.admission = "none"
        let result = Fixture.run(scenario)
        #expect(result.jobs.allSatisfy { $0.ending == .answered })
        let bounds = scenario.workers.compactMap { $0.profiles.values.first?.wcet(stage: 3, batchSize: 1) }
        #expect(bounds.count == 2)
        #expect(bounds[0] != bounds[1])
    }

    @Test(
        "what makes no sense is refused by its path",
        arguments: [
            ("mapping: rows", "mapping: columns", "workers.0.mapping"),
            ("npu: zcu104", "npu: zcu105", "zcu105"),
            ("max_batch: 2", "max_batch: 0", "workers.0.max_batch"),
            ("npu: zcu104", "npu: zcu104, profile: epyc-f32", "workers.0.profile"),
            ("resnet50", "resnet51", "resnet51"),
        ]
    )
    func refuses(part: String, replacement: String, named: String) {
        let text = Self.good.replacingOccurrences(of: part, with: replacement)
        let failure = #expect(throws: (any Error).self) { try ScenarioFileTests.read(text) }
        #expect(failure.map { "\($0)" }?.contains(named) == true, "\(String(describing: failure))")
    }
}
