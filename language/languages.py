"""The language of a text, and when a text is too short to tell.

"ok", "alto" and a shop's name say nothing: the language that the number last wrote in stays.
"""

import re
from collections.abc import Mapping

from language.normalise import words
from language.translations import ENGLISH

SURE = 0.75  # how likely a language must be before it changes the one that is remembered
SURE_OF_SHORT = 0.9
SHORT = 2  # words; Chinese needs none


def language_of(text: str, likelihood: Mapping[str, float], remembered: str) -> str:
    """The language to answer in."""
    if re.search(r"[\u4e00-\u9fff]", text):
        return "zh"
    likeliest = max(likelihood, key=lambda language: likelihood[language])
    letters = [word for word in words(text) if word.isalpha()]
    if len(letters) <= SHORT and not re.search(r"[^\x00-\x7f]", text):
        is_first = remembered == ENGLISH  # English is also what stands where nothing is remembered
        return likeliest if is_first and likelihood[likeliest] >= SURE_OF_SHORT else remembered
    return likeliest if likelihood[likeliest] >= SURE else remembered
