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

from storage.records import InboundMessage, Reply
from web.commands import plain_status
from web.printed import plain_line
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
    if request.method == "POST" and not is_from_this_page():
        abort(403)


def is_from_this_page() -> bool:
    """What the browser says; over plain http it names the origin only."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.host


@blueprint.after_request
def locked_down(response: Response) -> Response:
    # data: is the empty icon, which spares a request that would be a 404.
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def phone() -> str:
    place, chosen = chosen_phone()
    store = services().bot.store
    texts = store.messages(chosen.number)
    shown = text_of(chosen, request.args.get("sid", "")) or (texts[-1] if texts else None)
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
    )


def chosen_phone() -> tuple[int, Phone]:
    place = request.values.get("phone", "0")
    if place not in map(str, range(len(PHONES))):
        abort(404)
    return int(place), PHONES[int(place)]


def text_of(chosen: Phone, sid: str) -> InboundMessage | None:
    """A text of this phone: those of real customers are not for whoever opens this page."""
    message = services().bot.store.message(sid)
    return message if message and message.sender == chosen.number else None


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
    message = text_of(chosen, request.form.get("sid", ""))
    if message is None:
        abort(404)
    kept = store.reply_to(message.sid)
    delivery = deliver(current_app, dict(message.parameters))
    is_same = kept is not None and delivery.document == twiml(kept)
    address = url_for(
        "simulator.phone",
        phone=place,
        sid=message.sid,
        retried="same" if is_same else "other",
        _anchor="wire",
    )
    return redirect(address)
