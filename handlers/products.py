"""Products: what is in stock where, widths, and the right size."""

from facts import wording
from facts.business import Business, Product
from handlers.answer import Answer
from storage.records import Question

EXAMPLES = {
    "product_stock": (
        "does the downtown store have the marlow loafer?",
        "do you have the finch boot in stock",
        "any size 9 left in the trail runner",
        "is it available at the riverside store",
        "do you carry wool socks",
        "do you have these in black",
        "when will it be back in stock",
        "¿tienen estos zapatos en la tienda del centro?",
        "avez-vous ce modèle en stock",
        "vocês têm esse tênis",
        "这款还有货吗",
        "còn hàng không",
        "meron pa po ba kayong stock nito",
    ),
    "sizing": (
        "are these shoes wide?",
        "help me find the right size of the trail runner",
        "what size should I get",
        "do these run small",
        "do you have wide width",
        "I'm between 8 and 9, which one",
        "is there a size chart",
        "are the boots narrow",
        "¿qué talla me recomiendan?",
        "ça taille grand ou petit?",
        "que tamanho devo comprar",
        "我穿38码该选哪个",
        "size này chật không",
    ),
}

ABOUT_WIDTH = (
    "wide",
    "width",
    "narrow",
    "ancho",
    "angost",
    "large",
    "étroit",
    "largo",
    "estreit",
    "宽",
    "窄",
    "rộng",
    "hẹp",
    "malapad",
)


def answer(question: Question, business: Business) -> Answer | None:
    products = [business.product(name) for name in question.slots.products]
    if question.topic == "sizing":
        return sizing(products, question, business)
    if not products:
        if asks_for_this(question.text):
            return Answer(business.say("product_which", question.language))
        text = business.say("product_unknown", question.language)
        return Answer(text, to_person="asks for a product we don't list")
    lines = [line for product in products for line in stock(product, question, business)]
    return Answer(" ".join(lines))


def asks_for_this(text: str) -> bool:
    """Whether the product is only pointed at: "this", "these", "it"."""
    return bool(
        {"this", "these", "it", "them", "that", "those"} & set(text.casefold().strip("?!.").split())
    )


def stock(product: Product, question: Question, business: Business) -> list[str]:
    named = question.slots.stores or tuple(branch.name for branch in business.branches)
    sizes = question.slots.sizes[:1]
    return [in_store(product, store, sizes, question, business) for store in named]


def in_store(
    product: Product, store: str, sizes: tuple[str, ...], question: Question, business: Business
) -> str:
    here = {
        row.size: row.count
        for row in business.stock
        if row.product == product.name and row.branch == store and row.count
    }
    places = {"product": product.name, "store": store}
    if sizes:
        known = "stock_size" if sizes[0] in here else "stock_size_none"
        count = here.get(sizes[0], 0)
        return business.say(known, question.language, size=sizes[0], count=count, **places)
    if not here:
        return business.say("stock_none", question.language, **places)
    listed = wording.listed([size for size in here if size])
    in_sizes = business.say("stock_sizes", question.language, sizes=listed) if listed else ""
    return business.say("stock_some", question.language, sizes=in_sizes, **places)


def sizing(products: list[Product], question: Question, business: Business) -> Answer | None:
    is_width = any(word in question.text.casefold() for word in ABOUT_WIDTH)
    if not products and (ordered := just_ordered(question, business)):
        order_number, product = ordered
        if is_width and product.widths:
            widths = wording.listed(product.widths)
            places = {"product": product.name, "widths": widths, "number": order_number}
            return Answer(business.say("width_of_order", question.language, **places))
        products = [product]
    if not products:
        return Answer(business.say("product_which", question.language))
    if not all(product.sizes for product in products):
        return None  # a mug has no size: a person sees what is meant
    tell = width if is_width else size
    return Answer(" ".join(tell(product, question, business) for product in products))


def just_ordered(question: Question, business: Business) -> tuple[str, Product] | None:
    """The product of this number's latest order: what "these shoes" most likely are."""
    for order in business.orders_of(question.sender):
        for product in business.products:
            if product.name.casefold() in order.items.casefold():
                return order.number, product
    return None


def width(product: Product, question: Question, business: Business) -> str:
    if not product.widths:
        return size(product, question, business)
    widths = wording.listed(product.widths)
    return business.say("width", question.language, product=product.name, widths=widths)


def size(product: Product, question: Question, business: Business) -> str:
    text = business.say(
        "size_advice",
        question.language,
        product=product.name,
        fit=product.fit,
        sizes=wording.listed(product.sizes),
    )
    return " ".join(text.split())  # a product may have no word on its fit
