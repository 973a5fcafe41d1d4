import Foundation
import Kernel
import NIOCore
import NIOPosix
import Simulation
import ToolPolicy
import Transport

/// One `rubato load` from the first look at the server to the report.
struct LoadSession {
    private let options: LoadCommand
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let clients: [any HTTPClient]
    private let caller: Caller

    init(_ options: LoadCommand) throws {
        self.options = options
        clients = try ClientFactory(options, eventLoop: group.next()).clients()
        caller = Caller(client: clients[0], authority: options.url.authority)
    }

    func run() throws {
        defer { shutDown() }
        let description = try describeModel()
        let samples = try options.data.load(bytesPerSample: description.valuesPerSample, seed: options.seed)
        try checkSkew(samples)
        let streams = try openStreams()
        defer { try? streams?.close(caller) }
        try warmUp()
        let book = try makeBook(description, samples, streams)
        let plan = try makePlan(streamCount: streams?.paths.count)
        let witnesses = try options.worker.map { try WorkerWitness($0, eventLoop: group.next()) }
        defer { for witness in witnesses { witness.close() } }
        let load = Machine.loadAverage
        let processor = Machine.processorMicroseconds
        let result = try drive(LoadRun(clients: clients, book: book, plan: plan, settings: settings), witnesses)
        let spent = Machine.processorMicroseconds - processor
        try record(result, try witnesses.map { try $0.testimony() })
        let hasLabels = samples.labels != nil
        try publish(result, description, hasLabels: hasLabels, streams: streams, spent: spent, loadBefore: load)
    }

    private func describeModel() throws -> ModelDescription {
        let reply = try caller.call("GET", modelPath)
        return try ModelDescription(status: reply.status, body: reply.body, model: options.model)
    }

    private var modelPath: String {
        let parts = options.model.split(separator: "/")
        return "/v2/models/\(parts[0])" + (parts.count > 1 ? "/versions/\(parts[1])" : "")
    }

    private func checkSkew(_ samples: SampleSet) throws {
        guard let skew = options.skew else { return }
        guard let labels = samples.labels, skew.classes.allSatisfy({ index in labels.contains { $0 == index } }) else {
            throw ToolFailure.badData("--skew names a class that no sample of \(samples.name) is known to be of")
        }
    }

    private func openStreams() throws -> StreamSet? {
        guard let count = options.streams, let rate = options.fps else { return nil }
        let wish = StreamSet.Wish(
            model: options.model,
            framesPerSecond: rate,
            deadlineMilliseconds: options.deadline,
            frames: Int((options.duration * rate).rounded(.up)),
            maySpecialize: !options.noSpecialists,
            minExit: options.minExit
        )
        let streams = try StreamSet(count: count, wish: wish, caller: caller)
        if streams.paths.isEmpty {
            throw ToolFailure.unreachable("no stream was admitted: \(streams.report.reasons)")
        }
        return streams
    }

    /// Opens every connection, so that no request of the run pays for a handshake.
    private func warmUp() throws {
        for client in clients {
            _ = try Caller(client: client, authority: options.url.authority).call("GET", "/v2/health/live")
        }
    }

    private func makeBook(_ description: ModelDescription, _ samples: SampleSet, _ streams: StreamSet?) throws
        -> RequestBook
    {
        let name = String(options.model.split(separator: "/")[0])
        let repository = try options.models ?? Executables.modelFolder
        let wording = RequestBook.Wording(
            authority: options.url.authority,
            model: description,
            datatype: options.datatype,
            normalization: options.datatype == .fp32 ? try .ofModel(name, repository: repository) : .plain,
            deadline: streams == nil ? settings.deadline : nil,
            threshold: options.threshold
        )
        return RequestBook(paths: streams?.paths ?? [modelPath + "/infer"], samples: samples, wording: wording)
    }

    private var settings: LoadSettings {
        LoadSettings(
            length: .seconds(options.duration),
            deadline: .nanoseconds(Int64(options.deadline * 1e6)),
            inFlightLimit: options.maxInFlight,
            seed: options.seed,
            skew: options.skew,
            skewEnd: .seconds(min(options.skewSeconds ?? options.duration, options.duration)),
            isRecorded: options.record != nil
        )
    }

