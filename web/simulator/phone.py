"""The fake phone: makes the form that Twilio would post, signs it, delivers it in this process.

Only the numbers of PHONES can text from the browser. They are of the range kept for fiction
(555-01xx), so nobody's consent can be changed from a simulator left on.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client

from web.services import KEY, Services
from web.twilio_http import SIGNATURE, SIMULATED


@dataclass(frozen=True, slots=True)
class Phone:
    name: str
    number: str  # E.164


PHONES = (
    Phone("Maya", "+12125550101"),
    Phone("Ben", "+12125550102"),
    Phone("Ines", "+12125550103"),
    Phone("A stranger", "+12125550199"),
)
OUR_NUMBER = "+12125550140"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came back for one post."""

    sid: str
    form: Mapping[str, str]
    signature: str
    status: int
    document: str

    @property
    def reply(self) -> str:
        """The text of the TwiML, or nothing for silence."""
        message = ElementTree.fromstring(self.document).find("Message")  # noqa: S314 our own
        return "" if message is None else message.text or ""


def new_form(body: str, sender: str, media_url: str = "") -> dict[str, str]:
    """The parameters of a text as Twilio posts them, the empty ones too."""
    sid = "SM" + secrets.token_hex(16)
    form = {
        "ToCountry": "US", "ToState": "NY", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "",
        "FromZip": "", "SmsSid": sid, "FromState": "NY", "SmsStatus": "received", "FromCity": "",
        "Body": body, "FromCountry": "US", "To": OUR_NUMBER, "ToZip": "", "NumSegments": "1",
        "MessageSid": sid, "From": sender, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    if media_url:
        form |= {"NumMedia": "1", "MediaUrl0": media_url, "MediaContentType0": "image/jpeg"}
    return form


def deliver(app: Flask, form: Mapping[str, str]) -> Delivery:
    """Post `form` to /sms, signed, through the whole application. Same form again: a retry."""
    services: Services = app.extensions[KEY]
    form = {"AccountSid": services.account_sid, **form, SIMULATED: "true"}
    base = services.public_url or "http://localhost"
    signature = services.signatures.sign(f"{base}/sms", MultiDict(form))
    response = Client(app.wsgi_app).post(
        "/sms", base_url="http://localhost", data=form, headers={SIGNATURE: signature}
    )
    return Delivery(form["MessageSid"], form, signature, response.status_code, response.text)
