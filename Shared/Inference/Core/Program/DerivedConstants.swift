/// Remembers constants that were rearranged for programs, so that the programs of all batch sizes share them.
///
/// Confined to the thread that prepares a model.
package final class DerivedConstants {
    private struct Key: Hashable {
        let source: ObjectIdentifier
        let form: String
    }

    private var derived: [Key: Constant] = [:]
    /// Keeps the sources alive, because an identifier means an object only while it lives.
    private var sources: [Constant] = []

    package init() {}

    /// - Parameters:
    ///   - source: The constant to rearrange.
    ///   - form: Names the rearrangement; the same name must mean the same one.
    ///   - derive: Makes it.
    /// - Returns: The result, made at the first call only.
    func constant(_ source: Constant, form: String, derive: () -> Constant) -> Constant {
        let key = Key(source: ObjectIdentifier(source), form: form)
        if let known = derived[key] { return known }
        let result = derive()
        derived[key] = result
        sources.append(source)
        return result
    }
}
