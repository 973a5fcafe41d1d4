import Foundation
import Synchronization
import Testing

@testable import Inference
@testable import InferenceDNNL

/// The thread that computes runs what it is given, in order, and ends when told.
@Suite("Compute threads")
struct ComputeThreadTests {
    private actor Confined {
        private let thread: ComputeThread
        private(set) var seen: [Int] = []
        private var executor: (any StageExecutor)?

        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        init(_ thread: ComputeThread) {
            self.thread = thread
        }

        func see(_ number: Int) { seen.append(number) }

        func isOnThread() -> Bool { thread.isCurrent }

        func threadName() -> String {
            let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
            return name?.trimmingCharacters(in: .newlines) ?? ""
        }

        func logits(_ model: StagedModel, _ backend: any InferenceBackend, _ samples: [[Float]]) throws -> [[[Float]]] {
            if executor == nil { executor = try backend.prepare(model, precision: .f32, maxBatch: samples.count) }
            guard let executor else { return [] }
            return try executor.logits(try executor.staged(floats: samples), batch: samples.count)
        }

        func block(until flag: StopFlag) {
            while !flag.isRaised { usleep(1000) }
        }
    }

    @Test("an actor on the thread runs there and nowhere else")
    func confinement() async {
        let thread = ComputeThread(name: "compute")
        #expect(await Confined(thread).isOnThread())
        #expect(!thread.isCurrent)
        #expect(thread.isIsolatingCurrentContext() == false)
        #expect(thread.shutDown(within: .seconds(5)))
    }

    @Test("isolation can be asserted from synchronous code on the thread")
    func assertedIsolation() async {
        let thread = ComputeThread(name: "compute")
        let confined = Confined(thread)
        await Task(executorPreference: thread) { Self.see(1, confined) }.value
        #expect(await confined.seen == [1])
        #expect(thread.shutDown(within: .seconds(5)))
    }

    private static func see(_ number: Int, _ confined: Confined) {
        confined.assumeIsolated { $0.see(number) }
    }

    @Test("the start hook runs on the thread before any job")
    func startHook() async {
        let started = StopFlag()
        let thread = ComputeThread(name: "compute") {
            usleep(20_000)
            started.raise()
        }
        let wasStarted = await Task(executorPreference: thread) { started.isRaised }.value
        #expect(wasStarted)
        #expect(thread.shutDown(within: .seconds(5)))
    }

    @Test("the system's tools see the name, cut to what they can show")
    func name() async {
        let thread = ComputeThread(name: "a-rather-long-name")
        #expect(await Confined(thread).threadName() == "a-rather-long-n")
        #expect(thread.shutDown(within: .seconds(5)))
    }

    @Test("queued jobs run before the thread ends")
    func drain() async {
        let thread = ComputeThread(name: "compute")
        let confined = Confined(thread)
        let tasks = (0..<100).map { number in Task { await confined.see(number) } }
        for task in tasks { await task.value }
        #expect(thread.shutDown(within: .seconds(5)))
        #expect(await confined.seen.sorted() == Array(0..<100))
    }

    @Test("the wait for the end is bounded while a job still runs")
    func boundedShutdown() async {
        let thread = ComputeThread(name: "compute")
        let confined = Confined(thread)
        let release = StopFlag()
        let job = Task { await confined.block(until: release) }
        while await Self.isIdle(thread) { await Task.yield() }
        #expect(!thread.shutDown(within: .milliseconds(50)))
        release.raise()
        #expect(thread.shutDown(within: .seconds(5)))
        await job.value
    }

    /// Always false: the thread is given its job by the time this returns.
    private static func isIdle(_ thread: ComputeThread) async -> Bool {
        try? await Task.sleep(for: .milliseconds(30))
        return thread.isCurrent
    }

    @Test("a job that comes after the end still runs")
    func lateJob() async {
        let thread = ComputeThread(name: "compute")
        let confined = Confined(thread)
        #expect(thread.shutDown(within: .seconds(5)))
        await confined.see(5)
        #expect(await confined.seen == [5])
        #expect(await confined.isOnThread())
    }

    @Test("an executor gives the same bits on another thread", arguments: TestBackend.allCases)
    func migration(_ backend: TestBackend) async throws {
        let network = RandomNetwork(seed: 11)
        let model = try network.writer.model()
        let samples = network.samples(3, seed: 2)
        let hook: @Sendable () -> Void = { DNNLBackend.prepareThread() }
        let threads = (0..<3).map { ComputeThread(name: "compute-\($0)", onStart: hook) }
        let box = ExecutorBox(try backend.backend.prepare(model, precision: .f32, maxBatch: 3))
        var results: [[[[Float]]]] = []
        for thread in threads {
            results.append(try await Task(executorPreference: thread) { try box.logits(samples) }.value)
        }
        #expect(results[1] == results[0])
        #expect(results[2] == results[0])
        for thread in threads { #expect(thread.shutDown(within: .seconds(5))) }
    }

    @Test("two executors compute at the same time without disturbing each other")
    func parallel() async throws {
        let network = RandomNetwork(seed: 12)
        let model = try network.writer.model()
        let samples = network.samples(4, seed: 2)
        let threads = (0..<2).map { ComputeThread(name: "compute-\($0)") { DNNLBackend.prepareThread() } }
        let actors = threads.map(Confined.init)
        let expected = try await actors[0].logits(model, DNNLBackend(), samples)
        try await withThrowingTaskGroup(of: [[[[Float]]]].self) { group in
            for actor in actors {
                group.addTask {
                    var results: [[[[Float]]]] = []
                    for _ in 0..<50 { results.append(try await actor.logits(model, DNNLBackend(), samples)) }
                    return results
                }
            }
            for try await results in group { #expect(results.allSatisfy { $0 == expected }) }
        }
        for thread in threads { #expect(thread.shutDown(within: .seconds(5))) }
    }

    /// Hands one executor from thread to thread.
    private final class ExecutorBox: @unchecked Sendable {
        // Safe because the test awaits each thread before it gives the executor to the next.
        private let executor: any StageExecutor

        init(_ executor: any StageExecutor) {
            self.executor = executor
        }

        func logits(_ samples: [[Float]]) throws -> [[[Float]]] {
            try executor.logits(try executor.staged(floats: samples), batch: samples.count)
        }
    }
}
