/// What a worker says of a model that it serves: enough for the gateway to describe it and for admission to plan with it.
package struct ServedModel: Hashable, Sendable, Identifiable {
    /// One exit as measured on the test set.
    package struct Exit: Hashable, Sendable {
        package var name: String
        /// The share of right answers, 0…1.
        package var accuracy: Double
        package var meanConfidence: Double
        /// Work from the input to this exit, in MFLOP (a multiply-add counts two).
        package var mflop: Double
        /// Of what a sample carries past it, as it crosses to another member; 0 where nothing can be handed on.
        package var carriedBytes: Int

        package init(name: String, accuracy: Double, meanConfidence: Double, mflop: Double, carriedBytes: Int = 0) {
            self.name = name
            self.accuracy = accuracy
            self.meanConfidence = meanConfidence
            self.mflop = mflop
            self.carriedBytes = carriedBytes
        }
    }

    /// What heads answer beside the network's own task, from the same pass.
    package struct Task: Hashable, Sendable {
        package var name: String
        package var classes: [String]
        /// By exit, the share of right answers on the test set, 0…1.
        package var accuracy: [Double]

        package init(name: String, classes: [String], accuracy: [Double]) {
            self.name = name
            self.classes = classes
            self.accuracy = accuracy
        }
    }

    package let id: ModelID
    package var inputName: String
    /// Of one sample, without the batch dimension.
    package var inputShape: [Int]
    package var classes: [String]
    package var exits: [Exit]
    package var tasks: [Task]
    package var mandatoryExit: Int
    package var defaultThreshold: Float
    package var defaultDeadline: Duration
    package var profile: ExecutionProfile

    package init(
        id: ModelID,
        inputName: String,
        inputShape: [Int],
        classes: [String],
        exits: [Exit],
        tasks: [Task] = [],
        mandatoryExit: Int,
        defaultThreshold: Float,
        defaultDeadline: Duration,
        profile: ExecutionProfile
    ) {
        self.id = id
        self.inputName = inputName
        self.inputShape = inputShape
        self.classes = classes
        self.exits = exits
        self.tasks = tasks
        self.mandatoryExit = mandatoryExit
        self.defaultThreshold = defaultThreshold
        self.defaultDeadline = defaultDeadline
        self.profile = profile
    }

    /// The rule for a job that asks for nothing in particular.
    package var defaultRule: ExitRule {
        ExitRule(mandatoryExit: mandatoryExit, lastExit: exits.count - 1, threshold: defaultThreshold)
    }
}
