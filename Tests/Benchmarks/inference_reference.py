"""Times ONNX Runtime on request, so that a benchmark can interleave it with another engine.

Usage: inference_reference.py MODEL.onnx, then lines "BATCH REPETITIONS" on standard input.

Answers each line with the thread-CPU time per run in microseconds, all outputs fetched, one thread. Inputs and outputs
are bound once, so that a run costs no conversion between Python and the runtime.
"""

import sys
import time

import numpy as np
import onnxruntime as ort


def main() -> None:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
    (tensor,) = session.get_inputs()
    shape = [size if isinstance(size, int) else 1 for size in tensor.shape[1:]]
    random = np.random.default_rng(1)
    print(f"onnxruntime {ort.__version__}", flush=True)
    for line in sys.stdin:
        batch, repetitions = map(int, line.split())
        binding = session.io_binding()
        binding.bind_cpu_input(tensor.name, random.standard_normal([batch, *shape], dtype=np.float32))
        for output in session.get_outputs():
            binding.bind_output(output.name, "cpu")
        session.run_with_iobinding(binding)
        start = time.thread_time_ns()
        for _ in range(repetitions):
            session.run_with_iobinding(binding)
        print((time.thread_time_ns() - start) / repetitions / 1000, flush=True)


if __name__ == "__main__":
    main()
