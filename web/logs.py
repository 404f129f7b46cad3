"""Logs as JSON lines: sid and topic, never a body or a full number."""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

NUMBER = re.compile(r"\+?\d{7,15}")


class WithoutNumbers(logging.Filter):
    """Shortens whatever looks like a phone number to its last two digits, in message and extras."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = shorten(record.getMessage()), ()
        for name, value in vars(record).items():
            if name in ("reason", "sender") and isinstance(value, str):
                setattr(record, name, shorten(value))
        return True


def shorten(text: str) -> str:
    return NUMBER.sub(lambda found: f"...{found[0][-2:]}", text)


def set_up() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(WithoutNumbers())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Its client logs addresses and parameters, numbers among them, at INFO.
    logging.getLogger("twilio").setLevel(logging.WARNING)
    # Its warnings hold the whole address that was called, which may be a secret.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
