/// Why a text could not be read as the JSON that was expected.
struct JSONFailure: Error, Hashable {
    enum Cause: Hashable {
        /// Not JSON at all.
        case malformed
        /// JSON, but of another type than is wanted there.
        case wrongType
        /// A number that the wanted type can not hold.
        case outOfRange
    }

    let cause: Cause
    let message: String
    /// In bytes from the start of the text.
    let offset: Int
}
