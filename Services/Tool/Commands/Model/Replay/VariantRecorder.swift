import Heads
import Inference
import ModelCompiler
import Simulation

/// Writes down what one variant says of every test image: itself, a specialist on it and a further task's heads.
struct VariantRecorder {
    let staged: StagedModel
    let data: CompileData
    let dominant: [Int]
    let groups: ClassGroups
    /// The dominant classes' share that specialists are made for.
    let share: Double

    struct Records {
        var general: ExitRecords
        var special: ExitRecords
        var group: ExitRecords
        var labels: [UInt8]
    }

    func record() throws -> Records {
        let reader = try FeatureReader(staged)
        func features(_ split: CompileData.Split) throws -> FeatureReader.Features {
            let set = try data.load(split, for: staged.manifest.input, classes: staged.manifest.classes.count)
            return try reader.read(set.samples, labels: set.labels, title: split.rawValue)
        }
        let (training, held, test) = (try features(.calibration), try features(.validation), try features(.test))
        return Records(
            general: general(test),
            special: try special(training, held, test),
            group: group(training, held, test),
            labels: test.labels.map { UInt8($0) }
        )
    }

    private func general(_ test: FeatureReader.Features) -> ExitRecords {
        records("", test) { sample, exit in
            let reading = test.readings[exit][sample]
            return (reading.confidence, reading.classIndex == test.labels[sample])
        }
    }

    private func special(
        _ training: FeatureReader.Features,
        _ held: FeatureReader.Features,
        _ test: FeatureReader.Features
    ) throws -> ExitRecords {
        let factory = SpecialistFactory(training: training, held: walk(held), share: share)
        guard let product = factory.make(dominant) else {
            throw ToolFailure.badData("\(staged.manifest.name): every specialist loses accuracy on held images")
        }
        let walk = walk(test)
        let ends = test.labels.indices.map { walk.special($0, by: product.specialist) }
        return records(" specialist", test) { sample, exit in
            let hasAnswered = exit >= ends[sample].exit
            return (hasAnswered ? 1 : 0, hasAnswered && ends[sample].classIndex == test.labels[sample])
        }
    }

    private func group(
        _ training: FeatureReader.Features,
        _ held: FeatureReader.Features,
        _ test: FeatureReader.Features
    ) -> ExitRecords {
        func own(_ split: FeatureReader.Features) -> [Int] { split.labels.map { groups.groups[$0] } }
        let exits = staged.stages.indices.map { exit -> (head: LinearHead, figures: ModelExit) in
            let set = TrainingSet(
                features: training.numbers[exit],
                labels: own(training),
                classCount: groups.names.count
            )
            let head = HeadTrainer().train(set)
            let scores = held.labels.indices.map { head.scores(of: held.row($0, at: exit)) }
            let temperature = Calibration.temperature(scores, labels: own(held).map { UInt8($0) })
            return (head, ModelExit(name: staged.manifest.exits[exit].name, temperature: temperature))
        }
        let right = own(test)
        return records(" groups", test) { sample, exit in
            let reading = exits[exit].figures.reading(of: exits[exit].head.scores(of: test.row(sample, at: exit)))
            return (reading.confidence, reading.classIndex == right[sample])
        }
    }

    private func records(
        _ suffix: String,
        _ test: FeatureReader.Features,
        _ answer: (_ sample: Int, _ exit: Int) -> (confidence: Double, isRight: Bool)
    ) -> ExitRecords {
        let answers = test.labels.indices.map { sample in staged.stages.indices.map { answer(sample, $0) } }
        return ExitRecords(
            model: "\(staged.manifest.name)/\(staged.manifest.version)\(suffix)",
            confidences: answers.map { $0.map { Float($0.confidence) } },
            isRight: answers.map { $0.map(\.isRight) }
        )
    }

    private func walk(_ features: FeatureReader.Features) -> ExitWalk {
        var soFar = 0.0
        let work = staged.stages.map { stage in
            soFar += stage.mflop
            return soFar
        }
        return ExitWalk(features: features, work: work, threshold: staged.manifest.defaultThreshold)
    }
}
