import Foundation

/// A whole reply to a request that is not part of the load.
struct PlainReply: Sendable {
    let status: Int
    let body: Data
}
