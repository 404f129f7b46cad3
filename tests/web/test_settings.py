"""Settings from the environment: everything wrong is named at once, and no secret has a default."""

from inspect import Parameter, signature
from pathlib import Path

import pytest

from app import HOME, THROW_AWAY_DISKS, BadSetting, Settings, create_app, read_settings
from handlers.bot import WhoSpeaks
from web.outgoing.receiver import Receiver
from web.services import KEY

ENOUGH = {"TWILIO_AUTH_TOKEN": "the-auth-token", "OPT_OUT_REPLIES": "bot"}
NAMES = (
    "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_SECONDARY", "TWILIO_SHARED_KEYS", "TWILIO_ACCOUNT_SID",
    "OPT_OUT_REPLIES", "PUBLIC_URL", "DATABASE_URL", "BUSINESS_DIR", "SECRET_KEY", "SIMULATOR",
    "REGISTER_WEBHOOK_URL", "REGISTER_WEBHOOK_SECRET",
    *THROW_AWAY_DISKS,
)  # fmt: skip


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings(env_file=None)


def faults(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    with pytest.raises(BadSetting) as caught:
        read(monkeypatch, **environment)
    return str(caught.value)


def test_token_and_who_speaks_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **ENOUGH)
    assert settings.signatures.auth_tokens == ("the-auth-token",)
    assert settings.opt_out_replies is WhoSpeaks.BOT
    assert settings.database == HOME / "data" / "answerback.db"
    assert settings.business_dir == HOME / "business"
    assert (settings.public_url, settings.secret_key, settings.has_simulator) == (None, None, False)


def test_all_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        TWILIO_AUTH_TOKEN="one",
        TWILIO_AUTH_TOKEN_SECONDARY="two",
        TWILIO_SHARED_KEYS="web_1=c2VjcmV0==,web_2=x",
        TWILIO_ACCOUNT_SID="AC1",
        OPT_OUT_REPLIES="provider",
        PUBLIC_URL="https://bot.example.com/prefix/",
        BUSINESS_DIR="/srv/shop",
        SECRET_KEY="three",
        SIMULATOR="on",
    )
    assert settings.signatures.auth_tokens == ("one", "two")
    assert settings.signatures.shared_keys == {"web_1": "c2VjcmV0==", "web_2": "x"}
    assert settings.account_sid == "AC1"
    assert settings.opt_out_replies is WhoSpeaks.PROVIDER
    assert settings.public_url == "https://bot.example.com/prefix/"
    assert settings.business_dir == Path("/srv/shop")
    assert settings.secret_key == "three"
    assert settings.has_simulator


def test_everything_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said = faults(
        monkeypatch,
        OPT_OUT_REPLIES="nobody",
        PUBLIC_URL="bot.example.com",
        DATABASE_URL="mysql://host/name",
        SIMULATOR="perhaps",
    )
    for name in ("TWILIO_AUTH_TOKEN", "OPT_OUT_REPLIES", "PUBLIC_URL", "DATABASE_URL", "SIMULATOR"):
        assert f"  {name}: " in said


@pytest.mark.parametrize("missing", list(ENOUGH))
def test_nothing_that_is_needed_has_a_default(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    given = {name: value for name, value in ENOUGH.items() if name != missing}
    assert f"{missing}: " in faults(monkeypatch, **given)
    assert f"{missing}: " in faults(monkeypatch, **given, **{missing: ""})


def test_shared_keys_stand_in_for_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, OPT_OUT_REPLIES="bot", TWILIO_SHARED_KEYS="web_1=secret")
    assert settings.signatures.auth_tokens == ()


def test_the_simulator_needs_a_token_to_sign_with(monkeypatch: pytest.MonkeyPatch) -> None:
    said = faults(
        monkeypatch, OPT_OUT_REPLIES="bot", TWILIO_SHARED_KEYS="web_1=secret", SIMULATOR="on"
    )
    assert "SIMULATOR: it signs with TWILIO_AUTH_TOKEN" in said


def test_no_setting_is_made_without_being_said() -> None:
    assert {each.default for each in signature(Settings).parameters.values()} == {Parameter.empty}


def test_secrets_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "TWILIO_AUTH_TOKEN": "hush-1",
        "TWILIO_AUTH_TOKEN_SECONDARY": "hush-2",
        "TWILIO_SHARED_KEYS": "web_1=hush-3",
        "SECRET_KEY": "hush-4",
    }
    settings = read(monkeypatch, OPT_OUT_REPLIES="bot", **secrets)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("TWILIO_SHARED_KEYS", "hush", id="shared-key-without-its-name"),
        pytest.param("TWILIO_SHARED_KEYS", "web_1=", id="shared-key-without-its-secret"),
        pytest.param("TWILIO_AUTH_TOKEN", " ", id="blank-token"),
        pytest.param("PUBLIC_URL", "https://bot.example.com:hush", id="port-in-words"),
        pytest.param("PUBLIC_URL", "https://bot.example.com:99999", id="port-out-of-range"),
    ],
)
def test_a_value_that_can_never_work_is_refused_without_telling_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    said = faults(monkeypatch, **ENOUGH | {name: value})
    assert f"{name}: " in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("url", "path"),
    [
        pytest.param("sqlite:///shop.db", Path("shop.db"), id="relative"),
        pytest.param("sqlite:///data/shop.db", Path("data/shop.db"), id="relative-folder"),
        pytest.param("sqlite:////data/shop.db", Path("/data/shop.db"), id="absolute"),
        pytest.param("", HOME / "data" / "answerback.db", id="empty-is-unset"),
    ],
)
def test_a_database_is_named_by_its_url(
    monkeypatch: pytest.MonkeyPatch, url: str, path: Path
) -> None:
    assert read(monkeypatch, **ENOUGH, DATABASE_URL=url).database == path


