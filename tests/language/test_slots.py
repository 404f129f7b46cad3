"""The facts in a text, in seven languages, and the words that only look like facts."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from language import slots
from language.names import Names
from storage.records import Slots

TUESDAY = datetime(2026, 11, 24, 10)
NAMES = Names(
    products={
        "Marlow Loafer": ("marlow", "marlows"),
        "Trail Runner 5": ("trail runner",),
        "Chelsea Boot": ("chelseas",),
        "Dune Sandal": (),
        "Botín Sevilla": ("sevilla",),
        "红色运动鞋": (),
    },
    stores={
        "Downtown": (),
        "Oak Street": (),
        "Elm Street": (),
        "North Side": (),
        "Lamar Blvd": (),
        "Reno": (),
        "Dayton Mall": (),
        "Airport": (),
        "Makati": (),
        "Santa Fe Plaza": (),
    },
    services={
        "Women's Haircut": ("haircut",),
        "Deep Tissue Massage": ("massage",),
        "Balayage": (),
        "Gel Manicure": ("mani", "manicure"),
        "Dental Cleaning": ("cleaning",),
        "Foot Fitting": ("fitting",),
    },
)
DATA = Path(__file__).parent / "data"


def read(text: str) -> Slots:
    return slots.find(text, NAMES, TUESDAY)


def when(text: str) -> str:
    """Days and hours in one line: "2026-11-27 16:30"."""
    found = read(text)
    return " ".join(found.dates + found.times)


def rows(name: str) -> list[ParameterSet]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    labelled = [json.loads(line) for line in lines]
    return [pytest.param(row["text"], row["label"], id=row["text"]) for row in labelled]


@pytest.mark.parametrize(("text", "label"), rows("slot_dates.jsonl"))
def test_labelled_dates(text: str, label: str) -> None:
    if label == "past":
        assert all(day < "2026-11-24" for day in read(text).dates)
    else:
        assert when(text) == label


@pytest.mark.parametrize(("text", "label"), rows("slot_order_numbers.jsonl"))
def test_labelled_order_numbers(text: str, label: str) -> None:
    assert ",".join(read(text).order_numbers) == label


@pytest.mark.parametrize(("text", "label"), rows("slot_stores.jsonl"))
def test_labelled_stores(text: str, label: str) -> None:
    assert ",".join(read(text).stores) == label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # English, as typed with one thumb
        pytest.param("tmrw @ 5", "2026-11-25 17:00", id="tmrw"),
        pytest.param("nxt fri 1130", "2026-12-04 11:30", id="nxt-fri"),
        pytest.param("this friday", "2026-11-27", id="this-friday"),
        pytest.param("friday next week at 2", "2026-12-04 14:00", id="friday-next-week"),
        pytest.param("day after tmr", "2026-11-26", id="day-after-tmr"),
        pytest.param("can i come on the 14th", "2026-12-14", id="the-14th"),
        pytest.param("the 24th", "2026-11-24", id="today-by-number"),
        pytest.param("the 31st", "2026-12-31", id="november-has-no-31st"),
        pytest.param("fri 27th at noon", "2026-11-27 12:00", id="weekday-and-number"),
        pytest.param("Saturday the 5th, 9:15am", "2026-12-05 09:15", id="saturday-the-5th"),
        pytest.param("tuesday", "2026-12-01", id="todays-weekday-is-a-week-on"),
        pytest.param("this tuesday", "2026-11-24", id="this-todays-weekday"),
        pytest.param("next monday", "2026-11-30", id="next-monday"),
        pytest.param("sat at 3", "2026-11-28 15:00", id="sat"),
        pytest.param("you open sun?", "2026-11-29", id="sun"),
        pytest.param("mon or wed", "2026-11-30 2026-11-25", id="mon-or-wed"),
        pytest.param("thurs 6pm pls", "2026-11-26 18:00", id="thurs"),
        pytest.param("switch me from tuesday to thursday", "2026-12-01 2026-11-26", id="two-days"),
        pytest.param("cancel tomorrow's booking", "2026-11-25", id="possessive"),
        pytest.param("5/1 at 9", "2027-05-01 09:00", id="slashed-us"),
        pytest.param("13/1", "2027-01-13", id="slashed-impossible-in-us"),
        pytest.param("12/25/2026", "2026-12-25", id="slashed-with-year"),
        pytest.param("12/25/26 2pm", "2026-12-25 14:00", id="slashed-with-short-year"),
        pytest.param("on 3/4?", "2027-03-04", id="fraction-as-date"),
        pytest.param("may 5", "2027-05-05", id="may-5"),
        pytest.param("5th of may at 11", "2027-05-05 11:00", id="5th-of-may"),
        pytest.param("march 2nd", "2027-03-02", id="march-2nd"),
        pytest.param("feb 29", "2028-02-29", id="leap-day"),
        pytest.param("december 3, 2027", "2027-12-03", id="year-written"),
        pytest.param("in 3 days", "2026-11-27", id="in-days"),
        pytest.param("in a week", "2026-12-01", id="in-a-week"),
        pytest.param("two weeks from today", "2026-12-08", id="from-today"),
        pytest.param("in 2 months", "2027-01-24", id="in-months"),
        pytest.param("this weekend", "2026-11-28", id="weekend"),
        pytest.param("are you open on new years day", "2027-01-01", id="new-year"),
        pytest.param("appt tonight 8", "2026-11-24 20:00", id="tonight-8"),
        pytest.param("tomorrow morning at 7", "2026-11-25 07:00", id="morning-7"),
        pytest.param("tomorrow evening around 8", "2026-11-25 20:00", id="evening-8"),
        pytest.param("good morning can i come at 3 today", "2026-11-24 15:00", id="greeting"),
        pytest.param("9 in the morning on friday", "2026-11-27 09:00", id="in-the-morning"),
        pytest.param("fri 8am-10am", "2026-11-27 08:00 10:00", id="span-with-am"),
        pytest.param("saturday between 1 and 3pm", "2026-11-28 13:00 15:00", id="between"),
        pytest.param("mon at 3 or 4", "2026-11-30 15:00 16:00", id="or"),
        pytest.param("quarter past 4 tmrw", "2026-11-25 16:15", id="quarter-past"),
        pytest.param("quarter to 5 tmrw", "2026-11-25 16:45", id="quarter-to"),
        pytest.param("half 4 tomorrow", "2026-11-25 16:30", id="half-4"),
        pytest.param("around 5:30ish today", "2026-11-24 17:30", id="ish-with-minutes"),
        pytest.param("3 o'clock wednesday", "2026-11-25 15:00", id="oclock"),
        pytest.param("16:30 on friday", "2026-11-27 16:30", id="24-hours"),
        pytest.param("09:00 fri", "2026-11-27 09:00", id="leading-zero"),
        pytest.param("fri 12am", "2026-11-27 00:00", id="12am"),
        pytest.param("fri at midnight", "2026-11-27 00:00", id="midnight"),
        pytest.param("change my 2pm to 4pm please", "14:00 16:00", id="own-booking-has-no-day"),
        pytest.param("confirm my 10am", "10:00", id="confirm"),
        pytest.param("my reservation is at 7 can u make it 8", "19:00 20:00", id="stays-evening"),
        pytest.param("change reservation from 6 to 8", "18:00 20:00", id="from-to"),
        pytest.param("i cant make 3, is 5 possible", "15:00 17:00", id="is-5-possible"),
        pytest.param("See you at 3 for my appointment", "15:00", id="see-you-at-3"),
        pytest.param("do you have anything after 5 tomorrow", "2026-11-25 17:00", id="after-5"),
        pytest.param("can u do friday, 10", "2026-11-27 10:00", id="after-comma"),
        pytest.param("hi\nfriday\n3pm", "2026-11-27 15:00", id="lines"),
        pytest.param("a table for 4 tonight at 7", "2026-11-24 19:00", id="table-tonight"),
        pytest.param("a week from friday", "2026-12-04", id="a-week-from-friday"),
        pytest.param("8 tonight?", "2026-11-24 20:00", id="number-before-the-day"),
        pytest.param("from 3 to 5 friday", "2026-11-27 15:00 17:00", id="from-3-to-5"),
        pytest.param("mon-fri 9-5", "2026-11-30 2026-11-27 09:00 17:00", id="opening-hours"),
        pytest.param("tmr afternoon around 2 or 3", "2026-11-25 14:00 15:00", id="2-or-3"),
        pytest.param("we'll be there at 7 sharp fri", "2026-11-27 19:00", id="sharp"),
        pytest.param("2026-12-01 and 2026-12-02", "2026-12-01 2026-12-02", id="iso"),
        # the past
        pytest.param("I ordered on nov 3", "2026-11-03", id="ordered-in-november"),
        pytest.param("ordered 12/20 still nothing", "2025-12-20", id="ordered-last-december"),
        pytest.param("waiting since monday", "2026-11-23", id="since-monday"),
        pytest.param("last tuesday", "2026-11-17", id="last-tuesday"),
        pytest.param("i bought it last friday", "2026-11-20", id="last-friday"),
        pytest.param("friday last week", "2026-11-20", id="friday-last-week"),
        pytest.param("2 weeks ago", "2026-11-10", id="weeks-ago"),
        pytest.param("ordered it 9 days ago", "2026-11-15", id="days-ago"),
        pytest.param("a month ago i paid", "", id="a-month-is-not-read"),
        pytest.param("It was supposed to be here Tuesday", "2026-11-17", id="was-supposed"),
        pytest.param("i left it yesterday", "2026-11-23", id="yesterday"),
        pytest.param("you got my return last week", "2026-11-17", id="last-week"),
        pytest.param("on the 3rd i bought boots", "2026-11-03", id="bought-afterwards"),
        pytest.param(
            "ordered monday, will it come by friday", "2026-11-23 2026-11-27", id="past-then-future"
        ),
        pytest.param("I was wondering if friday is free", "2026-11-27", id="was-wondering"),
        pytest.param("can i get it delivered friday", "2026-11-27", id="yet-to-be-delivered"),
        pytest.param("the order i placed for friday", "2026-11-27", id="placed-for-friday"),
        # Spanish
        pytest.param("pasado mañana a las 4", "2026-11-26 16:00", id="es-pasado-manana"),
        pytest.param("mañana por la mañana", "2026-11-25", id="es-manana-manana"),
        pytest.param("mañana a las 7 de la mañana", "2026-11-25 07:00", id="es-7-de-la-manana"),
        pytest.param("el 14 de diciembre a las 5 y media", "2026-12-14 17:30", id="es-y-media"),
        pytest.param("hoy a las 4 menos cuarto", "2026-11-24 15:45", id="es-menos-cuarto"),
        pytest.param("el viernes a la una", "2026-11-27 13:00", id="es-la-una"),
        pytest.param("la próxima semana", "2026-12-01", id="es-next-week"),
        pytest.param("el próximo viernes", "2026-11-27", id="es-proximo-viernes"),
        pytest.param("pedí el 3/11", "2026-11-03", id="es-day-first"),
        pytest.param("quiero una cita el 3/12", "2026-12-03", id="es-day-first-future"),
        pytest.param("hace 2 semanas", "2026-11-10", id="es-hace"),
        pytest.param("el viernes pasado", "2026-11-20", id="es-pasado"),
        pytest.param("desde el lunes", "2026-11-23", id="es-desde"),
        pytest.param("esta noche a las 8", "2026-11-24 20:00", id="es-esta-noche"),
        pytest.param("buenas tardes, ¿abren el sábado?", "2026-11-28", id="es-greeting"),
        pytest.param("cita para el 14", "2026-12-14", id="es-para-el-14"),
        pytest.param(
            "del jueves 3 a las 2 al viernes 4 a las 5",
            "2026-12-03 2026-12-04 14:00 17:00",
            id="es-weekday-and-number",
        ),
        # French
        pytest.param("après-demain à 10h30", "2026-11-26 10:30", id="fr-apres-demain"),
        pytest.param("vendredi vers 15h", "2026-11-27 15:00", id="fr-vers"),
        pytest.param("le 14 décembre à 9h", "2026-12-14 09:00", id="fr-le-14"),
        pytest.param("lundi à midi", "2026-11-30 12:00", id="fr-midi"),
        pytest.param("la semaine prochaine", "2026-12-01", id="fr-next-week"),
        pytest.param("ce soir à 8 heures", "2026-11-24 20:00", id="fr-ce-soir"),
        pytest.param("je voudrais venir le 3/12", "2026-12-03", id="fr-day-first"),
        pytest.param("commandé il y a 2 semaines", "2026-11-10", id="fr-il-y-a"),
        pytest.param("où est mon colis", "", id="fr-mon-is-my"),
        pytest.param("ouvert samedi de 9h à 18h ?", "2026-11-28 09:00 18:00", id="fr-de-a"),
        pytest.param("le 5 mai", "2027-05-05", id="fr-mai"),
        # Portuguese
        pytest.param("depois de amanhã às 3", "2026-11-26 15:00", id="pt-depois-de-amanha"),
        pytest.param("quero marcar segunda às 14h", "2026-11-30 14:00", id="pt-segunda"),
        pytest.param("segunda-feira de manhã", "2026-11-30", id="pt-segunda-feira"),
        pytest.param("terça as 10 para mim", "2026-12-01 10:00", id="pt-as"),
        pytest.param("preciso da segunda via da nota", "", id="pt-segunda-via"),
        pytest.param("dia 14 às 16h30", "2026-12-14 16:30", id="pt-dia"),
        pytest.param("semana que vem", "2026-12-01", id="pt-next-week"),
        pytest.param("comprei na sexta passada", "2026-11-20", id="pt-sexta-passada"),
        pytest.param("hoje à noite às 8", "2026-11-24 20:00", id="pt-hoje-a-noite"),
        # Chinese
        pytest.param("后天9点", "2026-11-26 09:00", id="zh-houtian"),
        pytest.param("周五下午三点半", "2026-11-27 15:30", id="zh-half"),
        pytest.param("周五十点", "2026-11-27 10:00", id="zh-weekday-then-number"),
        pytest.param("12月3号晚上8点", "2026-12-03 20:00", id="zh-month-day"),
        pytest.param("这周六可以吗", "2026-11-28", id="zh-this-saturday"),
        pytest.param("上周五买的", "2026-11-20", id="zh-last-friday"),
        pytest.param("3号买的", "2026-11-03", id="zh-bought-on-the-3rd"),
        pytest.param("两周后", "2026-12-08", id="zh-in-two-weeks"),
        pytest.param("3天前下的单", "2026-11-21", id="zh-days-ago"),
        pytest.param("今晚7点", "2026-11-24 19:00", id="zh-tonight"),
        pytest.param("明天中午12点", "2026-11-25 12:00", id="zh-noon"),
        pytest.param("有点贵，便宜一点", "", id="zh-a-little"),
        pytest.param("改约到周五", "2026-11-27", id="zh-friday"),
        # Vietnamese, with and without its marks
        pytest.param("ngày mai 9 giờ sáng", "2026-11-25 09:00", id="vi-tomorrow"),
        pytest.param("ngay mai 9 gio sang", "2026-11-25 09:00", id="vi-tomorrow-plain"),
        pytest.param("thu sau 3 gio chieu", "2026-11-27 15:00", id="vi-friday-plain"),
        pytest.param("thứ 6 lúc 4 giờ rưỡi", "2026-11-27 16:30", id="vi-thu-6"),
        pytest.param("dat lich thu 7 luc 10h", "2026-11-28 10:00", id="vi-thu-7-plain"),
        pytest.param("chủ nhật tuần sau", "2026-12-06", id="vi-sunday-next-week"),
        pytest.param("hom nay 7 gio toi", "2026-11-24 19:00", id="vi-tonight-plain"),
        pytest.param("tối nay 8 giờ", "2026-11-24 20:00", id="vi-toi-nay"),
        pytest.param("ngày 14 tháng 12", "2026-12-14", id="vi-month-day"),
        pytest.param("tôi muốn hẹn ngày 3/12", "2026-12-03", id="vi-day-first"),
        pytest.param("2 tuần trước", "2026-11-10", id="vi-weeks-ago"),
        pytest.param("ngày kia", "2026-11-26", id="vi-ngay-kia"),
        pytest.param("thứ hai 12 giờ trưa", "2026-11-30 12:00", id="vi-noon"),
        # Tagalog
        pytest.param("bukas ng umaga alas nuwebe", "2026-11-25 09:00", id="tl-umaga"),
        pytest.param("sa biyernes ng 3 ng hapon", "2026-11-27 15:00", id="tl-hapon"),
        pytest.param("sa linggo alas dos y medya", "2026-11-29 14:30", id="tl-y-medya"),
        pytest.param("mamayang gabi 7pm", "2026-11-24 19:00", id="tl-mamayang-gabi"),
        pytest.param("bukas ba kayo ngayon", "2026-11-24", id="tl-are-you-open-today"),
        pytest.param("anong oras kayo bukas", "", id="tl-what-time-are-you-open"),
        pytest.param("pwede ba bukas", "2026-11-25", id="tl-tomorrow"),
        pytest.param("umorder ako kahapon", "2026-11-23", id="tl-kahapon"),
        pytest.param("samakalawa alas-4", "2026-11-26 16:00", id="tl-samakalawa"),
        pytest.param("sa susunod na linggo", "2026-12-01", id="tl-next-week"),
    ],
)
def test_days_and_hours(text: str, expected: str) -> None:
    assert when(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("may I come in", id="may-i"),
        pytest.param("size 5 may be too big", id="5-may-be"),
        pytest.param("may 4 of us come", id="may-4-of-us"),
        pytest.param("march is over", id="march-is-over"),
        pytest.param("what sat means", id="what-sat-means"),
        pytest.param("I sat on it and it broke", id="i-sat"),
        pytest.param("do you have a sun hat", id="sun-hat"),
        pytest.param("is it ok in the sun", id="in-the-sun"),
        pytest.param("can i get a second pair", id="second-pair"),
        pytest.param("the 2nd pair is wrong", id="2nd-pair"),
        pytest.param("the store on 5th ave", id="5th-avenue"),
        pytest.param("order 1234", id="order"),
        pytest.param("size 9", id="size"),
        pytest.param("change my size from 9 to 10", id="from-size-to-size"),
        pytest.param("make it 3 instead of 2 on my order", id="quantities"),
        pytest.param("im between 8 and 9, which one", id="between-sizes"),
        pytest.param("are these open 24/7", id="24/7"),
        pytest.param("do you carry a 1/2 size", id="half-size"),
        pytest.param("size 8 1/2", id="size-with-fraction"),
        pytest.param("do you have midnight blue", id="midnight-blue"),
        pytest.param("how much for 3 pairs", id="pairs"),
        pytest.param("look at 3 stores", id="at-3-stores"),
        pytest.param("send it at once", id="at-once"),
        pytest.param("do you have a 720p camera", id="720p"),
        pytest.param("5-7 business days?", id="business-days"),
        pytest.param("call 212-555-0188", id="telephone"),
        pytest.param("can you move it 30 min", id="30-min"),
        pytest.param("happy hour?", id="happy-hour"),
        pytest.param("¿tienen el 9?", id="es-el-9"),
        pytest.param("es la segunda vez que escribo", id="es-segunda-vez"),
        pytest.param("31/2", id="no-such-day"),
        pytest.param("99/99/2026", id="no-such-month"),
        pytest.param("it was $12.30", id="price"),
        pytest.param("2 day shipping", id="2-day-shipping"),
    ],
)
def test_words_that_only_look_like_days(text: str) -> None:
    assert when(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("order #A-1002 and #A-1003", ("A-1002", "A-1003"), id="two"),
        pytest.param("any update on order a-1002?", ("A-1002",), id="capitals"),
        pytest.param("can u track 88412 for me", ("88412",), id="track"),
        pytest.param("refund status for return 5512", ("5512",), id="return"),
        pytest.param("can i add one more item to order 7781", ("7781",), id="to-order"),
        pytest.param("my order is 77120, zip 90210", ("77120",), id="not-the-zip"),
        pytest.param("order 12345 to 90210", ("12345",), id="not-the-zip-after-to"),
        pytest.param("pls check order 12345, ordered in 2025", ("12345",), id="not-the-year"),
        pytest.param("order 5512 call me at 555-0199", ("5512",), id="not-the-telephone"),
        pytest.param("order 5512 paid with card ending 4471", ("5512",), id="not-the-card"),
        pytest.param("STOP 12345", ("12345",), id="stop"),
        pytest.param("88213", ("88213",), id="nothing-but"),
        pytest.param("88213??", ("88213",), id="nothing-but-with-marks"),
        pytest.param("where's 4471", ("4471",), id="wheres"),
        pytest.param("re: order 4471/4472", ("4471", "4472"), id="slashed-list"),
        pytest.param("order no 7", (), id="too-short"),
        pytest.param("¿dónde está mi pedido 4471?", ("4471",), id="es"),
        pytest.param("número de pedido: 4471", ("4471",), id="es-numero"),
        pytest.param("mi orden es la 5512", ("5512",), id="es-orden"),
        pytest.param("je veux annuler ma commande 55120", ("55120",), id="fr"),
        pytest.param("cancela meu pedido nº 9921", ("9921",), id="pt"),
        pytest.param("我想取消订单12345", ("12345",), id="zh"),
        pytest.param("订单号是12345，发货了吗", ("12345",), id="zh-number-is"),
        pytest.param("tôi muốn hủy đơn hàng 3321", ("3321",), id="vi"),
        pytest.param("don hang so 3321 dau roi", ("3321",), id="vi-plain"),
        pytest.param("pwede ko bang i-cancel ang order ko 7781", ("7781",), id="tl"),
        pytest.param("order ko po 7781", ("7781",), id="tl-po"),
        pytest.param("do you deliver to 90210", (), id="deliver-to-zip"),
        pytest.param("nearest shop to 90210", (), id="zip"),
        pytest.param("i want to order 2000 mugs", (), id="quantity"),
        pytest.param("can I get a price on 200 custom mugs", (), id="custom-mugs"),
        pytest.param("my order was $1200", (), id="price"),
        pytest.param("my order was 1200 dollars", (), id="dollars"),
        pytest.param("ship my order to 1420 oak street", (), id="house-number"),
        pytest.param("item 44812 in stock?", (), id="item"),
        pytest.param("is sku 1182 available", (), id="sku"),
        pytest.param("tracking 9400111899223197428490", (), id="tracking"),
        pytest.param("track 1Z999AA10123456784", (), id="tracking-ups"),
        pytest.param("my order was nov 3 2025", (), id="year-of-order"),
        pytest.param("will my order come 12/25", (), id="slashed-day"),
        pytest.param("order for 10am friday", (), id="hour"),
        pytest.param("can i order iphone15", (), id="product"),
        pytest.param("order the size 10", (), id="size"),
        pytest.param("order 2 shirts and 3 belts", (), id="shirts"),
        pytest.param("monday 1130", (), id="hour-without-colon"),
        pytest.param("call 1-800-555-0199", (), id="toll-free"),
        pytest.param("PO box 1234", (), id="po-box"),
        pytest.param("can i pick up my order at 1130", (), id="pick-up-hour"),
    ],
)
def test_order_numbers(text: str, expected: tuple[str, ...]) -> None:
    assert read(text).order_numbers == expected


@pytest.mark.parametrize(
    ("text", "sizes", "widths"),
    [
        pytest.param("size 9", ("9",), (), id="size"),
        pytest.param("do you have it in 9.5", ("9.5",), (), id="bare-half"),
        pytest.param("sz 10 wide", ("10",), ("wide",), id="wide"),
        pytest.param("size 8 1/2 narrow", ("8.5",), ("narrow",), id="fraction"),
        pytest.param("9½ EE", ("9.5",), ("wide",), id="half-sign"),
        pytest.param("size 11 4E", ("11",), ("extra wide",), id="4e"),
        pytest.param("10 extra wide please", ("10",), ("extra wide",), id="extra-wide"),
        pytest.param("sizes 7 and 8", ("7", "8"), (), id="two"),
        pytest.param("change size from 9 to 10", ("9", "10"), (), id="from-to"),
        pytest.param("size 7 and 2 shirts", ("7",), (), id="not-the-shirts"),
        pytest.param("size M", ("M",), (), id="letter"),
        pytest.param("in xxl?", ("XXL",), (), id="xxl"),
        pytest.param("size large", ("L",), (), id="large"),
        pytest.param("change it to large before shipping", ("L",), (), id="to-large"),
        pytest.param("women's 8", ("8",), (), id="womens"),
        pytest.param("does a womens 8 equal mens 6", ("8", "6"), (), id="womens-mens"),
        pytest.param("conversion of eu 42 to us", ("42",), (), id="eu"),
        pytest.param("im between 8 and 9, which one", ("8", "9"), (), id="between"),
        pytest.param("do you have wide width", (), ("wide",), id="wide-width"),
        pytest.param("do these come in wide", (), ("wide",), id="in-wide"),
        pytest.param("is it 40 in wide", (), (), id="inches-wide"),
        pytest.param("standard width or wide?", (), ("standard", "wide"), id="two-widths"),
        pytest.param("¿tienen talla 38?", ("38",), (), id="es"),
        pytest.param("talla 38 horma ancha", ("38",), ("wide",), id="es-wide"),
        pytest.param("es muy angosto", (), ("narrow",), id="es-narrow"),
        pytest.param("pointure 42 pour pieds larges", ("42",), ("wide",), id="fr"),
        pytest.param("un large choix", (), (), id="fr-large-choix"),
        pytest.param("tamanho 40 pé largo", ("40",), ("wide",), id="pt"),
        pytest.param("es muy largo el vestido", (), (), id="es-largo-is-long"),
        pytest.param("我穿38码该选哪个", ("38",), (), id="zh"),
        pytest.param("42码有加宽的吗", ("42",), ("wide",), id="zh-wide"),
        pytest.param("cỡ 40 bản rộng", ("40",), ("wide",), id="vi"),
        pytest.param("may size 8 ba na malapad", ("8",), ("wide",), id="tl"),
        pytest.param("is the boot there in 38 at lamar", ("38",), (), id="in-38"),
        pytest.param("i wear a 7", ("7",), (), id="wear"),
        pytest.param("what size am i", (), (), id="what-size-am-i"),
        pytest.param("can i come in 2", (), (), id="come-in"),
        pytest.param("how wide is the sofa", (), (), id="how-wide"),
        pytest.param("wide range of colors", (), (), id="wide-range"),
        pytest.param("size up or down?", (), (), id="size-up"),
        pytest.param("it was 9.5 lbs", (), (), id="pounds"),
        pytest.param("rated 4.5 stars", (), (), id="stars"),
        pytest.param("paid $9.50", (), (), id="price"),
        pytest.param("2 inch screws", (), (), id="inches"),
        pytest.param("table for 4", (), (), id="party"),
    ],
)
def test_sizes_and_widths(text: str, sizes: tuple[str, ...], widths: tuple[str, ...]) -> None:
    found = read(text)
    assert (found.sizes, found.widths) == (sizes, widths)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("table for 4", 4, id="table"),
        pytest.param("party of 6 at 7", 6, id="party-of"),
        pytest.param("table for two", 2, id="two"),
        pytest.param("reserve for 6 at 8pm saturday", 6, id="reserve"),
        pytest.param("put us on the waitlist for 3 please", 3, id="waitlist"),
        pytest.param("put my name down for 2", 2, id="name-down"),
        pytest.param("do you have space for 2 tonight", 2, id="space"),
        pytest.param("there will be 5 of us", 5, id="of-us"),
        pytest.param("4 people", 4, id="people"),
        pytest.param("mesa para 2", 2, id="es"),
        pytest.param("somos 5", 5, id="es-somos"),
        pytest.param("une table pour 4 personnes", 4, id="fr"),
        pytest.param("mesa para três", 3, id="pt"),
        pytest.param("4位", 4, id="zh"),
        pytest.param("两个人", 2, id="zh-spelt"),
        pytest.param("đặt bàn cho 4 người", 4, id="vi"),
        pytest.param("dat ban cho hai nguoi", 2, id="vi-plain"),
        pytest.param("4 po kami", 4, id="tl"),
        pytest.param("apat po kami", 4, id="tl-spelt"),
        pytest.param("pwede ba kami pumunta", None, id="tl-ba-is-no-three"),
        pytest.param("table for 7pm", None, id="hour"),
        pytest.param("table for 7:30", None, id="clock"),
        pytest.param("a room for 2 nights", None, id="nights"),
        pytest.param("mesa para las 8", None, id="es-hour"),
        pytest.param("size 4", None, id="size"),
        pytest.param("there are 3 people ahead of me", None, id="in-line"),
        pytest.param("第一位", None, id="zh-first"),
        pytest.param("quiero hablar con una persona", None, id="es-a-person"),
        pytest.param("我要找一个人", None, id="zh-a-person"),
        pytest.param("table for 0", None, id="nobody"),
    ],
)
def test_party(text: str, expected: int | None) -> None:
    assert read(text).party == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("oak st. store", ("Oak Street",), id="oak-st"),
        pytest.param("the oak store", ("Oak Street",), id="the-oak-store"),
        pytest.param("the one on oak", ("Oak Street",), id="on-oak"),
        pytest.param("do you have this table in oak", (), id="made-of-oak"),
        pytest.param("an elm tree", (), id="elm-tree"),
        pytest.param("OAK STREET", ("Oak Street",), id="capitals"),
        pytest.param("lamar boulevard", ("Lamar Blvd",), id="boulevard"),
        pytest.param("puedo llamar mañana", (), id="llamar"),
        pytest.param("santafe plaza", ("Santa Fe Plaza",), id="run-together"),
        pytest.param("the north store", ("North Side",), id="north-store"),
        pytest.param("which way is north", (), id="north"),
        pytest.param("daton mall", ("Dayton Mall",), id="typo"),
        pytest.param("downtwon store", ("Downtown",), id="swapped-letters"),
        pytest.param("makati branch po", ("Makati",), id="tl-branch"),
        pytest.param("sa makati meron ba", ("Makati",), id="tl-sa"),
        pytest.param("tienda del aeropuerto", ("Airport",), id="es-airport"),
        pytest.param("le magasin du centre-ville", ("Downtown",), id="fr-centre-ville"),
        pytest.param("机场店有吗", ("Airport",), id="zh-airport"),
        pytest.param("from reno to dayton mall", ("Reno", "Dayton Mall"), id="in-order"),
        pytest.param("reno or reno", ("Reno",), id="once"),
        pytest.param("reno tables are nice", (), id="reno-tables"),
        pytest.param("renovation", (), id="inside-a-word"),
    ],
)
def test_stores(text: str, expected: tuple[str, ...]) -> None:
    assert read(text).stores == expected


@pytest.mark.parametrize(
    ("text", "products", "services"),
    [
        pytest.param("got marlows in 9", ("Marlow Loafer",), (), id="nickname"),
        pytest.param("the marlow loafers", ("Marlow Loafer",), (), id="plural"),
        pytest.param("marlo lofer", ("Marlow Loafer",), (), id="typos"),
        pytest.param(
            "trailrunner 5 or chelsea boots", ("Trail Runner 5", "Chelsea Boot"), (), id="2"
        ),
        pytest.param("botin sevilla", ("Botín Sevilla",), (), id="accents"),
        pytest.param("红色运动鞋有货吗", ("红色运动鞋",), (), id="zh"),
        pytest.param("blue sofa", (), (), id="no-product"),
        pytest.param("confirm my haircut at 3", (), ("Women's Haircut",), id="service"),
        pytest.param("hair cut tomorrow", (), ("Women's Haircut",), id="apart"),
        pytest.param("deep tisue massge", (), ("Deep Tissue Massage",), id="service-typos"),
        pytest.param("stop sending me messages", (), (), id="message-is-no-massage"),
        pytest.param("mani and balayage", (), ("Gel Manicure", "Balayage"), id="two-services"),
        pytest.param("is many in stock", (), (), id="many-is-no-mani"),
    ],
)
def test_products_and_services(
    text: str, products: tuple[str, ...], services: tuple[str, ...]
) -> None:
    found = read(text)
    assert (found.products, found.services) == (products, services)


def test_everything_in_one_text() -> None:
    assert read("order 12345: can the Oak St store hold marlows sz 9 wide til fri 4:30?") == Slots(
        order_numbers=("12345",),
        dates=("2026-11-27",),
        times=("16:30",),
        sizes=("9",),
        widths=("wide",),
        products=("Marlow Loafer",),
        stores=("Oak Street",),
    )


def test_a_business_without_names() -> None:
    assert slots.find("the oak st store", Names(), TUESDAY) == Slots()


LATIN_PIECES = (
    "order # 12345 A-1002 12/25 12/ 31/2 1/2 . - @ : at 3 5pm 14h noon half past next last this "
    "friday sat mon may 5 the 14th in 999 weeks ago size wide EE table for 4 people oak st store "
    "9999-12-31 0 00 000 feb 29 $ %"
)
OTHER_PIECES = (
    "mañana a las após-demain às 9½ 后天 9 点 下周五 十点 12 月 3 号 thứ sáu giờ bukas alas tres ２０２６ ١٢ "
    "½ º ﷺ İ ß \u0301 \u200d"
)
PIECES = ["\n", " ", *LATIN_PIECES.split(), *OTHER_PIECES.split()]


def texts(pieces: list[str]) -> st.SearchStrategy[str]:
    """Pieces of texts in any order, with and without spaces between them."""
    return st.builds(str.join, st.sampled_from([" ", ""]), st.lists(st.sampled_from(pieces)))


@given(text=st.one_of(st.text(max_size=200), texts(PIECES)), now=st.datetimes())
def test_nothing_typed_is_refused(text: str, now: datetime) -> None:
    found = slots.find(text, NAMES, now)
    for day in found.dates:
        assert date.fromisoformat(day).isoformat() == day
    for hour in found.times:
        assert datetime.strptime(hour, "%H:%M").strftime("%H:%M") == hour
    assert set(found.products) <= set(NAMES.products)
    assert set(found.stores) <= set(NAMES.stores)
    assert found.party is None or found.party > 0


@given(text=texts(LATIN_PIECES.split()))
def test_capitals_make_no_difference(text: str) -> None:
    assert read(text.upper()) == read(text.lower())


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_costs_no_more_than_its_length(piece: str) -> None:
    """A backtracking pattern would need minutes here, not milliseconds."""
    started = datetime.now()
    read(piece * 10_000)
    assert (datetime.now() - started).total_seconds() < 2
