import Domain
import GatewayPolicy
import ServiceKit

/// Who is in the cluster and what it serves, as the scheduler last told.
struct Catalog {
    private(set) var members: [WorkerID: Member] = [:]
    /// By name, ascending.
    private var clouds: [Member] = []
    /// Where members take jobs.
    private(set) var addresses: [WorkerID: PeerAddress] = [:]
    /// Versions in ascending order, by name; of members that serve the same version the first one describes it.
    private var versions: [String: [ServedModel]] = [:]
    /// Models that somebody has served and nobody does at present, the last to go last; at most ``missingLimit``.
    private var missing: [ModelID] = []

    /// Above it the model that has been gone longest is forgotten, and is unknown from then on.
    static let missingLimit = 64

    var isEmpty: Bool { versions.isEmpty }

    /// Every model in every version, in the order of their names.
    var models: [ServedModel] { versions.sorted { $0.key < $1.key }.flatMap(\.value) }

    mutating func update(_ members: [Member]) {
        self.members = Dictionary(members.map { ($0.id, $0) }) { first, _ in first }
        addresses = self.members.compactMapValues { PeerAddress($0.address) }
        clouds = members.filter { $0.kind == .cloud }.sorted { $0.id < $1.id }
        let served = models.map(\.id)
        versions = [:]
        for member in members.sorted(by: { $0.id < $1.id }) {
            for model in member.models where !(versions[model.id.name] ?? []).contains(where: { $0.id == model.id }) {
                versions[model.id.name, default: []].append(model)
            }
        }
        for name in versions.keys {
            versions[name]?.sort { ($0.id.version.count, $0.id.version) < ($1.id.version.count, $1.id.version) }
        }
        missing = (missing.filter { !served.contains($0) } + served).filter { model($0) == nil }
        missing.removeFirst(max(0, missing.count - Self.missingLimit))
    }

    /// Whether its workers have gone, as when the only one has failed and starts again.
    func isMissing(_ name: String, version: String?) -> Bool {
        missing.contains { $0.name == name && (version == nil || $0.version == version) }
    }

    /// What the cloud tier that is back first would take for a job of so many bytes; `nil` if none serves the model.
    func cloudPath(of model: ModelID, bytes: Int) -> CloudPath? {
        let paths = clouds.compactMap { member -> CloudPath? in
            guard let served = member.models.first(where: { $0.id == model }) else { return nil }
            let bound = served.profile.wcet(stages: 0...(served.profile.stageCount - 1), batchSize: 1)
            let transfer = member.bytesPerSecond > 0 ? Double(bytes) / member.bytesPerSecond : 0
            return CloudPath(way: member.roundTrip + .seconds(transfer), work: member.backlog + bound)
        }
        return paths.min { $0.way + $0.work < $1.way + $1.work }
    }

    /// The model of that name; without a version the highest one.
    func model(named name: String, version: String? = nil) -> ServedModel? {
        guard let version else { return versions[name]?.last }
        return versions[name]?.first { $0.id.version == version }
    }

    func model(_ id: ModelID) -> ServedModel? { model(named: id.name, version: id.version) }

    /// What is served in place of a model where nobody minds, in the order of their names.
    func variants(of id: ModelID) -> [ServedModel] {
        models.filter { $0.id != id && $0.id.original == id }
    }

    func versions(of name: String) -> [String] { versions[name]?.map(\.id.version) ?? [] }
}
