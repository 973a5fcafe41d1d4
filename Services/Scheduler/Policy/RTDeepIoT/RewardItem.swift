/// One task in a ``RewardTable``: what can be done with it, and until when.
package struct RewardItem: Hashable, Sendable {
    /// One way to treat the task: the time that it takes from now on and the reward that it ends with.
    package struct Option: Hashable, Sendable {
        /// In the unit of the table's start and of the caps; not negative.
        package let time: Int64
        /// In quanta; not negative.
        package let reward: Int

        package init(time: Int64, reward: Int) {
            precondition(time >= 0 && reward >= 0, "an option takes time and gives reward")
            self.time = time
            self.reward = reward
        }
    }

    /// The instant by which all work through this task must be over, if it has any work.
    package let cap: Int64
    /// At least one and at most 255; skipping the task is possible only if it is listed.
    package let options: [Option]

    package init(cap: Int64, options: [Option]) {
        precondition(!options.isEmpty && options.count < 256, "a task has an option, and a byte names it")
        self.cap = cap
        self.options = options
    }

    /// The least time that any option takes.
    var leastTime: Int64 { options.reduce(.max) { min($0, $1.time) } }
}
