"""The nouns of the house, frozen, in the trade's words.

Times end in `_at` and are aware UTC. A `number` is E.164 where the sender has one; short codes
and alphanumeric senders are kept as they came. Money is integer cents.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class MessageClass(StrEnum):
    """What a text is for. Each class needs its own consent; none stands in for another."""

    PROMOTIONAL = "promotional"
    TRANSACTIONAL = "transactional"
    CONVERSATIONAL = "conversational"


class ConsentAction(StrEnum):
    GRANT = "grant"
    REVOKE = "revoke"
    HOLD = "hold"  # perhaps a revocation: nothing but answers goes out until a person decides
    RELEASE = "release"  # a person decided: it was no revocation
    END = "end"  # a matter is over, and with it its consent
    KEEP = "keep"  # asked which texts a stop meant, they said: all but these
    REASSIGN = "reassign"  # the number is somebody else's now: what its last holder said is void


class Basis(StrEnum):
    """How strong the consent is (47 CFR 64.1200(f)(9) for the written kind)."""

    EXPRESS_WRITTEN = "express written"
    EXPRESS = "express"
    IMPLIED = "implied"


class Method(StrEnum):
    """The way in which consent came or went."""

    KEYWORD = "keyword"
    FREE_TEXT = "free text"
    WEB_FORM = "web form"
    BOX = "box"
    PAPER = "paper"
    VOICE = "voice"
    COUNTER = "at the counter"
    EMAIL = "e-mail"
    IMPORT = "import"
    SYSTEM = "business system"  # one of the business's own programs, by the register's API
    PROVIDER = "provider 21610"
    PERSON = "person at the console"


@dataclass(frozen=True, slots=True)
class Media:
    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One text as the provider delivered it."""

    sid: str
    sender: str
    recipient: str
    body: str  # readable: NULs gone, base64 undone; the original stands in `parameters`
    received_at: datetime
    media: tuple[Media, ...] = ()
    opt_out_type: str | None = None  # STOP, START or HELP: the provider has already answered
    parameters: tuple[tuple[str, str], ...] = ()  # all that the provider sent, in its order


# The detail of a grant that seals the words which were agreed to, not their version alone.
DISCLOSURE_SHA256 = "disclosure_sha256"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One line of the consent ledger. Lines are added, never changed."""

    number: str
    action: ConsentAction
    message_class: MessageClass | None  # None: every class
    matter: str | None  # "order:12345"; None: everything of the class
    basis: Basis | None  # None on a revocation
    method: Method
    evidence: str  # the words that were texted, or what was signed
    disclosure_version: str | None  # the disclosure that the words answer
    message_sid: str | None
    recorded_by: str  # "bot"; "provider": its own list changed too; or a person's name
    recorded_at: datetime
    # Fields that came later: a line that has none of them is sealed as it always was.
    programme: str | None = None  # the keyword of the programme that it joins or leaves
    ends_at: datetime | None = None  # when the matter is over by itself
    details: tuple[tuple[str, str], ...] = ()  # more evidence: ip, user agent, signer, document


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A consent event in its place in the chain."""

    seq: int  # 1, 2, 3 ... with no gap
    event: ConsentEvent
    previous: str  # the seal of the line before
    seal: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What people were shown before they agreed. A new wording is a new version."""

    version: str
    text: str
    since: datetime

    @property
    def sha256(self) -> str:
        """In hex, over the words in UTF-8: what a line that agrees to them seals."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class TokenScope(StrEnum):
    READ = "read"
    WRITE = "write"  # and read


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Leave for another system to use the register. Its secret is kept nowhere."""

    name: str  # stands in the ledger as who recorded a line, so it is never given out twice
    scope: TokenScope
    digest: str  # of its secret
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request to write that may be repeated: its key stays with what was asked and answered."""

    token: str  # the name of the token that sent it; a key means nothing to another one
    key: str
    fingerprint: str  # of what was asked
    claimed_at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far the receiver of the outgoing webhook has come in the ledger, and what comes next."""

    taken: int  # the seq of the last line that it took
    upto: int  # of the last line in the request that is under way or to be repeated, as it was
    failures: int  # tries since it last took something
    due_at: datetime  # the next try is not before then
    held_until: datetime  # one sender is at it: nobody else sends before then
    answer: str = ""  # what the last try came to; "" before the first
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What the last reply asked, so that a short answer to it can be understood."""

    what: str  # "topic"; of consent "opt_in", "agree" (to join after all) or "stop" (which texts)
    options: tuple[str, ...] = ()
    about: str = ""  # the text the question was about


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a draft and the question it answers."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a handler would like to say. It can't be sent; only the guard's `Reply` can."""

    message_sid: str
    asked: tuple[str, ...]  # the topics that the text asked about
    parts: tuple[Part, ...]
    awaiting: Awaiting | None = None
    language: str = "en"

    @property
    def body(self) -> str:
        return " ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out, made by `consent.guard` alone. An empty body is silence."""

    message_sid: str
    topics: tuple[str, ...]
    body: str
    encoding: str  # "GSM-7" or "UCS-2"
    segments: int
    because: str  # the permit: which consent, or which inbound text, allows this reply
    awaiting: Awaiting | None
    created_at: datetime
    language: str = "en"  # the one that its customer is spoken to in


class QuestionState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A text that waits for a person."""

    message_sid: str
    number: str
    body: str
    topics: tuple[str, ...]
    reason: str
    reachable: bool  # False: opted out, so a person may read this but not answer by text
    state: QuestionState
    asked_at: datetime
    due_on: date | None = None  # perhaps an opt-out: the last day to honour it


@dataclass(frozen=True, slots=True)
class Slots:
    """The facts found in a text. Empty where there are none."""

    order_numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()  # ISO dates, "2026-11-27"
    times: tuple[str, ...] = ()  # 24-hour clock, "16:30"
    sizes: tuple[str, ...] = ()  # as the shelf has them: "9", "9.5", "M"
    widths: tuple[str, ...] = ()
    products: tuple[str, ...] = ()  # the business's own names
    stores: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    party: int | None = None

    def as_dict(self) -> Mapping[str, object]:
        found = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if value not in ((), None)
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that was asked, with all that a handler may use to answer it."""

    topic: str
    text: str
    language: str
    sender: str
    asked_at: datetime  # in the business's own time zone
    slots: Slots = field(default_factory=Slots)
