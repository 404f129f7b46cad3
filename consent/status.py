"""What a number allows now, folded from its whole history. Never stored, so never out of date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from consent.matters import as_compared
from storage.records import Basis, ConsentAction, ConsentEvent, MessageClass, Method

LIFTS_A_STOP = (MessageClass.CONVERSATIONAL, MessageClass.PROMOTIONAL)
# Without an answer to the question which texts a stop meant, it meant all (47 CFR 64.1200(a)(12),
# which names no hours for it). An answer belongs to the conversation that the question is part of:
# a day, as `gate.CONVERSATION`. Until it comes nothing is sent.
ANSWER_IN_TIME = timedelta(hours=24)
CLARIFIES = "clarifies"  # the detail of an answer that holds the MessageSid of the stop's line
DECIDES = "decides"  # the detail of a release that holds the MessageSid of the held text


@dataclass(frozen=True)
class ConsentStatus:
    """`stopped`, `holds` and the grants are the events that made them so: the proof."""

    stopped: ConsentEvent | None = None  # a revocation of everything, not lifted since
    holds: tuple[ConsentEvent, ...] = ()  # perhaps revocations: a person decides each
    promotional: ConsentEvent | None = None  # of the business's first programme
    programmes: dict[str, ConsentEvent] = field(default_factory=dict)  # of the others, by keyword
    transactional: dict[str, ConsentEvent] = field(default_factory=dict)  # by matter, as compared
    # The provider's own list has the number, and nothing sent arrives (error 21610): only START or
    # UNSTOP lifts it.
    provider_blocks: ConsentEvent | None = None
    # What stood until the stop, of which an answer may keep some; it allows nothing by itself.
    keepable: tuple[ConsentEvent, ...] = field(default=(), compare=False)
    kept: ConsentEvent | None = None  # that answer

    @property
    def held(self) -> ConsentEvent | None:
        """The first text that a person has to decide about."""
        return self.holds[0] if self.holds else None

    @property
    def grants(self) -> tuple[ConsentEvent, ...]:
        """Every consent that stands."""
        first = (self.promotional,) if self.promotional else ()
        return (*first, *self.programmes.values(), *self.transactional.values())


def fold(history: Iterable[ConsentEvent]) -> ConsentStatus:
    """The status after `history`, oldest first."""
    status = ConsentStatus()
    for event in history:
        status = after(status, event)
    return status


def after(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    match event.action:
        case ConsentAction.GRANT:
            changed = granted(status, event)
        case ConsentAction.REVOKE:
            changed = revoked(status, event)
        case ConsentAction.HOLD:
            return with_changes(status, holds=(*status.holds, event), keepable=())
        case ConsentAction.RELEASE:
            return with_changes(status, holds=undecided(status.holds, event))
        case ConsentAction.END:
            return ended(status, event)
        case ConsentAction.KEEP:
            return kept(status, event)
        case ConsentAction.REASSIGN:
            # A new epoch: whoever has the number now has said nothing yet. The provider's own block
            # hangs on the number, whoever has it.
            return ConsentStatus(provider_blocks=status.provider_blocks)
    if event.recorded_by == "provider" or event.method is Method.PROVIDER:
        blocks = event if event.action is ConsentAction.REVOKE else None
        changed = with_changes(changed, provider_blocks=blocks)
    return changed


def undecided(holds: tuple[ConsentEvent, ...], release: ConsentEvent) -> tuple[ConsentEvent, ...]:
    """The holds that `release` leaves: what came after the text that it names was not decided.

    Without a name it is about all of them; the name of a text that holds nothing lifts nothing.
    """
    named = dict(release.details).get(DECIDES)
    if named is None:
        return ()
    decided = (at for at, hold in enumerate(holds, 1) if hold.message_sid == named)
    return holds[max(decided, default=0) :]


def granted(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    if event.message_class is MessageClass.PROMOTIONAL and not is_written(event):
        return status  # it allows nothing, so it lifts nothing
    if event.message_class in LIFTS_A_STOP and (status.stopped or status.held):
        status = with_changes(status, stopped=None, holds=())
    if event.message_class is MessageClass.PROMOTIONAL and event.programme:
        return with_changes(status, programmes=status.programmes | {event.programme: event})
    if event.message_class is MessageClass.PROMOTIONAL:
        return with_changes(status, promotional=event)
    if event.message_class is MessageClass.TRANSACTIONAL and (matter := as_compared(event.matter)):
        return with_changes(status, transactional=status.transactional | {matter: event})
    return status


def ended(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    """A matter is over: its consent goes, and nothing else."""
    over = as_compared(event.matter)
    rest = {m: e for m, e in status.transactional.items() if m != over}
    keepable = tuple(each for each in status.keepable if as_compared(each.matter) != over)
    return with_changes(status, transactional=rest, keepable=keepable)


def kept(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    """Of what the stop ended, only what the answer names stands again: the same grants as before.

    An answer to another stop than the last one, one after any other revocation, and one that comes
    too late or names nothing that stood, change nothing.
    """
    stop = status.stopped
    if stop is None or not is_answered_by(stop, event):
        return status
    grants = [each for each in status.keepable if is_named_by(event, each)]
    if not grants:
        return status
    status = ConsentStatus(kept=event, provider_blocks=status.provider_blocks)
    for grant in grants:
        status = granted(status, grant)
    return status


def is_answered_by(stop: ConsentEvent, event: ConsentEvent) -> bool:
    is_in_time = stop.recorded_at <= event.recorded_at <= stop.recorded_at + ANSWER_IN_TIME
    return is_in_time and (CLARIFIES, stop.message_sid) in event.details


def is_named_by(answer: ConsentEvent, grant: ConsentEvent) -> bool:
    """A programme by its keyword; of the transactional ones all, or that of one matter."""
    if grant.message_class is not answer.message_class:
        return False
    if grant.message_class is MessageClass.TRANSACTIONAL:
        return as_compared(answer.matter) in (None, as_compared(grant.matter))
    return grant.programme == answer.programme


def is_written(event: ConsentEvent) -> bool:
    """Promotion needs a signed agreement to a disclosure on record (47 CFR 64.1200(f)(9))."""
    return event.basis is Basis.EXPRESS_WRITTEN and bool(event.disclosure_version)


def revoked(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    keepable = () if status.stopped else status.grants
    status = with_changes(status, keepable=())
    if event.matter:
        return ended(status, event)
    match event.message_class:
        case MessageClass.PROMOTIONAL if event.programme:
            rest = {p: e for p, e in status.programmes.items() if p != event.programme}
            return with_changes(status, programmes=rest)
        case MessageClass.PROMOTIONAL:
            return with_changes(status, promotional=None, programmes={})
        case MessageClass.TRANSACTIONAL:
            return with_changes(status, transactional={})
        case _:
            return ConsentStatus(
                stopped=event, provider_blocks=status.provider_blocks, keepable=keepable
            )


def with_changes(status: ConsentStatus, **changes: object) -> ConsentStatus:
    return ConsentStatus(**(vars(status) | changes))
