"""Texts that say that the number is not, or no longer, the one we mean.

Read only in a text that takes back consent: "wrong number of forks" is a complaint about forks.
"""

import re

from language.normalise import sentence

SAYS_SO = re.compile(
    r"\b(?:wrong (?:number|person|guy|phone|house)|not (?:his|her|their) (?:number|phone)"
    r"|(?:no longer|not|isn't|isnt|aint|ain't) \w+(?:'s)? (?:number|phone)"
    r"|(?:new|different) (?:owner|person|holder)\b.{0,30}\b(?:number|phone)"
    r"|(?:just )?(?:got|have) (?:this|a new) number|(?:his|her) old number|had this number"
    r"|(?:this|number) (?:used to be|belongs? to|was)\b"
    r"|numero equivocado|persona equivocada|equivoc\w+ de (?:numero|persona)"
    r"|ya no es (?:el|su|mi) numero"
    r"|mauvais(?:e)? (?:numero|personne)|(?:trompe\w*|erreur) de (?:numero|personne)"
    r"|pas le bon numero"
    r"|numero errado|pessoa errada|(?:esse|este) numero (?:nao|ja nao|agora)|foi engano|e engano"
    r"|nham (?:so|nguoi|may)|sai so|lon so|so nay (?:khong|ko|k|hong) (?:phai|con)"
    r"|maling (?:number|numero|tao)"
    r"|(?:hindi|di) (?:na )?(?:po )?(?:sa )?(?:kanya|akin)? ?(?:itong|ang|tong) number)\b"
    r"|打 ?[错錯]|[发發] ?[错錯]|[号號] ?[码碼] ?[错錯换換]|不 ?是 ?本 ?人|[找认認] ?[错錯] ?人"
    r"|[换換] ?人 ?用"
)


def is_said_in(body: str) -> bool:
    return SAYS_SO.search(sentence(body)) is not None
