"""A TOML file that knows on which line a key stands."""

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facts.problems import BadValue, Problem
from facts.values import text


@dataclass
class Toml:
    """A TOML file that knows on which line a key stands."""

    path: Path
    source: str
    content: dict[str, Any]
    problems: list[Problem] = field(repr=False)

    @classmethod
    def read(cls, path: Path, problems: list[Problem]) -> "Toml":
        try:
            content = path.read_text("utf-8-sig")
            return cls(path, content, tomllib.loads(content), problems)
        except FileNotFoundError:
            problems.append(Problem(path.name, 1, "the file is missing", f"make {path}"))
        except UnicodeDecodeError:
            problems.append(Problem(path.name, 1, "it is not UTF-8", "save the file as UTF-8"))
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            problems.append(
                Problem(path.name, int(line[1]) if line else 1, str(error), "see https://toml.io")
            )
        return cls(path, "", {}, problems)

    def wrong(self, section: str, at: int, key: str, what: str, mend: str) -> None:
        name = f"{section}.{key}" if section else key
        self.problems.append(
            Problem(self.path.name, self.line(section, at, key), f"{name}: {what}", mend)
        )

    def line(self, section: str, at: int, key: str) -> int:
        """The line of `key` in the `at`-th `section`, or of the section, or 1.

        "stores.hours" is the hours of the `at`-th of the stores.
        """
        parent = section.partition(".")[0]
        found, heading, seen = 1, "", -1
        for number, line in enumerate(self.source.splitlines(), start=1):
            if title := re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line):
                heading = title[1]
                seen += heading == parent
                if seen == at and heading in (parent, section):
                    found = number
            elif heading != section or seen not in (at, -1):
                continue
            elif re.match(rf'\s*"?{re.escape(key)}"?\s*=', line):
                return number
        return found

    def only(self, section: str, at: int, table: Any, known: Collection[str]) -> None:
        """Notes every key of `table` that nothing reads: a misspelt one would be lost unseen."""
        for key in table if isinstance(table, dict) else ():
            if key not in known:
                mend = f"take it out, or write one of {', '.join(sorted(known))}"
                self.wrong(section, at, key, "nothing goes by this name", mend)

    def tables(self, section: str) -> list[dict[str, Any]]:
        """All [[section]]s; none, and a problem noted, where something else goes by the name."""
        found = self.content.get(section, [])
        if isinstance(found, list) and all(isinstance(each, dict) for each in found):
            return found
        self.wrong(section, 0, "name", "it can't be read", f"write [[{section}]] above each one")
        return []

    def take(
        self,
        section: str,
        at: int,
        table: Any,
        key: str,
        convert: Callable[[Any], Any] = text,
        default: Any = ...,
    ) -> Any:
        """The value of `key`, converted; None, and a problem noted, where it is bad."""
        if not isinstance(table, dict) or key not in table:
            if default is ...:
                self.wrong(section, at, key, "it is missing", f'add {key} = "..."')
            return None if default is ... else default
        try:
            return convert(table[key])
        except BadValue as error:
            self.wrong(section, at, key, f"{table[key]!r} can't be read", str(error))
            return None
