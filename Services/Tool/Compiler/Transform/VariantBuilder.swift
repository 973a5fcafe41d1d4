package import Inference

/// Makes a variant: walks through the layers, cuts each as planned and fits it to what the original computes there.
///
/// Each layer is fitted on the inputs that it will really get from the changed layers before it, so it corrects for
/// their errors (asymmetric reconstruction: Zhang, Zou, He and Sun 2016); a layer that goes into a residual sum corrects
/// for the other side's error as well. No gradient is needed, every fit is one linear system.
package struct VariantBuilder {
    /// A thousandth of the inputs' mean variance; what counts is that it is not 0.
    private static let pull = 1e-3

    private let teacher: Teacher
    private let plan: ThinningPlan
    private(set) var graph: Graph
    private var store: ValueStore

    /// - Parameters:
    ///   - recipe: What to make.
    ///   - teacher: The original with its activations.
    ///   - report: Told the share done, 0…1.
    /// - Returns: The variant's graph, with all exits that the recipe leaves.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    package static func graph(
        _ recipe: Recipe,
        from teacher: Teacher,
        report: (Double) -> Void = { _ in }
    ) throws -> Graph {
        if recipe.method == .half { return try cut(halved(teacher, report), of: teacher.model, exits: recipe.exits) }
        let plan = ThinningPlanner(teacher).plan(recipe)
        return try cut(graph(plan, from: teacher, report: report), of: teacher.model, exits: recipe.exits)
    }

    /// The same for a plan made by hand.
    package static func graph(
        _ plan: ThinningPlan,
        from teacher: Teacher,
        report: (Double) -> Void = { _ in }
    ) throws -> Graph {
        guard plan != ThinningPlan() else { return teacher.model.graph }
        var builder = VariantBuilder(teacher, plan, graph: teacher.model.graph)
        try builder.fitAll(report)
        return builder.graph
    }

    /// The network on the picture at half its size, every layer fitted to what the original computes at that place on the
    /// whole one, averaged over the pixels that each of its own stands for.
    private static func halved(_ teacher: Teacher, _ report: (Double) -> Void) throws -> Graph {
        guard let graph = try HalvedPicture.graph(of: teacher.model) else {
            throw ModelError.invalidGraph(reason: "the network does not take its picture at half the size")
        }
        let smaller = try Teacher(teacher.model, samples: teacher.samples, student: graph) { report($0 / 2) }
        var builder = VariantBuilder(smaller, ThinningPlan(), graph: graph)
        try builder.fitAll { report((1 + $0) / 2) }
        return builder.graph
    }

    private mutating func fitAll(_ report: (Double) -> Void) throws {
        for (number, lesson) in teacher.lessons.enumerated() {
            try fit(lesson)
            report(Double(number + 1) / Double(teacher.lessons.count))
        }
    }

    /// The original, with the first exits alone if their number is given.
    package static func exact(_ model: StagedModel, exits: Int?) throws -> Graph {
        try cut(model.graph, of: model, exits: exits)
    }

    /// Leaves out the stages behind an exit.
    private static func cut(_ graph: Graph, of model: StagedModel, exits: Int?) throws -> Graph {
        guard let exits, exits < model.stages.count else { return graph }
        var graph = graph
        graph.outputs = model.cuts.prefix(exits).map(\.output)
        graph.dropUnused()
        return graph
    }

    private init(_ teacher: Teacher, _ plan: ThinningPlan, graph: Graph) {
        self.teacher = teacher
        self.plan = plan
        self.graph = graph
        store = ValueStore(graph, samples: teacher.samples, inputShape: teacher.model.inputShape)
        // At once for all layers: the shapes of a graph must fit from end to end while its layers are fitted one by one.
        for lesson in teacher.lessons { leaveOutChannels(of: lesson.site) }
    }

    private mutating func leaveOutChannels(of site: FitSite) {
        guard plan.channels[site.output] != nil || plan.sources[site.output] != nil else { return }
        let form = LayerWeights(site, in: teacher.model.graph, plan: plan)
        let all = site.bias.flatMap { teacher.model.graph.constants[$0]?.floats }
        let kept = plan.channels[site.output] ?? Array(0..<site.outputs)
        set(site, form, form.matrix, kept.map { all?[$0] ?? 0 })
    }

    private mutating func fit(_ lesson: Teacher.Lesson) throws {
        let site = lesson.site
        let weights = LayerWeights(site, in: teacher.model.graph, plan: plan)
        var regression = Regression(inputs: weights.taps, outputs: weights.outputs)
        let input = try store.value(site.input, in: graph)
        let other = try site.sum.map {
            Teacher.gather(try store.value($0.other, in: graph), lesson.rows, width: site.outputs)
        }
        let reader = PatchReader(site, input: input, outputWidth: lesson.outputWidth)
        let channels = plan.channels[site.output] ?? Array(0..<site.outputs)
        for (row, place) in lesson.rows.rows.enumerated() {
            try regression.add { numbers in
                reader.append(sample: place.sample, pixel: place.pixel, to: &numbers)
                for channel in channels {
                    let index = row * site.outputs + channel
                    numbers.append(lesson.targets[index] - (other?[index] ?? 0))
                }
            }
        }
        try regression.flush()
        let (fitted, predicted) = regression.fit(prior: weights.matrix, pull: Self.pull)
        if let rank = plan.ranks[site.output] {
            let basis = SymmetricEigen(predicted).vectors.columns(first: min(rank, weights.outputs))
            replace(site, weights, by: fitted, basis, regression)
        } else {
            let bias = Self.bias(regression, fitted)
            set(site, weights, fitted, bias)
        }
    }

    /// What makes the mean of the output right.
    private static func bias(_ regression: Regression, _ weights: Matrix) -> [Float] {
        let means = Matrix(rows: 1, columns: regression.inputs, numbers: regression.inputMeans)
        return zip(regression.outputMeans, (means * weights).numbers).map { Float($0 - $1) }
    }

    private mutating func set(_ site: FitSite, _ form: LayerWeights, _ weights: Matrix, _ bias: [Float]) {
        guard let index = graph.producers()[site.output] else { return }
        let name = graph.names[site.output]
        let inputs: [Graph.ValueID?] = [
            site.input, graph.addConstant("\(name).weights", form.constant(weights)),
            graph.addConstant("\(name).bias", Constant(bias, shape: [bias.count])),
        ]
        graph.nodes[index].inputs = inputs
        graph.dropUnused()
    }

    /// Puts two layers in the place of one: the layer's own window into a few channels, and from those to its outputs.
    private mutating func replace(
        _ site: FitSite,
        _ form: LayerWeights,
        by weights: Matrix,
        _ basis: Matrix,
        _ regression: Regression
    ) {
        guard let index = graph.producers()[site.output] else { return }
        let bias = Self.bias(regression, weights * basis * basis.transposed)
        let node = graph.nodes[index]
        let name = graph.names[site.output]
        let middle = graph.addValue("\(name).middle")
        let first = graph.addConstant("\(name).first", form.constant(weights * basis))
        let second = graph.addConstant("\(name).second", form.pointConstant(basis.transposed))
        let shift = graph.addConstant("\(name).bias", Constant(bias, shape: [bias.count]))
        let point = Window(kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padding: .explicit([0, 0, 0, 0]))
        let operation: Operation = site.shape.count == 4 ? .convolution(point, groups: 1) : node.operation
        graph.nodes[index] = GraphNode(
            name: "\(name).first",
            operation: node.operation,
            inputs: [site.input, first],
            output: middle
        )
        graph.nodes.insert(
            GraphNode(name: name, operation: operation, inputs: [middle, second, shift], output: site.output),
            at: index + 1
        )
        graph.dropUnused()
    }
}
