import Domain

/// What can be asked for in an answer: a field of what the network itself answers, or of one of its further tasks.
///
/// A further task's outputs are called by the task and the field, as `coarse.label`.
struct OutputName: Hashable {
    enum Field: String, Hashable, CaseIterable {
        case probabilities
        /// The index of the most probable class.
        case `class`
        /// The name of that class.
        case label
        /// The exit at which each sample left, from 0; only on request, and the same for all tasks.
        case exit
        /// The calibrated confidence at that exit; only on request.
        case confidence
    }

    /// `nil` is the network's own.
    var task: String?
    var field: Field

    init(_ field: Field, of task: String? = nil) {
        self.field = field
        self.task = task
    }

    /// Reads a name as a model has it; `nil` if it has none of that name.
    init?(_ text: String, in model: ServedModel) {
        if let field = Field(rawValue: text) {
            self.init(field)
        } else {
            guard let found = Self.all(of: model).first(where: { $0.text == text }) else { return nil }
            self = found
        }
    }

    var text: String { task.map { "\($0).\(field.rawValue)" } ?? field.rawValue }

    /// What an answer has if nothing is asked for.
    static let standard: [OutputName] = [.init(.probabilities), .init(.class), .init(.label)]

    /// All that can be asked of a model.
    static func all(of model: ServedModel) -> [OutputName] {
        Field.allCases.map { OutputName($0) }
            + model.tasks.flatMap { task in
                Field.allCases.filter { $0 != .exit }.map { OutputName($0, of: task.name) }
            }
    }

    /// The names of the classes that it is about.
    func classes(of model: ServedModel) -> [String] {
        guard let task else { return model.classes }
        return model.tasks.first { $0.name == task }?.classes ?? []
    }

    var datatype: StaticString {
        switch field {
        case .probabilities, .confidence: "FP32"
        case .class: "INT64"
        case .label: "BYTES"
        case .exit: "INT32"
        }
    }
}
