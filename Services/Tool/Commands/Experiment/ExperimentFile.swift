import Foundation
import Yams

/// An experiment as YAML: a scenario, and studies of it.
struct ExperimentFile {
    let name: String
    let title: String
    let text: String
    let scenario: ScenarioFile
    private let studyNodes: [(path: String, node: Node)]

    init(path: String) throws {
        let file = try ScenarioFile(path: path)
        let fields = try YAMLFields(file.root, path: "")
        name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        title = try fields.text("title") ?? name
        text = try fields.text("text") ?? ""
        guard let base = fields.node("scenario") else { throw fields.failure("scenario", "is needed") }
        scenario = ScenarioFile(root: base, folder: file.folder)
        guard let items = try fields.items("studies"), !items.isEmpty else {
            throw fields.failure("studies", "at least one is needed")
        }
        studyNodes = items
        try fields.close()
    }

    func studies(isQuick: Bool) throws -> [StudySpec] {
        try studyNodes.map { try StudySpec(YAMLFields($0.node, path: $0.path), isQuick: isQuick) }
    }
}
