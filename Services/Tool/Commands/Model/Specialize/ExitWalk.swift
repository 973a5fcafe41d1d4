import Heads
import Inference

/// What a sample's features lead to under one way of answering: where it leaves, and with which class.
struct ExitWalk {
    let features: FeatureReader.Features
    /// Work up to each exit, in MFLOP.
    let work: [Double]
    /// The confidence from which the general heads' answer counts.
    let threshold: Double

    struct End {
        let classIndex: Int
        let exit: Int
    }

    private var last: Int { work.count - 1 }

    func fullDepth(_ sample: Int) -> End {
        End(classIndex: features.readings[last][sample].classIndex, exit: last)
    }

    /// By the general heads alone.
    func general(_ sample: Int) -> End {
        let exit = work.indices.first { features.readings[$0][sample].confidence >= threshold } ?? last
        return End(classIndex: features.readings[exit][sample].classIndex, exit: exit)
    }

    func special(_ sample: Int, by specialist: Specialist) -> End {
        for exit in work.indices {
            let reading = features.readings[exit][sample]
            let answer = specialist.answer(
                at: exit,
                features: features.row(sample, at: exit),
                general: (reading.classIndex, reading.confidence),
                generalThreshold: threshold
            )
            if let answer { return End(classIndex: answer, exit: exit) }
        }
        return fullDepth(sample)
    }
}
