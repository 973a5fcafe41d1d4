import Kernel

extension Instant {
    static func ms(_ milliseconds: Int) -> Instant { .origin + .milliseconds(milliseconds) }
}
