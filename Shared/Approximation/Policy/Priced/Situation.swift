/// What decides which variants there are: whether the server can be reached, and the context of each application.
struct Situation: Hashable {
    var isConnected: Bool
    /// By application, the largest listed share that its dominant classes reach; `nil`: it is not in context.
    var levels: [Double?]
}
