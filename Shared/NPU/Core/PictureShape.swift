/// The size of one sample's activations.
package struct PictureShape: Hashable, Sendable {
    package let channels: Int
    package let height: Int
    package let width: Int

    /// All at least 1.
    package init(channels: Int, height: Int, width: Int) {
        precondition(channels > 0 && height > 0 && width > 0, "a picture has a size")
        self.channels = channels
        self.height = height
        self.width = width
    }

    package var words: Int { channels * height * width }
}
