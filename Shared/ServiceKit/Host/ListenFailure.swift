/// A port that could not be had.
struct ListenFailure: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    var description: String { "cannot listen on \(host):\(port): \(reason)" }
}
