"""POST /sms: Twilio's inbound webhook.

Every answer is text/xml, errors too: Twilio texts a text/plain body to the customer as it stands,
and shows a missing type as a 502 (errors 12300, 12200).
"""

import logging

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from handlers.inbound import receive
from storage.contract import StorageUnavailable
from web.services import services
from web.twilio_http import (
    SIGNATURE,
    SIGNATURE_SETTINGS,
    Malformed,
    empty_twiml,
    parse_inbound,
    twiml,
)

log = logging.getLogger(__name__)
blueprint = Blueprint("sms", __name__)


@blueprint.post("/sms", provide_automatic_options=False)  # Flask's own would be text/html
def sms() -> Response:
    if not is_from_twilio():
        return refuse(403, "the signature is missing or does not fit this address and form")
    bot = services().bot
    try:
        message = parse_inbound(request.form, bot.clock())
        return xml(twiml(receive(message, bot)))
    except Malformed as error:
        return refuse(400, str(error))
    except StorageUnavailable as error:
        log.error("not recorded", extra={"reason": str(error)})
        return refuse(503, "it can't be recorded now; please try again")


def is_from_twilio() -> bool:
    return services().signatures.is_valid(
        public_address(),
        request.form,
        request.headers.get(SIGNATURE),
        request.headers.get(SIGNATURE_SETTINGS),
    )


def public_address() -> str:
    """The address as Twilio called it: PUBLIC_URL, or what the proxy in front says."""
    base = services().public_url or request.host_url.rstrip("/")
    query = request.query_string.decode("latin-1")
    return f"{base}{request.path}{'?' if query else ''}{query}"


def refuse(status: int, reason: str) -> Response:
    log.warning("refused a request", extra={"status": status, "reason": reason})
    return xml(empty_twiml(reason), status)


def xml(document: str, status: int = 200) -> Response:
    return Response(document, status, content_type="text/xml; charset=utf-8")


@blueprint.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    """On the webhook's path every error is TwiML, whatever went wrong before the view."""
    return refuse(error.code or 500, error.name)


@blueprint.errorhandler(Exception)
def unexpected(error: Exception) -> Response:
    current_app.logger.exception("failed")
    return refuse(500, "an unexpected error")
