"""/api/v1: the register for the business's other systems. They ask before they send, and say what
people agreed to elsewhere.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NoReturn, cast

from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.exceptions import (
    BadRequest,
    Conflict,
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
    UnsupportedMediaType,
)

from consent.classes import BadLine, checked
from consent.gate import Known, Permit, Refusal, may_send
from consent.listed import GIVEN_AT, what_it_is, word_against
from storage.contract import StorageUnavailable
from storage.ledger import Unreadable, as_json, canonical, instant, unguessable
from storage.records import (
    AccessToken,
    Basis,
    ConsentAction,
    ConsentEvent,
    KeyedRequest,
    LedgerLine,
    MessageClass,
    Method,
    TokenScope,
)
from web.json_shapes import Fault, Schema, faults
from web.problems import MOST_FAULTS, BeyondScope, TakenBack, Unfit, Unknown, problem
from web.proof.document import proof_of
from web.register_schema import ABOUT, ASK, CONSENT, DOCUMENT, KEY, PAGE, REVOCATION
from web.services import services
from web.tokens import holder

log = logging.getLogger(__name__)
blueprint = Blueprint("register", __name__, url_prefix="/api/v1")

OPEN = frozenset({"register.openapi"})  # how the register is used is no secret
READS = frozenset({"register.ask", "register.history", "register.proof"})  # everything else writes
FAST_CLOCK = timedelta(minutes=1)  # forgiven to another system


# Who is there


@blueprint.before_request
def ask_who_is_there() -> None:
    if request.endpoint in OPEN:
        return
    g.token = token_of_request()
    if request.endpoint not in READS and g.token.scope is not TokenScope.WRITE:
        raise BeyondScope


def token_of_request() -> AccessToken:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unknown("Send a token: Authorization: Bearer answerback_...")
    found = holder(given.token, services().bot.store.tokens())
    if found is None:
        log.warning("refused a token", extra={"endpoint": request.endpoint})
        raise Unknown("This token is unknown or was revoked.", error="invalid_token")
    return found


# Asking


@blueprint.post("/ask", provide_automatic_options=False)
def ask() -> Response:
    """Whether each of the numbers may be sent such a text now."""
    asked = body(ASK)
    message_class = MessageClass(asked["message_class"])
    matter = asked.get("matter")
    if message_class is MessageClass.PROMOTIONAL:
        matter = services().bot.business.programme_on_record(matter)
    known = what_is_known(asked["numbers"], message_class)
    now = services().bot.clock()  # read last: a STOP that came while reading counts
    return jsonify(
        answers=[
            answer(number, decision(message_class, matter, known[number], now))
            for number in asked["numbers"]
        ]
    )


def decision(
    message_class: MessageClass, matter: str | None, known: Known | Unreadable, at: datetime
) -> Permit | Refusal:
    if isinstance(known, Known):
        return may_send(message_class, matter, known, at)
    because = "its record can't be read: flask ledger verify names the line"
    return Refusal(message_class, because, f"line {known.seq}")


def what_is_known(
    numbers: Sequence[str], message_class: MessageClass
) -> Mapping[str, Known | Unreadable]:
    """Texts first, then lines: a STOP in between is seen as a line, not as a text to answer."""
    is_answer = message_class is MessageClass.CONVERSATIONAL
    texts = services().bot.store.last_messages(numbers) if is_answer else {}
    return {
        number: lines if isinstance(lines, Unreadable) else Known(lines, texts.get(number))
        for number, lines in lines_of(numbers).items()
    }


def lines_of(numbers: Sequence[str]) -> Mapping[str, list[LedgerLine] | Unreadable]:
    """A line that can't be read keeps no other number from its answer."""
    try:
        return services().bot.store.ledger_of(numbers)
    except Unreadable as error:
        if len(numbers) > 1:
            return {number: lines_of([number])[number] for number in numbers}
        log_unreadable(error)
        return {numbers[0]: error}


