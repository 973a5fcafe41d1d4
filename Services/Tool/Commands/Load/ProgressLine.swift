import NIOCore

/// Shows on the terminal how a run goes, twice a second.
struct ProgressLine {
    private static let interval = TimeAmount.milliseconds(500)

    private let task: RepeatedTask?

    init(_ run: LoadRun, loop: any EventLoop, isShown: Bool) {
        guard isShown else {
            task = nil
            return
        }
        task = loop.scheduleRepeatedTask(initialDelay: Self.interval, delay: Self.interval) { _ in
            Console.progress(run.snapshot.line)
        }
    }

    func stop() {
        guard let task else { return }
        task.cancel()
        Console.progress("")
    }
}
