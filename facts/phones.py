"""Phone numbers as people write them, and the country that they are read in."""

import re
from collections.abc import Callable
from typing import Any

import phonenumbers

from facts.problems import BadValue

POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE
# Possible by its length alone, and E.164 as it stands. Asking phonenumbers costs 50 µs, which a
# list of 100,000 numbers feels.
NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")


def phone_of(region: str) -> Callable[[str], str]:
    def convert(cell: str) -> str:
        if NORTH_AMERICAN.fullmatch(cell):
            return cell
        try:
            number = phonenumbers.parse(cell, region)
            if phonenumbers.is_possible_number_with_reason(number) != POSSIBLE:
                raise BadValue  # too short, too long, or without its area code
        except (phonenumbers.NumberParseException, BadValue):
            raise BadValue("write a phone number such as +12125550142") from None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return convert


def country(value: Any) -> str:
    if value not in phonenumbers.SUPPORTED_REGIONS:
        raise BadValue("write a country of two letters, such as US")
    return str(value)
