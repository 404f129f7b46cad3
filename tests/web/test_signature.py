"""Only Twilio is heard: whoever can't sign gets 403, and leaves no trace."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.conftest import BEN, TOKEN
from tests.web.conftest import URL, Form, Rows, Serve, Values, heard, signature, signed
from web.simulator.phone import new_form
from web.twilio_http import Signatures

FORM = new_form("hello", BEN)  # others stop and start Maya
SECONDARY = "the other token while one is rotated"

# Signatures that Twilio has published in the tests of its own libraries (MIT), made with the token
# "12345". The values are retyped from
#   twilio/twilio-python tests/unit/test_request_validator.py
#   twilio/twilio-node   spec/validation.spec.js
#   twilio/twilio-java   src/test/java/com/twilio/security/RequestValidatorTest.java
PUBLISHED_TOKEN = "12345"
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
PUBLISHED = [
    pytest.param(ADDRESS, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", id="plain"),
    pytest.param(
        ADDRESS,
        {"Sid": "CA123", "SidAccount": "AC123", "Digits": ["5678", "1234", "1234"]},
        "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        id="repeated-parameter",
    ),
    pytest.param(
        ADDRESS,
        {"MessagingBinding.Address": ["+1415xxxxxxx", "+1325xxxxxxx"]},
        "83O6e2vORAoJHUNzJjDWN1jz+BA=",
        id="repeated-in-any-order",
    ),
    pytest.param(
        "https://mycompany.com:1234/myapp.php?foo=1&bar=2",
        CALL,
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        id="https-port-stripped",
    ),
    pytest.param(
        "http://mycompany.com:1234/myapp.php?foo=1&bar=2",
        CALL,
        "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
        id="http-port-kept",
    ),
    pytest.param(ADDRESS, CALL, "kvajT1Ptam85bY51eRf/AJRuM3w=", id="port-443-added"),
    pytest.param(
        "http://mycompany.com/myapp.php?foo=1&bar=2",
        CALL,
        "0ZXoZLH/DfblKGATFgpif+LLRf4=",
        id="port-80-added",
    ),
    pytest.param(
        "https://user:pass@mycompany.com/myapp.php?foo=1&bar=2",
        CALL,
        "CukzLTc1tT5dXEDIHm/tKBanW10=",
        id="credentials",
    ),
    pytest.param(
        "https://user@mycompany.com/myapp.php?foo=1&bar=2",
        CALL,
        "2YRLlVAflCqxaNicjMpJcSTgzSs=",
        id="user-name",
    ),
    pytest.param(
        "https://user:pass@mycompany.com/myapp.php?foo=1&bar=2",
        CALL,
        "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=",
        id="credentials-port-443-added",
    ),
    pytest.param(
        "https://mycompany.com/myapp.php", CALL, "1xaxFBvyzXYvWplzNOSs28HWO94=", id="no-query"
    ),
    pytest.param(
        "https://mycompany.com/myapp.php?foo=hello%20world&bar=test%2Bvalue",
        CALL,
        "er2tvAP1Wx+iuTTE2BPgvEaN1cs=",
        id="encoded-query",
    ),
    pytest.param(ADDRESS, {}, "zYQTYrRWXE7LtzbG4PfP7/bkkGo=", id="no-parameters"),
    pytest.param(
        ADDRESS,
        {
            "Message": "Hello & goodbye! @#$%^*()",
            "From": "+1 (415) 867-5309",
            "Special": "unicode: ñáéíóú",
        },
        "dCPiR4WtQ6QFN6pJh81CtlCcWLQ=",
        id="unicode",
    ),
    pytest.param(
        ADDRESS,
        {"Digits": "", "CallSid": "CA1234567890ABCDE", "EmptyParam": ""},
        "9HHp/OqQMEwdrVebHDdA/+tqjX8=",
        id="empty-values",
    ),
    pytest.param(
        ADDRESS,
        {"Zebra": "last", "Alpha": "first", "Beta": "second", "Gamma": "third"},
        "enveUe73ZTVLAekHxez3Qx6JuuQ=",
        id="sorted-by-name",
    ),
    pytest.param(
        ADDRESS,
        {"callSid": "lowercase", "CallSid": "uppercase", "CALLSID": "allcaps"},
        "jDK7WKT8wiNrwggd4ceTv4e1MJ4=",
        id="names-differ-by-case",
    ),
    pytest.param(
        "https://mycompany.com:443//myapp.php?foo=1&bar=2",
        CALL,
        "A9lH3u16NjyiiM/+wylw5rirFUs=",
        id="two-slashes",
    ),
]


@pytest.mark.parametrize(("address", "form", "published"), PUBLISHED)
def test_twilios_published_signatures_are_accepted(
    address: str, form: Form, published: str
) -> None:
    signatures = Signatures(auth_tokens=(PUBLISHED_TOKEN,))
    assert signatures.is_valid(address, MultiDict(form), published, None)


@pytest.mark.parametrize(("address", "form", "published"), PUBLISHED)
def test_a_published_signature_fits_nothing_else(address: str, form: Form, published: str) -> None:
    signatures = Signatures(auth_tokens=(PUBLISHED_TOKEN,))
    others: list[tuple[str, Form]] = [
        (address.replace("mycompany", "yourcompany"), form),
        (f"{address}x", form),
        (address, {**form, "Digits": "1235"}),
        (address, {**form, "Empty": ""}),
    ]
    for other_address, other_form in others:
        assert not signatures.is_valid(other_address, MultiDict(other_form), published, None)
    assert not Signatures(("12346",)).is_valid(address, MultiDict(form), published, None)


# At the door


@pytest.mark.parametrize(
    ("header", "status"),
    [
        pytest.param(signature(FORM), 200, id="signed"),
        pytest.param(signature(FORM | {"Body": "x"}), 403, id="changed-body"),
        pytest.param(signature(FORM, "http://localhost/smss"), 403, id="changed-path"),
        pytest.param(signature(FORM, "http://evil.example/sms"), 403, id="changed-host"),
        pytest.param(signature(FORM, "https://localhost/sms"), 403, id="changed-scheme"),
        pytest.param(signature(FORM, f"{URL}?a=b"), 403, id="changed-query"),
        pytest.param(signature(FORM, secret="x" * 32), 403, id="wrong-token"),
        pytest.param(signature(FORM, secret=""), 403, id="empty-token"),
        pytest.param(signature(FORM, secret=SECONDARY), 403, id="token-of-no-rotation"),
        pytest.param(signature(FORM, algorithm="HMAC_SHA256"), 403, id="other-algorithm"),
        pytest.param(signature(FORM).lower(), 403, id="changed-case"),
        pytest.param(signature(FORM)[:-1], 403, id="cut-short"),
        pytest.param(f"{signature(FORM)}, {signature(FORM)}", 403, id="twice"),
        pytest.param(None, 403, id="missing"),
        pytest.param("", 403, id="empty"),
        pytest.param("garbage", 403, id="garbage"),
        pytest.param("é" * 28, 403, id="not-ascii"),
        pytest.param("=" * 5000, 403, id="long"),
    ],
)
def test_only_twilio_is_heard(shared: FlaskClient, header: str | None, status: int) -> None:
    headers = {} if header is None else {"X-Twilio-Signature": header}
    response = shared.post("/sms", data=FORM, headers=headers)
    assert response.status_code == status
    assert bool(heard(response.data)) == (status == 200)


@pytest.mark.parametrize(
    ("tokens", "secret", "status"),
    [
        pytest.param((TOKEN, SECONDARY), TOKEN, 200, id="primary-during-rotation"),
        pytest.param((TOKEN, SECONDARY), SECONDARY, 200, id="secondary-during-rotation"),
        pytest.param((TOKEN, SECONDARY), "neither", 403, id="neither"),
        pytest.param((SECONDARY,), SECONDARY, 200, id="promoted"),
        pytest.param((SECONDARY,), TOKEN, 403, id="retired"),
    ],
)
def test_two_tokens_are_heard_while_one_is_rotated(
    shared_door: Serve, tokens: tuple[str, ...], secret: str, status: int
) -> None:
    client = shared_door(signatures=Signatures(auth_tokens=tokens))
    response = client.post("/sms", data=FORM, headers=signed(FORM, secret=secret))
    assert response.status_code == status


# Shared keys

KEYS = Signatures(shared_keys={"web_1": "shared secret", "web_2": "other secret"})
BOTH = Signatures((TOKEN,), {"web_1": "shared secret"})
SHA1, SHA256 = "HMAC_SHA1", "HMAC_SHA256"


@pytest.mark.parametrize(
    ("set_up", "named", "secret", "algorithm", "status"),
    [
        pytest.param(KEYS, "key=web_1,algorithm=HMAC_SHA256", "shared secret", SHA256, 200, id="right"),
        pytest.param(KEYS, "key=web_2,algorithm=HMAC_SHA256", "other secret", SHA256, 200, id="second-key"),
        pytest.param(KEYS, "algorithm=HMAC_SHA256, key=web_1", "shared secret", SHA256, 200, id="other-order"),
        pytest.param(KEYS, "key=web_1,algorithm=hmac_sha256", "shared secret", SHA256, 200, id="small-letters"),
        pytest.param(KEYS, "key=web_1,algorithm=HMAC_SHA256", "x", SHA256, 403, id="wrong-secret"),
        pytest.param(KEYS, "key=web_1,algorithm=HMAC_SHA256", "other secret", SHA256, 403, id="secret-of-another-key"),
        pytest.param(KEYS, "key=web_9,algorithm=HMAC_SHA256", "shared secret", SHA256, 403, id="unknown-key"),
        pytest.param(KEYS, "key=,algorithm=HMAC_SHA256", "", SHA256, 403, id="empty-key"),
        pytest.param(KEYS, "algorithm=HMAC_SHA256", "shared secret", SHA256, 403, id="no-key-named"),
        pytest.param(KEYS, "key=web_1,algorithm=HMAC_SHA256", "shared secret", SHA1, 403, id="weaker-than-named"),
        pytest.param(KEYS, "key=web_1,algorithm=HMAC_SHA1", "shared secret", SHA1, 403, id="sha1-not-set-up"),
        pytest.param(KEYS, "key=web_1", "shared secret", SHA1, 403, id="no-algorithm-named"),
        pytest.param(KEYS, None, "shared secret", SHA1, 403, id="no-header"),
        pytest.param(KEYS, None, "", SHA1, 403, id="no-header-empty-secret"),
        pytest.param(KEYS, "key=web_1,algorithm=HMAC_MD5", "shared secret", SHA256, 403, id="unknown-algorithm"),
        pytest.param(KEYS, "key=web_1,algorithm=none", "shared secret", SHA256, 403, id="no-algorithm"),
        pytest.param(KEYS, ",=,,é=\x80", "shared secret", SHA256, 403, id="garbage"),
        pytest.param(BOTH, None, TOKEN, SHA1, 200, id="both-by-token"),
        pytest.param(BOTH, "key=web_1,algorithm=HMAC_SHA256", "shared secret", SHA256, 200, id="both-by-key"),
        pytest.param(BOTH, "key=web_1,algorithm=HMAC_SHA256", TOKEN, SHA256, 403, id="token-is-no-key"),
        pytest.param(BOTH, None, "shared secret", SHA1, 403, id="key-is-no-token"),
        pytest.param(Signatures((TOKEN,)), "key=web_1,algorithm=HMAC_SHA256", TOKEN, SHA256, 403, id="sha256-not-set-up"),
        pytest.param(Signatures((TOKEN,)), "algorithm=HMAC_MD5", TOKEN, SHA1, 403, id="unknown-algorithm-by-token"),
    ],
)  # fmt: skip
def test_the_header_chooses_only_among_what_was_set_up(
    shared_door: Serve,
    set_up: Signatures,
    named: str | None,
    secret: str,
    algorithm: str,
    status: int,
) -> None:
    client = shared_door(signatures=set_up, has_simulator=False)
    headers = {"X-Twilio-Signature": signature(FORM, secret=secret, algorithm=algorithm)}
    if named is not None:
        headers["X-Twilio-Webhooks-Signature-Settings"] = named
    assert client.post("/sms", data=FORM, headers=headers).status_code == status


# Forms: all that came is signed, whole and untouched

SHAPES = [
    pytest.param({"FromCity": "", "ToZip": "", "Unheard": ""}, id="empty-parameters"),
    pytest.param({"AddedByTwilioTomorrow": "1", "fromCity": "x"}, id="unknown-parameters"),
    pytest.param({"ReferralMediaUrl": ["b", "a", "a", ""]}, id="repeated-parameter"),
    pytest.param({"Body": "¿Dónde está? 订单 📦 e\u0301 \u202e"}, id="unicode"),
    pytest.param({"Body": "  hello \r\n\t "}, id="white-space-at-both-ends"),
    pytest.param({"Body": "a+b%2B&c=d;e"}, id="encoded-signs"),
    pytest.param({"ProfileName": "Ñandú", "Próxima": "é"}, id="unicode-name"),
]


@pytest.mark.parametrize("changes", SHAPES)
def test_every_shape_of_form_is_heard(shared: FlaskClient, changes: dict[str, Values]) -> None:
    form: Form = {**FORM, **changes}
    assert shared.post("/sms", data=form, headers=signed(form)).status_code == 200


@pytest.mark.parametrize("changes", SHAPES)
def test_a_multipart_form_is_heard_like_any_other(
    shared: FlaskClient, changes: dict[str, Values]
) -> None:
    form: Form = {**FORM, **changes}
    response = shared.post(
        "/sms", data=form, headers=signed(form), content_type="multipart/form-data"
    )
    assert response.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({k: v for k, v in FORM.items() if v}, id="empty-ones-dropped"),
        pytest.param({**FORM, "Extra": ""}, id="empty-one-added"),
        pytest.param({**FORM, "Body": "hello "}, id="space-added"),
        pytest.param({**FORM, "Body": ["hello", "STOP"]}, id="second-body"),
        pytest.param({**FORM, "Body": ["STOP", "hello"]}, id="body-before-the-signed-one"),
        pytest.param({**FORM, "body": FORM["Body"]}, id="other-case"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_form_that_is_not_whole_is_refused(shared: FlaskClient, sent: Form) -> None:
    assert shared.post("/sms", data=sent, headers=signed(FORM)).status_code == 403


def test_what_is_not_signed_is_not_read(client: FlaskClient, rows: Rows) -> None:
    """Twilio signs the parameters of the form; a file's name and content are not among them."""
    form: dict[str, object] = {k: v for k, v in FORM.items() if k != "Body"}
    headers = signed({k: v for k, v in FORM.items() if k != "Body"})
    form["Body"] = (BytesIO(b"STOP"), "body.txt")
    response = client.post("/sms", data=form, headers=headers, content_type="multipart/form-data")
    assert response.status_code == 200
    assert rows()["consent"] == 0


