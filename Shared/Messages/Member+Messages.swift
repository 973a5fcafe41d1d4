package import Domain

extension Rubato_V1_MemberInfo {
    package init(_ member: Member) {
        self.init()
        worker = member.id.rawValue
        kind = member.kind.rawValue
        address = member.address
        models = member.models.map(Rubato_V1_Model.init)
        roundTripUs = member.roundTrip.wireMicroseconds
        pricePerMs = member.pricePerMillisecond
        pricePerByte = member.pricePerByte
        bytesPerSecond = member.bytesPerSecond
        backlogUs = member.backlog.wireMicroseconds
        table = member.table
        watts = member.watts
        memoryBytes = UInt64(clamping: member.memoryByteCount)
        pages = member.pages.map(Rubato_V1_ModelPage.init)
    }

    /// The member, or `nil` if its name, kind or a model of it makes no sense.
    package var domain: Member? {
        let known = models.compactMap(\.domain)
        guard !worker.isEmpty, let kind = Member.Kind(rawValue: kind), known.count == models.count else { return nil }
        let sound = pages.compactMap(\.domain)
        guard sound.count == pages.count else { return nil }
        return Member(
            id: WorkerID(worker),
            kind: kind,
            address: address,
            models: known,
            roundTrip: Duration(wireMicroseconds: roundTripUs),
            pricePerMillisecond: pricePerMs,
            pricePerByte: pricePerByte.isFinite ? max(0, pricePerByte) : 0,
            bytesPerSecond: bytesPerSecond.isFinite ? max(0, bytesPerSecond) : 0,
            watts: watts.isFinite ? max(0, watts) : 0,
            backlog: Duration(wireMicroseconds: backlogUs),
            table: table,
            memoryByteCount: Int(clamping: memoryBytes),
            pages: sound
        )
    }
}
