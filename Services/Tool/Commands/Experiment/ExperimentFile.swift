import Foundation
import YAMLFiles

/// An experiment as YAML: a scenario, and studies of it.
struct ExperimentFile {
    let name: String
    let title: String
    let text: String
    let scenario: ScenarioFile
    private let items: [YAMLItem]

    init(path: String) throws {
        let file = try ScenarioFile(path: path)
        let fields = try YAMLFields(file.root, file: file.name)
        name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        title = try fields.text("title") ?? name
        text = try fields.text("text") ?? ""
        let base = try fields.node("scenario") ?? fields.missing("scenario")
        scenario = ScenarioFile(root: base, name: file.name, folder: file.folder)
        guard let items = try fields.items("studies"), !items.isEmpty else {
            throw fields.failure("studies", "at least one is needed")
        }
        self.items = items
        try fields.close()
    }

    func studies(isQuick: Bool) throws -> [StudySpec] {
        try items.map { try StudySpec($0.fields(), isQuick: isQuick) }
    }
}
