/// How log lines are written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// For people: time, level, message, then metadata as `key=value`.
    case text
    /// For machines: one JSON object per line.
    case json
}
