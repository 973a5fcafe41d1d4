extension CycleModel {
    /// Goes through passes, tiles of columns and tiles of rows, each kind until it repeats itself.
    func cost(of plan: ProductPlan) -> LayerCost {
        var pipeline = Pipeline(slots: plan.outputSlots)
        var sum = LayerCost.zero
        for pass in plan.passes {
            let columns = ColumnKind.kinds(of: plan, groups: pass.size, on: device)
            for kind in columns { sum = sum + kind.traffic(times: kind.times * pass.count, device) }
            pipeline.repeating(pass.count) { pipeline in
                for kind in columns {
                    pipeline.repeating(kind.times) { pipeline in
                        for tile in kind.tiles {
                            pipeline.repeating(tile.times) { pipeline in
                                for run in tile.steps.runs { pipeline.perform(run) }
                            }
                        }
                    }
                }
            }
        }
        sum.cycles = device.controlCycles + device.fillCycles + pipeline.end
        sum.macs = plan.shape.macs * plan.mapping.batch
        return sum
    }
}
