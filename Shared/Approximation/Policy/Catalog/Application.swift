/// One stream of requests and the variants that can answer it.
package struct Application: Hashable, Sendable {
    package let name: String
    /// Expected requests per second, above 0.
    package let rate: Double
    package let variants: [Variant]
    /// For dominant classes only; empty if it cannot be specialized.
    package let special: [Variant]
    /// The place of the application whose input and trunk this one shares, lower than its own; `nil` if it has its own.
    package let base: Int?

    package init(name: String, rate: Double, variants: [Variant], special: [Variant] = [], base: Int? = nil) {
        precondition(rate > 0 && rate.isFinite, "an application has a rate")
        precondition(!variants.isEmpty, "an application has a variant")
        precondition(variants.allSatisfy(\.inContext.isEmpty), "general variants do not depend on a context")
        precondition(
            special.allSatisfy { !$0.inContext.isEmpty },
            "specialized variants say what they reach in context"
        )
        self.name = name
        self.rate = rate
        self.variants = variants
        self.special = special
        self.base = base
    }

    package func variant(_ id: VariantID) -> Variant {
        id.isSpecial ? special[id.index] : variants[id.index]
    }

    /// The identifiers of the general or of the specialized variants, in the catalog's order.
    package func identifiers(special isSpecial: Bool) -> [VariantID] {
        (isSpecial ? special : variants).indices.map { VariantID(isSpecial: isSpecial, index: $0) }
    }

    /// The head of this application on a trunk of that name, if it has one.
    package func head(on trunk: Variant) -> VariantID? {
        variants.firstIndex { $0.name == trunk.name }.map { VariantID(index: $0) }
    }
}
