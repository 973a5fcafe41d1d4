package import Domain

extension Rubato_V1_Profile {
    package init(_ profile: ExecutionProfile) {
        self.init()
        stages = (0..<profile.stageCount).map { stage in
            var bounds = Rubato_V1_StageBounds()
            bounds.boundUs = (1...profile.capacity).map {
                profile.wcet(stage: stage, batchSize: $0).wireMicroseconds
            }
            return bounds
        }
        device = profile.provenance.device
        precision = profile.provenance.precision
        quantile = profile.provenance.quantile
        margin = profile.provenance.margin
        samples = UInt32(profile.provenance.samples)
    }

    /// The profile, or `nil` if a stage has no bounds or not as many as the others.
    package func domain(of model: ModelID) -> ExecutionProfile? {
        guard let capacity = stages.first?.boundUs.count, capacity > 0,
            stages.allSatisfy({ $0.boundUs.count == capacity })
        else { return nil }
        return ExecutionProfile(
            model: model,
            bounds: stages.map { $0.boundUs.map { Duration(wireMicroseconds: $0) } },
            provenance: ExecutionProfile.Provenance(
                device: device,
                precision: precision,
                quantile: quantile,
                margin: margin,
                samples: Int(samples)
            )
        )
    }
}
