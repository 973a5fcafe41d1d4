/// What the answer of a fallback means for a job that is held for it.
package struct FallbackEnd: Hashable, Sendable {
    /// Whether the job's own exit rule takes it for sure enough.
    package var suffices: Bool
    /// The exit behind which another member can go on; `nil` if the worker has handed nothing on.
    package var carriedPast: Int?

    package init(suffices: Bool = false, carriedPast: Int? = nil) {
        self.suffices = suffices
        self.carriedPast = carriedPast
    }
}
