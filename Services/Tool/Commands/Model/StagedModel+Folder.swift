import Inference

extension StagedModel {
    /// Where the files beside the network lie.
    ///
    /// - Throws: ``ToolFailure`` for a network that is of no repository.
    var repositoryFolder: String {
        get throws {
            guard let folder else {
                throw ToolFailure.badData("\(manifest.name) is no model of a repository, so it has no folder")
            }
            return folder
        }
    }
}
