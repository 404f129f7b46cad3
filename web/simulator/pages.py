"""/simulator: a phone-shaped page. Off unless SIMULATOR is on; it needs no JavaScript.

Phones are named by their place in PHONES: a number in a query string would stand in access logs.
"""

from xml.dom import minidom

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from language import segments
from storage.records import InboundMessage, Reply
from web.commands import plain_line, plain_status
from web.services import services
from web.simulator.phone import OUR_NUMBER, PHONES, Phone, deliver, new_form
from web.twilio_http import twiml

blueprint = Blueprint(
    "simulator",
    __name__,
    url_prefix="/simulator",
    template_folder="templates",
    static_folder="static",
)

PICTURE = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0"


@blueprint.before_request
def only_from_this_page() -> None:
    """Another site's page must not text for whoever has this one open."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        abort(403)


@blueprint.after_request
def locked_down(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def phone() -> str:
    place, chosen = chosen_phone()
    store = services().bot.store
    texts = store.messages(chosen.number)
    shown = store.message(request.args.get("sid", "")) or (texts[-1] if texts else None)
    return render_template(
        "simulator/phone.html",
        phones=PHONES,
        place=place,
        brand=services().bot.business.name,
        our_number=OUR_NUMBER,
        exchanges=[(text, store.reply_to(text.sid)) for text in texts],
        shown=shown and details(shown),
        retried=request.args.get("retried"),
        ledger=[plain_line(line) for line in store.ledger(chosen.number)],
        status=plain_status(store.consent_history(chosen.number)),
        measure=segments.measure,
    )


def chosen_phone() -> tuple[int, Phone]:
    place = request.values.get("phone", "0")
    if not place.isdecimal() or int(place) >= len(PHONES):
        abort(404)
    return int(place), PHONES[int(place)]


def details(message: InboundMessage) -> dict[str, object]:
    """What went over the wire for `message`."""
    reply = services().bot.store.reply_to(message.sid)
    return {
        "message": message,
        "reply": reply,
        "form": message.parameters,
        "twiml": pretty(twiml(reply)) if reply else "",
        "cost": cost(reply) if reply else "",
    }


def pretty(document: str) -> str:
    return minidom.parseString(document).toprettyxml(indent="  ").strip()  # noqa: S318 our own


def cost(reply: Reply) -> str:
    if not reply.body:
        return f"Silence: {reply.because}."
    plural = "" if reply.segments == 1 else "s"
    return f"{len(reply.body)} characters, {reply.encoding}, {reply.segments} segment{plural}."


@blueprint.post("/texts")
def send() -> AnyResponse:
    """Send a text from the chosen phone."""
    place, chosen = chosen_phone()
    picture = PICTURE if request.form.get("picture") else ""
    body = request.form.get("body", "").replace("\r\n", "\n")
    delivery = deliver(current_app, new_form(body, chosen.number, picture))
    if delivery.status != 200:
        abort(delivery.status)
    return redirect(url_for("simulator.phone", phone=place, sid=delivery.sid, _anchor="latest"))


@blueprint.post("/retries")
def send_again() -> AnyResponse:
    """Deliver a text once more, as Twilio does where it got no answer."""
    place, chosen = chosen_phone()
    store = services().bot.store
    message = store.message(request.form.get("sid", ""))
    if message is None or message.sender != chosen.number:
        abort(404)
    kept = store.reply_to(message.sid)
    delivery = deliver(current_app, dict(message.parameters))
    is_same = kept is not None and delivery.document == twiml(kept)
    address = url_for(
        "simulator.phone",
        phone=place,
        sid=message.sid,
        retried="same" if is_same else "other",
        _anchor="latest",
    )
    return redirect(address)
