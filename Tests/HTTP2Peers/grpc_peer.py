"""Calls the test service with grpcio and prints OK, or fails with what went wrong."""

import sys

import grpc
from google.protobuf.wrappers_pb2 import StringValue


def method(kind, name):
    return kind(
        f"/test.Service/{name}",
        request_serializer=StringValue.SerializeToString,
        response_deserializer=StringValue.FromString,
    )


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call should have failed")


def check_unary(channel):
    echo = method(channel.unary_unary, "Echo")
    for count in (0, 1, 3_136, 600_000):
        assert echo(StringValue(value="x" * count)).value == "x" * count, count
    futures = [echo.future(StringValue(value=str(number))) for number in range(500)]
    assert [future.result().value for future in futures] == [str(number) for number in range(500)]


def check_statuses(channel):
    error = failure(lambda: method(channel.unary_unary, "Fail")(StringValue()))
    assert error.code() == grpc.StatusCode.NOT_FOUND, error
    assert error.details() == "größer als 100 %", error.details()
    error = failure(lambda: method(channel.unary_unary, "Nothing")(StringValue()))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error
    error = failure(lambda: method(channel.unary_unary, "Echo")(StringValue(value="x" * (5 << 20))))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error
    compressed = lambda: method(channel.unary_unary, "Echo")(
        StringValue(value="x" * 1_000), compression=grpc.Compression.Gzip
    )
    error = failure(compressed)
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error


def check_budgets(channel):
    budget = method(channel.unary_unary, "Budget")
    assert budget(StringValue(), timeout=7).value == "true"
    assert budget(StringValue()).value == "none"
    error = failure(lambda: method(channel.unary_unary, "Hang")(StringValue(), timeout=0.2))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error


def check_streams(channel):
    chat = method(channel.stream_stream, "Chat")
    replies = chat(StringValue(value=str(number)) for number in range(200))
    assert [reply.value for reply in replies] == [f"re {number}" for number in range(200)]

    def endless():
        while True:
            yield StringValue(value="more")

    call = chat(endless())
    next(call)
    call.cancel()
    assert method(channel.unary_unary, "Echo")(StringValue(value="alive")).value == "alive"


with grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}") as channel:
    check_unary(channel)
    check_statuses(channel)
    check_budgets(channel)
    check_streams(channel)
print("OK")
