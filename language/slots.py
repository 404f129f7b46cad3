"""The facts in a text that an answer may need: numbers, days, sizes and the business's names.

Each kind has a module of its own; here they only come together.
"""

from datetime import datetime

from language import catalogue_names, dates, measures, order_numbers, words
from language.names import Names
from storage.records import Slots


def find(text: str, names: Names, now: datetime) -> Slots:
    """The facts in `text`, read at `now` in the business's own time zone. Never raises."""
    body = words.read(text)
    when = dates.read(body, now)
    return Slots(
        order_numbers=order_numbers.find(body),
        dates=when.dates,
        times=when.times,
        sizes=measures.sizes(body),
        widths=measures.widths(body),
        products=catalogue_names.find(body, names.products),
        stores=catalogue_names.find_places(body, names.stores),
        services=catalogue_names.find(body, names.services),
        party=measures.party(body),
    )
