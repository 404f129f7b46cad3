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

    opt_out: float = 0.6
    opt_in: float = 0.5
    doubtful: float = 0.2


def read(likelihood: Mapping[str, float], bounds: Bounds = Bounds()) -> Wording:
    """What a text says about our texts, given how likely each reading is."""
    if likelihood["opt_out"] >= bounds.opt_out:
        return Wording.OPT_OUT
    # A hold costs a person a minute; an opt-in where a stop was meant costs the sender's trust.
    if likelihood["opt_in"] >= bounds.opt_in:
        return Wording.OPT_IN
    return Wording.DOUBTFUL if likelihood["opt_out"] >= bounds.doubtful else Wording.NONE
