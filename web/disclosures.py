"""`flask ledger disclosure`: what other systems show before people agree, word for word.

What JOIN answers goes on record by itself at start-up.
"""

from pathlib import Path

import click
from flask.cli import with_appcontext

from storage.records import Disclosure
from web.json_shapes import CANT_BE_KEPT
from web.printed import as_json, show
from web.register_schema import LONGEST_VERSION
from web.services import services


@click.command()
@click.argument("version", required=False)
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
@with_appcontext
def disclosure(version: str | None, file: Path | None, is_json: bool) -> None:
    """Put the words of FILE on record, that people are shown before they agree, as VERSION.

    A version keeps its words for good. Without arguments it prints all that is on record.

    Example: flask ledger disclosure web-shop-2026-11 words.txt
    """
    if version is None:
        for each in services().bot.store.disclosures():
            show_disclosure(each, is_json)
    elif file is None:
        raise click.UsageError("name the FILE with its words too")
    else:
        show_disclosure(put_on_record(version, words_in(file)), is_json)


def show_disclosure(each: Disclosure, is_json: bool) -> None:
    row = {"version": each.version, "since": each.since, "sha256": each.sha256, "text": each.text}
    show(row, is_json, f"{each.version}, since {each.since:%Y-%m-%d %H:%M}Z:\n{each.text}\n")


def put_on_record(version: str, words: str) -> Disclosure:
    if version != version.strip() or not 1 <= len(version) <= LONGEST_VERSION:
        raise click.UsageError(f"VERSION: 1 to {LONGEST_VERSION} characters, no blank at the ends")
    bot = services().bot
    kept = bot.store.keep_disclosure(Disclosure(version, words, bot.clock()))
    if kept.text != words:
        raise click.ClickException(
            f"{version} is on record with other words, which people may have agreed to. Give these"
            " words a version of their own"
        )
    return kept


def words_in(file: Path) -> str:
    try:
        words = file.read_text("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8: save it as UTF-8") from None
    if not words or CANT_BE_KEPT.search(words):
        raise click.ClickException(f"{file} holds no words: write them into a text file")
    return words
