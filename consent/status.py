"""What a number allows now, folded from its whole history. Never stored, so never out of date."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from storage.records import Basis, ConsentAction, ConsentEvent, MessageClass

LIFTS_A_STOP = (MessageClass.CONVERSATIONAL, MessageClass.PROMOTIONAL)


@dataclass(frozen=True)
class ConsentStatus:
    """`stopped`, `held` and the grants are the events that made them so: the proof."""

    stopped: ConsentEvent | None = None  # a revocation of everything, not lifted since
    held: ConsentEvent | None = None  # perhaps a revocation: a person decides
    promotional: ConsentEvent | None = None  # of the business's first programme
    programmes: dict[str, ConsentEvent] = field(default_factory=dict)  # of the others, by keyword
    transactional: dict[str, ConsentEvent] = field(default_factory=dict)  # by matter
    provider_blocks: bool = False  # the provider's own list: only START or UNSTOP lifts it


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
            return with_changes(status, held=event)
        case ConsentAction.RELEASE:
            return with_changes(status, held=None)
        case ConsentAction.END:
            return ended(status, event)
        case ConsentAction.REASSIGN:
            # A new epoch: whoever has the number now has said nothing yet. The provider's own block
            # hangs on the number, whoever has it.
            return ConsentStatus(provider_blocks=status.provider_blocks)
    if event.recorded_by == "provider":
        changed = with_changes(changed, provider_blocks=event.action is ConsentAction.REVOKE)
    return changed


def granted(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    if event.message_class is MessageClass.PROMOTIONAL and not is_written(event):
        return status  # it allows nothing, so it lifts nothing
    if event.message_class in LIFTS_A_STOP:
        status = with_changes(status, stopped=None, held=None)
    if event.message_class is MessageClass.PROMOTIONAL and event.programme:
        return with_changes(status, programmes=status.programmes | {event.programme: event})
    if event.message_class is MessageClass.PROMOTIONAL:
        return with_changes(status, promotional=event)
    if event.message_class is MessageClass.TRANSACTIONAL and event.matter:
        return with_changes(status, transactional=status.transactional | {event.matter: event})
    return status


def ended(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
    """A matter is over: its consent goes, and nothing else."""
    rest = {m: e for m, e in status.transactional.items() if m != event.matter}
    return with_changes(status, transactional=rest)


def is_written(event: ConsentEvent) -> bool:
    """Promotion needs a signed agreement to a disclosure on record (47 CFR 64.1200(f)(9))."""
    return event.basis is Basis.EXPRESS_WRITTEN and bool(event.disclosure_version)


def revoked(status: ConsentStatus, event: ConsentEvent) -> ConsentStatus:
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
            return ConsentStatus(stopped=event, provider_blocks=status.provider_blocks)


def with_changes(status: ConsentStatus, **changes: object) -> ConsentStatus:
    return ConsentStatus(**(vars(status) | changes))
