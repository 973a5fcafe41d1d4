import AdmissionPolicy
import Approximation
import Domain
import GatewayPolicy
import Kernel

// What jobs use of energy and money, and the accounts that pay it; they last for the time in which jobs come.
extension Simulator {
    mutating func openBudgets() {
        let horizon = scenario.length
        for (resource, amount) in [(Resource.energy, scenario.budget.joules), (.money, scenario.budget.dollars)] {
            guard let amount else { continue }
            let units = Int64((amount * resource.units).rounded(.down))
            accounts.setLimit(BudgetLimit(amount: units, horizon: horizon), of: AccountID(.cluster, resource), at: now)
        }
        if !accounts.accounts.isEmpty { cover([]) }
    }

    /// Answers as the store of the services does.
    mutating func cover(_ wishes: [CoverWish]) {
        for wish in wishes {
            covered[wish.account] = accounts.cover(wish, of: covered[wish.account] ?? 0, at: now)
        }
        let grants = accounts.accounts.sorted { $0.key < $1.key }.map { id, account in
            CoverGrant(id, account, covered: covered[id] ?? 0)
        }
        perform(admission.handle(.budget(.covered(grants)), at: now))
    }

    /// Frees a job's claim, after it was said what it has used.
    mutating func settleClaim(_ index: Int) {
        let all = JobUse(joules: jobs[index].joules, dollars: jobs[index].dollars)
        let use = hasGateway(index) ? jobs[index].paid.use : all
        let isKnown = !hasGateway(index) || !jobs[index].paid.isEmpty
        if !accounts.accounts.isEmpty, isKnown {
            perform(admission.handle(.budget(.used(id(of: index), use)), at: now))
        }
        perform(admission.handle(.jobSettled(id(of: index)), at: now))
    }

    /// Divides the energy of a stage among those that ran in it.
    mutating func chargeStage(_ place: Int) {
        let watts = workers[place].spec.watts
        guard watts > 0 else { return }
        let joules = watts * Double(agenda.now - workers[place].stageBegan) / 1e9
        self.joules += joules
        let members = workers[place].stageJobs
        for member in members { jobs[Int(member)].joules += joules / Double(max(1, members.count)) }
    }
}
