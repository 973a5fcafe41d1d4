/// Which of a model's tasks one sample is to be answered for.
package struct TaskSelection: Equatable, Sendable {
    /// The network's own.
    package var includesOwn: Bool
    /// Places of further ones among the model's, each once.
    package var further: [Int]

    package init(includesOwn: Bool = true, further: [Int] = []) {
        precondition(includesOwn || !further.isEmpty, "a sample is for something")
        self.includesOwn = includesOwn
        self.further = further
    }
}
