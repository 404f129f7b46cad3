"""Twilio's HTTP, both ways: its signature, its form, its TwiML. No other file knows Twilio."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    RequestValidator,
    get_signature_algorithm,
)
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.datastructures import MultiDict

from storage.records import InboundMessage, Media, Reply

SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
# A parameter of the texts that we make and sign ourselves: nobody may take them for Twilio's.
SIMULATED = "Simulated"


# Signature


@dataclass(frozen=True)
class Signatures:
    """Who may call: whoever signs with one of these secrets.

    Two auth tokens are valid at once while one is rotated. The header names the algorithm, but only
    among the secrets that the set-up holds: it can't choose a way that was not set up.
    """

    auth_tokens: tuple[str, ...] = ()  # HMAC-SHA1
    shared_keys: Mapping[str, str] | None = None  # id: secret, HMAC-SHA256

    def is_valid(
        self, url: str, form: MultiDict[str, str], signature: str | None, settings: str | None
    ) -> bool:
        """Whether Twilio signed this: `url` as Twilio called it, `form` whole and untouched."""
        if not signature:
            return False
        algorithm = get_signature_algorithm(settings).upper()
        return any(
            RequestValidator(secret).validate(url, form, signature, algorithm)
            for secret in self.secrets(algorithm, settings)
        )

    def secrets(self, algorithm: str, settings: str | None) -> tuple[str, ...]:
        if algorithm == HMAC_SHA1:
            return self.auth_tokens
        if algorithm == HMAC_SHA256:
            named = re.search(r"\bkey=([^,\s]+)", settings or "")
            secret = (self.shared_keys or {}).get(named[1]) if named else None
            return (secret,) if secret else ()
        return ()

    def sign(self, url: str, form: Mapping[str, str]) -> str:
        """A signature as Twilio would make it: for the simulator and the command line."""
        signature: str = RequestValidator(self.auth_tokens[0]).compute_signature(url, form)
        return signature


# Form


class Malformed(ValueError):
    """The form lacks what a text needs; the message says what."""


REQUIRED = ("MessageSid", "From", "To")
MOST_MEDIA = 10  # Twilio's own limit for one message


def parse_inbound(form: MultiDict[str, str], received_at: datetime) -> InboundMessage:
    """The message in a signed form. Raises Malformed."""
    missing = [name for name in REQUIRED if not form.get(name, "").strip()]
    if missing:
        raise Malformed(f"{', '.join(missing)} missing")
    media = parse_media(form)
    return InboundMessage(
        sid=form["MessageSid"].strip(),
        sender=address(form["From"]),
        recipient=address(form["To"]),
        body=readable(form.get("Body", "")),
        received_at=received_at,
        media=media,
        opt_out_type=form.get("OptOutType", "").strip().upper() or None,
        parameters=tuple(form.items(multi=True)),
    )


def parse_media(form: MultiDict[str, str]) -> tuple[Media, ...]:
    count = form.get("NumMedia", "0").strip() or "0"
    if not re.fullmatch(r"\d{1,2}", count) or int(count) > MOST_MEDIA:
        raise Malformed(f"NumMedia is {count!r}, not a number up to {MOST_MEDIA}")
    return tuple(
        Media(form.get(f"MediaUrl{at}", ""), form.get(f"MediaContentType{at}", ""))
        for at in range(int(count))
    )


def address(value: str) -> str:
    """A sender or recipient without its channel: consent holds over SMS, RCS and WhatsApp alike."""
    return re.sub(r"^(?:whatsapp|rcs|messenger):", "", value.strip(), flags=re.IGNORECASE)


def readable(body: str) -> str:
    """A body as its sender typed it.

    Seen in the wild (FIELD 1.4): NUL bytes; long texts that come as base64; "¡" where an "@" was.
    """
    decoded = decode_base64(body.replace("\0", "")) or body.replace("\0", "")
    at_signs = re.sub(r"(?<=[\w.])¡(?=\w)", "@", decoded)
    return at_signs.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become "?"


def decode_base64(body: str) -> str | None:
    """The text in a base64 body; None for one that merely could be base64.

    Words can: "JUNE" decodes to "%CD", and "INCH" even to a text with a space in it. So a short
    one without padding must change from small letter to capital too, which hardly a word does.
    """
    packed = re.sub(r"[\r\n]", "", body.strip())
    if len(packed) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]{4,}={0,2}", packed):
        return None
    try:
        text = base64.b64decode(packed, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    is_text = all(char.isprintable() or char in "\r\n\t" for char in text)
    is_mixed = " " in text and re.search("[a-z][A-Z]", packed) is not None
    is_sure = packed.endswith("=") or is_mixed or len(packed) >= 60
    return text if text and is_text and is_sure else None


# TwiML

# What XML 1.0 can't hold; MessagingResponse writes it without complaint (reproduced).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def twiml(reply: Reply) -> str:
    """The document that sends `reply`; an empty one sends nothing."""
    response = MessagingResponse()
    if body := NOT_XML.sub("", reply.body):
        response.message(body)
    return str(response)


def empty_twiml(reason: str = "") -> str:
    """A document that sends nothing, with the reason in a comment for whoever reads the log."""
    silence = str(MessagingResponse())
    comment = re.sub("-+", "-", NOT_XML.sub("", reason)).strip("-")
    return f"{silence}<!-- {comment} -->" if comment else silence
