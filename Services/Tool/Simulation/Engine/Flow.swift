import Domain
import Kernel
import ToolPolicy

/// One arrival process: a client, a stream, or everything that an open loop sends.
struct Flow {
    enum Kind {
        case schedule(ArrivalSchedule)
        case closed(pause: Int64)
        case steady(pause: Int64)
        case frames(period: Int64, jitter: Int64)
        case recorded([RecordedArrival])
    }

    let source: Int
    var kind: Kind
    var random: SeededGenerator
    /// When it stops, in nanoseconds.
    let until: Int64
    /// Arrivals so far.
    var count = 0
    /// The instant of the next arrival without its jitter.
    var next: Int64 = 0
    /// Frames that are still to come, `nil` without an end.
    var framesLeft: Int?
    var stream: StreamID?
    /// Relative, for streams drawn once.
    var deadline: Int64 = 0
    var promise: StreamPromise?
    var isRefused = false

    init(source: Int, kind: Kind, random: SeededGenerator, until: Int64) {
        self.source = source
        self.kind = kind
        self.random = random
        self.until = until
    }
}