# The address, as Twilio called it


@pytest.mark.parametrize(
    ("public_url", "path", "called", "status"),
    [
        pytest.param("https://bot.example.com", "/sms", "https://bot.example.com/sms", 200, id="host"),
        pytest.param("https://example.com/bot", "/sms", "https://example.com/bot/sms", 200, id="prefix"),
        pytest.param("https://example.com/bot/", "/sms", "https://example.com/bot/sms", 200, id="slash-at-the-end"),
        pytest.param("https://example.com/bot", "/sms", "https://example.com/sms", 403, id="prefix-left-out"),
        pytest.param("https://example.com:8443", "/sms", "https://example.com:8443/sms", 200, id="port"),
        pytest.param("https://example.com:8443", "/sms", "https://example.com/sms", 200, id="port-not-signed"),
        pytest.param("https://example.com", "/sms", "https://example.com:443/sms", 200, id="usual-port-signed"),
        pytest.param("http://example.com:8000/bot", "/sms?a=1", "http://example.com:8000/bot/sms?a=1", 200, id="all-of-it"),
        pytest.param("https://user:pass@example.com", "/sms", "https://user:pass@example.com/sms", 200, id="credentials"),
        pytest.param("https://example.com", "/sms?shop=2&x=", "https://example.com/sms?shop=2&x=", 200, id="query"),
        pytest.param("https://example.com", "/sms?x=M%26F%20a%2Bb+c", "https://example.com/sms?x=M%26F%20a%2Bb+c", 200, id="encoded-query"),
        pytest.param("https://example.com", "/sms?shop=2", "https://example.com/sms", 403, id="query-added"),
        pytest.param("https://example.com", "/sms?shop=3", "https://example.com/sms?shop=2", 403, id="query-changed"),
        pytest.param("https://example.com", "/sms", "http://localhost/sms", 403, id="inner-address"),
        pytest.param("https://example.com", "/sms", "https://example.com/sms/", 403, id="other-path"),
        pytest.param(None, "/sms?shop=2", "http://localhost/sms?shop=2", 200, id="unset"),
    ],
)  # fmt: skip
def test_the_address_signed_is_the_public_one(
    shared_door: Serve, public_url: str | None, path: str, called: str, status: int
) -> None:
    client = shared_door(public_url=public_url)
    response = client.post(path, data=FORM, headers=signed(FORM, called))
    assert response.status_code == status


