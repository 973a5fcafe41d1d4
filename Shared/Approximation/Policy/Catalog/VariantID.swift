/// A variant of one application: its place among the general or the specialized ones.
package struct VariantID: Hashable, Sendable {
    package let isSpecial: Bool
    package let index: Int

    package init(isSpecial: Bool = false, index: Int) {
        self.isSpecial = isSpecial
        self.index = index
    }
}
