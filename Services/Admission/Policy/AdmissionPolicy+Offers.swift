import Domain
import Kernel

/// What would be promised instead of what is refused, searched for with the tests that decide: the static one on all members,
/// then planned tables.
///
/// An offer is the last step of a search that is kept, so it is promised when it is asked for right away, and the next step is not.
/// That other streams could be moved for it is left out: that is seen only when it is tried.
extension AdmissionPolicy {
    /// Of the asked rate and of the asked deadline.
    static let offerSteps = 1_024
    /// Deadlines are looked for up to so many times the asked one.
    private static let longestStretch = 16
    /// Tests in one search at most; there are as many as members that keep nothing more, and some more for each that does.
    private static let probeLimit = 256
    /// Clients that round the period that goes with a rate do so by less.
    private static let rounding = Duration.microseconds(1)

    func counterOffer(to request: StreamRequest, _ candidates: [Int]) -> CounterOffer {
        CounterOffer(
            framesPerSecond: largestRate(request, candidates),
            deadline: smallestDeadline(request, candidates),
            mandatoryExit: deepestExit(request, candidates)
        )
    }

    /// The exit with which offers are searched for: whatever can be promised at all.
    func searchedExit(_ request: StreamRequest) -> Int {
        guard configuration.mode == .deeprt else { return request.mandatoryExit ?? 0 }
        return edges.compactMap { $0.plans[request.model]?.deepestExit }.max() ?? 0
    }

    /// Below the one that is asked for, at the asked rate and deadline.
    private func deepestExit(_ request: StreamRequest, _ candidates: [Int]) -> Int? {
        guard configuration.mode == .rubato, let asked = request.mandatoryExit, asked > 0 else { return nil }
        let deepest = candidates.compactMap { edges[$0].plans[request.model]?.deepestExit }.max() ?? 0
        return (0..<min(asked, deepest + 1)).last { exit in
            candidates.contains { keeps(request, exit: exit, on: $0) }
                || candidates.prefix(Self.tableBreadth).contains { keepsByTable(request, exit: exit, on: $0) }
        }
    }

    /// Frames per second at the asked deadline, in thousandths.
    private func largestRate(_ request: StreamRequest, _ candidates: [Int]) -> Double? {
        let asked = request.period.microseconds
        func period(_ step: Int) -> Duration {
            .microseconds((max(1, asked) * Int64(Self.offerSteps) + Int64(step) - 1) / Int64(step))
        }
        let last = lastKept(1..<Self.offerSteps, request, candidates) { $0.period = period($1) - Self.rounding }
        return last.map { (1e9 / Double(period($0).microseconds)).rounded(.down) / 1_000 }
    }

    /// At the asked rate; whole microseconds.
    private func smallestDeadline(_ request: StreamRequest, _ candidates: [Int]) -> Duration? {
        let asked = max(request.deadline, .microseconds(1))
        let longest = max(asked, configuration.replyAllowance) * Self.longestStretch
        let steps = Self.longestStretch * Self.offerSteps
        func deadline(_ step: Int) -> Duration {
            .microseconds((longest - (longest - asked) * step / steps).microseconds)
        }
        return lastKept(0..<steps, request, candidates) { $0.deadline = deadline($1) }.map(deadline)
    }

    /// The last of the steps with which the stream is kept somewhere, the next one being the first with which it is not.
    ///
    /// Every member is asked for more than those before it keep, so most are asked once.
    private func lastKept(
        _ steps: Range<Int>,
        _ request: StreamRequest,
        _ candidates: [Int],
        change: (inout StreamRequest, Int) -> Void
    ) -> Int? {
        var probes = 0
        var last = steps.lowerBound - 1
        func extend(_ isKept: (StreamRequest) -> Bool) {
            var (kept, refused) = (last, steps.upperBound)
            while refused - kept > 1, probes < Self.probeLimit {
                probes += 1
                let step = kept == last ? kept + 1 : (kept + refused) / 2
                var trial = request
                change(&trial, step)
                if isKept(trial) { kept = step } else { refused = step }
            }
            last = kept
        }
        let exit = searchedExit(request)
        for index in candidates { extend { keeps($0, exit: exit, on: index) } }
        for index in candidates.prefix(Self.tableBreadth) { extend { keepsByTable($0, exit: exit, on: index) } }
        return last < steps.lowerBound ? nil : last
    }

    private func keeps(_ request: StreamRequest, exit: Int, on index: Int) -> Bool {
        kept(shape(request, exit: exit, window: 0), request.model, on: index, isEnough: true) != nil
    }

    private func keepsByTable(_ request: StreamRequest, exit: Int, on index: Int) -> Bool {
        table(for: request, exit: exit, on: index) != nil
    }
}