def log_unreadable(error: Unreadable) -> None:
    log.error("a line of the ledger can't be read (flask ledger verify)", extra={"seq": error.seq})


def answer(number: str, decision: Permit | Refusal) -> dict[str, object]:
    return {
        "number": number,
        "allowed": isinstance(decision, Permit),
        "because": decision.because,
        "evidence": decision.evidence,
    }


# A number in an address would stand in the log of every server on the way: so a history is posted
# for, like everything else.
@blueprint.post("/history", provide_automatic_options=False)
def history() -> Response:
    """One page of a number's lines, oldest first."""
    asked = body(PAGE)
    limit = asked.get("limit", PAGE["properties"]["limit"]["default"])
    lines = list(services().bot.store.ledger(asked["number"], asked.get("after", 0), limit + 1))
    return jsonify(
        lines=[as_json(line) for line in lines[:limit]],
        next=lines[limit - 1].seq if len(lines) > limit else None,
    )


@blueprint.post("/proof", provide_automatic_options=False)
def proof() -> Response:
    """What `flask ledger proof` prints."""
    key = current_app.config["SECRET_KEY"]
    return jsonify(proof_of(body(ABOUT)["number"], services().bot, key))


# Recording


@blueprint.post("/consents", provide_automatic_options=False)
def consents() -> Response:
    """Records what somebody agreed to, unless they took it back since."""
    came_in = services().bot.clock()  # read first: what waits behind a STOP was said before it
    return record(body(CONSENT), ConsentAction.GRANT, came_in)


@blueprint.post("/revocations", provide_automatic_options=False)
def revocations() -> Response:
    """Records what somebody took back, or what is over."""
    came_in = services().bot.clock()
    given = body(REVOCATION)
    return record(given, ConsentAction(given.get("action", "revoke")), came_in)


def record(given: Mapping[str, Any], action: ConsentAction, came_in: datetime) -> Response:
    given_at = given_at_of(given, came_in)
    event = event_of(given, action, given_at, came_in)
    key = idempotency_key()
    if action is ConsentAction.GRANT and not (key or given_at):
        why = "say when it was given, or send an Idempotency-Key: it may come twice, a STOP between"
        raise Unfit([Fault("#/given_at", why)])
    asked = KeyedRequest(g.token.name, key, fingerprint(given), came_in) if key else None
    receipt = recorded(event, min(given_at or came_in, came_in), asked)
    return Response(receipt, 201, content_type="application/json")


def given_at_of(given: Mapping[str, Any], came_in: datetime) -> datetime | None:
    given_at = moment(given, GIVEN_AT)
    if given_at and given_at > came_in + FAST_CLOCK:
        raise Unfit([Fault(f"#/{GIVEN_AT}", "lies in the future")])
    return given_at


def event_of(
    given: Mapping[str, Any], action: ConsentAction, given_at: datetime | None, at: datetime
) -> ConsentEvent:
    message_class, basis = given.get("message_class"), given.get("basis")
    bot = services().bot
    dated = ((GIVEN_AT, given_at.isoformat()),) if given_at else ()
    event = ConsentEvent(
        number=given["number"],
        action=action,
        message_class=MessageClass(message_class) if message_class else None,
        matter=given.get("matter"),
        basis=Basis(basis) if basis else None,
        method=Method(given.get("method", Method.SYSTEM)),
        evidence=given["evidence"],
        disclosure_version=given.get("disclosure_version"),
        message_sid=None,
        recorded_by=g.token.name,
        recorded_at=at,
        programme=bot.business.programme_on_record(given.get("programme")),
        ends_at=moment(given, "ends_at"),
        details=(*dated, *given.get("details", {}).items()),
    )
    try:
        return checked(event, bot.store.disclosures())
    except BadLine as error:
        field, _, detail = str(error).partition(": ")
        raise Unfit([Fault(f"#/{field}", detail)]) from None


