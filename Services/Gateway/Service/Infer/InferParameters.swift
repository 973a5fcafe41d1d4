/// The `parameters` of a request that mean something here; others are passed over.
struct InferParameters: Hashable {
    /// The budget, from `timeout`; `nil` if none or zero was given.
    var budget: Duration?
    var minExit: Int?
    var maxExit: Int?
    var threshold: Float?
    var bestEffortIsAllowed = false
    var cloudIsAllowed = true
    /// The variant that is wanted, and no other; `nil`: the model itself, or a variant in place of a refusal.
    var variant: String?
    var variantIsAllowed = true
    var binaryOutput = false
    var tenant: String?
}
