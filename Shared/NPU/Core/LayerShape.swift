/// What one layer computes for one sample, as far as an accelerator's time depends on it.
package struct LayerShape: Hashable, Sendable {
    package enum Work: Hashable, Sendable {
        /// Runs on the processing elements.
        case product(ProductShape)
        /// Runs on the vector unit.
        case vector(VectorShape)
    }

    package let name: String
    package let work: Work

    package init(name: String, work: Work) {
        self.name = name
        self.work = work
    }

    /// Useful multiply-adds of one sample; the vector unit's operations are not counted.
    package var macs: Int {
        switch work {
        case .product(let product): product.macs
        case .vector: 0
        }
    }

    /// Words that the layer leaves behind for one sample: what must be saved if the batch is preempted after it.
    package var outputWords: Int {
        switch work {
        case .product(let product): product.groups * product.rows * product.columns
        case .vector(let vector): vector.outputs
        }
    }
}
