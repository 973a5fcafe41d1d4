import Domain
import Testing

@testable import WorkerPolicy

@Suite("Segment run")
struct SegmentRunTests {
    private static func run(_ stages: ClosedRange<Int>, jobs: ClosedRange<UInt64>) -> SegmentRun {
        let rule = ExitRule(mandatoryExit: 0, lastExit: 3, threshold: 0.9)
        return SegmentRun(
            batch: BatchID(1),
            stages: stages,
            members: jobs.map { SegmentRun.Member(job: JobID($0), rule: rule) }
        )
    }

    @Test("Those that stay go on to the next stage in their order")
    func shrinks() {
        var run = Self.run(0...2, jobs: 1...3)
        run.begin { _ in true }
        run.finish(confidences: [0.2, 0.95, 0.3])
        #expect(run.stage == 1)
        #expect(run.members.map(\.job) == [JobID(1), JobID(3)])
        #expect(!run.isOver)
    }

    @Test("It is over when everybody has left")
    func allLeave() {
        var run = Self.run(0...2, jobs: 1...2)
        run.begin { _ in true }
        run.finish(confidences: [0.95, 0.95])
        #expect(run.isOver)
        #expect(run.stage == 0)
    }

    @Test("It is over after its last stage, whoever is left")
    func lastStage() {
        var run = Self.run(1...1, jobs: 1...2)
        run.begin { _ in true }
        run.finish(confidences: [0.1, 0.1])
        #expect(run.isOver)
        #expect(run.members.count == 2)
    }

    @Test("Those that have gone are let go of before a stage")
    func absent() {
        var run = Self.run(0...1, jobs: 1...3)
        run.begin { $0 != JobID(2) }
        #expect(run.members.map(\.job) == [JobID(1), JobID(3)])
        run.begin { _ in false }
        #expect(run.isOver)
    }
}
