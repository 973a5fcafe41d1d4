/// How the dimensions of the file's tensors are laid out in memory.
package enum StorageOrder {
    /// The file's dimension at each place of storage.
    package static func order(rank: Int) -> [Int] {
        rank == 4 ? [0, 2, 3, 1] : Array(0..<rank)
    }

    /// The place in storage of the file's dimension.
    package static func position(of axis: Int, rank: Int) -> Int {
        rank == 4 ? [0, 3, 1, 2][axis] : axis
    }

    /// The stored shape of a tensor of that shape in the file.
    package static func stored(_ shape: [Int]) -> [Int] {
        order(rank: shape.count).map { shape[$0] }
    }

    /// Turns numbers in the file's order into stored order.
    package static func store(_ floats: [Float], shape: [Int]) -> [Float] {
        guard shape.count == 4 else { return floats }
        let (channels, pixels) = (shape[1], shape[2] * shape[3])
        var result = [Float](repeating: 0, count: floats.count)
        for sample in 0..<shape[0] {
            let base = sample * channels * pixels
            for channel in 0..<channels {
                for pixel in 0..<pixels {
                    result[base + pixel * channels + channel] = floats[base + channel * pixels + pixel]
                }
            }
        }
        return result
    }
}
