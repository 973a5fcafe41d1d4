import Foundation

/// Base64 as the other side of the wire would read it.
enum Base64Decoding {
    static func bytes(of text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }
}
