"""How a body is billed, against named edges and two other people's counters."""

import gsm0338
import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from language.segments import BASIC, EXTENDED, Size, measure, plain


@pytest.mark.parametrize(
    ("body", "size"),
    [
        pytest.param("", Size("GSM-7", 0, 0), id="empty"),
        pytest.param("a", Size("GSM-7", 1, 1), id="one"),
        pytest.param("a" * 160, Size("GSM-7", 160, 1), id="160"),
        pytest.param("a" * 161, Size("GSM-7", 161, 2), id="161"),
        pytest.param("a" * 306, Size("GSM-7", 306, 2), id="306"),
        pytest.param("a" * 307, Size("GSM-7", 307, 3), id="307"),
        pytest.param("€", Size("GSM-7", 2, 1), id="euro-costs-two"),
        pytest.param("€" * 80, Size("GSM-7", 160, 1), id="80-euros"),
        pytest.param("€" * 81, Size("GSM-7", 162, 2), id="81-euros"),
        pytest.param("a" * 159 + "{", Size("GSM-7", 161, 2), id="extension-too-many"),
        pytest.param("a" * 152 + "[" + "a" * 151, Size("GSM-7", 305, 2), id="escape-moves-along"),
        pytest.param("a" * 152 + "[" + "a" * 152, Size("GSM-7", 306, 3), id="escape-never-split"),
        pytest.param("a\nb\rc\fd", Size("GSM-7", 8, 1), id="line-ends"),
        pytest.param("字", Size("UCS-2", 1, 1), id="one-chinese"),
        pytest.param("字" * 70, Size("UCS-2", 70, 1), id="70"),
        pytest.param("字" * 71, Size("UCS-2", 71, 2), id="71"),
        pytest.param("字" * 134, Size("UCS-2", 134, 2), id="134"),
        pytest.param("字" * 135, Size("UCS-2", 135, 3), id="135"),
        pytest.param("😀" * 35, Size("UCS-2", 70, 1), id="35-pictures"),
        pytest.param("😀" * 36, Size("UCS-2", 72, 2), id="36-pictures"),
        pytest.param("字" * 66 + "😀" + "字" * 65, Size("UCS-2", 133, 2), id="pair-moves-along"),
        pytest.param("字" * 66 + "😀" + "字" * 66, Size("UCS-2", 134, 3), id="pair-never-split"),
        pytest.param("it’s", Size("UCS-2", 4, 1), id="curly-quote"),
        pytest.param("ç", Size("UCS-2", 1, 1), id="small-c-cedilla-is-not-in-it"),
        pytest.param("Ç", Size("GSM-7", 1, 1), id="great-c-cedilla-is"),
        pytest.param("\x1b", Size("UCS-2", 1, 1), id="escape-is-no-letter"),
    ],
)
def test_a_body_is_measured_as_the_carrier_does(body: str, size: Size) -> None:
    assert measure(body) == size


@pytest.mark.parametrize(
    ("typed", "as_a_typewriter"),
    [
        pytest.param("it’s “here”", 'it\'s "here"', id="quotes"),
        pytest.param("«ici» „da‚ ‘so’", "\"ici\" \"da' 'so'", id="other-quotes"),
        pytest.param("10–7 — closed…", "10-7 - closed...", id="dashes"),
        pytest.param("no\u00a0break\u202fat\u2009all", "no break at all", id="spaces"),
        pytest.param("señor 中文 😀", "señor 中文 😀", id="letters-stay"),
    ],
)
def test_plain_leaves_nothing_typographic(typed: str, as_a_typewriter: str) -> None:
    assert plain(typed) == as_a_typewriter


def test_plain_spares_a_segment() -> None:
    typed = "It’s ready: " + "a" * 140
    assert (measure(typed).segments, measure(plain(typed)).segments) == (3, 1)


# Two oracles and their quirks: both take a bare ESC (U+001B) for a character of GSM-7, smsutil
# calls an empty text one part of UCS-2, and gsm0338 encodes but does not split.

gsm = st.text(st.sampled_from(BASIC + EXTENDED), min_size=1, max_size=500)
edges = st.text(st.sampled_from("a€[字😀"), min_size=60, max_size=330)
anything = st.text(st.characters(exclude_characters="\x1b", exclude_categories=["Cs"]), min_size=1)


@given(gsm | edges | anything)
def test_smsutil_counts_the_same(body: str) -> None:
    split = smsutil.split(body)
    septets = split.encoding == "gsm0338"
    assert measure(body) == Size(
        "GSM-7" if septets else "UCS-2",
        split.total_bytes if septets else split.total_bytes // 2,
        len(split.parts),
    )


def test_gsm0338_knows_the_same_characters_at_the_same_price() -> None:
    codec = gsm0338.Codec()
    for number in range(0x10000):
        size = measure(chr(number))
        encoded, _ = codec.encode(chr(number), "ignore")
        if number != 0x1B:
            assert len(encoded) == (size.units if size.encoding == "GSM-7" else 0), hex(number)


@given(gsm)
def test_gsm0338_encodes_what_we_call_gsm_7(body: str) -> None:
    encoded, _ = gsm0338.Codec().encode(body)
    assert (len(encoded), "GSM-7") == (measure(body).units, measure(body).encoding)


@given(st.text(), st.text())
def test_a_longer_body_never_costs_less(body: str, more: str) -> None:
    assert measure(body).segments <= measure(body + more).segments
