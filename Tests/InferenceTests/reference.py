"""Logits of a model by ONNX Runtime, for comparison.

Usage: reference.py MODEL.onnx < INPUT > LOGITS

INPUT is little-endian float32, normalized, one sample of the model's input shape after another. LOGITS is float32 as
well: for each output of the file in its order, all samples' rows.
"""

import sys

import numpy as np
import onnxruntime as ort


def main() -> None:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
    (tensor,) = session.get_inputs()
    shape = [size if isinstance(size, int) else -1 for size in tensor.shape[1:]]
    samples = np.frombuffer(sys.stdin.buffer.read(), dtype="<f4").reshape([-1, *shape])
    for logits in session.run(None, {tensor.name: samples}):
        sys.stdout.buffer.write(np.ascontiguousarray(logits, dtype="<f4").tobytes())


if __name__ == "__main__":
    main()
