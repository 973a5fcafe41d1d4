package import Domain

/// The members as they are known while the scheduler itself comes and goes.
///
/// A scheduler that has just been restarted knows nobody until the workers have connected again, so for a while after
/// its return those that it does not name are believed to be there still; then its word is all.
package struct RememberedMembers: Sendable, Equatable {
    private var published: [Member] = []
    private var remembered: [Member] = []

    package init() {}

    /// Those that are named, and those that are still believed in, sorted by name.
    package var members: [Member] {
        let named = Set(published.map(\.id))
        return (published + remembered.filter { !named.contains($0.id) }).sorted { $0.id < $1.id }
    }

    /// The scheduler has published a view.
    package mutating func publish(_ view: [Member]) {
        published = view
    }

    /// The scheduler is away: from now on everybody known is remembered.
    package mutating func lose() {
        remembered = members
    }

    /// The scheduler has been back for long enough.
    package mutating func forget() {
        remembered = []
    }
}