    private func makePlan(streamCount: Int?) throws -> SendPlan {
        if let count = options.closed { return .closed(count) }
        if let streamCount, let rate = options.fps {
            let length = settings.length
            return .frames(
                FrameSchedule(streams: streamCount, framesPerSecond: rate, length: length, seed: options.seed)
            )
        }
        if case .trace(let path) = options.arrivals {
            let instants = try TraceFile.read(path)
            return .arrivals(ArrivalSchedule(trace: instants, rate: options.rate, length: settings.length))
        }
        return .arrivals(
            ArrivalSchedule(
                pattern: options.arrivals,
                rate: options.rate ?? 0,
                length: settings.length,
                seed: options.seed
            )
        )
    }

    /// Keeps the arrivals for a replay in virtual time.
    private func record(_ result: LoadResult, _ testimonies: [WorkerTestimony]) throws {
        guard let path = options.record else { return }
        let arrivals = result.sent.map { request in
            RecordedArrival(
                at: request.offset,
                model: options.model,
                deadline: settings.deadline,
                sample: request.sample
            )
        }
        try Files.write(Data(ArrivalsFile.text(arrivals).utf8), to: path)
        if !testimonies.isEmpty { try write(testimonies, result.ways, beside: path) }
    }

    private func write(_ testimonies: [WorkerTestimony], _ ways: RecordedWays, beside path: String) throws {
        let name = URL(fileURLWithPath: path).lastPathComponent
        var workers: [(path: String, testimony: WorkerTestimony)] = []
        for (number, testimony) in testimonies.enumerated() {
            try Files.write(Data(testimony.profile.utf8), to: "\(path).worker\(number + 1).json")
            workers.append(("\(name).worker\(number + 1).json", testimony))
        }
        let scenario = ReplayScenario(
            options: options,
            moment: options.recordedMoment,
            ways: ways,
            workers: workers,
            arrivals: name
        )
        try Files.write(Data(scenario.text.utf8), to: path + ".yaml")
    }

    /// Ends a moment of the record whenever it is over, until the run is.
    private func drive(_ run: LoadRun, _ witnesses: [WorkerWitness]) throws -> LoadResult {
        let progress = ProgressLine(run, loop: group.next(), isShown: !options.quiet && Console.errorIsTerminal)
        defer { progress.stop() }
        let result = run.run()
        let (began, isDone) = (DispatchTime.now(), DispatchSemaphore(value: 0))
        result.whenComplete { _ in isDone.signal() }
        let moment = DispatchTimeInterval.nanoseconds(Int(options.recordedMoment.nanoseconds))
        var end = began + moment
        while isDone.wait(timeout: witnesses.isEmpty ? .distantFuture : end) == .timedOut {
            for witness in witnesses { try witness.look() }
            end = end + moment
        }
        return try result.wait()
    }

    private func shutDown() {
        let clients = clients
        try? group.next().submit { for client in clients { client.close() } }.wait()
        try? group.syncShutdownGracefully()
    }
}

extension LoadSession {
    private func publish(
        _ result: LoadResult,
        _ description: ModelDescription,
        hasLabels: Bool,
        streams: StreamSet?,
        spent: Double,
        loadBefore: Double
    ) throws {
        var run = RunContext()
        run.command = CommandLine.arguments.joined(separator: " ")
        run.url = options.url.url
        run.model = options.model
        run.arrivals = arrivalText
        run.seed = options.seed
        run.deadlineMilliseconds = options.deadline
        run.connections = clients.count
        run.peakInFlight = result.peakInFlight
        run.generatorCPUMicroseconds = spent / Double(max(1, result.tally.offered))
        run.machine = Machine.description
        run.loadAverage = [loadBefore, Machine.loadAverage]
        (run.server, run.policy) = serverIdentity
        var report = LoadReport(result.tally, seconds: options.duration, hasLabels: hasLabels, run: run)
        report.streams = streams?.report
        report.meanWork(description.work)
        if let path = options.report {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try Files.write(encoder.encode(report), to: path)
        }
        if !options.quiet { Console.print(LoadSummary(report: report).text) }
    }

    private var arrivalText: String {
        if let closed = options.closed { return "closed loop with \(closed)" }
        if let streams = options.streams, let fps = options.fps { return "\(streams) streams of \(fps)/s" }
        return "\(options.arrivals)" + (options.rate.map { " at \($0)/s" } ?? "")
    }

    /// Name and version of the server, and its policy if it tells.
    private var serverIdentity: (server: String, policy: String?) {
        guard let reply = try? caller.call("GET", "/v2"),
            let fields = try? JSONSerialization.jsonObject(with: reply.body) as? [String: Any]
        else { return ("", nil) }
        let name = [fields["name"], fields["version"]].compactMap { $0 as? String }.joined(separator: " ")
        return (name, fields["policy"] as? String)
    }
}