@pytest.mark.parametrize(
    "url",
    ["sqlite:///", "sqlite://", "sqlite:shop.db", "shop.db", "postgres://h/d", "postgresql://h/d"],
)
def test_a_database_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert "DATABASE_URL: write sqlite:///path" in faults(monkeypatch, **ENOUGH, DATABASE_URL=url)


@pytest.mark.parametrize(
    "url",
    [
        "bot.example.com",
        "ftp://bot.example.com",
        "https://",
        "https:///sms",
        "https://bot.example.com?x=1",
        "https://bot.example.com#rc=2",
    ],
)
def test_an_address_that_twilio_cannot_have_called_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert "PUBLIC_URL: write the public address" in faults(monkeypatch, **ENOUGH, PUBLIC_URL=url)


HOOK = "https://tool.example.com/consent?key=hush"
WEBHOOK_SECRET = "whsec_" + "aHVzaC1odXNoLWh1c2gtaHVzaC1odXNo"  # 24 bytes


def webhook(address: str, secret: str) -> dict[str, str]:
    return {"REGISTER_WEBHOOK_URL": address, "REGISTER_WEBHOOK_SECRET": secret}


@pytest.mark.parametrize(
    "address",
    [
        HOOK,
        "http://localhost:5000/hook",
        "http://127.0.0.1/",
        "http://[::1]:5000/",
        "HTTPS://X.example",
    ],
)
def test_a_receiver_is_an_address_and_a_key(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    settings = read(monkeypatch, **ENOUGH, **webhook(address, WEBHOOK_SECRET))
    assert settings.receiver == Receiver(address, b"hush-hush-hush-hush-hush")
    assert "hush" not in repr(settings)


def test_nothing_is_told_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, **ENOUGH).receiver is None
    assert read(monkeypatch, **ENOUGH, **webhook("", "")).receiver is None


@pytest.mark.parametrize(
    ("address", "secret", "said"),
    [
        pytest.param(HOOK, "", "REGISTER_WEBHOOK_SECRET: not set, and", id="no-secret"),
        pytest.param("", WEBHOOK_SECRET, "REGISTER_WEBHOOK_URL: not set", id="no-address"),
        *(
            pytest.param(HOOK, secret, "REGISTER_WEBHOOK_SECRET: make one by", id=name)
            for name, secret in {
                "no-prefix": WEBHOOK_SECRET.removeprefix("whsec_"),
                "too-short": "whsec_aHVzaC1odXNoLWh1c2gtaHVzaC1odX==",
                "no-base64": "whsec_hush hush hush hush hush hush hush hush",
                "blank": f"{WEBHOOK_SECRET} ",
                "not-ascii": "whsec_hush\u00e9",
                "nothing-after-it": "whsec_",
            }.items()
        ),
        *(
            pytest.param(
                address, WEBHOOK_SECRET, "REGISTER_WEBHOOK_URL: it must begin with https", id=name
            )
            for name, address in {
                "unencrypted": "http://tool.example.com/hush",
                "like-localhost": "http://localhost.hush.example",
                "ftp": "ftp://tool.example.com/hush",
            }.items()
        ),
        *(
            pytest.param(address, WEBHOOK_SECRET, "REGISTER_WEBHOOK_URL: write its whole", id=name)
            for name, address in {
                "no-scheme": "tool.example.com/hush",
                "no-host": "https:///hush",
                "user": "https://hush@tool.example.com",
                "user-like-localhost": "http://localhost@hush.example",
                "fragment": "https://tool.example.com#hush",
                "blank": "https://tool.example.com/ hush",
                "port": "https://tool.example.com:hush",
                "bracket": "https://[hush",
            }.items()
        ),
    ],
)
def test_a_receiver_that_can_not_be_told_is_refused_without_telling_it(
    monkeypatch: pytest.MonkeyPatch, address: str, secret: str, said: str
) -> None:
    refused = faults(monkeypatch, **ENOUGH, **webhook(address, secret))
    assert said in refused
    assert "hush" not in refused


@pytest.mark.parametrize("platform", THROW_AWAY_DISKS)
def test_a_disk_that_is_thrown_away_is_refused(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    said = faults(monkeypatch, **ENOUGH, **{platform: "web.1"})
    assert f"DATABASE_URL: not set, and {platform} says" in said
    lasting = read(monkeypatch, DATABASE_URL="sqlite:////data/shop.db")
    assert lasting.database == Path("/data/shop.db")


@pytest.mark.parametrize(
    ("value", "is_on"), [("on", True), ("1", True), ("true", True), ("off", False), ("0", False)]
)
def test_the_simulator_is_on_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, value: str, is_on: bool
) -> None:
    assert read(monkeypatch, **ENOUGH, SIMULATOR=value).has_simulator is is_on


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("TWILIO_AUTH_TOKEN=of-the-file\nOPT_OUT_REPLIES=provider\n", "utf-8")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "of-the-environment")
    monkeypatch.setenv("OPT_OUT_REPLIES", "bot")
    settings = read_settings(file)
    assert settings.signatures.auth_tokens == ("of-the-environment",)
    assert settings.opt_out_replies is WhoSpeaks.BOT


def test_a_bad_setting_stops_start_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPT_OUT_REPLIES", "nobody")
    with pytest.raises(BadSetting):
        create_app(read_settings(tmp_path / "none.env"))


def test_the_slash_at_the_end_of_the_public_address_is_dropped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    app = create_app(
        read(monkeypatch, **ENOUGH, DATABASE_URL=url, PUBLIC_URL="https://example.com/bot/")
    )
    assert app.extensions[KEY].public_url == "https://example.com/bot"
    app.extensions[KEY].bot.store.close()
