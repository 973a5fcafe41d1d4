/// Gives numbers places in an array, for tables that are asked several times an event.
///
/// Open addressing with linear probing: a look costs one multiplication and, as at most half of the slots are taken, hardly
/// ever more than two comparisons. Numbers are spread by a fixed factor (Knuth's multiplicative hashing), so they must be our
/// own and not a client's choice. The index has no order, so that no decision can come from one. It is not generic: generic code
/// of another module would run unspecialized.
package struct PlaceIndex: Sendable {
    private struct Slot {
        var id: UInt64 = 0
        /// -1 in a slot that is free.
        var place: Int32 = -1
    }

    /// A power of two of them.
    private var slots = [Slot](repeating: Slot(), count: 16)
    private var shift: UInt64 = 60
    private var free: [Int32] = []
    package private(set) var count = 0

    package init() {}

    /// The number's place; `nil` if it has none.
    package func place(of id: UInt64) -> Int? {
        let place = slots[slot(of: id)].place
        return place < 0 ? nil : Int(place)
    }

    /// Gives a number its place: the one that it has, one that was given back, or the next at the end.
    package mutating func enter(_ id: UInt64) -> (place: Int, isNew: Bool) {
        let slot = slot(of: id)
        guard slots[slot].place < 0 else { return (Int(slots[slot].place), false) }
        let place = free.popLast() ?? Int32(count)
        slots[slot] = Slot(id: id, place: place)
        count += 1
        if 2 * count > slots.count { grow() }
        return (Int(place), true)
    }

    /// Takes a number out.
    ///
    /// - Returns: The place that it gives back.
    package mutating func leave(_ id: UInt64) -> Int? {
        let slot = slot(of: id)
        let place = slots[slot].place
        guard place >= 0 else { return nil }
        close(slot)
        free.append(place)
        count -= 1
        return Int(place)
    }

    private func home(of id: UInt64) -> Int { Int((id &* 0x9E37_79B9_7F4A_7C15) >> shift) }

    /// The slot of the number, or the one where it belongs.
    private func slot(of id: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = home(of: id)
        while slots[slot].place >= 0, slots[slot].id != id { slot = (slot + 1) & mask }
        return slot
    }

    /// Frees a slot and moves those up that were pushed on because it was taken.
    private mutating func close(_ slot: Int) {
        let mask = slots.count - 1
        var hole = slot
        var next = (hole + 1) & mask
        while slots[next].place >= 0 {
            if (next - home(of: slots[next].id)) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole].place = -1
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 2 * old.count)
        shift -= 1
        for entry in old where entry.place >= 0 { slots[slot(of: entry.id)] = entry }
    }
}
