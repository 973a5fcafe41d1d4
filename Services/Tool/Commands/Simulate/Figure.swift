/// Mean and its uncertainty over several seeds.
struct Figure: Equatable {
    let mean: Double
    /// Half of the 95 % interval of the mean, by the normal distribution; 0 for a single value.
    let error: Double

    init(_ values: [Double]) {
        let count = Double(values.count)
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / count
        self.mean = mean
        guard values.count > 1 else {
            error = 0
            return
        }
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        error = 1.96 * (variance / count).squareRoot()
    }
}
