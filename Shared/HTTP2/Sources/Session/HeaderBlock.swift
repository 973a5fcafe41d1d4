import Transport

/// The fields of one header block while it arrives.
struct HeaderBlock {
    private(set) var fields = HeaderList()
    private(set) var method = ""
    private(set) var target = ""
    private(set) var authority = ""
    private(set) var status: Int?
    /// As RFC 9113, 6.5.2 counts them.
    private(set) var listBytes = 0

    mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, limit: Int) {
        listBytes += name.count + value.count + 32
        guard listBytes <= limit else { return }
        let text = String(decoding: value, as: UTF8.self)
        guard name.first == UInt8(ascii: ":") else {
            if fields.fields.isEmpty { fields.reserveCapacity(8) }
            fields.append(String(decoding: name, as: UTF8.self), text)
            return
        }
        // libnghttp2 has checked which pseudo-header fields there are, so the letter after the colon tells them apart.
        switch (name[1], name.count) {
        case (UInt8(ascii: "m"), 7): method = text
        case (UInt8(ascii: "p"), 5): target = text
        case (UInt8(ascii: "a"), 10): authority = text
        case (UInt8(ascii: "s"), 7) where name[2] == UInt8(ascii: "t"): status = Int(text)
        default: break
        }
    }

    var request: RequestHead {
        RequestHead(method: method, target: target, authority: authority, version: .http2, headers: fields)
    }
}
