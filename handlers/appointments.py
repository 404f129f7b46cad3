"""Appointments: booking, moving, confirming, giving up.

The bot tells what is booked and what is open; a person makes the change and confirms it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from facts import wording
from facts.business import Appointment, Business, FreeTime
from handlers.answer import Answer
from storage.records import Question, Slots

EXAMPLES = {
    "appt_book": (
        "I'd like to make an appointment",
        "can I book a fitting for saturday",
        "do you have any openings tomorrow",
        "book me in for 3pm friday please",
        "how do I schedule a fitting",
        "can I get in today",
        "reserve a table for 4 tonight at 7",
        "quiero hacer una cita",
        "je voudrais prendre rendez-vous",
        "quero marcar um horário",
        "我想预约明天下午",
        "tôi muốn đặt lịch hẹn",
        "pwede magpa-appointment",
    ),
    "appt_reschedule": (
        "can I move my appointment on friday at 2?",
        "I need to reschedule my appointment",
        "can we move my appointment to thursday",
        "something came up, can I come later instead",
        "change my 2pm to 4pm please",
        "I need a different day for my fitting",
        "can't make it friday at 3, is there another time",
        "running late, can we move it 30 minutes",
        "necesito cambiar mi cita",
        "peut-on décaler mon rendez-vous",
        "quero remarcar minha consulta",
        "可以改我的预约时间吗",
        "cho tôi đổi lịch hẹn",
    ),
    "appt_confirm": (
        "confirm my fitting at 2:30",
        "what time is my appointment",
        "can you confirm my appointment tomorrow",
        "is my reservation still on for tonight",
        "do I have an appointment this week",
        "see you at 3 for my appointment",
        "when am I scheduled",
        "confirmo mi cita",
        "je confirme mon rendez-vous",
        "我的预约是几点",
    ),
    "appt_cancel": (
        "cancel my appointment",
        "I can't make it tomorrow, please cancel",
        "I need to cancel my 3pm",
        "I won't be able to come in thursday, cancel it",
        "sick today, can't come to my appointment",
        "quiero cancelar mi cita",
        "annulez mon rendez-vous",
        "quero cancelar minha consulta",
        "取消我的预约",
        "cancel ko na lang po appointment ko",
    ),
}

MOST_OFFERED = 4  # open times in one reply: two segments


def answer(question: Question, business: Business) -> Answer | None:
    if question.topic == "appt_book":
        return book(question, business)
    own = business.appointments_of(question.sender, question.asked_at)
    if not own:
        text = business.say("appointment_none", question.language)
        return Answer(text, to_person="no appointment found for this phone")
    appointment = meant(own, question.slots)
    tell = {"appt_confirm": confirm, "appt_reschedule": move, "appt_cancel": give_up}
    return tell[question.topic](appointment, question, business)


def meant(own: Sequence[Appointment], slots: Slots) -> Appointment:
    """The appointment that fits what was said best; the next one where nothing tells."""
    return max(own, key=lambda each: fit(each, slots))


def fit(appointment: Appointment, slots: Slots) -> int:
    return (
        2 * (appointment.starts.date().isoformat() in slots.dates)
        + 2 * (f"{appointment.starts:%H:%M}" in slots.times)
        + (appointment.service in slots.services)
    )


def confirm(appointment: Appointment, question: Question, business: Business) -> Answer:
    places = places_of(appointment)
    if differs(appointment, question.slots):
        asked = asked_for(question.slots)
        text = business.say("appointment_other_time", question.language, asked=asked, **places)
        return Answer(text)
    return Answer(business.say("appointment_confirmed", question.language, **places))


def differs(appointment: Appointment, slots: Slots) -> bool:
    """Whether another day or time was named than the one that is booked."""
    other_day = slots.dates and appointment.starts.date().isoformat() not in slots.dates
    other_time = slots.times and f"{appointment.starts:%H:%M}" not in slots.times
    return bool(other_day or other_time)


def asked_for(slots: Slots) -> str:
    days = [wording.day(date.fromisoformat(each)) for each in slots.dates[:1]]
    times = [wording.clock(datetime.strptime(each, "%H:%M").time()) for each in slots.times[:1]]
    return " at ".join([*days, *times])


def move(appointment: Appointment, question: Question, business: Business) -> Answer:
    places = places_of(appointment)
    to_person = "wants an appointment moved"
    if wanted := wanted_time(appointment, question, business):
        when = wording.moment(wanted.starts)
        text = business.say("appointment_move_wanted", question.language, wanted=when, **places)
        return Answer(text, to_person=f"{to_person} to {when}")
    openings = open_times(appointment.service, question, business)
    if not openings:
        text = business.say("appointment_move_full", question.language, **places)
        return Answer(text, to_person=to_person)
    text = business.say("appointment_move", question.language, openings=offered(openings), **places)
    return Answer(text, to_person=to_person)


def wanted_time(
    appointment: Appointment, question: Question, business: Business
) -> FreeTime | None:
    """The open time that was named, if one was besides the booked time."""
    others = [
        each for each in question.slots.dates if each != appointment.starts.date().isoformat()
    ]
    for free in open_times(appointment.service, question, business):
        named_day = free.starts.date().isoformat() in (others or question.slots.dates)
        if named_day and f"{free.starts:%H:%M}" in question.slots.times:
            return free
    return None


def give_up(appointment: Appointment, question: Question, business: Business) -> Answer:
    text = business.say("appointment_cancel", question.language, **places_of(appointment))
    return Answer(text, to_person="wants an appointment cancelled")


def book(question: Question, business: Business) -> Answer | None:
    if question.slots.party or "table" in question.text.casefold():
        return None  # tables are not booked ahead here: a person decides
    services = question.slots.services or tuple(service.name for service in business.services)
    openings = [free for name in services for free in open_times(name, question, business)]
    named = [free for free in openings if free.starts.date().isoformat() in question.slots.dates]
    service = wording.listed(services, "or")
    if not openings:
        text = business.say("appointment_full", question.language, service=service)
    else:
        soonest = sorted(named or openings, key=lambda free: free.starts)
        text = business.say(
            "appointment_openings", question.language, service=service, openings=offered(soonest)
        )
    return Answer(text, to_person="wants to book an appointment")


def open_times(service: str, question: Question, business: Business) -> list[FreeTime]:
    free = (each for each in business.free_times if each.service == service)
    return sorted((e for e in free if e.starts > question.asked_at), key=lambda e: e.starts)


def offered(openings: Sequence[FreeTime]) -> str:
    return "; ".join(
        f"{wording.moment(free.starts)} {free.branch}" for free in openings[:MOST_OFFERED]
    )


def places_of(appointment: Appointment) -> dict[str, str]:
    return {
        "service": appointment.service,
        "when": wording.moment(appointment.starts),
        "store": appointment.branch,
    }
