import Testing

@testable import Inference
@testable import InferenceDNNL

/// Compares the backends with each other on networks that nobody chose.
@Suite("Backends agree on random networks")
struct BackendAgreementTests {
    @Test("oneDNN and the portable backend give the same logits", arguments: UInt64(0)..<60)
    func agreement(seed: UInt64) throws {
        let network = RandomNetwork(seed: seed)
        let model = try network.writer.model()
        let samples = network.samples(3, seed: seed)
        var results: [[[[Float]]]] = []
        for backend in TestBackend.allCases {
            let executor = try backend.backend.prepare(model, precision: .f32, maxBatch: 3)
            results.append(try executor.logits(try executor.staged(floats: samples), batch: 3))
        }
        for (portable, library) in zip(results[0].joined(), results[1].joined()) {
            let difference = Difference.first(library, portable, absolute: 2e-4, relative: 1e-3)
            #expect(difference == nil, "\(difference ?? "")")
        }
    }

    @Test("the portable backend gives the same bits in every batch", arguments: UInt64(0)..<10)
    func portableBatches(seed: UInt64) throws {
        let network = RandomNetwork(seed: seed)
        let executor = try PortableBackend().prepare(try network.writer.model(), precision: .f32, maxBatch: 4)
        let samples = try executor.staged(floats: network.samples(4, seed: seed))
        let single = try executor.logits(samples, batch: 1)
        #expect(try executor.logits(samples, batch: 3) == single)
        #expect(try executor.logits(samples, batch: 4) == single)
    }
}
