"""The composition root: the one place that reads the environment and puts the house together."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvValidationError, ValidationError
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from consent import guard
from facts import folder
from facts.business import Business
from handlers import answer
from handlers.answer import Handler
from handlers.bot import Bot, WhoSpeaks
from language import encoder
from language.keywords import Keywords
from language.reading import Reading
from language.translations import translations
from storage.contract import Store
from storage.records import Disclosure
from storage.sqlite import SqliteStore
from web import commands, errors, logs, operations, register_api, sms
from web.outgoing.receiver import Receiver, key_of
from web.services import KEY, Services
from web.simulator import pages as simulator
from web.twilio_http import Signatures

HOME = Path(__file__).parent
# A form of Twilio's is a few kilobytes: 1,600 characters and some forty parameters.
LONGEST_REQUEST = 256 * 1024
# Where a request to the outgoing webhook's receiver needs no encryption: it stays on this machine.
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
HOW_TO_MAKE_ONE = "make one by: echo whsec_$(openssl rand -base64 32)"
# Platforms that wipe the disk at each deploy, by a variable each of them sets.
THROW_AWAY_DISKS = ("DYNO", "RENDER", "RAILWAY_ENVIRONMENT", "FLY_APP_NAME")


def utc_now() -> datetime:
    return datetime.now(UTC)


class BadDisclosure(Exception):
    """A disclosure was reworded and kept its version: what people agreed to would be lost."""


class OtherProgramme(Exception):
    """Another programme stands first than the one that lines mean which name none."""


class BadSetting(Exception):
    """Settings that can't be used; the message lists every one of them."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. Secrets have no defaults and stay out of the repr."""

    signatures: Signatures = field(repr=False)
    opt_out_replies: WhoSpeaks
    public_url: str | None
    account_sid: str
    database: Path
    business_dir: Path
    secret_key: str | None = field(repr=False)  # None: heads of the ledger go unsigned
    has_simulator: bool
    receiver: Receiver | None  # of the outgoing webhook


def read_settings(env_file: Path | None = HOME / ".env") -> Settings:
    """Every setting, from the environment first and `env_file` second.

    Raises BadSetting with all that is wrong at once.
    """
    env = Env(eager=False)
    if env_file:
        env.read_env(env_file, recurse=False)
    tokens = [
        env.str("TWILIO_AUTH_TOKEN", "", validate=no_blank),
        env.str("TWILIO_AUTH_TOKEN_SECONDARY", "", validate=no_blank),
    ]
    address = env.str("REGISTER_WEBHOOK_URL", "", validate=a_receiver)
    secret = env.str("REGISTER_WEBHOOK_SECRET", "", validate=a_webhook_secret)
    values: dict[str, Any] = {
        "signatures": Signatures(
            auth_tokens=tuple(filter(None, tokens)),
            shared_keys=shared_keys(env.str("TWILIO_SHARED_KEYS", "", validate=named_keys)),
        ),
        "opt_out_replies": env.enum("OPT_OUT_REPLIES", enum=WhoSpeaks, by_value=True),
        "public_url": env.str("PUBLIC_URL", None, validate=an_address),
        "account_sid": env.str("TWILIO_ACCOUNT_SID", "AC" + "0" * 32),
        "database": database_path(env.str("DATABASE_URL", "", validate=a_database)),
        "business_dir": env.path("BUSINESS_DIR", HOME / "business"),
        "secret_key": env.str("SECRET_KEY", None),
        "has_simulator": env.bool("SIMULATOR", False),
        "receiver": Receiver(address, key_of(secret)) if address and secret else None,
    }
    platform = next((name for name in THROW_AWAY_DISKS if env.str(name, "")), None)
    has_database = bool(env.str("DATABASE_URL", ""))
    half = half_a_receiver(address, secret)
    if faults := [*bad_values(env), *faults_of(values, platform, has_database), *half]:
        raise BadSetting("These settings can't be used:\n  " + "\n  ".join(sorted(faults)))
    return Settings(**values)


def bad_values(env: Env) -> list[str]:
    """Each value that can't be read, or is missing."""
    try:
        env.seal()
    except EnvValidationError as error:
        texts: Mapping[str, list[str]] = error.error_messages  # type: ignore[assignment]
        return [f"{name}: {' '.join(reasons)}" for name, reasons in texts.items()]
    return []


def faults_of(values: Mapping[str, Any], platform: str | None, has_database: bool) -> Iterator[str]:
    """What no single value shows."""
    signatures: Signatures = values["signatures"]
    if not (signatures.auth_tokens or signatures.shared_keys):
        yield "TWILIO_AUTH_TOKEN: not set; without it nobody's texts can be trusted"
    if values["has_simulator"] and not signatures.auth_tokens:
        yield "SIMULATOR: it signs with TWILIO_AUTH_TOKEN, which is not set"
    if platform and not has_database:
        yield (
            f"DATABASE_URL: not set, and {platform} says that this disk is thrown away at each"
            " deploy: consent would be lost. Name a file on a lasting volume (sqlite:////path)"
        )


