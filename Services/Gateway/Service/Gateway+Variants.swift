import Domain

/// Variants of models, as requests name them.
extension Gateway {
    /// The variant of that name, or the model itself where none is named.
    func variant(
        _ name: String?,
        of model: ServedModel,
        field: String = "parameters.variant"
    ) throws(APIProblem) -> ServedModel {
        guard let name else { return model }
        let original = model.id.original
        if name == Self.originalName, let served = catalog.model(original) { return served }
        if let served = catalog.model(original.variant(named: name)) { return served }
        let known = [Self.originalName] + catalog.variants(of: original).compactMap(\.id.variant)
        throw .invalid(
            field,
            "unknown_variant",
            "no worker serves '\(name)'; there are \(known.joined(separator: ", "))"
        )
    }

    /// The model of a request's jobs; a frame's is its stream's.
    func variant(_ name: String?, of model: ServedModel, isFrame: Bool) throws(APIProblem) -> ServedModel {
        guard isFrame, name != nil else { return try variant(name, of: model) }
        throw .invalid("parameters.variant", "unsupported_parameter", "a frame's variant is its stream's")
    }

    /// The model itself, as catalogs call it beside its variants.
    private static var originalName: String { "exact" }
}
