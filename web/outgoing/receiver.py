"""One request to the receiver of the outgoing webhook, and what came of it.

It is signed as Standard Webhooks 1.0 has it (https://www.standardwebhooks.com): the id stays with
its lines however often they are sent, the timestamp is that of the try.
"""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Thread

import urllib3
from urllib3 import exceptions

from storage.ledger import instant
from storage.records import LedgerLine

MOST_LINES = 100  # in one request: 25 kilobytes or so
SECONDS = 10  # in which a request must be answered
PREFIX = "whsec_"
SHORTEST_KEY = 24  # bytes: what the standard asks for at least


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where changes are told, and the key that both sides know. The address may be a secret too."""

    address: str = field(repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    words: str
    status: int | None = None  # None: no HTTP answer came
    retry_after: str | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


TOO_SLOW = Answer(f"no answer within {SECONDS} seconds")


def key_of(secret: str) -> bytes:
    """The key that whsec_... stands for. Raises ValueError where it stands for none."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not secret.startswith(PREFIX) or len(key) < SHORTEST_KEY:
        raise ValueError("it is no secret of Standard Webhooks")
    return key


def request_for(lines: Sequence[LedgerLine], key: bytes, at: datetime) -> Request:
    """The signed request that tells `lines`, of which there is at least one.

    The same lines give the same id and body.
    """
    body = body_of(lines)
    # The seal tells them from lines of the same places in another ledger.
    name = f"{lines[0].seq}-{lines[-1].seq}-{lines[-1].seal[-16:]}"
    sent = str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Answerback",
        "webhook-id": name,
        "webhook-timestamp": sent,
        "webhook-signature": signature(key, name, sent, body),
    }
    return Request(body, headers)


def body_of(lines: Sequence[LedgerLine]) -> bytes:
    content = {
        "type": "consent.changed",
        "timestamp": instant(lines[-1].event.recorded_at),
        "data": {"lines": [change(line) for line in lines]},
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def change(line: LedgerLine) -> dict[str, object]:
    """What changed, without the words that were texted: nobody needs those to keep in step."""
    event = line.event
    return {
        "seq": line.seq,
        "number": event.number,
        "action": event.action,
        "message_class": event.message_class,
        "programme": event.programme,
        "matter": event.matter,
        "method": event.method,
        "recorded_at": instant(event.recorded_at),
        "ends_at": event.ends_at and instant(event.ends_at),
    }


def signature(key: bytes, name: str, sent: str, body: bytes) -> str:
    digest = hmac.digest(key, f"{name}.{sent}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def post(address: str, request: Request, seconds: float = SECONDS) -> Answer:
    """What the receiver answers to one POST; no answer is an Answer too. Follows no redirect."""
    answers: SimpleQueue[Answer] = SimpleQueue()
    # A socket's own time-out starts anew at every byte, and looking up a name has none.
    Thread(target=lambda: answers.put(answer_to(address, request, seconds)), daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except Empty:
        return TOO_SLOW


def answer_to(address: str, request: Request, seconds: float) -> Answer:
    try:
        with (
            urllib3.PoolManager(timeout=seconds, retries=False) as pool,
            closing(
                pool.request(
                    "POST",
                    address,
                    body=request.body,
                    headers=request.headers,
                    redirect=False,
                    preload_content=False,  # its status is all that is asked for
                )
            ) as response,
        ):
            return Answer(
                str(response.status), response.status, response.headers.get("Retry-After")
            )
    except exceptions.HTTPError as error:
        return silence(error)


def silence(error: exceptions.HTTPError) -> Answer:
    """In our own words: those of the error hold the address."""
    match error:
        case exceptions.SSLError():
            return Answer("no secure connection: its certificate does not stand")
        case exceptions.NewConnectionError() | exceptions.LocationParseError():
            return Answer("it can't be reached")
        case exceptions.TimeoutError():
            return TOO_SLOW
        case _:
            return Answer("it hung up, or its answer can't be read")
