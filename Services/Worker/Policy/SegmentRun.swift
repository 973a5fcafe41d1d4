package import Domain

/// A granted segment on its way through the stages: who takes part, who leaves where, and when it is over.
///
/// The compute thread walks it without asking the event loop; the exit rules travel with it.
package struct SegmentRun: Sendable {
    package struct Member: Equatable, Sendable {
        package let job: JobID
        package let rule: ExitRule

        package init(job: JobID, rule: ExitRule) {
            self.job = job
            self.rule = rule
        }
    }

    private enum State {
        /// Another stage is to be run; leads to itself or to `over`.
        case walking
        /// The last stage is done, everybody has left, or it was stopped.
        case over
    }

    package let batch: BatchID
    package let stages: ClosedRange<Int>
    /// The stage that is next, or the last one that was run.
    package private(set) var stage: Int
    /// Who is still in it, in the order of the grant.
    package private(set) var members: [Member]
    private var state = State.walking

    package init(batch: BatchID, stages: ClosedRange<Int>, members: [Member]) {
        self.batch = batch
        self.stages = stages
        self.members = members
        stage = stages.lowerBound
    }

    package var isOver: Bool { state == .over }

    /// Lets go of those that are not there any more or not at this stage; without anybody left the run is over.
    package mutating func begin(isPresent: (JobID) -> Bool) {
        members.removeAll { !isPresent($0.job) }
        if members.isEmpty { state = .over }
    }

    /// Takes the confidences of all members, in their order, and goes on to the next stage with those that stay.
    package mutating func finish(confidences: [Float]) {
        precondition(confidences.count == members.count, "every member of a run is read")
        let finished = stage
        members = zip(members, confidences).compactMap { member, confidence in
            member.rule.leaves(at: finished, confidence: confidence) ? nil : member
        }
        if members.isEmpty || finished == stages.upperBound { state = .over } else { stage = finished + 1 }
    }

    /// Ends it where it is: stopped between layers, or broken.
    package mutating func abandon() {
        state = .over
    }
}
