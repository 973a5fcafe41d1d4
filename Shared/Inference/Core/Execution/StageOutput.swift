/// The results of one run, one per sample in the order given.
package struct StageOutput: Sendable {
    package struct Sample: Sendable {
        /// The exit's raw scores, one per class; see ``ModelExit/reading(of:)``.
        package var logits: [Float]
        /// What the next stage continues from; nil after the last stage.
        package var next: SampleActivation?
    }

    package var samples: [Sample]
}
