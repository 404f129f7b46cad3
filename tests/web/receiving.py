"""A receiver of the outgoing webhook: a real HTTP server that does as it is told."""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True)
class Received:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)

    @property
    def seqs(self) -> list[int]:
        return [line["seq"] for line in self.content["data"]["lines"]]

    @property
    def is_genuine(self) -> bool:
        """By the letter of the standard, apart from our code."""
        key = base64.b64decode(SECRET.split("_")[1])
        identity, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        content = b".".join([identity.encode(), at.encode(), self.body])
        made = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{made}"


@dataclass(frozen=True)
class Told:
    """What to do with a request."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)


DROP = Told(0)  # take it, and hang up without an answer
HANG = Told(-1)  # take it, and say nothing
DRIP = Told(-2)  # one byte at a time, for ever


class Server(ThreadingHTTPServer):
    """Does the next of `told` with each request, and takes it where nothing more was told."""

    daemon_threads = False  # closing waits for them

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.received: list[Received] = []
        self.told: list[Told] = []
        self.closing = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/changes?of=consent"

    @property
    def seqs(self) -> list[int]:
        return [seq for request in self.received for seq in request.seqs]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(Received(self.path, dict(self.headers), body))
        told = self.server.told.pop(0) if self.server.told else Told()
        with suppress(ConnectionError):  # the sender has given up
            self.answer(told)

    def do_GET(self) -> None:
        self.server.received.append(Received(self.path, dict(self.headers), b""))
        self.answer(Told())

    def answer(self, told: Told) -> None:
        if told is HANG:
            self.server.closing.wait()
        elif told is DRIP:
            self.drip()
        elif told is not DROP:
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.closing.wait(0.02):
            self.wfile.write(b"x")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(port: int = 0) -> Iterator[Server]:
    with Server(port) as server:
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    return port
