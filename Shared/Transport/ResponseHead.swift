/// What a response says before its body.
package struct ResponseHead: Sendable, Equatable {
    package var status: Int
    package var headers: HeaderList

    package init(status: Int, headers: HeaderList = [:]) {
        self.status = status
        self.headers = headers
    }
}
