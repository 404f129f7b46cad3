"""The proof as one page of HTML: it stands alone, prints in black and white, needs no script."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

# In words for people who have never seen a ledger.
ACTIONS = {
    "grant": "Consent was given",
    "revoke": "Consent was taken back",
    "hold": "Perhaps consent was taken back: all but answers were held until a person decided",
    "release": "A person decided that it was not taken back",
    "end": "The matter was over, and with it its consent",
    "reassign": "The number changed hands: what its last holder said counts no more",
}
CLASSES = {
    "promotional": "advertising texts",
    "transactional": "texts about one order or booking",
    "conversational": "answers to the person's own texts",
}


def page(proof: Mapping[str, Any]) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = moment
    return environment.get_template("proof.html").render(
        proof=proof, actions=ACTIONS, classes=CLASSES
    )


def moment(instant: str) -> str:
    """November 24, 2026, 15:00:00 UTC"""
    at = datetime.fromisoformat(instant)
    return f"{at:%B} {at.day}, {at:%Y, %H:%M:%S} UTC"
