"""What is wrong in a business folder: where it stands, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in the folder, where, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} - {self.mend}"


class BadFolder(Exception):
    """The business folder can't be used. `problems` holds every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class BadValue(ValueError):
    """A value that can't be read; the text is the mend."""