@pytest.mark.parametrize(
    ("forwarded", "called", "status"),
    [
        pytest.param({"Proto": "https"}, "https://localhost/sms", 200, id="scheme"),
        pytest.param({"Proto": "https"}, "http://localhost/sms", 403, id="scheme-of-the-inner-hop"),
        pytest.param({"Host": "evil.example"}, "http://evil.example/sms", 403, id="host"),
        pytest.param({"Host": "evil.example"}, "http://localhost/sms", 200, id="host-ignored"),
        pytest.param({"Port": "8443"}, "http://localhost:8443/sms", 403, id="port"),
        pytest.param({"Prefix": "/evil"}, "http://localhost/evil/sms", 403, id="prefix"),
        pytest.param({"Proto": "gopher"}, "http://localhost/sms", 403, id="scheme-of-nobody"),
    ],
)
def test_the_proxy_in_front_names_the_scheme_and_nothing_else(
    shared: FlaskClient, forwarded: dict[str, str], called: str, status: int
) -> None:
    headers = {f"X-Forwarded-{name}": value for name, value in forwarded.items()}
    response = shared.post("/sms", data=FORM, headers=headers | signed(FORM, called))
    assert response.status_code == status


@pytest.mark.parametrize(
    "host", ["localhost:99999", "localhost:x", "[::1", "a b", "é", "", "a/b?c"]
)
def test_a_host_header_that_is_none_is_refused(shared: FlaskClient, host: str) -> None:
    response = shared.post(
        "/sms", data=FORM, headers=signed(FORM), environ_overrides={"HTTP_HOST": host}
    )
    assert response.status_code == 403


# Refused


@pytest.mark.parametrize(
    ("method", "form", "headers", "status"),
    [
        pytest.param("POST", FORM, {}, 403, id="unsigned"),
        pytest.param("POST", FORM | {"Body": "STOP"}, signed(FORM), 403, id="forged-stop"),
        pytest.param("POST", {"Body": "STOP"}, signed({"Body": "STOP"}), 400, id="malformed"),
        pytest.param("PUT", FORM, signed(FORM), 405, id="other-method"),
        pytest.param("POST", FORM | {"Body": "x" * 300_000}, {}, 413, id="too-large"),
    ],
)
def test_a_refused_request_stores_nothing_and_answers_as_twiml(
    client: FlaskClient, rows: Rows, method: str, form: Form, headers: dict[str, str], status: int
) -> None:
    empty = rows()
    response = client.open("/sms", method=method, data=form, headers=headers)
    assert response.status_code == status
    assert response.content_type.startswith("text/xml")
    assert heard(response.data) == ""
    assert rows() == empty


def test_the_simulators_signature_is_twilios() -> None:
    assert Signatures((TOKEN, SECONDARY)).sign(URL, FORM) == signature(FORM)
