/// A pool over the two spatial dimensions.
package struct PoolStep: Sendable {
    package let function: PoolFunction
    package let batch: Int
    package let channels: Int
    package let rows: AxisGeometry
    package let columns: AxisGeometry
}
