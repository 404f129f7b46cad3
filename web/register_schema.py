"""The register's API as an OpenAPI 3.1 document, and what a request must look like.

The same schemas are served and checked: an address that takes something else than it says can't
be written.
"""

from collections.abc import Mapping
from typing import Any

from consent import classes
from consent.status import DECIDES
from storage.records import Basis, ConsentAction, MessageClass, Method
from web.json_shapes import Schema
from web.outgoing.receiver import MOST_LINES, SECONDS

MOST_NUMBERS = 1000
LONGEST_PAGE = 200
LONGEST_VERSION = 100
LAST_SEQ = 2**63 - 1  # what an integer of the database holds


def text(longest: int, **more: object) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest} | more


def choice(names: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(name) for name in names]}


def optional(schema: Schema) -> dict[str, Any]:
    """The same, or null, which says as much as leaving it out."""
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **values, "type": [schema["type"], "null"]}


def record(required: tuple[str, ...], **properties: Schema) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


# The fields

NUMBER = text(16, pattern=f"^{classes.NUMBER.pattern}$", examples=["+12125550123"])
MATTER = text(
    120,
    pattern=f"^{classes.MATTER.pattern}$",
    examples=["order:12345"],
    description="The purchase, booking or account that it is about.",
)
PROGRAMME = text(
    40,
    pattern=r"^[A-Za-z0-9]{1,40}$",
    examples=["VIP"],
    description="The keyword of a promotional programme; none: the business's first one.",
)
EVIDENCE = text(
    4000,
    examples=["ticked the box at check-out, form 8812"],
    description="What was texted, signed or said, or where it is kept.",
)
# Up to 2099: a year that no time zone can push out of the calendar.
INSTANT = text(
    40,
    format="date-time",
    pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})$",
    examples=["2026-12-31T00:00:00Z"],
)
DETAILS = {
    "type": "object",
    "description": "More evidence: ip, user agent, signer, document. These names are the"
    f" register's own: {', '.join(classes.OUR_DETAILS)}.",
    "examples": [{"ip": "203.0.113.9"}],
    "maxProperties": 20,
    "propertyNames": text(
        40,
        pattern=rf"^(?!(?:{'|'.join(classes.OUR_DETAILS)})$)[A-Za-z][A-Za-z0-9_ -]{{0,39}}$",
        examples=["ip"],
    ),
    "additionalProperties": {"type": "string", "maxLength": 2000},
}
SEQ = {"type": "integer", "minimum": 0, "maximum": LAST_SEQ}
SEAL = {"type": "string", "description": "See storage/ledger.py for how it is made."}
CLASS = choice(MessageClass)

# What may be asked

ASK = record(
    ("message_class", "numbers"),
    message_class=CLASS,
    matter=optional(
        text(
            120,
            examples=["order:12345"],
            description="Transactional: the matter. Promotional: the programme; none: the first.",
        )
    ),
    numbers={"type": "array", "items": NUMBER, "minItems": 1, "maxItems": MOST_NUMBERS},
)
BY_TEXT = (Method.KEYWORD, Method.FREE_TEXT)  # they say that the text is here to be shown
CONSENT = record(
    ("number", "message_class", "basis", "method", "evidence"),
    number=NUMBER,
    message_class=CLASS,
    matter=optional(MATTER),
    programme=optional(PROGRAMME),
    basis=choice(Basis),
    method=choice(each for each in Method if each not in BY_TEXT),
    evidence=EVIDENCE,
    disclosure_version=optional(
        text(
            LONGEST_VERSION,
            description="What the person was shown; promotional consent is none without it. Its"
            " words must be on record: `flask ledger disclosure VERSION FILE`.",
        )
    ),
    given_at=optional(INSTANT)
    | {
        "description": "When it was given. It may be left out where there is an Idempotency-Key:"
        " then it was given when the request came in."
    },
    ends_at=optional(INSTANT) | {"description": "When the matter is over by itself."},
    details=DETAILS,
) | {
    "examples": [
        {
            "number": "+12125550123",
            "message_class": "promotional",
            "basis": "express written",
            "method": "web form",
            "evidence": "ticked the box at check-out, form 8812",
            "disclosure_version": "2026-10-01",
            "given_at": "2026-11-24T09:30:00-05:00",
            "details": {"ip": "203.0.113.9"},
        },
        {
            "number": "+12125550123",
            "message_class": "transactional",
            "matter": "order:12345",
            "basis": "express",
            "method": "web form",
            "evidence": "gave the number for texts about order 12345",
            "given_at": "2026-11-24T14:30:00Z",
            "ends_at": "2026-12-31T00:00:00Z",
        },
    ]
}
WHAT_ELSE = (
    ConsentAction.REVOKE,
    ConsentAction.END,
    ConsentAction.REASSIGN,
    ConsentAction.RELEASE,
)
REVOCATION = record(
    ("number", "evidence"),
    number=NUMBER,
    action=choice(WHAT_ELSE)
    | {
        "default": "revoke",
        "description": "revoke: they take it back. end: the matter is over. reassign: the number is"
        " somebody else's now. release: a person decided that a held text was no revocation; name"
        f" its MessageSid in details as {DECIDES!r}, or it lifts every hold.",
    },
    message_class=optional(CLASS) | {"description": "None: every class."},
    matter=optional(MATTER),
    programme=optional(PROGRAMME),
    method=choice(Method)
    | {
        "default": str(Method.SYSTEM),
        "description": "provider 21610: revoked so, no text arrives until the number texts START;"
        " where the provider says that the number was reassigned, the action is reassign.",
    },
    evidence=EVIDENCE,
    details=DETAILS,
) | {"examples": [{"number": "+12125550123", "evidence": "said on the phone: no more texts"}]}
PAGE = record(
    ("number",),
    number=NUMBER,
    after=SEQ | {"default": 0, "description": "The `next` of the page before."},
    limit={"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": 50},
)
ABOUT = record(("number",), number=NUMBER)

