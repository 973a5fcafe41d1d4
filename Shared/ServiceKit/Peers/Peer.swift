package import Transport

/// Another service, as this one calls it: one HTTP/2 client, and the typed calls over it.
package struct Peer: Sendable {
    package let address: PeerAddress
    package let http: any HTTPClient
    package let calls: any CallClient

    package init(address: PeerAddress, http: any HTTPClient) {
        self.address = address
        self.http = http
        calls = TypedCallClient(http)
    }
}
