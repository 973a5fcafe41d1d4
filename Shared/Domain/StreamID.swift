/// An admitted stream's name, chosen by the gateway and unguessable by other clients.
package struct StreamID: Hashable, Sendable {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }
}
