package import Domain

extension Rubato_V1_Model {
    package init(_ model: ServedModel) {
        self.init()
        key = Rubato_V1_ModelKey(model.id)
        inputName = model.inputName
        inputShape = model.inputShape.map(UInt32.init)
        classes = model.classes
        exits = model.exits.map(Rubato_V1_ModelExit.init)
        tasks = model.tasks.map(Rubato_V1_ModelTask.init)
        mandatoryExit = UInt32(model.mandatoryExit)
        defaultThreshold = model.defaultThreshold
        defaultDeadlineUs = model.defaultDeadline.wireMicroseconds
        profile = Rubato_V1_Profile(model.profile)
    }

    /// The model, or `nil` if exits and profile do not fit together.
    package var domain: ServedModel? {
        guard let profile = profile.domain(of: key.domain), profile.stageCount == exits.count,
            Int(mandatoryExit) < exits.count, tasks.allSatisfy({ $0.accuracy.count == exits.count })
        else { return nil }
        return ServedModel(
            id: key.domain,
            inputName: inputName,
            inputShape: inputShape.map(Int.init),
            classes: classes,
            exits: exits.map(\.domain),
            tasks: tasks.map(\.domain),
            mandatoryExit: Int(mandatoryExit),
            defaultThreshold: defaultThreshold,
            defaultDeadline: Duration(wireMicroseconds: defaultDeadlineUs),
            profile: profile
        )
    }
}

extension Rubato_V1_ModelTask {
    init(_ task: ServedModel.Task) {
        self.init()
        name = task.name
        classes = task.classes
        accuracy = task.accuracy
    }

    var domain: ServedModel.Task { ServedModel.Task(name: name, classes: classes, accuracy: accuracy) }
}

extension Rubato_V1_ModelExit {
    init(_ exit: ServedModel.Exit) {
        self.init()
        name = exit.name
        accuracy = exit.accuracy
        meanConfidence = exit.meanConfidence
        mflop = exit.mflop
        carriedBytes = UInt64(exit.carriedBytes)
    }

    var domain: ServedModel.Exit {
        ServedModel.Exit(
            name: name,
            accuracy: accuracy,
            meanConfidence: meanConfidence,
            mflop: mflop,
            carriedBytes: Int(clamping: carriedBytes)
        )
    }
}