# What is answered

ANSWERS = record(
    ("answers",),
    answers={
        "type": "array",
        "description": "One for each number, in the order asked.",
        "items": record(
            ("number", "allowed", "because", "evidence"),
            number=NUMBER,
            allowed={"type": "boolean"},
            because={"type": "string", "examples": ["express written consent of 2026-11-24"]},
            evidence={
                "type": "string",
                "description": "The line of the ledger, or the MessageSid, that decides;"
                " empty where nothing was ever said.",
                "examples": ["line 12"],
            },
        ),
    },
)
RECEIPT = record(
    ("seq", "previous", "seal", "recorded_at", "recorded_by"),
    seq=SEQ,
    previous=SEAL,
    seal=SEAL,
    recorded_at={"type": "string", "format": "date-time"},
    recorded_by={"type": "string", "description": "The name of the token."},
)
LINE = record(
    (
        "seq",
        "previous",
        "seal",
        "number",
        "action",
        "message_class",
        "matter",
        "basis",
        "method",
        "evidence",
        "disclosure_version",
        "message_sid",
        "recorded_by",
        "recorded_at",
    ),
    seq=SEQ,
    previous=SEAL,
    seal=SEAL,
    number={"type": "string"},
    action=choice(ConsentAction),
    message_class=optional(CLASS),
    matter={"type": ["string", "null"]},
    programme={"type": "string"},
    basis=optional(choice(Basis)),
    method=choice(Method),
    evidence={"type": "string"},
    disclosure_version={"type": ["string", "null"]},
    message_sid={"type": ["string", "null"]},
    recorded_by={"type": "string"},
    recorded_at={"type": "string", "format": "date-time"},
    ends_at={"type": "string", "format": "date-time"},
    details={
        "type": "array",
        "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    },
) | {"description": "A line just as it is sealed; programme, ends_at, details only where given."}
HISTORY = record(
    ("lines", "next"),
    lines={"type": "array", "items": ref("Line")},
    next=optional(SEQ) | {"description": "`after` of the next page; null where this is the last."},
)
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
INSTANT_GIVEN = {"type": "string", "format": "date-time"}
TEXTS = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
HEAD = record(
    ("seq", "seal", "made_at", "signature"),
    seq=SEQ,
    seal=SEAL,
    made_at=INSTANT_GIVEN,
    signature=optional(HASH) | {"description": "HMAC-SHA256 by the business's key, if it has one."},
) | {"type": ["object", "null"], "description": "The end of the ledger; null while it is empty."}
STANDING = record(
    ("class", "matter", "allowed", "because", "evidence"),
    **{"class": CLASS},
    matter={"type": ["string", "null"], "description": "Promotional: the programme."},
    allowed={"type": "boolean"},
    because={"type": "string"},
    evidence={"type": "string", "examples": ["line 12"]},
)
TEXT = record(
    ("received_at", "to", "body", "provider", "request", "is_signed", "confirmation"),
    received_at=INSTANT_GIVEN,
    to={"type": "string"},
    body={"type": "string"},
    provider={"type": "object", "additionalProperties": {"type": "string"}},
    request=TEXTS | {"description": "Names and values of the provider's request, as it came."},
    is_signed={
        "type": "boolean",
        "description": "The request bore the provider's signature; false: our own trial.",
    },
    confirmation=record(
        ("said", "because", "at"),
        said={"type": ["string", "null"], "description": "Null: silence."},
        because={"type": "string"},
        at=INSTANT_GIVEN,
    )
    | {"type": ["object", "null"]},
)
PROOF = record(
    (
        "format",
        "number",
        "made_at",
        "summary",
        "business",
        "now",
        "lines",
        "others",
        "head",
        "texts",
        "disclosures",
        "consent_date",
        "keep_until",
    ),
    format={"type": "string"},
    number=NUMBER,
    made_at=INSTANT_GIVEN,
    summary={"type": "string", "examples": ["Nothing is on record for this number: ..."]},
    business=record(
        ("name", "contact", "time_zone", "programmes"),
        name={"type": "string"},
        contact={"type": "string"},
        time_zone={"type": "string"},
        programmes={
            "type": "array",
            "items": record(
                ("keyword", "name", "frequency"),
                keyword={"type": "string"},
                name={"type": "string"},
                frequency={"type": "string"},
            ),
        },
    ),
    now={"type": "array", "items": STANDING, "description": "What may be sent, and why."},
    lines={"type": "array", "items": ref("Line")},
    others={
        "type": "array",
        "items": {"type": "array", "minItems": 2, "maxItems": 3},
        "description": "Of each other line since: its place and the SHA-256 of its content, to"
        " follow the seals by; of a line of the first kind its place, null, and its seal.",
    },
    head=HEAD,
    texts={
        "type": "object",
        "additionalProperties": TEXT,
        "description": "By MessageSid: what was texted, and our answer.",
    },
    disclosures={
        "type": "object",
        "description": "By version: what was shown.",
        "additionalProperties": record(
            ("text", "sha256", "since", "no_condition_of_purchase"),
            text={"type": "string"},
            sha256=HASH,
            since=INSTANT_GIVEN,
            no_condition_of_purchase={"type": "boolean"},
        ),
    },
    consent_date={
        "type": ["string", "null"],
        "description": "To ask the Reassigned Numbers Database about (47 CFR 64.1200(m)).",
    },
    keep_until={"type": ["string", "null"], "format": "date-time"},
) | {
    "description": "All that proves what a number agreed to and took back. Check it without this"
    " server: `python -m storage.proof FILE`."
}
# What the outgoing webhook tells

CHANGE = record(
    (
        "seq",
        "number",
        "action",
        "message_class",
        "programme",
        "matter",
        "method",
        "recorded_at",
        "ends_at",
    ),
    seq=SEQ | {"description": "One that you have had already is a repeat: drop it."},
    number={"type": "string", "examples": ["+12125550123"]},
    action=choice(ConsentAction)
    | {
        "description": "grant, or one that ends or halts: revoke, hold (perhaps a revocation: send"
        " nothing until release), end (the matter is over), reassign (the number is somebody"
        " else's now); or one that gives back: keep (of what the last revoke ended, this goes on),"
        " release (the hold was no revocation). What may be sent after it, /api/v1/ask says."
    },
    message_class=optional(CLASS) | {"description": "Null: every class."},
    programme={"type": ["string", "null"]},
    matter={"type": ["string", "null"], "examples": ["order:12345"]},
    method=choice(Method),
    recorded_at={"type": "string", "format": "date-time"},
    ends_at={"type": ["string", "null"], "format": "date-time"},
)
CHANGES = record(
    ("type", "timestamp", "data"),
    type={"type": "string", "enum": ["consent.changed"]},
    timestamp={
        "type": "string",
        "format": "date-time",
        "description": "When the last of the lines was recorded.",
    },
    data=record(
        ("lines",),
        lines={"type": "array", "items": CHANGE, "minItems": 1, "maxItems": MOST_LINES},
    ),
)
PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": record(
                ("pointer", "detail"),
                pointer={"type": "string", "examples": ["#/numbers/3"]},
                detail={"type": "string"},
            ),
        },
    },
}
SCHEMAS: Mapping[str, Schema] = {
    "Ask": ASK,
    "Answers": ANSWERS,
    "Consent": CONSENT,
    "Revocation": REVOCATION,
    "Receipt": RECEIPT,
    "Page": PAGE,
    "History": HISTORY,
    "Line": LINE,
    "About": ABOUT,
    "Proof": PROOF,
    "Changes": CHANGES,
    "Problem": PROBLEM,
}

