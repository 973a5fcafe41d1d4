/// What `model.json` says about the network beside it: meaning, measured quality, and defaults for serving.
///
/// The network's own file decides shapes and exits; ``ModelRepository`` refuses a manifest that contradicts it.
package struct ModelManifest: Codable, Equatable, Sendable {
    package var name: String
    /// The name of the folder that holds the files: "1", "2" and so on.
    package var version: String
    /// Networks of one family solve the same task, so one may stand in for another.
    package var family: String
    package var description: String
    package var input: ModelInput
    /// Names of the classes in the order of the logits.
    package var classes: [String]
    /// The index of the first exit whose answer may be returned at all.
    package var mandatoryExit: Int
    /// The budget of a request that names none, in milliseconds.
    package var defaultDeadlineMilliseconds: Double
    /// The confidence from which an exit's answer is final when the request names no threshold, 0…1.
    package var defaultThreshold: Double
    /// From the shallowest to the deepest; as many as the network has stages.
    package var exits: [ModelExit]
    /// The data behind the measured figures.
    package var dataset: String
    /// Accuracy and mean work for a choice of thresholds, measured with the exits' temperatures.
    package var thresholdTable: [ThresholdPoint]

    package init(
        name: String,
        version: String,
        family: String,
        description: String = "",
        input: ModelInput,
        classes: [String] = [],
        mandatoryExit: Int = 0,
        defaultDeadlineMilliseconds: Double = 100,
        defaultThreshold: Double = 0.9,
        exits: [ModelExit],
        dataset: String = "",
        thresholdTable: [ThresholdPoint] = []
    ) {
        self.name = name
        self.version = version
        self.family = family
        self.description = description
        self.input = input
        self.classes = classes
        self.mandatoryExit = mandatoryExit
        self.defaultDeadlineMilliseconds = defaultDeadlineMilliseconds
        self.defaultThreshold = defaultThreshold
        self.exits = exits
        self.dataset = dataset
        self.thresholdTable = thresholdTable
    }

    private enum CodingKeys: String, CodingKey {
        case name, version, family, description, input, classes, exits, dataset
        case mandatoryExit = "mandatory_exit"
        case defaultDeadlineMilliseconds = "default_deadline_ms"
        case defaultThreshold = "default_threshold"
        case thresholdTable = "threshold_table"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decode(String.self, forKey: .name)
        version = try fields.decode(String.self, forKey: .version)
        family = try fields.decodeIfPresent(String.self, forKey: .family) ?? name
        description = try fields.decodeIfPresent(String.self, forKey: .description) ?? ""
        input = try fields.decode(ModelInput.self, forKey: .input)
        classes = try fields.decodeIfPresent([String].self, forKey: .classes) ?? []
        mandatoryExit = try fields.decodeIfPresent(Int.self, forKey: .mandatoryExit) ?? 0
        defaultDeadlineMilliseconds =
            try fields.decodeIfPresent(Double.self, forKey: .defaultDeadlineMilliseconds) ?? 100
        defaultThreshold = try fields.decodeIfPresent(Double.self, forKey: .defaultThreshold) ?? 0.9
        exits = try fields.decode([ModelExit].self, forKey: .exits)
        dataset = try fields.decodeIfPresent(String.self, forKey: .dataset) ?? ""
        thresholdTable = try fields.decodeIfPresent([ThresholdPoint].self, forKey: .thresholdTable) ?? []
    }
}
