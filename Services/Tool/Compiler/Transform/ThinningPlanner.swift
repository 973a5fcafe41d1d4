import Inference

/// Decides how much each layer may lose so that the network reaches a given work with the least harm.
///
/// Harm is measured by what a cut takes from the variance of a layer's output, relative to the variance of what that
/// output goes into. Shares of different layers are added as if they did not influence each other; cuts are taken in the
/// order of harm per operation saved, which is optimal for such a sum as long as each layer's cuts grow dearer one by
/// one, and sorted eigenvalues do.
struct ThinningPlanner {
    /// A layer keeps at least this share of its channels: with fewer, the fit of the layer behind has nothing to use.
    private static let leastChannels = 0.2

    /// Layers with a smaller share of the work stay whole: they would save nothing.
    private static let leastShare = 0.02

    private let teacher: Teacher
    private let lessons: [Graph.ValueID: Teacher.Lesson]

    init(_ teacher: Teacher) {
        self.teacher = teacher
        lessons = Dictionary(uniqueKeysWithValues: teacher.lessons.map { ($0.site.output, $0) })
    }

    /// Plans all layers together.
    ///
    /// - Parameter recipe: Its method and share of work.
    /// - Returns: A plan whose work is at most the wanted one, or the smallest possible.
    func plan(_ recipe: Recipe) -> ThinningPlan {
        let total = teacher.lessons.reduce(0) { $0 + $1.site.mflop }
        var plan = ThinningPlan()
        switch recipe.method {
        case .exact, .half: break
        case .rank: addRanks(to: &plan, limit: total * recipe.work)
        case .prune: addChannels(to: &plan, limit: total * recipe.work)
        case .mixed:
            // Half of the saving, in ratio, by either.
            addChannels(to: &plan, limit: total * recipe.work.squareRoot())
            addRanks(to: &plan, limit: total * recipe.work)
        }
        return plan
    }

    /// Million operations per sample of all layers under the plan.
    func work(_ plan: ThinningPlan) -> Double { teacher.lessons.reduce(0) { $0 + work($1.site, plan) } }

    private func work(_ site: FitSite, _ plan: ThinningPlan) -> Double {
        let (outputs, taps) = size(of: site, plan)
        let multiplies = plan.ranks[site.output].map { $0 * (outputs + taps) } ?? outputs * taps
        return 2e-6 * Double(multiplies * site.pixels)
    }

    private func size(of site: FitSite, _ plan: ThinningPlan) -> (outputs: Int, taps: Int) {
        let outputs = plan.channels[site.output]?.count ?? site.outputs
        guard let source = plan.sources[site.output], let kept = plan.channels[source] else {
            return (outputs, site.taps)
        }
        return (outputs, kept.count * site.kernel.height * site.kernel.width)
    }
}

extension ThinningPlanner {
    /// Starts at rank 1 everywhere and buys what helps most per operation while it is affordable.
    private func addRanks(to plan: inout ThinningPlan, limit: Double) {
        struct Offer {
            let output: Graph.ValueID
            let gain: Double
            let cost: Double
        }
        var offers: [Offer] = []
        var spent = work(plan)
        let least = teacher.lessons.reduce(0) { $0 + $1.site.mflop } * Self.leastShare
        for lesson in teacher.lessons where lesson.site.mflop >= least {
            let (outputs, taps) = size(of: lesson.site, plan)
            let perRank = 2e-6 * Double((outputs + taps) * lesson.site.pixels)
            let spectrum = SymmetricEigen(covariance(lesson, plan)).values
            // Beyond this rank two factors are more work than the layer itself.
            let highest = outputs * taps / (outputs + taps)
            guard highest >= 2 else { continue }
            spent += perRank - work(lesson.site, plan)
            plan.ranks[lesson.site.output] = 1
            for rank in 1..<min(highest, spectrum.count) {
                let gain = max(spectrum[rank], 0) / max(lesson.targetVariance, 1e-30)
                offers.append(Offer(output: lesson.site.output, gain: gain / perRank, cost: perRank))
            }
        }
        for offer in offers.sorted(by: { ($0.gain, $1.output) > ($1.gain, $0.output) })
        where spent + offer.cost <= limit {
            spent += offer.cost
            plan.ranks[offer.output, default: 0] += 1
        }
        dropUseless(&plan, limit: limit)
    }

    /// A layer that may have nearly its full rank is better left whole, where that is not more work than there may be.
    private func dropUseless(_ plan: inout ThinningPlan, limit: Double) {
        for lesson in teacher.lessons {
            guard let rank = plan.ranks[lesson.site.output] else { continue }
            let (outputs, taps) = size(of: lesson.site, plan)
            guard rank >= min(outputs, outputs * taps / (outputs + taps)) else { continue }
            var whole = plan
            whole.ranks[lesson.site.output] = nil
            if work(whole) <= max(limit, work(plan)) { plan = whole }
        }
    }

    private func covariance(_ lesson: Teacher.Lesson, _ plan: ThinningPlan) -> Matrix {
        guard let kept = plan.channels[lesson.site.output] else { return lesson.covariance }
        var result = Matrix(rows: kept.count, columns: kept.count)
        for (row, source) in kept.enumerated() {
            for (column, other) in kept.enumerated() { result[row, column] = lesson.covariance[source, other] }
        }
        return result
    }
}

extension ThinningPlanner {
    /// Takes away channels of least harm per operation until the work is small enough.
    private func addChannels(to plan: inout ThinningPlan, limit: Double) {
        struct Cut {
            let output: Graph.ValueID
            let channel: Int
            let harm: Double
        }
        var cuts: [Cut] = []
        for pair in ChannelPair.pairs(in: teacher) {
            plan.channels[pair.first.output] = Array(0..<pair.first.outputs)
            plan.sources[pair.second.output] = pair.first.output
            guard let first = lessons[pair.first.output], let second = lessons[pair.second.output] else { continue }
            let saving = (pair.first.mflop + pair.second.mflop) / Double(pair.first.outputs)
            for (channel, weight) in pair.weightSquares(in: teacher.model.graph).enumerated() {
                let harm = first.passed[channel] * weight / max(second.targetVariance, 1e-30)
                cuts.append(Cut(output: pair.first.output, channel: channel, harm: harm / saving))
            }
        }
        for cut in cuts.sorted(by: { ($0.harm, $0.output, $0.channel) < ($1.harm, $1.output, $1.channel) }) {
            guard work(plan) > limit else { break }
            let least = Int((Double(lessons[cut.output]?.site.outputs ?? 1) * Self.leastChannels).rounded(.up))
            guard let kept = plan.channels[cut.output], kept.count > max(1, least) else { continue }
            plan.channels[cut.output] = kept.filter { $0 != cut.channel }
        }
        // A layer that keeps all its channels is none that channels are taken from.
        for (output, kept) in plan.channels where kept.count == lessons[output]?.site.outputs {
            plan.channels[output] = nil
        }
        plan.sources = plan.sources.filter { plan.channels[$0.value] != nil }
    }
}
