"""Visits: opening hours, where a store is, the wait for a table."""

from datetime import date

from facts import wording
from facts.business import Branch, Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "hours": (
        "what time do you open",
        "are you open today",
        "when do you close",
        "hours?",
        "are you open on sundays",
        "holiday hours for thanksgiving",
        "until when is the downtown store open",
        "¿a qué hora abren?",
        "vous êtes ouverts dimanche?",
        "que horas vocês fecham",
        "你们几点开门",
        "mấy giờ mở cửa",
        "anong oras kayo bukas",
    ),
    "location": (
        "where are you located",
        "what's your address",
        "how do I get there",
        "is there parking",
        "closest store to me",
        "which bus goes to your store",
        "¿dónde están ubicados?",
        "quelle est votre adresse",
        "onde fica a loja",
        "你们店在哪里",
        "cửa hàng ở đâu",
        "saan po kayo banda",
    ),
    "wait_time": (
        "how long is the wait for a table?",
        "what's the wait for a table for 4",
        "is there a line right now",
        "how busy are you right now",
        "where am I on the waiting list",
        "how many people are ahead of us",
        "¿cuánto hay que esperar por una mesa?",
        "combien de temps d'attente",
        "quanto tempo de espera",
        "现在要等位吗",
    ),
}


def answer(question: Question, business: Business) -> Answer | None:
    tell = {"hours": hours, "location": location, "wait_time": wait}
    return tell[question.topic](question, business)


def asked_branches(question: Question, business: Business) -> list[Branch]:
    """The stores that were named, or all."""
    named = [branch for branch in business.branches if branch.name in question.slots.stores]
    return named or list(business.branches)


def hours(question: Question, business: Business) -> Answer:
    """The day that was named; the week where "hours" were asked for; today otherwise."""
    branches = asked_branches(question, business)
    today = question.asked_at.date()
    if not question.slots.dates and any(word in question.text.casefold() for word in THE_WEEK):
        say, language = business.say, question.language
        return Answer(
            " ".join(
                say("hours_week", language, store=branch.name, week=wording.week(branch))
                for branch in branches
            )
        )
    day = date.fromisoformat(question.slots.dates[0]) if question.slots.dates else today
    return Answer(" ".join(hours_on(branch, day, today, question, business) for branch in branches))


# Words that ask for the hours in general, in the languages we read.
THE_WEEK = (
    "hours",
    "week",
    "every day",
    "horario",
    "horário",
    "horaires",
    "营业时间",
    "giờ mở cửa",
)


def hours_on(branch: Branch, day: date, today: date, question: Question, business: Business) -> str:
    opening = branch.opening(day)
    sentence = ("hours" if opening else "hours_closed") + ("_today" if day == today else "_on")
    return business.say(
        sentence,
        question.language,
        store=branch.name,
        day=wording.day(day),
        hours=wording.hours(opening) if opening else "",
    )


def location(question: Question, business: Business) -> Answer:
    lines = [
        business.say(
            "location",
            question.language,
            store=branch.name,
            address=branch.address,
            directions=branch.directions,
        ).strip()
        for branch in asked_branches(question, business)
    ]
    return Answer(" ".join(lines))


def wait(question: Question, business: Business) -> Answer:
    party = question.slots.party or 2
    named = question.slots.stores
    waits = [
        each
        for each in sorted(business.waits, key=lambda each: each.party_up_to)
        if each.party_up_to >= party and (not named or each.branch in named)
    ]
    if not waits:
        text = business.say("wait_unknown", question.language)
        return Answer(text, to_person=f"asks for the wait, party of {party}")
    now = waits[0]
    return Answer(
        business.say(
            "wait_now" if now.minutes else "wait_none_now",
            question.language,
            party=party,
            store=now.branch,
            minutes=now.minutes,
        )
    )
