import CNGHTTP2

/// Constants of libnghttp2 in the integer types of the fields that hold them.
enum NGHTTP2 {
    static let noFlags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
    static let notIndexed = UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue)
    static let acknowledgment = UInt8(NGHTTP2_FLAG_ACK.rawValue)
    static let endStream = UInt8(NGHTTP2_FLAG_END_STREAM.rawValue)

    static let data = UInt8(NGHTTP2_DATA.rawValue)
    static let headers = UInt8(NGHTTP2_HEADERS.rawValue)
    static let resetStream = UInt8(NGHTTP2_RST_STREAM.rawValue)
    static let settings = UInt8(NGHTTP2_SETTINGS.rawValue)
    static let ping = UInt8(NGHTTP2_PING.rawValue)
    static let goAway = UInt8(NGHTTP2_GOAWAY.rawValue)

    static let deferred = Int(NGHTTP2_ERR_DEFERRED.rawValue)
    static let temporalFailure = Int32(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    static let refusedStream = Int32(NGHTTP2_ERR_REFUSED_STREAM.rawValue)
    static let flooded = Int32(NGHTTP2_ERR_FLOODED.rawValue)
    static let tooManyContinuations = Int32(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue)

    static func setting(_ name: nghttp2_settings_id, _ value: UInt32) -> nghttp2_settings_entry {
        nghttp2_settings_entry(settings_id: Int32(name.rawValue), value: value)
    }
}
