/// What admission answers to a stream.
package enum StreamVerdict: Hashable, Sendable {
    case promise(StreamPromise)
    case refuse(Refusal)
}
