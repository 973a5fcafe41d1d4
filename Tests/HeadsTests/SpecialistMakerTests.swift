import Testing

@testable import Heads

@Suite("Specialists from stored features")
struct SpecialistMakerTests {
    private static func maker(_ world: FeatureWorld) -> SpecialistMaker {
        SpecialistMaker(world.stored, work: [1, 40], generalThreshold: 0.9)
    }

    @Test("answer their classes early, leave the others, and lose nothing against full depth")
    func makes() throws {
        let world = FeatureWorld(seed: 5, samples: 400, training: 200)
        let product = try Self.maker(world).make([1, 2])
        #expect(product.specialist.classes == [1, 2] && product.specialist.exits.count == 1)
        #expect(product.accuracy > 0.98 && product.agreement > 0.98)
        #expect(abs(product.generalWork - 40) < 1e-9 && product.work < 20, "the others go on to full depth")
        var claimed = [0, 0, 0, 0]
        for sample in world.stored.held {
            let row = world.stored.rows([sample], at: 0)
            if let claim = product.specialist.claim(at: 0, features: row) {
                #expect([1, 2].contains(claim.classIndex) && claim.confidence >= product.specialist.threshold)
                claimed[world.stored.labels[sample]] += 1
            }
        }
        #expect(claimed[1] > 40 && claimed[2] > 40 && claimed[0] + claimed[3] <= 2, "\(claimed)")
        #expect(product.specialist.claim(at: 1, features: [0, 0, 0]) == nil, "no head there")
    }

    @Test("are the same whenever they are made")
    func isDeterministic() throws {
        let maker = Self.maker(FeatureWorld(seed: 6, samples: 400, training: 200))
        #expect(try maker.make([0, 3]) == maker.make([0, 3]))
    }

    @Test("are not made of a handful of samples")
    func wantsSamples() {
        let maker = Self.maker(FeatureWorld(seed: 7, samples: 60, training: 30))
        #expect(throws: SpecialistMaker.Failure.tooFewSamples) { try maker.make([0, 1]) }
    }

    @Test("are not made where the general heads leave at the first exit anyway")
    func wantsGain() {
        let maker = Self.maker(FeatureWorld(seed: 8, samples: 400, training: 200, confidence: 0.95))
        #expect(throws: SpecialistMaker.Failure.savesNothing) { try maker.make([0, 1]) }
    }
}
