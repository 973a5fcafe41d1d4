/// The attributes of a general matrix product: `productScale · A · B + sumScale · C`.
package struct Gemm: Equatable, Sendable {
    package var productScale: Float
    package var sumScale: Float
    package var transposesA: Bool
    package var transposesB: Bool
}
