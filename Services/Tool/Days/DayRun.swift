package import Approximation
package import Kernel

/// Plays one day under one rule.
package struct DayRun<Rule: Policy> where Rule.Event == ApproximationEvent, Rule.Action == ApproximationAction {
    private var rule: Rule
    private let trace: DayTrace
    private var world: DayWorld

    package init(_ rule: Rule, _ scenario: DayScenario, _ trace: DayTrace) {
        self.rule = rule
        self.trace = trace
        world = DayWorld(scenario)
    }

    package mutating func tally() -> DayTally {
        for arrival in trace.arrivals {
            for change in world.connectionChanges(until: arrival.at) {
                _ = rule.handle(.connectionChanged(isUp: change.isUp), at: change.at)
            }
            world.observe(arrival)
            for action in rule.handle(.requested(arrival.request), at: arrival.at) {
                world.perform(action, for: arrival)
            }
            _ = rule.handle(.budgetsRead(world.left), at: arrival.at)
        }
        return world.tally
    }
}
