import Telemetry

/// One model's counters under Triton's names.
struct TritonCells {
    let success: CounterCell
    let failure: CounterCell
    let inferences: CounterCell
    let executions: CounterCell
    let requestMicroseconds: CounterCell
    let queueMicroseconds: CounterCell
}
