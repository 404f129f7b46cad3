"""Does a sentence promote? Any inducement to buy, now or later, does; plain facts do not.

Facts on the customer's own order, policies (even when they name a sale or a coupon), prices that
were asked for and negative answers pass.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from language.clauses import clauses
from language.encoder import shared
from language.normalise import fold_case

SELLS = 0.45  # from here on a sentence of a reply sells; chosen on the threshold writers
KNOWN_WORDS = 0.02  # the same where a rule knows its words
MAY_SELL = 0.4  # the same for a template, which somebody has time to word anew


@dataclass(frozen=True, slots=True)
class Promotion:
    """What stopped the text: the kind of promotion and the words."""

    kind: str
    words: str

    @property
    def reason(self) -> str:
        return f'{self.kind}: "{self.words}"'


# Kind by kind. Written for fold_case'd text; each alternative is something that sells.
KINDS = {
    "discount": r"\d{1,2} ?% (?:off|discount|de descuento|de réduction|de desconto)|\d{1,2} ?% ?off|-\d{1,2} ?%|"
    r"(?:save|take|get) (?:up to )?[$€£]?\d+(?: ?%)? (?:off|on)|save (?:big|up to)|half (?:price|off)|"
    r"two for one|2 for 1|buy (?:one|two|1|2),? get|\bbogo\b|on sale (?:for|now|this|today)|[$€£]\d+ off|"
    r"flash sale|our (?:biggest |big )?sale (?:starts|is)|clearance event|price drop|"
    r"\d{1,2} ?% (?:descuento|de rabais|korting)|aprovecha|profitez de|打?[一二三四五六七八九\d]折|giảm giá \d+|\d{1,2} ?% discount",
    "coupon": r"(?:use|with|enter|apply) (?:the |this |your )?(?:promo |coupon |discount )?code [a-z]*\d*[a-z\d]+|coupon for your next|"
    r"here(?:'s| is) a (?:coupon|voucher|gift)|(?:usa|use|utilice|utilisez) (?:el |o |le )?(?:cup[oó]n|c[oó]digo|code)|使用优惠码|nhập mã",
    "free": r"free (?:shipping|delivery) (?:on|when|for|this|all|today|over|with)|free (?:gift|dessert|coffee|drink|cookie|appetizer|sample)|"
    r"(?:on us|on the house) (?:this|today|when|with)|envío gratis (?:en|solo|hoy|este)|livraison (?:offerte|gratuite) dès|frete grátis (?:só|hoje|em)|"
    r"miễn phí vận chuyển|libreng shipping|kids eat free|complimentary upgrade",
    "offer": r"special offer|limited[- ]time|exclusive (?:offer|deal)|offer expires|hot deal|deals? of the|last chance|don't miss|"
    r"hurry|while (?:stocks?|supplies) last|today only|this weekend only|ends (?:tonight|soon|sunday)|act now|shop now|order now|book now",
    "new products": r"new arrivals|just dropped|check out our|introducing (?:our|the)|now available in all|"
    r"(?:new|spring|summer|fall|autumn|winter) (?:line|collection)|découvrez|descubre nuestr|conheça nossa|新品上市|快来",
    "upsell": r"would you like to add|add (?:a|an|another) .{1,30} for (?:just|only)|goes (?:great|well|perfectly) with|"
    r"you (?:might|may|will) (?:also )?(?:like|love)|also (?:loved|bought)|upgrade to|only [$€£]\d+(?:\.\d\d)? more|treat yourself|"
    r"why not (?:try|add|grab)|don't forget to (?:try|add|check)",
    "loyalty": r"(?:join|sign up for) (?:our|the) (?:\w+ )?(?:rewards|loyalty|club|vip|membership)|earn (?:double )?points|double points|"
    r"members (?:save|get)|become a member|refer a friend",
    "cart": r"left (?:something|items?) in your (?:cart|bag)|in your (?:cart|bag)\?|complete your purchase|dejaste artículos en tu carrito",
    "reviews and follows": r"leave us a (?:review|rating)|rate us|follow us on|download our app|tell your friends",
    "come back": r"we miss you|come back (?:soon|this)|swing by|stop by (?:today|and)|come see (?:us|our)|visit us (?:today|soon|this)",
    "financing": r"no interest for|apply today|financing available",
}  # fmt: skip
# From the start of a word; a Chinese character is a word of its own.
PATTERNS = {
    kind: re.compile(rf"(?<![^\W\u3400-\u9fff])(?:{pattern})") for kind, pattern in KINDS.items()
}


def review(text: str, bound: float = SELLS) -> Promotion | None:
    """The promotion found in `text`, or None. Raises what the encoder raises where it can't read."""
    found = by_rule(text)
    if found:  # "the 20% off ended in May" is what the rules can't tell from an offer
        return found if likelihood(text) >= KNOWN_WORDS else None
    return by_reading(text, bound)


def by_rule(text: str) -> Promotion | None:
    folded = fold_case(text)
    for kind, pattern in PATTERNS.items():
        if found := pattern.search(folded):
            return Promotion(kind, found[0])
    return None


def by_reading(text: str, bound: float) -> Promotion | None:
    """Whether the encoder holds the whole to sell; the words are its likeliest sentence."""
    return Promotion("it sells", likeliest_part(text)) if likelihood(text) >= bound else None


def likelihood(text: str) -> float:
    """How likely the whole sells."""
    if not text.strip():
        return 0.0
    return shared().scores(without_figures(text)).promotion


def read_ahead(texts: Sequence[str]) -> None:
    """Reads many texts at once, which takes less time; what is made of each is the same."""
    shared().scores_of([without_figures(text) for text in texts])


def likeliest_part(text: str) -> str:
    """The sentence that sells most."""
    parts = clauses(text) or [text]
    scores = shared().scores_of([without_figures(part) for part in parts])
    return max(zip((each.promotion for each in scores), parts, strict=True))[1]


def without_figures(sentence: str) -> str:
    """Each figure as a 0: what is said does not hang on which order or hour it is said of, and what
    was read before with others need not be read again."""
    return re.sub(r"\d", "0", sentence)
