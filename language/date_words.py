"""The words people use for days and hours, in seven languages, put into one small language.

"mañana", "demain", "tmrw" and "明天" all become `DAY+1`, so that `dates` needs one grammar and not
seven. Only words are known here; what they add up to is for `dates`.

Phrases are written with "_" between their words. An accent that is written is needed ("thứ" is not
"thu"); an entry without accents is known with and without them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from language.words import Word, read

Table = Mapping[str, str]  # what they become -> the phrases

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SAME = ""  # the phrase stays as it is, which protects its words from the other entries

# "?": a weekday in some company only ("sat down"). "~": an ordinal too ("segunda via").
WEEKDAY_WORDS: Table = {
    "MON": "monday mondays lunes lundi lundis lun segunda-feira segunda_feira thu_hai thứ_2",
    "TUE": "tuesday tuesdays tue tues martes mardi mardis terça-feira terca-feira terca thu_ba "
    "thứ_3",
    "WED": "wednesday wednesdays wed weds wensday wednsday miercoles mercredi quarta-feira "
    "quarta_feira thu_tu thứ_4 miyerkules miyerkoles",
    "THU": "thursday thursdays thu thur thurs thrusday jueves jueve jeudi jeudis quinta-feira "
    "quinta_feira thu_nam thứ_5 huwebes",
    "FRI": "friday fridays fri firday viernes vendredi vendredis sexta-feira sexta_feira thu_sau "
    "thứ_6 biyernes",
    "SAT": "saturday saturdays satruday saterday sabado sabados sab samedi samedis thu_bay thứ_7 "
    "weekend week-end wknd fin_de_semana fim_de_semana cuoi_tuan 周末",
    "SUN": "sunday sundays domingo domingos dimanche dimanches chu_nhat linggo",
    "MON?": "mon",
    "SAT?": "sat",
    "SUN?": "sun",
    "MON~": "segunda",
    "WED~": "quarta",
    "THU~": "quinta",
    "FRI~": "sexta",
}

MONTH_WORDS: Table = {
    "JAN": "january jan enero janvier janeiro",
    "FEB": "february feb febrero fevrier fevereiro pebrero",
    "MAR": "march mar marzo mars marco marso",
    "APR": "april apr abril avril",
    "MAY": "may mayo mai maio",
    "JUN": "june jun junio juin junho hunyo",
    "JUL": "july jul julio juillet julho hulyo",
    "AUG": "august aug agosto aout",
    "SEP": "september sept sep septiembre setiembre septembre setembro setyembre",
    "OCT": "october oct octubre octobre outubro oktubre",
    "NOV": "november nov noviembre novembre novembro nobyembre",
    "DEC": "december dec diciembre decembre dezembro disyembre",
    "DEC 24": "christmas_eve nochebuena",
    "DEC 25": "christmas_day on_christmas en_navidad dia_de_navidad a_noel dia_de_natal no_natal",
    "DEC 31": "new_years_eve new_year's_eve nochevieja",
    "JAN 1": "new_years_day new_year's_day",
}

DAY_WORDS: Table = {
    "DAY+0": "today 2day tdy hoy aujourd'hui hoje 今天 今日 hom_nay ngayon ngayong_araw",
    "DAY+1": "tomorrow tomorrows tmrw tmr tmrrw tmw tomorow tommorow tommorrow 2moro 2morow "
    "2morrow "
    "2mrw manana demain amanha 明天 明日 ngay_mai bukas",
    "DAY+2": "day_after_tomorrow day_after_tmrw day_after_tmr day_after_tmw day_after_tom "
    "day_after_2moro pasado_manana apres-demain apres_demain depois_de_amanha 后天 後天 ngay_kia "
    "ngay_mot samakalawa makalawa",
    "DAY+3": "大后天",
    "DAY-1": "yesterday ystrday yest ayer hier ontem 昨天 hom_qua kahapon",
    "DAY-2": "day_before_yesterday anteayer antier avant-hier avant_hier anteontem 前天 hom_kia",
    "DAY+0 MORNING": "this_morning esta_manana ce_matin hoje_de_manha 今早 sáng_nay sang_nay "
    "ngayong_umaga kaninang_umaga",
    "DAY+0 NOON": "ce_midi trua_nay",
    "DAY+0 AFTERNOON": "this_afternoon this_aft esta_tarde cet_apres-midi cet_apres_midi "
    "hoje_a_tarde "
    "chieu_nay ngayong_hapon mamayang_hapon",
    "DAY+0 NIGHT": "tonight tonite 2nite 2night this_evening esta_noche ce_soir hoje_a_noite "
    "esta_noite 今晚 toi_nay mamayang_gabi ngayong_gabi",
    "DAY-1 NIGHT": "last_night anoche hier_soir ontem_a_noite 昨晚 toi_qua kagabi",
    "DAY+1 MORNING": "明早 sáng_mai sang_mai manana_temprano",
    "DAY+1 NOON": "demain_midi trua_mai",
    "DAY+1 AFTERNOON": "chieu_mai",
    "DAY+1 NIGHT": "明晚 toi_mai",
}

PERIOD_WORDS: Table = {
    "DAWN": "凌晨 de_la_madrugada da_madrugada madaling_araw",
    "MORNING": "morning por_la_manana en_la_manana a_la_manana la_manana "
    "matin de_manha pela_manha 早上 上午 清晨 buoi_sang sáng umaga",
    "NOON": "noon midday mediodia a_midi vers_midi meio-dia meio_dia 中午 trua tanghali",
    "AFTERNOON": "afternoon por_la_tarde en_la_tarde apres-midi "
    "apres_midi a_tarde de_tarde 下午 buoi_chieu chieu hapon",
    "NIGHT": "evening night nite por_la_noche en_la_noche soir "
    "a_noite de_noite 晚上 傍晚 夜里 buoi_toi tối đêm gabi dinner cena "
    "dîner jantar 晚饭 晚餐 hapunan",
    "MIDNIGHT": "midnight medianoche minuit meia-noite meia_noite 半夜 hatinggabi",
    "OCLOCK MORNING": "gio_sang in_the_morning de_la_manana du_matin da_manha ng_umaga",
    "OCLOCK AFTERNOON": "in_the_afternoon de_la_tarde de_l'apres-midi da_tarde ng_hapon",
    "OCLOCK NIGHT": "gio_toi at_night in_the_evening de_la_noche du_soir da_noite ng_gabi",
    "OCLOCK NOON": "ng_tanghali",
    "AFTERNOON N1 OCLOCK": "下午一点",
    "NOON N1 OCLOCK": "中午一点",
}

WEEK_WORDS: Table = {
    "NEXT": "next nxt nex susunod_na",
    "THIS": "this este ce cette esta essa nesta nessa ngayong nay",
    "LAST": "last pasado pasada dernier derniere passado passada nakaraang truoc vừa_rồi vua_roi",
    "NEXTWEEK": "next_week nxt_week next_wk nxt_wk of_next_week proxima_semana "
    "de_la_proxima_semana "
    "da_proxima_semana semana_que_viene de_la_semana_que_viene semana_que_vem da_semana_que_vem "
    "semaine_prochaine de_la_semaine_prochaine 下周 下星期 下个星期 下礼拜 tuan_sau tuan_toi "
    "susunod_na_linggo",
    "THISWEEK": "this_week esta_semana cette_semaine 这周 本周 这个星期 tuan_nay ngayong_linggo",
    "LASTWEEK": "last_week last_wk of_last_week semana_pasada de_la_semana_pasada semana_passada "
    "semaine_derniere 上周 上星期 上个星期 上礼拜 tuan_truoc nakaraang_linggo",
    "WEEKS": "week weeks wk wks semana semanas semaine semaines 周 星期 个星期 礼拜 个礼拜 tuan",
    "DAYS": "day days dias jour jours 天 araw",
    "MONTHS": "month months mes meses mois 个月",
}

SPAN_WORDS: Table = {
    "IN": "in en dans em dentro_de daqui_a sa_loob_ng",
    "BACK": "hace il_y_a ha faz ca_fait",
    "AGO": "ago atras ang_nakalipas na_ang_nakalipas ang_nakaraan na_ang_nakaraan",
    "LATER": "from_now from_today nua",
    "DAYS AGO": "天前 天以前 天之前 ngay_truoc",
    "DAYS LATER": "天后 天之后 天以后 ngay_nua ngay_sau",
    "WEEKS AGO": "周前 星期前 个星期前 个礼拜前 linggo_na linggo_na_ang_nakalipas "
    "linggo_na_ang_nakaraan",
    "WEEKS LATER": "周后 星期后 个星期后 个礼拜后 tuan_nua",
    "N1 DAYS": "a_day un_dia un_jour um_dia isang_araw",
    "N1 WEEKS": "a_week a_wk una_semana une_semaine uma_semana isang_linggo mot_tuan",
    "N2 DAYS": "a_couple_days a_couple_of_days couple_of_days couple_days dalawang_araw",
    "N2 WEEKS": "a_couple_weeks a_couple_of_weeks couple_of_weeks couple_weeks dalawang_linggo",
}

# AT before a number makes it an hour; AROUND only where the text is not about goods.
HOUR_WORDS: Table = {
    "AT": "at @ a_las a_la à às lúc luc alas ala",
    "AROUND": "around about abt by after before till til until vers sobre_las hacia_las "
    "despues_de_las antes_de_las hasta_las desde_las depois_das antes_das ate_as apres avant "
    "jusqu'à mga bandang khoang pagkatapos_ng bago_mag",
    "OCLOCK": "o'clock oclock 点 點 点钟 gio",
    "HOURS": "heures heure horas hora",
    "HALF": "half half_past thirty y_media et_demie et_demi e_meia ruoi y_medya 半",
    "QUARTER": "quarter_past quarter_after y_cuarto et_quart e_quinze 一刻",
    "QUARTERTO": "quarter_to quarter_till quarter_of menos_cuarto moins_le_quart",
    "AT N11": "a_las_once",
    "N1": "one una uma une",
    "N2": "two dos deux duas dois 两",
    "N3": "three tres trois",
    "N4": "four cuatro quatre quatro kwatro",
    "N5": "five cinco cinq singko",
    "N6": "six seis sais",
    "N7": "seven siete sete siyete",
    "N8": "eight ocho huit oito otso",
    "N9": "nine nueve neuf nove nuwebe",
    "N10": "ten diez dix dez diyes",
    "N11": "eleven onze onse",
    "N12": "twelve doce douze doze dose",
}

# PAST puts the day after it into the past; DONE too, unless somebody only asks for it to be done.
PAST_WORDS: Table = {
    "PAST": "was wasn't wasnt were weren't since desde depuis fue foi etait noong nung 自从",
    "DONE": "ordered bought purchased placed received arrived returned paid charged shipped "
    "delivered "
    "came visited had compré ordené pedí llegó recibí devolví pagué hice commandé acheté retourné "
    "payé comprei recebi chegou paguei devolvi fiz đã umorder inorder bumili binili dumating 买的 "
    "订的 下的单 下单 付的 收到",
    ";": "but pero mais mas 但 但是 nhung kaso",
}

PROTECTED: Table = {
    SAME: "good_morning good_afternoon good_evening good_night buenas_tardes buenas_noches bom_dia "
    "boa_tarde boa_noite buenos_dias magandang_umaga magandang_hapon magandang_gabi "
    "magandang_tanghali chao_buoi_sang 早上好 上午好 下午好 晚上好 中午好 有点 快点 早点 晚点 一点 "
    "差点 几点 was_wondering was_hoping was_thinking was_looking was_going was_planning "
    "was_trying were_hoping were_wondering were_thinking had_to happy_hour night_stand last_time "
    "bukas_ba bukas_po_ba bukas_kayo bukas_po_kayo bukas_kami bukas_po_kami bukas_sila bukas_pa "
    "bukas_tuwing bukas_hanggang bukas_ang_store bukas_ang_shop bukas_ang_tindahan kayo_bukas",
}

ONLY_IN: Mapping[str, Table] = {
    "fr": {SAME: "mon"},
    "pt": {"AT": "as"},
    "vi": {
        "MON": "thu_2",
        "TUE": "thu_3",
        "WED": "thu_4",
        "THU": "thu_5",
        "FRI": "thu_6",
        "SAT": "thu_7 t7",
        "SUN": "cn",
        "DAY+1": "mai",
        "MORNING": "sang",
    },
}


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that tell the languages apart in a short text.
TELLING: Mapping[str, frozenset[str]] = {
    "es": _set(
        "el los las del mi mis quiero puedo hoy tengo cita gracias hola y por "
        "que tienda cuando donde una esta viernes manana"
    ),
    "fr": _set(
        "le les des du je mes pour est vous avez bonjour merci colis commande rdv "
        "où à une et ou c'est j'ai pas mardi demain"
    ),
    "pt": _set(
        "meu minha pra não nao voce quero posso hoje obrigado oi às uma você sexta "
        "terça amanhã amanha dia segunda-feira feira de"
    ),
    "vi": _set(
        "toi tôi cho khong duoc ngay gio lich chieu bạn mình muon đổi xin lúc thứ sáng "
        "tối hẹn tuan hàng đơn nhé ạ"
    ),
    "tl": _set(
        "po ba ko ang ng sa mga kayo kami pwede bukas ngayon naman lang salamat noong "
        "yung anong oras alas ako"
    ),
}

NOT_BEFORE_WEEKDAY = _set(
    "i we he she it they who the just u full hot direct in under have had your my has been what of"
)
BEFORE_WEEKDAY = _set(
    "on next nxt this by until till last since every coming from to or and "
    "before after through thru for"
)
AFTER_WEEKDAY = _set(
    "please pls plz or and if is ok okay for work works good instead thanks "
    "thx ty can could do will would e ou y pela por para pra favor dá da que "
    "pode possível tem eu at around about by"
)
NOT_AFTER_WEEKDAY = _set(
    "hat hats dress screen glasses protection block care cream shade burn tan light"
)


# After "at 3" or "the 14th" these may stand; another noun means a count ("at 3 stores").
MAY_FOLLOW = (
    "please pls plz or and if is ok okay for with on instead thanks thx ty work works possible"
    " then "
    "so i we can could would will do does it my u you that too also me us free available por pour "
    "para favor con avec com est svp o ou y e et se si merci gracias obrigado hola po ba na sana "
    "naman nalang lang ko duoc khong nhe a al del de ao sharp exactly"
)
LANDS = (
    r"(?!\d| ?[%€£₫₱¥°]|-\d{3}|[:./]\d)(?= ?(?:$|[^\w\s]|[^\x00-\x7f]|"
    rf"(?!DAYS|WEEKS|MONTHS|HOURS|QUARTER)[A-Z]|\d|(?:{MAY_FOLLOW.replace(' ', '|')})\b))"
)


def likely_language(found: Sequence[Word]) -> str:
    """The language these words are most probably in; English where nothing tells."""
    if any("\u3400" <= word.plain <= "\u9fff" for word in found):
        return "zh"
    seen = {word.typed for word in found} | {word.plain for word in found}
    scores = {language: len(seen & telling) for language, telling in TELLING.items()}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] else "en"


def translate(found: Sequence[Word], language: str) -> str:
    """The words in the small language: what is known in capitals, the rest without accents."""
    lexicon = _lexicon(language)
    parts = []
    at = 0
    while at < len(found):
        length, meaning = _phrase(found, at, lexicon)
        parts.append(_rendered(found, at, length, meaning))
        at += length
    return SPACE_BEFORE_MARKS.sub("", " ".join("".join(parts).split()))


SPACE_BEFORE_MARKS = re.compile(r" (?=[,.?!)])")


def _rendered(found: Sequence[Word], at: int, length: int, meaning: str) -> str:
    if meaning.endswith(("?", "~")):
        meaning = meaning[:-1] if _is_weekday(found, at, meaning[-1]) else SAME
    if meaning != SAME:
        return f" {meaning} "
    return "".join(_as_typed(found, position) for position in range(at, at + length))


def _as_typed(found: Sequence[Word], at: int) -> str:
    word = found[at]
    if word.typed.startswith("\n"):
        return " ; "
    is_apart = at > 0 and found[at - 1].end < word.start
    return f" {word.plain}" if is_apart else word.plain


def _is_weekday(found: Sequence[Word], at: int, doubt: str) -> bool:
    before = found[at - 1].plain if at else ""
    after = found[at + 1].plain if at + 1 < len(found) else ""
    if doubt == "?" and (before in NOT_BEFORE_WEEKDAY or after in NOT_AFTER_WEEKDAY):
        return False
    if doubt == "?" and before in BEFORE_WEEKDAY:
        return True
    return not after.isalpha() or after in AFTER_WEEKDAY or after in TIME_STARTS


@dataclass(frozen=True, slots=True)
class Lexicon:
    meanings: Mapping[tuple[str, ...], str]
    longest: Mapping[str, int]  # words in the longest phrase that begins so


def _phrase(found: Sequence[Word], at: int, lexicon: Lexicon) -> tuple[int, str]:
    """How many words from `at` on are the longest known phrase, and what it becomes."""
    word = found[at]
    longest = max(lexicon.longest.get(word.typed, 0), lexicon.longest.get(word.plain, 0))
    typed = tuple(word.typed for word in found[at : at + longest])
    plain = tuple(word.plain for word in found[at : at + longest])
    for length in range(len(typed), 0, -1):
        for phrase in (typed[:length], plain[:length]):
            if phrase in lexicon.meanings:
                return length, lexicon.meanings[phrase]
    return 1, SAME


@cache
def _lexicon(language: str) -> Lexicon:
    meanings = {
        tuple(word.typed for word in read(phrase).words): meaning
        for phrase, meaning in (*_entries(), *_of(ONLY_IN.get(language, {})))
    }
    longest: dict[str, int] = {}
    for phrase in meanings:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return Lexicon(meanings, longest)


def _entries() -> Iterator[tuple[str, str]]:
    for table in (
        WEEKDAY_WORDS,
        MONTH_WORDS,
        DAY_WORDS,
        PERIOD_WORDS,
        WEEK_WORDS,
        SPAN_WORDS,
        HOUR_WORDS,
        PAST_WORDS,
        PROTECTED,
    ):
        yield from _of(table)
    yield from _chinese_weekdays()
    yield from _chinese_numbers()


def _of(table: Table) -> Iterator[tuple[str, str]]:
    for meaning, phrases in table.items():
        for phrase in phrases.split():
            yield phrase.replace("_", " "), meaning


def _chinese_weekdays() -> Iterator[tuple[str, str]]:
    for week in ("周", "星期", "礼拜"):
        for name, day in zip("一二三四五六日天", (*WEEKDAYS, "SUN"), strict=True):
            yield f"{week}{name}", day
            for lead, which in {"下": "NEXTWEEK", "下个": "NEXTWEEK", "上": "LASTWEEK"}.items():
                yield f"{lead}{week}{name}", f"{day} {which}"
            for lead in ("这", "本", "这个"):
                yield f"{lead}{week}{name}", f"THIS {day}"


def _chinese_numbers() -> Iterator[tuple[str, str]]:
    digits = ("", *"一二三四五六七八九")
    tens = ("", *(f"{digit.replace('一', '')}十" for digit in digits[1:6]))
    for number in range(1, 60):
        yield tens[number // 10] + digits[number % 10], f"N{number}"


def _time_starts() -> frozenset[str]:
    """The first words of days, parts of the day and hours: a weekday may stand before them."""
    tables = (
        DAY_WORDS,
        PERIOD_WORDS,
        {"": HOUR_WORDS["AT"]},
        {"": WEEK_WORDS["NEXTWEEK"]},
        {"": WEEK_WORDS["LAST"]},
    )
    phrases = (phrase for table in tables for phrase, _ in _of(table))
    return frozenset(read(phrase).words[0].plain for phrase in phrases) - {"a", "the", "in", "day"}


TIME_STARTS = _time_starts()
