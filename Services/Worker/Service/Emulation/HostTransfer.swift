import NIOCore

/// What crosses between host and device in one piece.
enum HostTransfer {
    case tensor(ByteBuffer)
    case result([Float])

    var byteCount: Int {
        switch self {
        case .tensor(let tensor): tensor.readableBytes
        case .result(let values): values.count * MemoryLayout<Float>.stride
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .tensor(let tensor): Array(tensor.readableBytesView)
        case .result(let values): values.withUnsafeBytes { Array($0) }
        }
    }
}
