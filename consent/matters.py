"""Matters compared: "order:AB-123", "order:ab-123" and "order:#AB-123" are one.

A line of the ledger keeps its matter as it was written; only comparing puts the spelling aside.
"""

from language.normalise import fold_case


def as_compared(matter: str | None) -> str | None:
    """`matter` without what makes no difference: case, "#" and blanks. None stays None."""
    return matter and "".join(fold_case(matter).replace("#", "").split())


def name_in(matter: str | None) -> str | None:
    """What `matter` is called among its kind, as compared: of "order:#12345" it is "12345"."""
    compared = as_compared(matter)
    return compared and compared.partition(":")[2]
