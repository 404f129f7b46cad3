"""A business with more to ask and more to join than the sample has."""

import shutil
from pathlib import Path

import pytest

from app import Settings

VIP = """
[[more_programmes]]
keyword = "VIP"
name = "Marlow & Finch evenings"
frequency = "1 msg a month"
version = "2026-11-01"
double_opt_in = true
disclosure = "Marlow & Finch evenings: recurring marketing texts to this number. Consent is not a condition of purchase. 1 msg a month. Msg & data rates may apply. Reply HELP for help, STOP to stop."

[[more_programmes]]
keyword = "KIDS"
name = "Marlow & Finch kids"
frequency = "1 msg a week"
version = "2026-11-02"
disclosure = "Texting KIDS signs you up for recurring marketing texts from Marlow & Finch kids. Consent is not a condition of purchase. 1 msg a week. Msg & data rates may apply. Reply HELP for help, STOP to stop."
"""


@pytest.fixture
def bigger(settings: Settings, tmp_path: Path) -> Path:
    """A copy of the sample business that asks which texts a STOP meant, with three programmes."""
    folder = Path(shutil.copytree(settings.business_dir, tmp_path / "bigger"))
    toml = folder / "business.toml"
    text = toml.read_text("utf-8").replace("asks_which_texts = false", "asks_which_texts = true")
    assert "asks_which_texts = true" in text
    toml.write_text(text + VIP, "utf-8")
    return folder
