/// How one number is made of many.
package enum Reduction: Equatable, Sendable {
    case mean
    case sum
    case maximum
    case minimum
}
