extension HTTP2Failure {
    /// Whether the peer sent more than it may of frames that only make work.
    var isFlood: Bool { code == NGHTTP2.flooded || code == NGHTTP2.tooManyContinuations }
}
