/// Holds a manifest against the network that it describes.
struct ManifestCheck {
    let manifest: ModelManifest
    /// Named in errors.
    let path: String

    func agrees(with stages: [StageDescription]) throws(ModelError) {
        try require(
            manifest.exits.count == stages.count,
            "exits",
            "\(manifest.exits.count) exits, the network has \(stages.count)"
        )
        try checkExits(stages)
        try checkInput(stages[0].inputs[0])
        try require(
            manifest.exits.indices.contains(manifest.mandatoryExit),
            "mandatory_exit",
            "no exit \(manifest.mandatoryExit)"
        )
        try require(manifest.defaultDeadlineMilliseconds > 0, "default_deadline_ms", "not above 0")
        try require((0...1).contains(manifest.defaultThreshold), "default_threshold", "not within 0…1")
        for (index, point) in manifest.thresholdTable.enumerated() {
            try require(
                point.exitShare.count == stages.count,
                "threshold_table.\(index).exit_share",
                "\(point.exitShare.count) shares for \(stages.count) exits"
            )
        }
    }

    private func checkExits(_ stages: [StageDescription]) throws(ModelError) {
        for (index, exit) in manifest.exits.enumerated() {
            let temperature = exit.temperature
            try require(temperature.isFinite && temperature > 0, "exits.\(index).temperature", "not above 0")
            try require(
                stages[index].logits.elementCount == manifest.classes.count,
                "classes",
                "\(manifest.classes.count) names for \(stages[index].logits.elementCount) logits"
            )
        }
        let names = manifest.exits.map(\.name)
        let outputs = stages.map(\.name)
        // Names of one's own are fine; the network's names in another order are a mistake.
        try require(Set(names) != Set(outputs) || names == outputs, "exits", "the network's order is \(outputs)")
    }

    private func checkInput(_ network: TensorDescription) throws(ModelError) {
        let input = manifest.input
        try require(input.name == network.name, "input.name", "the network's input is '\(network.name)'")
        try require(input.shape == network.shape, "input.shape", "the network takes \(network.shape)")
        try require(input.datatype == InputDatatype.fp32.rawValue, "input.datatype", "only FP32 is supported")
        try require(input.layout == "NCHW", "input.layout", "only NCHW is supported")
        let channels = input.shape.first ?? 1
        for (field, list) in [("input.mean", input.mean), ("input.std", input.std)] {
            try require([1, channels].contains(list.count), field, "\(list.count) numbers for \(channels) channels")
            try require(list.allSatisfy(\.isFinite), field, "not finite")
        }
        try require(!input.std.contains(0), "input.std", "a division by 0")
        try require(input.scale.isFinite, "input.scale", "not finite")
    }

    private func require(_ condition: Bool, _ field: String, _ reason: String) throws(ModelError) {
        guard condition else { throw .invalidManifest(path: path, field: field, reason: reason) }
    }
}
