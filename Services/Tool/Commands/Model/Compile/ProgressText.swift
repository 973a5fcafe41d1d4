/// A line of the terminal that says how far something is; without a terminal, nothing.
struct ProgressText {
    func show(_ what: String, _ share: Double) {
        guard Console.errorIsTerminal else { return }
        Console.progress("\(what) \(Int((share * 100).rounded())) %")
    }

    func end() {
        guard Console.errorIsTerminal else { return }
        Console.progress("")
    }
}
