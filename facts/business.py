"""The nouns of a business: stores, products, orders, appointments, and its own sentences.

Money is integer cents; dates and times are those of the business's own time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from facts.phones import phone_of
from language.names import Names
from language.translations import ENGLISH, translations

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Opening:
    """When a store is open on a day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the business's stores."""

    name: str
    nicknames: tuple[str, ...]
    address: str
    directions: str
    week: tuple[Opening | None, ...]  # Monday first; None is closed
    special_days: Mapping[str, Opening | None] = field(default_factory=dict)  # "12-25"

    def opening(self, day: date) -> Opening | None:
        for key in (day.isoformat(), f"{day:%m-%d}"):
            if key in self.special_days:
                return self.special_days[key]
        return self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class Programme:
    """What a JOIN subscribes to, and the disclosure that it answers."""

    keyword: str
    name: str
    frequency: str
    version: str
    disclosure: str
    double_opt_in: bool = False  # a JOIN is asked back, and counts once it is confirmed

    def is_joined_by(self, keyword: str) -> bool:
        return self.keyword.upper() == keyword.upper()


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    nicknames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    name: str
    nicknames: tuple[str, ...]
    price: int  # cents
    sizes: tuple[str, ...]
    widths: tuple[str, ...]
    fit: str


@dataclass(frozen=True, slots=True)
class Stock:
    product: str
    branch: str
    size: str
    count: int


class OrderState(StrEnum):
    PACKING = "packing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PREPARING = "preparing"
    READY = "ready"
    PICKED_UP = "picked up"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    number: str
    phone: str  # E.164, the number that placed it
    placed: date
    items: str
    total: int  # cents
    state: OrderState
    state_on: date | None  # since when it is in that state
    due: date | None  # ships by, arrives by, ready by or held until, as the state has it
    branch: str | None  # for pickup
    carrier: str | None  # for delivery
    tracking: str | None
    returned: date | None
    refund: int | None  # cents
    refunded: date | None
    refund_due: date | None

    @property
    def is_pickup(self) -> bool:
        return self.branch is not None


@dataclass(frozen=True, slots=True)
class Appointment:
    phone: str
    service: str
    branch: str
    starts: datetime


@dataclass(frozen=True, slots=True)
class FreeTime:
    service: str
    branch: str
    starts: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    branch: str
    party_up_to: int
    minutes: int


@dataclass(frozen=True)
class Business:
    """All that the handlers may say something about."""

    name: str
    contact: str
    time_zone: ZoneInfo
    country: str  # ISO 3166, for phone numbers typed without a country code
    emergency_number: str
    programme: Programme  # the first: what JOIN subscribes to
    branches: tuple[Branch, ...]
    services: tuple[Service, ...]
    products: tuple[Product, ...]
    stock: tuple[Stock, ...]
    orders: tuple[Order, ...]
    appointments: tuple[Appointment, ...]
    free_times: tuple[FreeTime, ...]
    waits: tuple[Wait, ...]
    answers: Mapping[str, str]  # by sentence name: the business's own words
    more_programmes: tuple[Programme, ...] = ()
    asks_which_texts: bool = False  # in the confirmation of a bare STOP

    @property
    def programmes(self) -> tuple[Programme, ...]:
        return (self.programme, *self.more_programmes)

    def programme_of(self, keyword: str | None) -> Programme | None:
        """The programme with this keyword, None meaning the first; None where there is none such,
        as one that the ledger names may have been given up."""
        if keyword is None:
            return self.programme
        return next((each for each in self.programmes if each.is_joined_by(keyword)), None)

    def programme_joined_by(self, word: str | None) -> Programme:
        """What `word` subscribes to. JOIN has many words (ALTA, SUBSCRIBE, free ones): those that
        are no programme's own keyword join the first."""
        return self.programme_of(word) or self.programme

    def name_of_programme(self, keyword: str | None) -> str:
        """What customers know it by; of one that was given up the keyword is left."""
        programme = self.programme_of(keyword)
        return programme.name if programme else str(keyword)

    def programme_on_record(self, keyword: str | None) -> str | None:
        """How the ledger names it: the first programme needs no name, another's is in capitals."""
        if keyword is None or self.programme.is_joined_by(keyword):
            return None
        return keyword.upper()

    # Sentences

    def say(self, sentence: str, language: str = ENGLISH, **values: object) -> str:
        """`sentence` in the business's own words, or ours, in `language` where it exists."""
        own = self.answers.get(sentence) if language == ENGLISH else None
        built_in = translations().get(language, translations()[ENGLISH]).sentences
        template = own or built_in.get(sentence) or self.template(sentence)
        return template.format_map(
            {"brand": self.name, "contact": self.contact, "emergency": self.emergency_number}
            | values
        )

    def template(self, sentence: str) -> str:
        return self.answers.get(sentence) or translations()[ENGLISH].sentences[sentence]

    def templates(self) -> dict[str, str]:
        """Everything that may come to be said, by where it stands: for the check at start-up."""
        built_in = {
            f"translations/{translation.language}.toml: {name}": words
            for translation in translations().values()
            for name, words in translation.sentences.items()
        }
        names = {
            "business.toml: business.name": self.name,
            "business.toml: business.contact": self.contact,
        }
        programmes = {
            f"{self._where_of(each)}{what}": getattr(each, what)
            for each in self.programmes
            for what in ("name", "frequency")
        }
        services = {f"business.toml: services, {s.name}": s.name for s in self.services}
        orders = {f"orders.csv: {order.number}": order.items for order in self.orders}
        return built_in | names | programmes | services | orders | self.own_sentences()

    def own_sentences(self) -> dict[str, str]:
        """What of it the business has put into words itself: whole sentences, not names."""
        own = {f"answers.toml: {name}": words for name, words in self.answers.items()}
        stores = {
            f"business.toml: stores, {b.name}": f"{b.name}. {b.address}. {b.directions}"
            for b in self.branches
        }
        products = {f"products.csv: {p.name}": f"{p.name}: {p.fit}" for p in self.products}
        disclosures = {
            f"{self._where_of(each)}disclosure": each.disclosure for each in self.programmes
        }
        return own | stores | products | disclosures

    def _where_of(self, programme: Programme) -> str:
        if programme is self.programme:
            return "business.toml: programme."
        return f"business.toml: more_programmes, {programme.keyword}: "

    # Facts

    def phone(self, typed: str) -> str:
        """`typed` as E.164, read in the business's country. Raises BadValue with the mend."""
        return phone_of(self.country)(typed)

    def orders_of(self, phone: str) -> tuple[Order, ...]:
        """The orders placed with `phone`, the latest first. Nobody else's are ever told."""
        own = (order for order in self.orders if order.phone == phone)
        return tuple(sorted(own, key=lambda order: order.placed, reverse=True))

    def appointments_of(self, phone: str, since: datetime) -> tuple[Appointment, ...]:
        """The appointments of `phone` still to come, the next first."""
        own = (a for a in self.appointments if a.phone == phone and a.starts >= since)
        return tuple(sorted(own, key=lambda appointment: appointment.starts))

    def branch(self, name: str) -> Branch:
        return next(branch for branch in self.branches if branch.name == name)

    def product(self, name: str) -> Product:
        return next(product for product in self.products if product.name == name)

    @property
    def names(self) -> Names:
        return Names(
            products={product.name: product.nicknames for product in self.products},
            stores={branch.name: branch.nicknames for branch in self.branches},
            services={service.name: service.nicknames for service in self.services},
        )
