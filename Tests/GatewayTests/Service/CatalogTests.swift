import Domain
import Testing

@testable import GatewayService

@Suite("Catalog")
struct CatalogTests {
    private static func member(_ models: [ServedModel]) -> Member {
        Member(id: WorkerID("worker"), kind: .cpu, address: "127.0.0.1:1", models: models)
    }

    private static func model(_ number: Int) -> ServedModel {
        ServedModel(
            id: ModelID(name: "toy", version: "\(number)"),
            inputName: Toy.model.inputName,
            inputShape: Toy.model.inputShape,
            classes: Toy.model.classes,
            exits: Toy.model.exits,
            mandatoryExit: 0,
            defaultThreshold: Toy.model.defaultThreshold,
            defaultDeadline: Toy.model.defaultDeadline,
            profile: Toy.model.profile
        )
    }

    @Test("a model whose workers have gone is missing until one is back, and one that never was is not")
    func missing() {
        var catalog = Catalog()
        #expect(!catalog.isMissing("toy", version: nil))
        catalog.update([Self.member([Self.model(1), Self.model(2)])])
        catalog.update([Self.member([Self.model(2)])])
        #expect(catalog.isMissing("toy", version: "1") && !catalog.isMissing("toy", version: "2"))
        catalog.update([])
        #expect(catalog.isMissing("toy", version: "2") && catalog.isMissing("toy", version: nil))
        #expect(!catalog.isMissing("other", version: nil) && !catalog.isMissing("toy", version: "3"))
        catalog.update([Self.member([Self.model(1), Self.model(2)])])
        #expect(!catalog.isMissing("toy", version: "1") && !catalog.isMissing("toy", version: nil))
    }

    @Test("who has been missing longest is forgotten beyond the bound")
    func bounded() {
        var catalog = Catalog()
        for number in 0...Catalog.missingLimit + 1 { catalog.update([Self.member([Self.model(number)])]) }
        #expect(!catalog.isMissing("toy", version: "0"))
        #expect(catalog.isMissing("toy", version: "1") && catalog.isMissing("toy", version: "\(Catalog.missingLimit)"))
    }
}