def half_a_receiver(address: str | None, secret: str | None) -> Iterator[str]:
    """An empty one is not set; None stands for one that can't be read, which is said elsewhere."""
    if secret == "" and address != "":
        yield (
            "REGISTER_WEBHOOK_SECRET: not set, and REGISTER_WEBHOOK_URL needs it to sign with;"
            f" {HOW_TO_MAKE_ONE}"
        )
    if address == "" and secret != "":
        yield "REGISTER_WEBHOOK_URL: not set, though there is a REGISTER_WEBHOOK_SECRET for it"


def no_blank(value: str) -> None:
    if value != value.strip():
        raise ValidationError("take out the blanks around it")


def pairs_in(value: str) -> list[tuple[str, str]]:
    """The names and secrets in id=secret,id=secret; what is missing is empty."""
    pairs = (pair.partition("=") for pair in value.split(",") if pair)
    return [(name.strip(), secret.strip()) for name, _, secret in pairs]


def named_keys(value: str) -> None:
    if not all(name and secret for name, secret in pairs_in(value)):
        raise ValidationError("write id=secret,id=secret")


def shared_keys(value: str | None) -> dict[str, str]:
    return dict(pairs_in(value or ""))


def an_address(value: str) -> None:
    parts = urlsplit(value)
    try:
        parts.port  # noqa: B018 reading it is the check
    except ValueError:
        raise ValidationError("its port is no number up to 65535") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValidationError("write the public address, such as https://bot.example.com")


def a_receiver(value: str) -> None:
    if not value:
        return
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or not re.fullmatch("[!-~]+", value) or "@" in parts.netloc or parts.fragment:
        raise ValidationError("write its whole address, such as https://tool.example.com/consent")
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in THIS_MACHINE):
        raise ValidationError("it must begin with https://: people's numbers go there")


def a_webhook_secret(value: str) -> None:
    try:
        if value:
            key_of(value)
    except ValueError:
        raise ValidationError(HOW_TO_MAKE_ONE) from None


def a_database(value: str) -> None:
    if value and (not value.startswith("sqlite:///") or value == "sqlite:///"):
        raise ValidationError("write sqlite:///path/to/file.db; other databases come later")


def database_path(url: str | None) -> Path:
    """sqlite:///relative.db or sqlite:////absolute.db; unset, data/answerback.db beside app.py."""
    return Path(url.removeprefix("sqlite:///")) if url else HOME / "data" / "answerback.db"


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The whole house. Start-up stops: raises BadSetting, BadFolder, BadHandler, BadTemplates,
    BadDisclosure, OtherProgramme.
    """
    logs.set_up()
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=LONGEST_REQUEST)
    # The scheme as the proxy in front was called; never its host header, which a caller can set.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    app.extensions[KEY] = Services(
        bot=create_bot(settings, clock),
        signatures=settings.signatures,
        public_url=settings.public_url.rstrip("/") if settings.public_url else None,
        account_sid=settings.account_sid,
        receiver=settings.receiver,
    )
    app.register_blueprint(sms.blueprint)
    app.register_blueprint(operations.blueprint)
    app.register_blueprint(register_api.blueprint)
    errors.register(app)
    if settings.has_simulator:
        app.register_blueprint(simulator.blueprint)
    commands.register(app)
    return app


def create_understanding(business: Business, topics: Mapping[str, Handler]) -> Reading:
    """What reads the texts. It unpacks the trained encoder when the first text needs it."""
    return Reading(
        Keywords(translations().values(), [each.keyword for each in business.programmes]),
        {topic: handler.EXAMPLES[topic] for topic, handler in topics.items()},
        business.names,
        encoder.shared(),
    )


def check_disclosures(business: Business, store: Store, now: datetime) -> None:
    """Keeps what JOIN agrees to on record. Raises BadDisclosure where it was reworded."""
    for programme in business.programmes:
        given = Disclosure(programme.version, programme.disclosure, now)
        if store.keep_disclosure(given).text != given.text:
            raise BadDisclosure(
                f"business.toml: programme {programme.keyword}: disclosure: version {given.version}"
                " is on record with other words, which people have agreed to. Give these words a"
                " version of their own"
            )


def check_first_programme(business: Business, store: Store) -> None:
    """Raises OtherProgramme where one programme's consent would count for another."""
    keyword = business.programme.keyword
    kept = store.keep_first_programme(keyword)
    if not business.programme.is_joined_by(kept):
        raise OtherProgramme(
            f"business.toml: programme: keyword: the first programme was {kept}, and consent to it"
            f" would count for {keyword}: its lines in the ledger name no programme. Keep {kept} in"
            f" [programme], and put {keyword} into [[more_programmes]]"
        )


def create_bot(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Bot:
    business = folder.read(settings.business_dir, clock())
    guard.check_templates(business.templates(), business.own_sentences())
    topics = answer.load()
    encoder.shared().load()  # a file that can't be read must stop start-up, not a customer's STOP
    store = SqliteStore(settings.database)
    check_disclosures(business, store, clock())
    check_first_programme(business, store)
    return Bot(
        store=store,
        business=business,
        understanding=create_understanding(business, topics),
        handlers=topics,
        clock=clock,
        opt_out_replies=settings.opt_out_replies,
    )
