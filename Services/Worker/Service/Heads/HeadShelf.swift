import Domain
import Kernel
import Messages

/// The specialized heads that a worker keeps for streams: soft state, which gateways send again where it is lost.
///
/// Bounded: where there is no room, what nobody has used for a while goes, else the newcomer is refused.
struct HeadShelf {
    /// The most heads at once.
    static let limit = 64
    /// What has not been used for so long may go: its stream has most likely ended with its gateway.
    static let idleLimit = Duration.seconds(60)
    /// A larger message is not taken in: heads on 200,000 features have not as much.
    static let byteLimit = 4 << 20

    private struct Entry {
        let heads: ShelvedHeads
        var lastUse: Instant
    }

    private var entries: [UInt64: Entry] = [:]

    var count: Int { entries.count }

    /// Forgets what is retired, and takes new heads in.
    mutating func update(
        _ message: Rubato_V1_HeadsUpdate,
        models: [ModelID: LoadedModel],
        at now: Instant
    ) throws(Problem) {
        for id in message.retired { entries[id] = nil }
        guard message.hasInstall else { return }
        let install = message.install
        let model = install.model.domain
        guard install.id != 0 else { throw .malformed("id", "0 is no number of heads") }
        guard let loaded = models[model] else {
            throw Problem(status: 404, reason: "unknown_model", message: "\(model) is not served here", field: "model")
        }
        let heads = try ShelvedHeads(install, for: loaded)
        guard entries[install.id] != nil || makeRoom(at: now) else {
            throw Problem(status: 503, reason: "heads_full", message: "as many heads are here as may be")
        }
        entries[install.id] = Entry(heads: heads, lastUse: now)
    }

    /// The heads of that number, if they are for the model.
    mutating func take(_ id: UInt64, for model: ModelID, at now: Instant) -> ShelvedHeads? {
        guard let heads = entries[id]?.heads, heads.model == model else { return nil }
        entries[id]?.lastUse = now
        return heads
    }

    /// Forgets the heads of these models.
    ///
    /// - Returns: How many there were.
    mutating func drop(_ models: [ModelID]) -> Int {
        let gone = entries.filter { models.contains($0.value.heads.model) }.map(\.key)
        for id in gone { entries[id] = nil }
        return gone.count
    }

    private mutating func makeRoom(at now: Instant) -> Bool {
        if entries.count < Self.limit { return true }
        guard let oldest = entries.min(by: { ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key) }),
            now - oldest.value.lastUse >= Self.idleLimit
        else { return false }
        entries[oldest.key] = nil
        return true
    }
}
