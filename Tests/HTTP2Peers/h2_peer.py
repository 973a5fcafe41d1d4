"""Speaks HTTP/2 with the test server through the Python library h2 and prints OK, or fails with what went wrong."""

import socket
import sys

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings


class Peer:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.connection.initiate_connection()
        self.events = []
        self.flush()

    def flush(self):
        self.socket.sendall(self.connection.data_to_send())

    def pump(self):
        data = self.socket.recv(65_536)
        if not data:
            raise AssertionError("the server closed the connection")
        for event in self.connection.receive_data(data):
            if isinstance(event, h2.events.DataReceived):
                self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            self.events.append(event)
        self.flush()

    def wait(self, kind, stream=None):
        while True:
            for event in self.events:
                if isinstance(event, kind) and stream in (None, getattr(event, "stream_id", None)):
                    self.events.remove(event)
                    return event
            self.pump()

    def request(self, method, path, end=True):
        stream = self.connection.get_next_available_stream_id()
        head = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a")]
        self.connection.send_headers(stream, head, end_stream=end)
        self.flush()
        return stream

    def send(self, stream, body, trailers=None):
        rest = memoryview(body)
        while rest:
            room = min(self.connection.local_flow_control_window(stream), self.connection.max_outbound_frame_size)
            if room <= 0:
                self.pump()
                continue
            self.connection.send_data(stream, bytes(rest[:room]))
            rest = rest[room:]
            self.flush()
        if trailers:
            self.connection.send_headers(stream, trailers, end_stream=True)
        else:
            self.connection.end_stream(stream)
        self.flush()

    def body(self, stream):
        self.wait(h2.events.StreamEnded, stream)
        mine = [e for e in self.events if isinstance(e, h2.events.DataReceived) and e.stream_id == stream]
        return b"".join(event.data for event in mine)


def status(event):
    return dict(event.headers)[":status"]


def check(port):
    peer = Peer(port)
    stream = peer.request("GET", "/hello")
    assert status(peer.wait(h2.events.ResponseReceived, stream)) == "200"
    assert peer.body(stream) == b"hello"

    body = bytes(range(256)) * 2_400
    stream = peer.request("POST", "/stream", end=False)
    peer.send(stream, body, trailers=[("x-note", "done")])
    assert peer.body(stream) == body
    trailers = peer.wait(h2.events.TrailersReceived, stream)
    assert dict(trailers.headers)["x-count"] == str(len(body))

    stream = peer.request("GET", "/missing")
    assert status(peer.wait(h2.events.ResponseReceived, stream)) == "404"
    stream = peer.request("DELETE", "/hello")
    response = peer.wait(h2.events.ResponseReceived, stream)
    assert (status(response), dict(response.headers)["allow"]) == ("405", "GET")

    stream = peer.request("POST", "/hang", end=False)
    peer.connection.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
    peer.flush()
    stream = peer.request("POST", "/ignore", end=False)
    assert status(peer.wait(h2.events.ResponseReceived, stream)) == "409"
    assert peer.wait(h2.events.StreamReset, stream).error_code == h2.errors.ErrorCodes.NO_ERROR

    # A window of zero holds the response back until it is opened.
    peer.connection.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: 0})
    peer.flush()
    peer.wait(h2.events.SettingsAcknowledged)
    stream = peer.request("GET", "/hello")
    assert status(peer.wait(h2.events.ResponseReceived, stream)) == "200"
    assert not [e for e in peer.events if isinstance(e, h2.events.DataReceived) and e.stream_id == stream]
    peer.connection.increment_flow_control_window(5, stream)
    peer.flush()
    assert peer.body(stream) == b"hello"


check(int(sys.argv[1]))
print("OK")
