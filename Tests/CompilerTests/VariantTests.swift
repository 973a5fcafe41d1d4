import Foundation
import Testing

@testable import Inference
@testable import ModelCompiler

@Suite("Variants")
struct VariantTests {
    private static let pictures = SmallNetwork.pictures(200)

    @Test("of full rank say what the original says")
    func fullRank() throws {
        let network = SmallNetwork()
        let model = try network.model()
        var plan = ThinningPlan()
        plan.ranks = [network.inner.first: 12, network.inner.second: SmallNetwork.channels]
        let graph = try VariantBuilder.graph(plan, from: try model.teacher(Self.pictures))
        #expect(graph.nodes.count == model.graph.nodes.count + 2)
        #expect(try model.difference(to: graph, on: Self.pictures) < 1e-3)
    }

    @Test("on half the picture take a quarter of the work, and say more of what the original says than without a fit")
    func half() throws {
        let model = try SmallNetwork().model()
        let unfitted = try #require(try HalvedPicture.graph(of: model))
        let graph = try VariantBuilder.graph(Recipe(.half), from: try model.teacher(Self.pictures))
        let smaller = try StagedModel(graph: graph, manifest: model.manifest)
        let (work, whole) = (smaller.stages.map(\.mflop).reduce(0, +), model.stages.map(\.mflop).reduce(0, +))
        #expect(work < 0.3 * whole)
        let difference = try model.difference(to: graph, on: Self.pictures)
        let unfittedDifference = try model.difference(to: unfitted, on: Self.pictures)
        #expect(difference < 0.8 * unfittedDifference)
    }

    @Test("that leave no channel out say what the original says")
    func allChannels() throws {
        let network = SmallNetwork()
        let model = try network.model()
        var plan = ThinningPlan()
        plan.channels = [network.inner.first: Array(0..<12)]
        plan.sources = [network.inner.second: network.inner.first]
        let graph = try VariantBuilder.graph(plan, from: try model.teacher(Self.pictures))
        #expect(try model.difference(to: graph, on: Self.pictures) < 1e-3)
    }

    @Test("that leave out a channel nobody reads say what the original says")
    func deadChannel() throws {
        let network = SmallNetwork()
        let model = try network.model()
        let site = try #require(
            try SiteFinder.sites(in: model.graph, model.inputShape).first { $0.output == network.inner.second }
        )
        var graph = model.graph
        var weights = try #require(graph.constants[site.weights]?.floats)
        for output in 0..<site.outputs {
            for tap in 0..<9 { weights[(output * 12 + 4) * 9 + tap] = 0 }
        }
        graph.constants[site.weights] = Constant(weights, shape: site.shape)
        let changed = try StagedModel(graph: graph, manifest: model.manifest)
        var plan = ThinningPlan()
        plan.channels = [network.inner.first: (0..<12).filter { $0 != 4 }]
        plan.sources = [network.inner.second: network.inner.first]
        let thinned = try VariantBuilder.graph(plan, from: try changed.teacher(Self.pictures))
        let variant = try StagedModel(graph: thinned, manifest: model.manifest)
        #expect(variant.stages[1].mflop < changed.stages[1].mflop)
        #expect(try changed.difference(to: thinned, on: Self.pictures) < 1e-3)
    }

    @Test("take at most the work that was asked for", arguments: ["rank60", "prune70", "mixed50"])
    func staysWithin(name: String) throws {
        let model = try SmallNetwork().model()
        let recipe = try #require(Recipe(name))
        let graph = try VariantBuilder.graph(recipe, from: try model.teacher(Self.pictures))
        let variant = try StagedModel(graph: graph, manifest: model.manifest)
        let (work, all) = (variant.stages.reduce(0) { $0 + $1.mflop }, model.stages.reduce(0) { $0 + $1.mflop })
        #expect(work <= all * recipe.work + 1e-9)
        #expect(work > all * recipe.work * 0.6)
    }

    @Test("fitted to activations are nearer to the original than the same cut without a fit")
    func fitHelps() throws {
        let network = SmallNetwork()
        let model = try network.model()
        var plan = ThinningPlan()
        plan.channels = [network.inner.first: Array(0..<6)]
        plan.sources = [network.inner.second: network.inner.first]
        let fitted = try VariantBuilder.graph(plan, from: try model.teacher(Self.pictures))
        // The same cut on pictures of one color teaches the fit nothing.
        let blank = (0..<200).map { _ in ArraySlice([UInt8](repeating: 128, count: 64)) }
        let unfitted = try VariantBuilder.graph(plan, from: try model.teacher(blank))
        let fresh = SmallNetwork.pictures(100, seed: 77)
        #expect(try model.difference(to: fitted, on: fresh) < model.difference(to: unfitted, on: fresh))
    }

    @Test("of the same recipe are the same")
    func areRepeatable() throws {
        let model = try SmallNetwork().model()
        let recipe = try #require(Recipe("mixed60"))
        let first = try GraphWriter.bytes(of: VariantBuilder.graph(recipe, from: try model.teacher(Self.pictures)))
        let second = try GraphWriter.bytes(of: VariantBuilder.graph(recipe, from: try model.teacher(Self.pictures)))
        #expect(first == second)
    }

    @Test("may end at an earlier exit")
    func depth() throws {
        let model = try SmallNetwork().model()
        let graph = try VariantBuilder.exact(model, exits: 1)
        var manifest = model.manifest
        manifest.exits = [manifest.exits[0]]
        let variant = try StagedModel(graph: graph, manifest: manifest)
        let (one, other) = (try model.logits(Self.pictures)[0], try variant.logits(Self.pictures)[0])
        #expect(zip(one.joined(), other.joined()).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(graph.constants.count < model.graph.constants.count)
    }
}