def moment(given: Mapping[str, Any], field: str) -> datetime | None:
    text = given.get(field)
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except ValueError:
        raise Unfit([Fault(f"#/{field}", "there is no such day or hour")]) from None


def recorded(event: ConsentEvent, given_at: datetime, asked: KeyedRequest | None) -> str:
    """The receipt of the new line; a request that comes again gets the first answer."""
    store = services().bot.store
    with store.transaction():
        if asked is None:
            return append(event, given_at)
        if store.claim_key(asked):
            store.keep_answer(replace(asked, answer=append(event, given_at)))
    kept = store.keyed_request(asked.token, asked.key)
    assert kept is not None  # it was claimed now, or before
    if kept.fingerprint != asked.fingerprint:
        refuse_key("was used for another request; take a new key for a new request")
    return kept.answer


def append(event: ConsentEvent, given_at: datetime) -> str:
    """Adds the line, in an open transaction; what is answered names nobody, so that it may be kept.

    Until the transaction nobody's turn has come: clock and history may have moved on since.
    """
    bot = services().bot
    if event.action is ConsentAction.GRANT:
        refuse_if_taken_back(event, given_at)
    line = bot.store.append_consent(unguessable(replace(event, recorded_at=bot.clock())))
    log.info("recorded by another system", extra={"token": g.token.name, "seq": line.seq})
    return receipt(line)


def refuse_if_taken_back(event: ConsentEvent, given_at: datetime) -> None:
    lines = services().bot.store.ledger_of([event.number])[event.number]
    history = [line.event for line in lines]
    # Nothing was given after it was first heard of, whatever a fast clock made of it.
    is_dated = GIVEN_AT in dict(event.details)
    same = (each for each in history if is_dated and what_it_is(each) == what_it_is(event))
    against = word_against(event, min([given_at, *(each.recorded_at for each in same)]), history)
    if against:
        raise TakenBack(next(line for line in lines if line.event is against))


def receipt(line: LedgerLine) -> str:
    return json.dumps(
        {
            "seq": line.seq,
            "previous": line.previous,
            "seal": line.seal,
            "recorded_at": instant(line.event.recorded_at),
            "recorded_by": line.event.recorded_by,
        }
    )


def fingerprint(given: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{request.path} ".encode() + canonical(given)).hexdigest()


def idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and any(faults(key, KEY)):
        refuse_key("must be 1 to 255 visible characters")
    return key


def refuse_key(why: str) -> NoReturn:
    raise Unfit([Fault("Idempotency-Key", why)])


# What was sent


def body(schema: Schema) -> dict[str, Any]:
    """The request's JSON, known to fit. Raises the problem that it has instead."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
    given = parsed(request.get_data())
    if found := list(islice(faults(given, schema), MOST_FAULTS)):
        raise Unfit(found)
    return cast(dict[str, Any], given)


def parsed(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not valid JSON in UTF-8.") from None


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# The document, and what goes wrong


@blueprint.get("/openapi.json", provide_automatic_options=False)
def openapi() -> Response:
    return jsonify(DOCUMENT)


blueprint.register_error_handler(HTTPException, problem)


@blueprint.errorhandler(StorageUnavailable)
def away(error: StorageUnavailable) -> Response:
    log.error("the register is away", extra={"reason": str(error)})
    return problem(ServiceUnavailable("Nothing was done; please try again.", retry_after=5))


@blueprint.errorhandler(Unreadable)
def unreadable(error: Unreadable) -> Response:
    log_unreadable(error)
    why = f"Line {error.seq} of the ledger can't be read; flask ledger verify says more."
    return problem(Conflict(f"{why} It does not help to try again: somebody must see to it."))


@blueprint.errorhandler(Exception)
def unexpected(error: Exception) -> Response:
    current_app.logger.exception("failed")
    return problem(InternalServerError("An unexpected error; it is in the log."))