# The addresses

PROBLEMS = {
    400: "The body is no JSON that can be kept.",
    401: "No token, or none that is valid.",
    413: "The body is too long.",
    415: "The body is not application/json.",
    422: "It can't be carried out as it stands; `errors` says what to mend.",
    503: "The database is away: nothing was done, try again.",
}
READ_ONLY = {403: "The token may only read."}
# Not 503, which asks for another try: that is answered the same until somebody has seen to it.
UNREADABLE = "A line of the ledger that it needs can't be read; `detail` names it."
TAKEN_BACK = f"It was taken back since it was given; `detail` names the line. Or: {UNREADABLE}"
KEY = text(255, pattern=r"^[!-~]{1,255}$", examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"])
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": KEY,
    "description": "A request that is repeated with its key gets the first answer again, byte for"
    " byte, and writes nothing. The same key with another body: 422. Keys are kept for good. A"
    " consent without `given_at` needs one.",
}


def answer(description: str, schema: str, content_type: str) -> dict[str, Any]:
    return {"description": description, "content": {content_type: {"schema": ref(schema)}}}


def operation(
    name: str,
    summary: str,
    takes: str,
    success: int,
    gives: str,
    writes: bool = False,
    conflict: str = "",
) -> dict[str, Any]:
    problems = PROBLEMS | (READ_ONLY if writes else {}) | ({409: conflict} if conflict else {})
    responses = {
        str(status): answer(words, "Problem", "application/problem+json")
        for status, words in sorted(problems.items())
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [KEY_PARAMETER] if writes else [],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref(takes)}},
        },
        "responses": {str(success): answer(summary, gives, "application/json")} | responses,
    }


