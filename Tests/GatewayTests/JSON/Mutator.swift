import Kernel

/// Makes wrong texts of right ones.
struct Mutator {
    private var random: SeededGenerator
    private let seeds: [[UInt8]]
    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\u", "e", "-", "null", "\u{0}", "😀", "[[[[", "\\",
    ]

    init(seed: UInt64, seeds: [String]) {
        random = SeededGenerator(seed: seed)
        self.seeds = seeds.map { Array($0.utf8) }
    }

    mutating func next() -> [UInt8] {
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...(.max), using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
        case 4:
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
            bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        default:
            let token = Self.tokens[Int.random(in: 0..<Self.tokens.count, using: &random)]
            bytes.insert(contentsOf: Array(token.utf8), at: place)
        }
    }
}
