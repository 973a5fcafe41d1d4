import Kernel
import Testing

@testable import Heads

@Suite("Stored features")
struct StoredFeaturesTests {
    @Test("come back from their bytes as they were")
    func roundTrip() throws {
        let stored = FeatureWorld(seed: 1, samples: 40, training: 25).stored
        let read = try StoredFeatures(bytes: stored.bytes)
        #expect(read.bytes == stored.bytes && read.labels == stored.labels && read.stages == stored.stages)
        for (one, other) in zip(read.readings[0], stored.readings[0]) {
            #expect(one.classIndex == other.classIndex && abs(one.confidence - other.confidence) < 1e-5)
        }
    }

    @Test("are as the network computed them, to half a step of 255")
    func isFine() {
        let world = FeatureWorld(seed: 2, samples: 60, training: 30)
        let rows = world.stored.rows(0..<60, at: 0)
        let count = world.stored.featureCount(of: 0)
        for feature in 0..<count {
            let column = (0..<60).map { world.features[0][$0 * count + feature] }
            let span = (column.max() ?? 0) - (column.min() ?? 0)
            for sample in 0..<60 {
                #expect(abs(rows[sample * count + feature] - column[sample]) <= span / 255 * 0.5001)
            }
        }
    }

    @Test("are not believed: whatever bytes come, an error or features that fit together", arguments: UInt64(0)..<300)
    func survivesGarbage(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = FeatureWorld(seed: 3, samples: 12, training: 6).stored.bytes
        for _ in 0..<(1 + Int(generator.next() % 4)) {
            bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
        }
        if generator.next().isMultiple(of: 3) { bytes.removeLast(Int(generator.next() % UInt64(bytes.count))) }
        guard let stored = try? StoredFeatures(bytes: bytes) else { return }
        #expect(stored.labels.allSatisfy { $0 < stored.classCount })
        for exit in 0..<stored.stageCount {
            #expect(
                stored.rows(stored.labels.indices, at: exit).count == stored.labels.count
                    * stored.featureCount(of: exit)
            )
        }
    }
}
