import Kernel
import Testing

@testable import Heads
@testable import Inference
@testable import Tool

@Suite("A study of specialization")
struct SpecialistStudyTests {
    private static let classCount = 6

    /// Two exits: the first is vague about all classes, the second is wrong about one sample of 20; features tell all.
    private static func features(_ count: Int, seed: UInt64) -> FeatureReader.Features {
        var generator = SeededGenerator(seed: seed)
        let labels = (0..<count).map { $0 % classCount }
        let numbers = labels.flatMap { label in
            (0..<classCount).map { ($0 == label ? 2 : 0) + Float.random(in: -1...1, using: &generator) }
        }
        func readings(_ confidence: Double) -> [ExitReading] {
            labels.enumerated().map { sample, label in
                let answer = (label + (sample / classCount % 20 == 0 ? 1 : 0)) % classCount
                var probabilities = [Float](repeating: Float((1 - confidence) / 5), count: classCount)
                probabilities[answer] = Float(confidence)
                return ExitReading(classIndex: answer, confidence: confidence, probabilities: probabilities)
            }
        }
        return FeatureReader.Features(
            labels: labels,
            numbers: [numbers, numbers],
            readings: [readings(0.4), readings(0.99)]
        )
    }

    private static func study() -> SpecialistStudy {
        func walk(_ seed: UInt64) -> ExitWalk {
            ExitWalk(features: features(1_200, seed: seed), work: [1, 10], threshold: 0.9)
        }
        return SpecialistStudy(
            walk: walk(3),
            factory: SpecialistFactory(training: features(1_200, seed: 1), held: walk(2), share: 0.8),
            classCount: classCount,
            settings: SpecialistStudy.Settings()
        )
    }

    @Test("finds that a specialist does the same for less, and goes within the window")
    func saves() throws {
        let result = Self.study().play([1, 4])
        #expect(result.fullDepth.meanWork == 10)
        #expect(result.general.meanWork == 10)
        #expect(result.special.meanWork < 7)
        #expect(result.special.accuracy > result.fullDepth.accuracy)
        let (installed, withdrawn) = (try #require(result.installedAfter), try #require(result.withdrawnAfter))
        #expect(installed > 10 && installed < 80)
        #expect(withdrawn > 0 && withdrawn <= 60)
        #expect(result.strayFrames <= Int(withdrawn * 10))
    }

    @Test("comes to the same when it is repeated")
    func isRepeatable() {
        let (one, other) = (Self.study().play([0, 5]), Self.study().play([0, 5]))
        #expect(one.special.mflop == other.special.mflop && one.special.right == other.special.right)
    }

    @Test("draws frames in the shares that were asked for")
    func draws() {
        let labels = (0..<600).map { $0 % 6 }
        var draw = StreamDraw(labels: labels, classCount: 6, seed: 4)
        let drawn = (0..<4_000).map { _ in labels[draw.next(share: 0.8, of: [2, 3])] }
        let share = Double(drawn.count { [2, 3].contains($0) }) / 4_000
        #expect(abs(share - 0.8) < 0.03)
        #expect(Set(drawn) == Set(0..<6))
    }
}

@Suite("Groups of classes")
struct ClassGroupsTests {
    private static let classes = ["shirt", "sandal", "bag"]

    @Test("name every class once, by number or by name")
    func reads() throws {
        let groups = try ClassGroups("worn=shirt,1;carried=2", classes: Self.classes)
        #expect(groups.names == ["worn", "carried"])
        #expect(groups.groups == [0, 0, 1])
    }

    @Test(
        "that leave a class out, name one twice or one that there is not are refused",
        arguments: ["a=0;b=1", "a=0,1;b=1,2", "a=0,1;b=2,7", "a=0,1,2", "a=0,1;a=2", "0,1;2", ""]
    )
    func refuses(text: String) {
        #expect(throws: ToolFailure.self) { try ClassGroups(text, classes: Self.classes) }
    }
}
