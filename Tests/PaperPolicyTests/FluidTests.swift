import Domain
import SimulationKit
import Testing

@testable import SchedulerPolicy

@Suite("Fluid Batching's scheduler")
struct FluidTests {
    /// Three stages of 4 ms for any batch.
    private static let model = TestModels.model(
        "fluid",
        perSample: [.zero, .zero, .zero],
        fixed: .milliseconds(4),
        capacity: 4
    )

    @Test("runs what is queued in the order of arrival, shrinks at exits, and starts the next batch when it is empty")
    func shrinking() throws {
        var world = try PaperWorld("fluid", options: ["batch=2"], models: [Self.model])
        world.add(1, due: 90, of: Self.model, reads: [0.95, 1, 1])
        for id in 2...4 as ClosedRange<UInt64> {
            world.add(id, at: 0.1, due: 90 - Double(id), of: Self.model, reads: [id == 2 ? 0.95 : 0.5, 0.95, 1])
        }
        // 1 leaves at once; of 2 and 3 one leaves, 4 fills its place, and both leave at the next exit.
        #expect(try world.play().runs == ["0.0: 0-0 [1]", "4.0: 0-0 [2, 3]", "8.0: 0-0 [4]", "12.0: 1-1 [4, 3]"])
    }

    @Test("newcomers take the room at an exit, catch up and join the saved batch; nobody else overtakes meanwhile")
    func preemption() throws {
        var world = try PaperWorld("fluid", models: [Self.model])
        world.add(1, due: 90, of: Self.model)
        world.add(2, at: 1, due: 90, of: Self.model)
        world.add(3, at: 2, due: 90, of: Self.model)
        world.add(4, at: 5, due: 90, of: Self.model)
        let story = try world.play()
        #expect(
            story.runs == [
                "0.0: 0-0 [1]", "4.0: 0-0 [2, 3]", "8.0: 1-1 [2, 3, 1]", "12.0: 2-2 [2, 3, 1]", "16.0: 0-0 [4]",
                "20.0: 1-1 [4]", "24.0: 2-2 [4]",
            ]
        )
    }

    @Test("who has just been joined by newcomers is not overtaken again at the same exit")
    func afterMerge() throws {
        let model = TestModels.model(
            "wide",
            perSample: [.zero, .zero, .zero],
            fixed: .milliseconds(4),
            capacity: 8
        )
        var world = try PaperWorld("fluid", models: [model])
        world.add(1, due: 90, of: model)
        world.add(2, at: 1, due: 90, of: model)
        for id in 3...6 as ClosedRange<UInt64> { world.add(id, at: 5, due: 90, of: model) }
        // At 8 ms four newcomers would win 8 ms each by overtaking two that would lose 4.
        #expect(
            try world.play().runs.prefix(5) == [
                "0.0: 0-0 [1]", "4.0: 0-0 [2]", "8.0: 1-1 [2, 1]", "12.0: 2-2 [2, 1]", "16.0: 0-0 [3, 4, 5, 6]",
            ]
        )
    }

    @Test("does not preempt if a survivor could be late, in the worst case")
    func slack() throws {
        for (due, overtakes) in [(16.0, true), (15.0, false)] {
            var world = try PaperWorld("fluid", models: [Self.model])
            world.add(1, due: due, of: Self.model)
            for id in 2...4 as ClosedRange<UInt64> { world.add(id, at: 1, due: 90, of: Self.model) }
            #expect(try world.play().runs[1] == (overtakes ? "4.0: 0-0 [2, 3, 4]" : "4.0: 1-1 [1]"))
        }
    }

    @Test("a rule that expects exits overtakes where the worst case does not")
    func expected() {
        let costs = ModelCosts(PaperWorld.linear)
        func newcomers(expected: Bool, rates: [Double]) -> Int {
            FluidPreemption(costs: costs, dispatchCost: 0, swapCost: 0, exitRates: rates, slackIsExpected: expected)
                .newcomers(survivors: [.milliseconds(13)], stage: 1, newcomers: [.milliseconds(40), .milliseconds(40)])
        }
        // Two newcomers catch up in 2 ms; if nine of ten leave at every exit, 11 ms remain for all, else 27 ms.
        let rates = [0.9, 0.9, 0.9]
        #expect(newcomers(expected: false, rates: rates) == 0)
        #expect(newcomers(expected: true, rates: rates) == 2)
        #expect(newcomers(expected: true, rates: []) == 0)
    }

    @Test("prefers the largest number of newcomers that fits, and none if the sum of latencies would grow")
    func size() {
        func rule(_ model: ServedModel, swap: Int64 = 0) -> FluidPreemption {
            FluidPreemption(
                costs: ModelCosts(model),
                dispatchCost: 0,
                swapCost: swap,
                exitRates: [],
                slackIsExpected: false
            )
        }
        let far = [Int64](repeating: .milliseconds(90), count: 3)
        let one = [Int64.milliseconds(90)]
        #expect(rule(Self.model).newcomers(survivors: one, stage: 1, newcomers: far) == 3)
        // Behind the batch they would end after 8 + 12; with it after 4 + 8 and the swap, for which the survivor waits.
        #expect(rule(Self.model).gain(1, 3, stage: 1) == .milliseconds(3 * 8 - 4))
        #expect(rule(Self.model, swap: .milliseconds(5)).newcomers(survivors: one, stage: 1, newcomers: far) == 0)
        #expect(rule(PaperWorld.linear).newcomers(survivors: far, stage: 2, newcomers: far) == 0)
        #expect(rule(Self.model).newcomers(survivors: one, stage: 0, newcomers: far) == 0)
    }

    @Test("newcomers who would be late in any case do not stand in the way")
    func lateNewcomers() {
        let rule = FluidPreemption(
            costs: ModelCosts(Self.model),
            dispatchCost: 0,
            swapCost: 0,
            exitRates: [],
            slackIsExpected: false
        )
        let survivors: [Int64] = [.milliseconds(90)]
        func newcomers(_ due: Int64...) -> Int {
            rule.newcomers(survivors: survivors, stage: 2, newcomers: due.map { .milliseconds($0) })
        }
        // Joined, all are over after 8 + 4; behind the batch the newcomers after 4 + 12.
        #expect(newcomers(12, 12, 12) == 3)
        #expect(newcomers(11, 12, 12) == 3)
    }

    @Test("the registers keep one saved batch, merge at its stage and restore it when nobody has caught up")
    func registers() {
        var registers = FluidRegisters()
        registers.load(StagedBatch(slot: 0, stage: 1, jobs: [JobID(1), JobID(2)]))
        registers.preempt(with: [JobID(3)])
        #expect(registers.savedCount == 2 && registers.saved?.stage == 1)
        #expect(registers.activeCount == 1 && registers.active?.stage == 0)
        let command = registers.run()
        #expect(command == .run(slot: 0, stages: 0...0, jobs: [JobID(3)]))
        registers.remove(JobID(1))
        var merging = registers
        let isBack = merging.takesBack(JobID(3), nowBefore: 1)
        let isMember = merging.takesBack(JobID(2), nowBefore: 1)
        let merges = (merging.settle(), registers.settle())
        #expect(isBack && !isMember)
        #expect(merges.0 && !merges.1, "in the second case the newcomer has left on the way")
        #expect(merging.active?.jobs == [JobID(3), JobID(2)])
        #expect(merging.savedCount == 0)
        #expect(registers.active?.jobs == [JobID(2)])
        #expect(registers.active?.stage == 1)
    }

    @Test("learns which share leaves at every exit, and supposes at first that all stay")
    func rates() {
        var rates = ExitRates()
        #expect(rates.rates(slot: 0) == [])
        let readings = (1...8).map { StageReport.Reading(job: JobID($0), confidence: 0.5, left: $0 > 4) }
        rates.observe(
            StageReport(batch: BatchID(1), stage: 1, duration: .zero, segmentEnded: true, readings: readings),
            slot: 0
        )
        #expect(rates.rates(slot: 0) == [0, 0.25])
        for _ in 0..<1_000 {
            rates.observe(
                StageReport(batch: BatchID(1), stage: 1, duration: .zero, segmentEnded: true, readings: readings),
                slot: 0
            )
        }
        #expect(abs(rates.rates(slot: 0)[1] - 0.5) < 0.01)
    }
}

extension Int64 {
    fileprivate static func milliseconds(_ count: Int64) -> Int64 { count * 1_000_000 }
}
