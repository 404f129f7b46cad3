"""People: somebody asks for a person, or has something to tell one."""

from facts.business import Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "human": (
        "let me talk to a person",
        "can I speak to a representative",
        "agent",
        "real person please",
        "have someone call me",
        "I need to talk to the manager",
        "is there a number I can call",
        "not sure this is the right channel, but I have feedback",
        "I have some feedback for you",
        "quiero hablar con una persona",
        "je veux parler à quelqu'un",
        "quero falar com um atendente",
        "转人工",
        "tôi muốn gặp nhân viên",
        "may tao po ba na pwede kausapin",
    ),
}


def answer(question: Question, business: Business) -> Answer | None:
    sentence = "feedback" if "feedback" in question.text.casefold() else "person"
    return Answer(business.say(sentence, question.language), to_person="asks for a person")
