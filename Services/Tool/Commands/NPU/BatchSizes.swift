/// Batch sizes as a user names them: `A`, `A..B` or `A,B,…`.
struct BatchSizes {
    private static let limit = 256

    let sizes: [Int]

    init(_ text: String) throws {
        let ends = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let list: [Int?]
        if ends.count == 3, ends[1].isEmpty, let low = Int(ends[0]), let high = Int(ends[2]), low <= high {
            guard high <= Self.limit else { throw Self.failure(text) }
            list = Array(low...high)
        } else {
            list = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        }
        sizes = list.compactMap(\.self)
        guard sizes.count == list.count, !sizes.isEmpty, sizes.allSatisfy({ (1...Self.limit).contains($0) }) else {
            throw Self.failure(text)
        }
    }

    private static func failure(_ text: String) -> ToolFailure {
        .badData("--batch \(text): not of the form A, A..B or A,B,… with sizes of 1 to \(limit)")
    }
}
