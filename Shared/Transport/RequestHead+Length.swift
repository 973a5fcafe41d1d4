extension RequestHead {
    /// The announced length of the body in bytes, if it is one.
    package var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }
}
