import Messages

extension Rubato_V1_HeadsNote {
    /// What gave the frame's answer, as metrics call it.
    var outcome: String { missing ? "missing" : answered ? "head" : "general" }
}
