import Domain
import Messages

/// Members, jobs and asks as the tests need them.
enum Samples {
    static let model = ModelID(name: "fashion", version: "1")

    /// Two stages; one job costs 1 ms and 2 ms, eight cost 4 ms and 8 ms.
    static func served() -> ServedModel {
        let first = (1...8).map { Duration.microseconds(600 + 400 * $0) }
        return ServedModel(
            id: model,
            inputName: "x",
            inputShape: [1, 28, 28],
            classes: ["a", "b"],
            exits: [
                ServedModel.Exit(name: "e0", accuracy: 0.8, meanConfidence: 0.8, mflop: 1),
                ServedModel.Exit(name: "e1", accuracy: 0.9, meanConfidence: 0.9, mflop: 3),
            ],
            mandatoryExit: 0,
            defaultThreshold: 0.9,
            defaultDeadline: .milliseconds(50),
            profile: ExecutionProfile(
                model: model,
                bounds: [first, first.map { $0 * 2 }],
                provenance: ExecutionProfile.Provenance(
                    device: "test",
                    precision: "f32",
                    quantile: 0.999,
                    margin: 1.2,
                    samples: 100
                )
            )
        )
    }

    static func member(_ name: String, kind: Member.Kind = .cpu) -> Member {
        Member(id: WorkerID(name), kind: kind, address: "127.0.0.1:8031", models: [served()])
    }

    static func registration(_ name: String, kind: Member.Kind = .cpu) -> Rubato_V1_LaneReport {
        var report = Rubato_V1_LaneReport()
        report.registered = Rubato_V1_MemberInfo(member(name, kind: kind))
        return report
    }

    static func arrival(_ job: UInt64, budget: Duration = .milliseconds(50)) -> Rubato_V1_Arrival {
        var arrival = Rubato_V1_Arrival()
        arrival.job = job
        arrival.model = Rubato_V1_ModelKey(model)
        arrival.budgetUs = budget.wireMicroseconds
        arrival.rule = Rubato_V1_Rule(ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9))
        return arrival
    }

    static func arrivals(_ jobs: UInt64...) -> Rubato_V1_LaneReport {
        var report = Rubato_V1_LaneReport()
        report.arrived = jobs.map { arrival($0) }
        return report
    }

    static func done(
        _ batch: UInt64,
        stage: UInt32,
        jobs: [UInt64],
        left: Bool,
        ended: Bool = true
    ) -> Rubato_V1_LaneReport {
        var done = Rubato_V1_StageDone()
        done.batch = batch
        done.stage = stage
        done.durationUs = 900
        done.segmentEnded = ended
        done.readings = jobs.map { job in
            var reading = Rubato_V1_Reading()
            reading.job = job
            reading.confidence = 0.95
            reading.left = left
            return reading
        }
        var report = Rubato_V1_LaneReport()
        report.done = [done]
        return report
    }

    static func ask(_ jobs: UInt64..., budget: Duration = .milliseconds(50)) -> Rubato_V1_AdmissionAsk {
        var ask = Rubato_V1_AdmissionAsk()
        ask.jobs = jobs.map { job in
            let rule = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9)
            let request = JobRequest(model: model, budget: budget, rule: rule, cloudIsAllowed: false)
            return Rubato_V1_JobAsk(JobID(job), request)
        }
        return ask
    }

    static func stream(_ name: String) -> Rubato_V1_StreamAsk {
        let request = StreamRequest(model: model, period: .milliseconds(100), deadline: .milliseconds(80))
        return Rubato_V1_StreamAsk(StreamID(name), request)
    }
}
