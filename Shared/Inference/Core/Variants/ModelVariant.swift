/// A variant of a model as a catalog keeps it.
package struct ModelVariant: Sendable {
    /// As the catalog calls it, such as `rank33`.
    package let name: String
    /// Of its own files, with the exits as the catalog measured them.
    package let manifest: ModelManifest
    /// That holds it.
    package let repository: ModelRepository
}
