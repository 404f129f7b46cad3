"""What a list of consents from elsewhere may add to the ledger.

A list is old news: what its people said since weighs more. Nobody who texted STOP is texted again
because a list was read once more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from consent.matters import as_compared
from consent.status import is_written, undecided
from storage.records import ConsentAction, ConsentEvent, MessageClass

GIVEN_AT = "given_at"  # the detail of a listed consent that says when it was given or taken back
A_DAY = timedelta(days=1)  # what is dated by its day alone was said at any hour of it


def is_on_record(
    event: ConsentEvent, given_at: datetime | None, history: Sequence[ConsentEvent]
) -> bool:
    """Whether `history` has the same consent by the same evidence: reading twice is once.

    Not so a revocation of what was granted since, unless `given_at` shows that it is the old one.
    """
    for said in reversed(history):
        if what_it_is(said) == what_it_is(event):
            return True
        if is_granted_since(said, event, given_at):
            return False
    return False


def is_granted_since(said: ConsentEvent, event: ConsentEvent, given_at: datetime | None) -> bool:
    if event.action is not ConsentAction.REVOKE or said.action is not ConsentAction.GRANT:
        return False
    return covers(event, said) and (given_at is None or said.recorded_at < given_at + A_DAY)


def what_it_is(event: ConsentEvent) -> tuple[object, ...]:
    """All that tells one consent from another; not when, and by whom, it was recorded."""
    return (
        event.number,
        event.action,
        event.message_class,
        event.matter,
        event.programme,
        event.basis,
        event.evidence,
        event.method,
        event.disclosure_version,
        event.ends_at,
        dict(event.details).get(GIVEN_AT),
    )


def word_against(
    event: ConsentEvent, given_at: datetime | None, history: Iterable[ConsentEvent]
) -> ConsentEvent | None:
    """What took a grant back that was given before it was said; `given_at` None: long ago."""
    if event.action is not ConsentAction.GRANT:
        return None
    against: list[ConsentEvent] = []
    for said in history:
        if takes_back(said, event):
            against.append(said)
        elif said.action is ConsentAction.RELEASE:
            against = without_decided(against, said)
        elif gives_again(said, event):
            against = []
    if not against or (given_at and given_at > against[-1].recorded_at):
        return None
    return against[-1]


def without_decided(against: Sequence[ConsentEvent], release: ConsentEvent) -> list[ConsentEvent]:
    holds = tuple(each for each in against if each.action is ConsentAction.HOLD)
    left = undecided(holds, release)
    return [each for each in against if each.action is not ConsentAction.HOLD or each in left]


def takes_back(said: ConsentEvent, event: ConsentEvent) -> bool:
    match said.action:
        case ConsentAction.REASSIGN | ConsentAction.HOLD:
            return True
        case ConsentAction.REVOKE | ConsentAction.END:
            return covers(said, event)
        case _:
            return False


def covers(said: ConsentEvent, event: ConsentEvent) -> bool:
    if said.matter:
        return as_compared(said.matter) == as_compared(event.matter)
    if said.message_class in (None, MessageClass.CONVERSATIONAL):
        return True
    return said.message_class is event.message_class and said.programme in (None, event.programme)


def gives_again(said: ConsentEvent, event: ConsentEvent) -> bool:
    """Whether `said` is a grant of just what `event` grants."""
    if said.action is not ConsentAction.GRANT or scope(said) != scope(event):
        return False
    return said.message_class is not MessageClass.PROMOTIONAL or is_written(said)


def scope(event: ConsentEvent) -> tuple[str | None, ...]:
    return event.message_class, event.programme, as_compared(event.matter)
