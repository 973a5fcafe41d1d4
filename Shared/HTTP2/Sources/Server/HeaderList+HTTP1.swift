import NIOHTTP1
import Transport

extension HeaderList {
    init(_ headers: HTTPHeaders) {
        self.init()
        for (name, value) in headers { append(name.lowercased(), value) }
    }
}

extension RequestHead {
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue,
            target: head.uri,
            authority: head.headers.first(name: "host") ?? "",
            version: .http1,
            headers: HeaderList(head.headers)
        )
    }
}
