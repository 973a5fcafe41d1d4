import Kernel
import NIOCore
import Transport

/// The requests that are under way, each in a slot that is used again.
struct InFlight {
    struct Slot {
        var intended = Instant.origin
        var sentAt = Instant.origin
        var label: Int?
        /// The number of the client that sends it.
        var client = 0
        var exchange: (any ClientExchange)?
        var status = 0
        /// Whether the reply says when asking again makes sense.
        var carriesRetryAfter = false
        var body = ByteBuffer()
        var isOpen = false
        /// Counts how often the slot was used, so that a late event of an earlier use is told apart.
        var use = 0
    }

    /// Names one use of one slot.
    struct Ticket: Sendable {
        let slot: Int
        let use: Int
    }

    let limit: Int
    private(set) var count = 0
    private(set) var peak = 0
    private var slots: [Slot] = []
    private var free: [Int] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a slot, `nil` at the bound.
    mutating func open(intended: Instant, sentAt: Instant, label: Int?, client: Int) -> Ticket? {
        guard count < limit else { return nil }
        let slot = free.popLast() ?? slots.count
        if slot == slots.count { slots.append(Slot()) }
        slots[slot].intended = intended
        slots[slot].sentAt = sentAt
        slots[slot].label = label
        slots[slot].client = client
        slots[slot].isOpen = true
        slots[slot].use += 1
        count += 1
        peak = max(peak, count)
        return Ticket(slot: slot, use: slots[slot].use)
    }

    /// The slot, if the ticket is still good.
    func slot(_ ticket: Ticket) -> Slot? {
        slots[ticket.slot].use == ticket.use && slots[ticket.slot].isOpen ? slots[ticket.slot] : nil
    }

    mutating func attach(_ exchange: any ClientExchange, to ticket: Ticket) {
        if slot(ticket) != nil { slots[ticket.slot].exchange = exchange }
    }

    mutating func setStatus(_ head: ResponseHead, of ticket: Ticket) {
        guard slot(ticket) != nil else { return }
        slots[ticket.slot].status = head.status
        slots[ticket.slot].carriesRetryAfter = head.status != 200 && head.headers["retry-after"] != nil
    }

    /// Keeps a piece of a reply; what exceeds the bound of a sensible reply is not kept.
    mutating func append(_ chunk: ByteBuffer, to ticket: Ticket) {
        guard slot(ticket) != nil, slots[ticket.slot].body.readableBytes < 1 << 16 else { return }
        if slots[ticket.slot].body.readableBytes == 0 {
            slots[ticket.slot].body = chunk
        } else {
            slots[ticket.slot].body.writeImmutableBuffer(chunk)
        }
    }

    /// Frees the slot and returns what it held, `nil` if that has happened already.
    mutating func close(_ ticket: Ticket) -> Slot? {
        guard let held = slot(ticket) else { return nil }
        let use = held.use
        slots[ticket.slot] = Slot()
        slots[ticket.slot].use = use
        free.append(ticket.slot)
        count -= 1
        return held
    }

    /// All whose intended time is before that instant.
    func opened(before instant: Instant) -> [Ticket] {
        slots.indices.filter { slots[$0].isOpen && slots[$0].intended < instant }
            .map { Ticket(slot: $0, use: slots[$0].use) }
    }
}
