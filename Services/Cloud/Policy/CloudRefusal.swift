/// Why the cloud tier does not take a job in; nothing is spent on it then.
package enum CloudRefusal: String, Hashable, Sendable {
    /// As many jobs wait as may.
    case queueFull = "queue_full"
    /// Not even with all executors that may be rented can it end in time, or it would make one late that was taken in.
    case cannotCover = "cannot_cover"
}
