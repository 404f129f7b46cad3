"""Consent in free wording: what a reasonable person takes as "stop texting me".

47 CFR 64.1200(a)(10): any such wording revokes, not keywords alone. The encoder says how likely it
is; a text that may well be one and isn't sure is DOUBTFUL: sending is held and a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Wording(StrEnum):
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    DOUBTFUL = "doubtful"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Likelihoods from which a text counts; chosen on the threshold writers."""

    opt_out: float = 0.4
    beside_a_question: float = 0.8  # where the text plainly asks something, too
    opt_in: float = 0.4
    doubtful: float = 0.2


def read(
    likelihood: Mapping[str, float],
    asks_plainly: bool,
    bounds: Bounds = Bounds(),
) -> Wording:
    """What a text says about our texts, given how likely each reading is."""
    bound = bounds.beside_a_question if asks_plainly else bounds.opt_out
    if likelihood["opt_out"] >= bound:
        return Wording.OPT_OUT
    # A hold costs a person a minute; an opt-in where a stop was meant costs the sender's trust.
    if likelihood["opt_out"] >= bounds.doubtful:
        return Wording.DOUBTFUL
    return Wording.OPT_IN if likelihood["opt_in"] >= bounds.opt_in else Wording.NONE
