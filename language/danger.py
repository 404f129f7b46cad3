"""Somebody in danger now. Never answered as a question: a person at once, and one sentence.

Few rules, for words that leave no doubt; the encoder knows the rest.
"""

import re

from language.normalise import fold_case, sentence

WORDS = re.compile(
    r"\b(?:not breathing|isn't breathing|isnt breathing|can't breathe|cant breathe|stopped breathing"
    r"|having a (?:heart attack|stroke|seizure)|(?:kill|hurt|harm|hang|shoot) (?:myself|himself|herself|themsel\w+)"
    r"|end my life|want to die|wanna die|suicidal|overdos\w+|anaphyla\w+|call (?:911|an ambulance|999|112)"
    r"|no respira|suicidarme|quitarme la vida|matarme|sobredosis"
    r"|ne respire (?:plus|pas)|me suicider|en finir avec la vie|overdose"
    r"|nao (?:esta )?respira\w*|me matar|suicid\w+"
    r"|tu sat|khong tho duoc|hindi (?:na )?(?:siya )?(?:po )?(?:makahinga|humihinga)|magpakamatay"
    r")\b"
    r"|没有?呼吸|沒有?呼吸|不能呼吸|喘不上气|自杀|自殺|不想活|想死|救命|叫救护车"
)
# With its marks on: without them it is also "từ từ", slowly, of which the encoder decides.
WITH_MARKS = re.compile(r"\btự tử\b")
JOKES = re.compile(r"\b(?:lol|haha\w*|jk|lmao|dying to|to die for|kkk+)\b")


def is_near(text: str) -> bool:
    """Whether `text` says beyond doubt that somebody is in danger."""
    plain = sentence(text)
    joined = plain.replace(" ", "") if re.search(r"[\u4e00-\u9fff]", plain) else plain
    found = WORDS.search(plain) or WORDS.search(joined) or WITH_MARKS.search(fold_case(text))
    return bool(found) and not JOKES.search(plain)
