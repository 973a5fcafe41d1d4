/// How what one sample carries between two stages crosses to another process: four bits a number.
///
/// Per tensor and channel comes the least number and the step between two levels, as little-endian 32-bit floats; then
/// each number's level, 0…15, as the nearest one above that least number, two to a byte with the earlier one in the low half, in
/// stored order (a picture's channels last). The length follows from the shapes alone, so both sides know it beforehand.
/// Four bits per channel are enough for the networks that come with the project (see the README); the format is ours.
package struct CarriedCode: Sendable {
    private struct Part {
        let count: Int
        let channels: Int
        var byteCount: Int { channels * 8 + (count + 1) / 2 }
    }

    private static let levels: Float = 15
    /// What lies beyond is clamped, so that no span and no level overflows.
    private static let limit: Float = 1e37
    private let parts: [Part]

    /// - Parameter tensors: What is carried, per sample and channels first.
    package init(_ tensors: [TensorDescription]) {
        parts = tensors.map { Part(count: $0.elementCount, channels: $0.shape.count == 3 ? $0.shape[0] : 1) }
    }

    /// Of one sample.
    package var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }

    /// - Parameter tensors: The numbers of each tensor in stored order; what is not finite becomes the channel's least level.
    /// - Returns: ``byteCount`` bytes.
    package func encode(_ tensors: [[Float]]) -> [UInt8] {
        precondition(tensors.map(\.count) == parts.map(\.count), "all carried tensors are encoded together")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for (part, numbers) in zip(parts, tensors) { Self.encode(numbers, channels: part.channels, to: &bytes) }
        return bytes
    }

    /// - Parameter bytes: As ``encode(_:)`` made them.
    /// - Returns: The numbers of each tensor in stored order.
    /// - Throws: ``InferenceError/carriedBytes(_:)`` of bytes that nothing was encoded to.
    package func decode(_ bytes: UnsafeRawBufferPointer) throws(InferenceError) -> [[Float]] {
        guard bytes.count == byteCount else {
            throw .carriedBytes("\(byteCount) bytes are carried here, not \(bytes.count)")
        }
        var tensors: [[Float]] = []
        var offset = 0
        for part in parts {
            let end = offset + part.byteCount
            tensors.append(try Self.decode(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]), part))
            offset = end
        }
        return tensors
    }

    private static func encode(_ numbers: [Float], channels: Int, to bytes: inout [UInt8]) {
        var least = [Float](repeating: .greatestFiniteMagnitude, count: channels)
        var most = [Float](repeating: -.greatestFiniteMagnitude, count: channels)
        for (index, number) in numbers.enumerated() where number.isFinite {
            let channel = index % channels
            let clamped = max(-limit, min(limit, number))
            least[channel] = min(least[channel], clamped)
            most[channel] = max(most[channel], clamped)
        }
        var steps = [Float](repeating: 0, count: channels)
        for channel in 0..<channels {
            if least[channel] > most[channel] {
                least[channel] = 0
            } else {
                steps[channel] = (most[channel] - least[channel]) / levels
            }
            append(least[channel], to: &bytes)
            append(steps[channel], to: &bytes)
        }
        var low: UInt8?
        for (index, number) in numbers.enumerated() {
            let channel = index % channels
            let level = level(of: number, least: least[channel], step: steps[channel])
            if let half = low { bytes.append(half | level << 4) }
            low = low == nil ? level : nil
        }
        if let low { bytes.append(low) }
    }

    private static func level(of number: Float, least: Float, step: Float) -> UInt8 {
        guard number.isFinite, step > 0 else { return 0 }
        return UInt8(min(levels, max(0, (number / step - least / step).rounded())))
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer, _ part: Part) throws(InferenceError) -> [Float] {
        var scales: [(least: Float, step: Float)] = []
        for channel in 0..<part.channels {
            let (least, step) = (float(bytes, at: channel * 8), float(bytes, at: channel * 8 + 4))
            guard least.isFinite, step.isFinite, step >= 0, (least + step * levels).isFinite else {
                throw .carriedBytes("the scale of channel \(channel) makes no numbers")
            }
            scales.append((least, step))
        }
        let start = part.channels * 8
        return (0..<part.count).map { index in
            let byte = bytes[start + index / 2]
            let level = index % 2 == 0 ? byte & 15 : byte >> 4
            let scale = scales[index % part.channels]
            return scale.least + scale.step * Float(level)
        }
    }

    private static func append(_ number: Float, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func float(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
}
