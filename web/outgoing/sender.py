"""Tells the ledger's lines to the receiver, in order, each of them until it is taken.

The ledger is the queue: what is kept besides is how far the receiver has come. Of several senders
one at a time holds that, for as long as one request may take; where it dies, the next one repeats
the very same request. So a line may come twice; none is left out, and none comes before its turn.
"""

import logging
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import takewhile
from threading import Event, Thread

from werkzeug.http import parse_date

from storage.contract import Store
from storage.ledger import Unreadable
from storage.records import Delivery, LedgerLine
from web.outgoing.receiver import MOST_LINES, Answer, Receiver, Request, post, request_for
from web.services import Services

log = logging.getLogger(__name__)

HELD = timedelta(seconds=30)  # a request takes 10 at most, and the database 12 to keep its answer
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_REQUESTED = timedelta(days=1)
IDLE_SECONDS = 1.0
AWAY_SECONDS = 30.0
UNREADABLE_SECONDS = 600.0  # people have to see to it
GONE = 410


class Turn(Enum):
    TAKEN = auto()
    NOT_TAKEN = auto()
    NOTHING_WAITS = auto()
    NOT_NOW = auto()  # another sender is at it, or the next try isn't due


@dataclass(frozen=True)
class Sender:
    store: Store
    receiver: Receiver
    clock: Callable[[], datetime]
    post: Callable[[str, Request], Answer] = post
    chance: Callable[[], float] = random.random

    def run(self, pause: Callable[[float], bool]) -> None:
        """Send whatever comes until `pause`, given seconds, returns True."""
        while not pause(self.seconds_after_a_turn()):
            pass

    def seconds_after_a_turn(self) -> float:
        try:
            return 0 if self.send() is Turn.TAKEN else IDLE_SECONDS
        except Unreadable as error:
            log.error(
                "a line of the ledger can't be read: nothing is told from there on until it is"
                " mended (flask ledger verify)",
                extra={"seq": error.seq},
            )
            return UNREADABLE_SECONDS
        except Exception:  # the database may be away; whatever it is, no line may be given up
            log.exception("the outgoing webhook can't be sent now; it will be tried again")
            return AWAY_SECONDS

    def send(self, is_early: bool = False) -> Turn:
        """One request at most, and none before it is due unless `is_early`.

        Raises StorageUnavailable; what was sent then will be sent again. Raises Unreadable where
        the next line can't be told.
        """
        known = self.store.delivery()
        now = self.clock()
        wait = LONGEST_REQUESTED if known.failures and not is_early else timedelta(0)
        if is_ahead(known.held_until, now, HELD) or is_ahead(known.due_at, now, wait):
            return Turn.NOT_NOW
        lines = self.lines_past(known)
        if not lines:
            return Turn.NOTHING_WAITS
        held = replace(known, upto=lines[-1].seq, held_until=now + HELD)
        if not self.store.replace_delivery(known, held):
            return Turn.NOT_NOW
        answer = self.post(self.receiver.address, request_for(lines, self.receiver.key, now))
        return self.keep(held, answer)

    def lines_past(self, known: Delivery) -> list[LedgerLine]:
        """The next lines; those of a request that wasn't taken are repeated as they were."""
        lines = readable(self.store.ledger(after=known.taken, limit=MOST_LINES))
        if known.upto > known.taken:
            return list(takewhile(lambda line: line.seq <= known.upto, lines))
        return list(lines)

    def keep(self, held: Delivery, answer: Answer) -> Turn:
        now = self.clock()
        came = replace(held, held_until=now, due_at=now, answer=answer.words, answered_at=now)
        if answer.is_taken:
            came = replace(came, taken=held.upto, failures=0)
        else:
            failures = held.failures + 1
            wait = max(self.wait_after(failures), wait_requested(answer.retry_after, now))
            came = replace(came, failures=failures, due_at=now + wait)
        if not self.store.replace_delivery(held, came):
            log.warning("another sender took over; what was sent will be sent again")
            return Turn.NOT_NOW
        tell(came, answer)
        return Turn.TAKEN if answer.is_taken else Turn.NOT_TAKEN

    def wait_after(self, failures: int) -> timedelta:
        """Twice as long each time, and never all senders' retries at the same moment."""
        doubled: timedelta = FIRST_WAIT * 2 ** min(failures - 1, 20)
        return min(doubled, LONGEST_WAIT) * (0.5 + 0.5 * self.chance())


def readable(lines: Iterator[LedgerLine]) -> Iterator[LedgerLine]:
    """Those before one that can't be read. Raises Unreadable where it is the first."""
    is_first = True
    try:
        for line in lines:
            yield line
            is_first = False
    except Unreadable:
        if is_first:
            raise


def is_ahead(at: datetime, now: datetime, most: timedelta) -> bool:
    """Further than `most` it can't be: the clock that it was read from was wrong."""
    return now < at <= now + most


def wait_requested(retry_after: str | None, now: datetime) -> timedelta:
    """Seconds or a date (RFC 9110, 10.2.3); a day at most: a slip must not stop it for good."""
    if retry_after and re.fullmatch(r"[0-9]{1,9}", retry_after):
        return min(timedelta(seconds=int(retry_after)), LONGEST_REQUESTED)
    try:
        at = parse_date(retry_after)
    except OverflowError:  # a year of eleven digits
        return timedelta(0)
    return min(at - now, LONGEST_REQUESTED) if at else timedelta(0)


def tell(came: Delivery, answer: Answer) -> None:
    if answer.is_taken:
        log.info("the outgoing webhook was taken", extra={"upto": came.taken})
        return
    about = {
        "answer": answer.words,
        "upto": came.upto,
        "failures": came.failures,
        "due_at": came.due_at.isoformat(),
    }
    if answer.status == GONE:
        log.error(
            "the receiver of the outgoing webhook says that it is gone for good: mend"
            " REGISTER_WEBHOOK_URL, or take it out. It is tried again all the same",
            extra=about,
        )
    else:
        log.warning("the outgoing webhook was not taken; it will be sent again", extra=about)


def start(services: Services) -> Thread | None:
    """Sends from a thread of this process, which ends with it; None where there is no receiver.

    To be called after a fork, which a thread does not come through.
    """
    if services.receiver is None:
        return None
    sender = Sender(services.bot.store, services.receiver, services.bot.clock)
    thread = Thread(target=sender.run, args=[Event().wait], name="outgoing webhook", daemon=True)
    thread.start()
    return thread
