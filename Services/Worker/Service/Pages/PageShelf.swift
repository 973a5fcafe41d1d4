import Domain

/// The one load that may be under way on a compute thread; confined to it.
final class PageShelf {
    /// What has been built so far.
    var build: ModelBuild?
}
