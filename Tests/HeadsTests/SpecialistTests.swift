import Kernel
import Testing

@testable import Heads

@Suite("A specialist")
struct SpecialistTests {
    private static let sure = Specialist.Exit(
        head: LinearHead(weights: [4, 0, 0, 4, -4, -4], bias: [0, 0, 0]),
        temperature: 1
    )
    private static let specialist = Specialist(classes: [2, 7], exits: [sure, sure], threshold: 0.8)

    private func answer(_ features: [Float], at exit: Int, general: (Int, Double)) -> Int? {
        Self.specialist.answer(at: exit, features: features, general: general, generalThreshold: 0.9)
    }

    @Test("answers its own classes where it is sure")
    func answersOwn() {
        #expect(answer([1, 0], at: 0, general: (5, 0.2)) == 2)
        #expect(answer([0, 1], at: 0, general: (5, 0.2)) == 7)
    }

    @Test("leaves other classes to the general heads, under their rule")
    func leavesOthers() {
        #expect(answer([-1, -1], at: 0, general: (5, 0.95)) == 5)
        #expect(answer([-1, -1], at: 0, general: (5, 0.85)) == nil)
        #expect(answer([-1, -1], at: 1, general: (5, 0.2)) == 5)
    }

    @Test("goes deeper where it wavers, and decides at the last exit")
    func wavers() {
        #expect(answer([0.5, 0.4], at: 0, general: (5, 0.2)) == nil)
        #expect(answer([0.5, 0.4], at: 1, general: (5, 0.2)) == 2)
    }

    @Test("learns its classes and takes all else for others")
    func learns() {
        let centers: [[Float]] = [[0, 0], [4, 0], [0, 4], [4, 4]]
        let training = HeadTrainerTests.points(800, centers: centers, spread: 1, seed: 1)
        let held = HeadTrainerTests.points(400, centers: centers, spread: 1, seed: 2)
        let exit = SpecialistTrainer().exit(
            [1, 2],
            features: (training.features, held.features),
            labels: (training.labels, held.labels)
        )
        let specialist = Specialist(classes: [1, 2], exits: [exit], threshold: 0.8)
        for (label, center) in centers.enumerated() {
            let answer = specialist.answer(at: 0, features: center, general: (9, 1), generalThreshold: 0.9)
            #expect(answer == ([1, 2].contains(label) ? label : 9))
        }
    }
}
