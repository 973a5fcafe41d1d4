import Domain
import Heads
package import Inference
package import Kernel
import Messages
import WorkerService

/// Trains heads from the features that are stored beside models, on its own thread.
package actor HeadMaker {
    /// Models whose features are kept in memory; the one that was read first goes.
    private static let keptModels = 4

    private let thread: ComputeThread
    private let repository: ModelRepository
    private let time: any TimeSource
    private var kept: [(id: ModelID, maker: SpecialistMaker)] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - thread: Nothing else should run there: training takes seconds.
    ///   - models: The repository's folder.
    ///   - time: Tells how long training has taken.
    package init(thread: ComputeThread, models: String, time: any TimeSource) {
        self.thread = thread
        repository = ModelRepository(root: models)
        self.time = time
    }

    /// What came of an order, and how long that took.
    struct Outcome: Sendable {
        let heads: Result<Rubato_V1_SpecialHeads, Problem>
        let duration: Duration
    }

    func make(_ order: Rubato_V1_HeadOrder) -> Outcome {
        let began = time.now
        do {
            var heads = try train(order)
            heads.trainingUs = (time.now - began).wireMicroseconds
            return Outcome(heads: .success(heads), duration: time.now - began)
        } catch {
            return Outcome(heads: .failure(error), duration: time.now - began)
        }
    }

    private func train(_ order: Rubato_V1_HeadOrder) throws(Problem) -> Rubato_V1_SpecialHeads {
        let classes = order.classes.map { Int($0) }
        let maker = try maker(of: order.model.domain)
        let isAscending = zip(classes, classes.dropFirst()).allSatisfy { $0 < $1 }
        guard !classes.isEmpty, isAscending, classes.allSatisfy({ $0 < maker.classCount }),
            classes.count < maker.classCount
        else { throw .malformed("classes", "not ascending numbers of some of the \(maker.classCount) classes") }
        do throws(SpecialistMaker.Failure) {
            return Rubato_V1_SpecialHeads(try maker.make(classes), model: order.model)
        } catch {
            throw Problem(status: 422, reason: error.rawValue, message: "no heads for these classes are worth it")
        }
    }

    private func maker(of id: ModelID) throws(Problem) -> SpecialistMaker {
        if let known = kept.first(where: { $0.id == id }) { return known.maker }
        let maker = try read(id)
        kept = Array((kept + [(id, maker)]).suffix(Self.keptModels))
        return maker
    }

    private func read(_ id: ModelID) throws(Problem) -> SpecialistMaker {
        do throws(ModelError) {
            let model = try repository.load(name: id.name, version: id.version)
            if let features = try repository.features(of: model) {
                return SpecialistMaker(
                    features,
                    work: model.manifest.exits.map { $0.mflop ?? 0 },
                    generalThreshold: model.manifest.defaultThreshold
                )
            }
        } catch {
            throw Problem(status: 404, reason: "no_features", message: "\(error)", field: "model")
        }
        let message = "no features are stored beside \(id)"
        throw Problem(status: 404, reason: "no_features", message: message, field: "model")
    }
}

extension Rubato_V1_SpecialHeads {
    init(_ product: SpecialistMaker.Product, model: Rubato_V1_ModelKey) {
        self.init()
        self.model = model
        classes = product.specialist.classes.map { UInt32($0) }
        threshold = Float(product.specialist.threshold)
        accuracy = Float(product.accuracy)
        agreement = Float(product.agreement)
        exits = product.specialist.exits.map { exit in
            var message = Rubato_V1_SpecialExit()
            message.weights = exit.head.weights
            message.bias = exit.head.bias
            message.temperature = Float(exit.temperature)
            return message
        }
    }
}
