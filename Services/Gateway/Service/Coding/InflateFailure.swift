/// Why compressed bytes could not be unpacked.
enum InflateFailure: Error, Hashable {
    case corrupt
    /// They end before the data does.
    case truncated
    /// More comes out than is allowed; nothing beyond that was unpacked.
    case tooLarge
}