# The outgoing webhook


def header(name: str, schema: Schema, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "schema": schema,
        "description": description,
    }


CONSENT_CHANGED = {
    "operationId": "consentChanged",
    "summary": "Consent was given, taken back, or is over",
    "description": f"Up to {MOST_LINES} lines of the ledger, from the first one on, in order."
    f" Answer 2xx within {SECONDS} seconds once they are kept. Anything else, a redirect too, and"
    " the same request comes again, after 5 seconds at first and an hour at most, until it is"
    " taken; Retry-After is heeded. A line may come twice, never out of order.",
    "security": [],  # it is the request that proves whose it is
    "parameters": [
        header("webhook-id", {"type": "string"}, "The same whenever the same lines are sent."),
        header("webhook-timestamp", {"type": "string"}, "Of this try, in seconds since 1970."),
        header(
            "webhook-signature",
            {"type": "string"},
            "Standard Webhooks 1.0: v1,<base64 of HMAC-SHA256 over id.timestamp.body>. Its key is"
            " what follows whsec_ in REGISTER_WEBHOOK_SECRET, out of base64.",
        ),
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": ref("Changes")}}},
    "responses": {
        "2XX": {"description": "Taken."},
        "default": {"description": "Not taken: the same request comes again."},
    },
}

DOCUMENT: Mapping[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Answerback's consent register",
        "version": "1",
        "description": "Ask before you send anything promotional or transactional, and say what"
        " people agreed to or took back. Each line is sealed to the one before and never changed.",
    },
    "security": [{"token": []}],
    "paths": {
        "/api/v1/ask": {
            "post": operation(
                "ask", "Whether a text may be sent now, and why", "Ask", 200, "Answers"
            )
        },
        "/api/v1/consents": {
            "post": operation(
                "record",
                "Record a consent that was given",
                "Consent",
                201,
                "Receipt",
                writes=True,
                conflict=TAKEN_BACK,
            )
        },
        "/api/v1/revocations": {
            "post": operation(
                "revoke",
                "Record that consent was taken back, or is over",
                "Revocation",
                201,
                "Receipt",
                writes=True,
            )
        },
        "/api/v1/history": {
            "post": operation(
                "history",
                "All of a number's lines, by pages",
                "Page",
                200,
                "History",
                conflict=UNREADABLE,
            )
        },
        "/api/v1/proof": {
            "post": operation(
                "proof",
                "All that proves what a number agreed to",
                "About",
                200,
                "Proof",
                conflict=UNREADABLE,
            )
        },
    },
    "webhooks": {"consentChanged": {"post": CONSENT_CHANGED}},
    "components": {
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Made by `flask token create NAME --scope read|write`.",
            }
        },
        "schemas": SCHEMAS,
    },
}
