/// The samples that are sent, in bytes as their camera gave them, with the right answers if they are known.
struct SampleSet: Sendable {
    let name: String
    let samples: [ArraySlice<UInt8>]
    /// The right class of each sample; `nil` when nobody knows.
    let labels: [UInt8]?

    var bytesPerSample: Int { samples.first?.count ?? 0 }
}
