#!/usr/bin/env python3
"""What a new user of the Open Inference Protocol would write, with three client libraries.

    client.py http://HOST:PORT
"""

import sys

import httpx
import numpy
import tritonclient.http as triton

url = sys.argv[1]
image = numpy.random.default_rng(1).normal(size=[1, 1, 28, 28]).astype(numpy.float32)

server = triton.InferenceServerClient(url.removeprefix("http://"))
assert server.is_server_live() and server.is_server_ready() and server.is_model_ready("fashion")
metadata = server.get_model_metadata("fashion")
assert metadata["inputs"][0]["shape"] == [-1, 1, 28, 28], metadata
tensor = triton.InferInput(metadata["inputs"][0]["name"], [1, 1, 28, 28], "FP32")
tensor.set_data_from_numpy(image)
answers = []
for binary in (True, False):
    wishes = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("class", "probabilities", "label")]
    answer = server.infer("fashion", [tensor], outputs=wishes, timeout=5_000_000, parameters={"threshold": 2})
    assert abs(answer.as_numpy("probabilities").sum() - 1) < 1e-3
    assert answer.as_numpy("probabilities").argmax() == answer.as_numpy("class").reshape(-1)[0]
    assert answer.get_response()["parameters"]["exit"] == 3, answer.get_response()
    answers.append(int(answer.as_numpy("class").reshape(-1)[0]))

job = {
    "parameters": {"timeout": 5_000_000, "threshold": 2},
    "inputs": [{"name": "x", "shape": [1, 1, 28, 28], "datatype": "FP32", "data": image.flatten().tolist()}],
    "outputs": [{"name": "class"}],
}
for options in ({"http1": False, "http2": True}, {"http1": True}):
    with httpx.Client(base_url=url, timeout=20, **options) as client:
        reply = client.post("/v2/models/fashion/infer", json=job)
        assert reply.status_code == 200, reply.text
        assert reply.http_version == ("HTTP/1.1" if options["http1"] else "HTTP/2")
        assert "server-timing" in reply.headers
        answers.append(reply.json()["outputs"][0]["data"][0])

assert len(set(answers)) == 1, answers
print("all clients agree on class", answers[0])
