"""Feedback: praise, complaints, trouble with the app. All of it reaches a person."""

from facts.business import Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "praise": (
        "loved my last visit",
        "great service today, thank you Maria",
        "love your store!!",
        "just wanted to say you guys rock",
        "so happy with my order",
        "5 stars",
        "keep up the good work",
        "excelente servicio, me encantó",
        "merci c'était délicieux",
        "adorei o atendimento",
        "服务很好，非常满意",
    ),
    "complaint": (
        "this is the worst service ever",
        "very disappointed with my purchase",
        "the item arrived broken",
        "you sent me the wrong item",
        "I want to file a complaint",
        "your staff was rude to me",
        "the shoes fell apart after one week",
        "terrible experience today",
        "estoy muy molesto con el servicio",
        "je suis très déçu de votre service",
        "péssimo atendimento",
        "你们的服务太差了",
    ),
    "app_bug": (
        "your app has problems, can you look into it?",
        "the app keeps crashing",
        "your website won't load",
        "the checkout button does nothing",
        "I get an error on your site",
        "the app freezes when I add to cart",
        "la aplicación no funciona",
        "l'appli plante tout le temps",
        "o aplicativo não abre",
        "应用一直闪退",
    ),
}


def answer(question: Question, business: Business) -> Answer | None:
    return Answer(business.say(question.topic, question.language), to_person=question.topic)
