extension LoadOutcome {
    /// Reads a whole reply to one sample.
    ///
    /// An error counts as a refusal when the cluster has made no promise: 422, 429, and 503 unless a worker was lost.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - body: JSON: an answer with the output `class`, or an error with its `reason`.
    ///   - label: The right class, `nil` if unknown.
    package init(status: Int, body: UnsafeRawBufferPointer, label: Int?) {
        guard status != 200 else {
            self = .answered(LoadAnswer(body, label: label))
            return
        }
        let reason = Self.text("reason", in: body) ?? "http \(status)"
        switch status {
        case 422, 429: self = .refused(reason: reason, budget: Self.text("budget", in: body))
        case 503 where reason != "worker_lost": self = .refused(reason: reason)
        default: self = .failed(reason: reason)
        }
    }

    private static func text(_ key: StaticString, in body: UnsafeRawBufferPointer) -> String? {
        var reader = JSONScalarReader(body)
        while let scalar = reader.next() {
            if scalar.isString, reader.matches(scalar.key, key) { return reader.text(scalar.value) }
        }
        return nil
    }
}

extension LoadAnswer {
    /// Takes from an answer what a report counts; what is not there stays unknown.
    package init(_ body: UnsafeRawBufferPointer, label: Int?) {
        self.init()
        var reader = JSONScalarReader(body)
        while let scalar = reader.next() {
            if scalar.isString {
                if reader.matches(scalar.key, "admission") {
                    isHedge = reader.matches(scalar.value, "hedge")
                    isFallback = reader.matches(scalar.value, "fallback")
                    isOffloaded = isHedge || reader.matches(scalar.value, "offload")
                }
                if reader.matches(scalar.key, "specialist") { isByHeads = true }
                if reader.matches(scalar.key, "step") { step = reader.text(scalar.value) }
                if reader.matches(scalar.key, "emulated_device") { emulatedDevice = reader.text(scalar.value) }
            } else if reader.matches(scalar.key, "data") {
                if isCorrect == nil, let label { isCorrect = reader.integer(scalar.value) == label }
            } else if reader.matches(scalar.key, "audited") {
                isAudited = true
            } else if reader.matches(scalar.key, "exit") {
                exit = reader.integer(scalar.value)
            } else if reader.matches(scalar.key, "cost_usd") {
                costUSD = reader.number(scalar.value) ?? 0
            } else if reader.matches(scalar.key, "modeled_joules") {
                modeledJoules = reader.number(scalar.value) ?? 0
            } else if reader.matches(scalar.key, "emulation_lag_us") {
                emulationLagMicroseconds = reader.integer(scalar.value) ?? 0
            } else if let leg = reader.leg(scalar) {
                legs.append(leg)
            }
        }
    }
}

extension JSONScalarReader {
    /// The number in that range, `nil` if it holds another thing.
    package func number(_ range: Range<Int>) -> Double? {
        Double(text(range))
    }

    /// A time that the server spent: a number whose key ends in `_us`, the budget excepted.
    fileprivate func leg(_ scalar: Scalar) -> ServerLeg? {
        guard scalar.key.count > 3, !matches(scalar.key, "budget_us") else { return nil }
        let suffix = scalar.key.upperBound - 3
        guard matches(suffix..<scalar.key.upperBound, "_us"), let value = integer(scalar.value) else { return nil }
        return ServerLeg(name: text(scalar.key.lowerBound..<suffix), microseconds: UInt64(value))
    }
}
