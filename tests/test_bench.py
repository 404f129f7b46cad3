"""make bench still does what it measures. Nothing is timed here."""

import json
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from bench import over_http
from bench.register import Ran, head, measure, printed
from handlers.bot import Bot


def test_every_step_of_the_bench_works(app: Flask, bot: Bot, tmp_path: Path) -> None:
    def run(words: Sequence[str]) -> Ran:
        if words[0] == "flask":
            result = app.test_cli_runner().invoke(args=words[1:])
            assert result.exit_code == 0, result.output
            return Ran(1, 1, 1, result.stdout)
        _, kind, lines, times = words
        taken = over_http.seconds(app, kind, int(lines), int(times))
        return Ran(1, 1, 1, json.dumps(taken))

    rows = list(measure(run, tmp_path, lines=200, requests=2))
    last = bot.store.last_line()
    assert last
    assert last.seq >= 220  # all consents, all opt-outs, and what was texted
    assert {len(printed(row, row)) for row in rows} == {len(head(200, 200).splitlines()[1])}
