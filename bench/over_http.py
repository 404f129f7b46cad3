"""What one request takes, many times over: `python -m bench.over_http KIND LINES TIMES`.

KIND is a class of message, for which the register is asked about 1,000 numbers at once, or `text`,
which sends a keyword to POST /sms. Prints seconds and CPU seconds of each, as JSON.
"""

import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter, process_time

from flask import Flask

from app import create_app
from bench.consents import OPENING, number, people_in
from storage.records import TokenScope
from web.services import KEY
from web.simulator.phone import deliver, new_form
from web.tokens import issue

NUMBERS = 1000
STRANGERS = 50  # of them
KEYWORDS = ("STOP", "START", "HELP", "JOIN")
ASKED: dict[str, dict[str, str]] = {
    "promotional": {"matter": "VIP"},
    "transactional": {"matter": OPENING},
    "conversational": {},
}


def seconds(app: Flask, kind: str, lines: int, times: int) -> list[tuple[float, float]]:
    """The first one is left out: it warms up."""
    chance = random.Random(kind)
    people = range(people_in(lines) + STRANGERS)
    send = texting(app, chance, people) if kind == "text" else asking(app, kind, chance, people)
    return [timed(send) for _ in range(times + 1)][1:]


def timed(send: Callable[[], int]) -> tuple[float, float]:
    begun, cpu_begun = perf_counter(), process_time()
    status = send()
    taken = perf_counter() - begun, process_time() - cpu_begun
    assert status == 200, status
    return taken


def asking(app: Flask, kind: str, chance: random.Random, people: range) -> Callable[[], int]:
    """Asks about numbers at random; some of them have texted lately, some are on no list."""
    store = app.extensions[KEY].bot.store
    secret, token = issue(f"bench-{kind}", TokenScope.READ, datetime.now(UTC))
    store.add_token(token)
    client = app.test_client()

    def send() -> int:
        some = chance.sample(people, min(NUMBERS, len(people)))
        body = {"message_class": kind, "numbers": [number(one) for one in some], **ASKED[kind]}
        answer = client.post(
            "/api/v1/ask", json=body, headers={"Authorization": f"Bearer {secret}"}
        )
        return answer.status_code

    return send


def texting(app: Flask, chance: random.Random, people: range) -> Callable[[], int]:
    """Texts a keyword from a number at random; signing it is in the time."""

    def send() -> int:
        form = new_form(chance.choice(KEYWORDS), number(chance.choice(people)))
        return deliver(app, form).status

    return send


if __name__ == "__main__":
    kind, lines, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(seconds(create_app(), kind, lines, times)))
