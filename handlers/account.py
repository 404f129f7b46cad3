"""The account: trouble logging in."""

from facts.business import Business
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "login_trouble": (
        "trouble logging in to my account",
        "I can't log in",
        "forgot my password",
        "I'm locked out of my account",
        "the password reset email never came",
        "how do I reset my password",
        "the verification code isn't coming",
        "it keeps saying wrong password",
        "no puedo entrar a mi cuenta",
        "mot de passe oublié",
        "esqueci minha senha",
        "登录不了",
        "tôi không đăng nhập được",
        "hindi ako makapag-login",
    ),
}


def answer(question: Question, business: Business) -> Answer | None:
    return Answer(business.say("login_trouble", question.language))
