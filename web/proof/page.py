"""The proof as one page of HTML: it stands alone, prints in black and white, needs no script."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from storage.ledger import SECOND, canonical, content_of, digest, from_json

# In words for people who have never seen a ledger.
ACTIONS = {
    "grant": "Consent was given",
    "revoke": "Consent was taken back",
    "hold": "Perhaps consent was taken back: all but answers were held until a person decided",
    "release": "A person decided that it was not taken back",
    "end": "The matter was over, and with it its consent",
    "keep": "Asked which texts the stop meant, the person kept these",
    "reassign": "The number changed hands: what its last holder said counts no more",
}
CLASSES = {
    "promotional": "advertising texts",
    "transactional": "texts about one order or booking",
    "conversational": "answers to the person's own texts",
}
METHODS = {
    "keyword": "by texting a keyword",
    "free text": "by texting it in their own words",
    "web form": "on a web form",
    "box": "by ticking a box",
    "paper": "on paper",
    "voice": "by speaking",
    "at the counter": "in person, at the counter",
    "e-mail": "by e-mail",
    "import": "on a list from before, which was taken over",
    "business system": "through another system of the business",
    "provider 21610": "the messaging provider said so (error 21610: this number has opted out)",
    "person at the console": "a person of the business entered it",
}
BASES = {
    "express written": "express written consent: in writing, after being told what to expect",
    "express": "express consent: agreed to, for this and nothing else",
    "implied": "implied consent: by the person's own text, for an answer to it",
}
SIGNATURES = {
    "keyword": "the text message itself, sent from this number",
    "free text": "the text message itself, sent from this number",
    "web form": "the form, as it was sent in",
    "box": "the ticked box",
    "paper": "on the paper",
}
TEXTED = ("keyword", "free text")
RECORDERS = {
    "bot": "the program that receives the business's texts, by itself",
    "provider": "the messaging provider",
}
LATER = {"programme": None, "ends_at": None, "details": ()}  # where a line names none
HOME = Path(__file__).parent


def page(proof: Mapping[str, Any]) -> str:
    environment = Environment(
        loader=FileSystemLoader(HOME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = in_zone(ZoneInfo(proof["business"]["time_zone"]))
    environment.filters["day"] = day
    return environment.get_template("proof.html").render(
        proof=proof,
        actions=ACTIONS,
        classes=CLASSES,
        methods=METHODS,
        bases=BASES,
        recorders=RECORDERS,
        programmes=programmes(proof),
        lines=[
            LATER | row | {"made_of": sealing(row), "signature": signature(row)}
            for row in proof["lines"]
        ],
        program=(HOME / "alone.py").read_text("utf-8"),
    )


def in_zone(zone: ZoneInfo) -> Callable[[str], str]:
    """Times as the business's clocks show them, and in UTC."""

    def moment(instant: str) -> str:
        """November 24, 2026, 9:00:00 AM EST (2026-11-24 14:00:00 UTC)"""
        at = datetime.fromisoformat(instant)
        here = at.astimezone(zone)
        clock = f"{here:%I:%M:%S %p %Z}".lstrip("0")
        return f"{day(here.isoformat())}, {clock} ({at:%Y-%m-%d %H:%M:%S} UTC)"

    return moment


def day(instant: str) -> str:
    """November 24, 2026"""
    at = datetime.fromisoformat(instant)
    return f"{at:%B} {at.day}, {at.year}"


def programmes(proof: Mapping[str, Any]) -> dict[str | None, str]:
    """Their names by keyword. None is the first one, as the ledger has it."""
    each = {given["keyword"].upper(): given["name"] for given in proof["business"]["programmes"]}
    return {None: next(iter(each.values())), **each}


def signature(row: Mapping[str, Any]) -> str | None:
    """How the line is signed, if it is. Of a text that somebody else had, none is here to show."""
    is_elsewhere = row["method"] in TEXTED and not row["message_sid"]
    is_signed = row["action"] == "grant" and not is_elsewhere
    return SIGNATURES.get(row["method"]) if is_signed else None


def sealing(row: Mapping[str, Any]) -> dict[str, str | None]:
    """How the seal of a line is made, step by step, to be done again by hand."""
    line = from_json(row)
    if line.seal.startswith(SECOND):
        content = digest(line.event)
        return {
            "text": canonical(content_of(line.event)).decode(),
            "digest": content,
            "joined": f"{line.seq} {line.previous} {content}",
        }
    whole = canonical(content_of(line.event) | {"seq": line.seq, "previous": line.previous})
    return {"text": whole.decode(), "digest": hashlib.sha256(whole).hexdigest(), "joined": None}
