/// One way to batch, as studies compare them: a rule on a device that packs or pads along P.
package struct BatchingWay: Hashable, Sendable {
    package let name: String
    package let rule: MappingRule
    /// `nil` is what the device does.
    package let innerBatching: InnerBatching?

    package init(_ name: String, _ rule: MappingRule, innerBatching: InnerBatching? = nil) {
        self.name = name
        self.rule = rule
        self.innerBatching = innerBatching
    }

    /// R, P packed, P padded and fluid, each without stacking and with it if the device stacks.
    package static func all(on device: Device) -> [BatchingWay] {
        let plain: [BatchingWay] = [
            BatchingWay("R", MappingRule(.rows)),
            BatchingWay("P packed", MappingRule(.inner), innerBatching: .packed),
            BatchingWay("P padded", MappingRule(.inner), innerBatching: .padded),
            BatchingWay("fluid", MappingRule(.fluid)),
        ]
        return plain.flatMap { way in
            let stacked = MappingRule(way.rule.grid, stacks: true)
            let twin = BatchingWay("\(way.name) stacked", stacked, innerBatching: way.innerBatching)
            return device.isStackable ? [way, twin] : [way]
        }
    }

    /// The device, packing or padding as this way does.
    package func device(_ device: Device) -> Device {
        var own = device
        own.innerBatching = innerBatching ?? device.innerBatching
        return own
    }

    /// Whether all layers are laid out alike.
    package var isFixed: Bool { rule.grid != .fluid && !rule.stacks }
}
