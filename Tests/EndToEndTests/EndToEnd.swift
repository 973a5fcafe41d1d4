import Testing

/// Real processes on loopback.
///
/// One after the other, because they share the machine's few cores: a timed claim of one test must not measure another.
@Suite("End to end", .serialized)
enum EndToEnd {}
