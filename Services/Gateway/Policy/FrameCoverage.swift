import Domain

/// What a stream's promise says of one frame.
enum FrameCoverage: Hashable, Sendable {
    case promise(StreamPromise)
    /// More, or faster, than was promised.
    case excess
    /// There is no promise at present.
    case nothing
}
