import Kernel

/// The claims of one-shot jobs on one member in the order of their deadlines, with the tightest of their margins.
///
/// A claim's margin is `share · deadline − cost of all claims due by then`: the lane can keep all of them, from now on and beside
/// what else it owes, if every margin is at least `share · now + what else it owes`. Claims lie in sorted blocks that
/// each know their cost and their tightest margin, so a question costs one pass over the blocks: under a microsecond at
/// 10,000 claims.
struct ClaimTimeline: Sendable {
    private struct Claim: Sendable {
        let place: Ranked
        let cost: Double
    }

    private struct Block: Sendable {
        var claims: [Claim]
        var cost = 0.0
        /// As if nothing were due before the block.
        var margin = Double.infinity

        mutating func sum(share: Double) {
            cost = 0
            margin = .infinity
            for claim in claims {
                cost += claim.cost
                margin = min(margin, share * Double(claim.place.rank) - cost)
            }
        }
    }

    private static let blockLimit = 128

    private var blocks: [Block] = []
    private(set) var count = 0
    /// Of the lane's time, that claims may use.
    private(set) var share: Double

    init(share: Double) {
        self.share = share
    }

    var cost: Double { blocks.reduce(0) { $0 + $1.cost } }

    mutating func setShare(_ share: Double) {
        self.share = share
        for index in blocks.indices { blocks[index].sum(share: share) }
    }

    mutating func insert(_ place: Ranked, cost: Double) {
        count += 1
        let claim = Claim(place: place, cost: cost)
        guard !blocks.isEmpty else {
            blocks.append(Block(claims: [claim]))
            blocks[0].sum(share: share)
            return
        }
        let index = blockIndex(of: place)
        blocks[index].claims.insert(claim, at: Self.position(of: place, in: blocks[index].claims))
        if blocks[index].claims.count > Self.blockLimit {
            let half = blocks[index].claims.count / 2
            var upper = Block(claims: Array(blocks[index].claims[half...]))
            upper.sum(share: share)
            blocks[index].claims.removeSubrange(half...)
            blocks.insert(upper, at: index + 1)
        }
        blocks[index].sum(share: share)
    }

    mutating func remove(_ place: Ranked) {
        guard !blocks.isEmpty else { return }
        let index = blockIndex(of: place)
        let position = Self.position(of: place, in: blocks[index].claims)
        guard position < blocks[index].claims.count, blocks[index].claims[position].place == place else { return }
        blocks[index].claims.remove(at: position)
        count -= 1
        if blocks[index].claims.isEmpty {
            blocks.remove(at: index)
        } else {
            blocks[index].sum(share: share)
        }
    }

    /// Takes out the claims whose deadline has come.
    mutating func expire(through rank: Int64) -> [UInt64] {
        var expired: [UInt64] = []
        while let first = blocks.first, let head = first.claims.first, head.place.rank <= rank {
            let through = first.claims.prefix { $0.place.rank <= rank }
            expired.append(contentsOf: through.map(\.place.id))
            count -= through.count
            if through.count == first.claims.count {
                blocks.removeFirst()
            } else {
                blocks[0].claims.removeFirst(through.count)
                blocks[0].sum(share: share)
            }
        }
        return expired
    }

    /// The cost of all that is due by then.
    func cost(through rank: Int64) -> Double {
        var sum = 0.0
        for block in blocks {
            guard let last = block.claims.last else { continue }
            guard last.place.rank <= rank else {
                return block.claims.prefix { $0.place.rank <= rank }.reduce(sum) { $0 + $1.cost }
            }
            sum += block.cost
        }
        return sum
    }

    /// The tightest margin among those that a further claim would touch, its own included.
    func margin(with cost: Double, at place: Ranked) -> Double {
        var before = 0.0
        var margin = Double.infinity
        var own = true
        for block in blocks {
            guard let last = block.claims.last else { continue }
            if last.place < place {
                before += block.cost
            } else if own {
                for claim in block.claims {
                    if own, place < claim.place {
                        own = false
                        before += cost
                        margin = min(margin, share * Double(place.rank) - before)
                    }
                    before += claim.cost
                    if !own { margin = min(margin, share * Double(claim.place.rank) - before) }
                }
            } else {
                margin = min(margin, block.margin - before)
                before += block.cost
            }
        }
        return own ? min(margin, share * Double(place.rank) - before - cost) : margin
    }

    /// The tightest margin of all.
    var margin: Double {
        var before = 0.0
        var margin = Double.infinity
        for block in blocks {
            margin = min(margin, block.margin - before)
            before += block.cost
        }
        return margin
    }

    /// Whether every claim's margin would be at least `rest`, if claims might use another share.
    ///
    /// A block whose tightest margin bears the change at its last deadline is not looked into.
    func isKept(with share: Double, beside rest: Double) -> Bool {
        var before = 0.0
        for block in blocks {
            guard let last = block.claims.last else { continue }
            let change = max(0, self.share - share) * Double(last.place.rank)
            if block.margin - change - before >= rest {
                before += block.cost
                continue
            }
            for claim in block.claims {
                before += claim.cost
                guard share * Double(claim.place.rank) - before >= rest else { return false }
            }
        }
        return true
    }

    /// The deadline by which so many claims have ended that at most `rest` is left; `nil` if that takes more than all.
    func instant(leaving rest: Double) -> Int64? {
        guard rest >= 0 else { return nil }
        var left = cost
        for block in blocks {
            if left - block.cost > rest {
                left -= block.cost
                continue
            }
            for claim in block.claims {
                guard left > rest else { return claim.place.rank }
                left -= claim.cost
                if left <= rest { return claim.place.rank }
            }
        }
        return blocks.last?.claims.last?.place.rank
    }

    /// The last block that begins at or below the place, the first block if none does.
    private func blockIndex(of place: Ranked) -> Int {
        var low = 0
        var high = blocks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if blocks[middle].claims[0].place <= place { low = middle } else { high = middle }
        }
        return low
    }

    private static func position(of place: Ranked, in claims: [Claim]) -> Int {
        var low = 0
        var high = claims.count
        while low < high {
            let middle = (low + high) / 2
            if claims[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
