/// A window's way along one spatial dimension, with everything resolved.
package struct AxisGeometry: Equatable, Sendable {
    package var input: Int
    package var output: Int
    package var kernel: Int
    package var stride: Int
    package var dilation: Int
    package var before: Int
    package var after: Int

    /// A dimension of size 1 that the window does not notice.
    package static let point = AxisGeometry(
        input: 1,
        output: 1,
        kernel: 1,
        stride: 1,
        dilation: 1,
        before: 0,
        after: 0
    )

    /// The distance from a window's first tap to its last, plus one.
    package var extent: Int { dilation * (kernel - 1) + 1 }

    /// A window that covers the whole dimension.
    static func whole(_ size: Int) -> AxisGeometry {
        AxisGeometry(input: size, output: 1, kernel: size, stride: 1, dilation: 1, before: 0, after: 0)
    }
}
