"""The words around the names of stores: what kinds of place there are, and what speaks of one.

Written without accents and in the singular, as `catalogue_names` reads a text.
"""

from collections.abc import Mapping


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ABBREVIATIONS: Mapping[str, str] = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "blvd": "boulevard",
    "rd": "road", "dr": "drive", "ln": "lane", "hwy": "highway", "pkwy": "parkway", "sq": "square",
    "plz": "plaza", "plza": "plaza", "ctr": "center", "cntr": "center", "centre": "center",
    "dwtn": "downtown", "dtwn": "downtown", "dt": "downtown", "mkt": "market", "mt": "mount",
    "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip

JOINERS = _set("- & ' . + /")

KINDS_OF_STREET = _set("street avenue boulevard road drive lane highway parkway way")
KINDS_OF_PLACE = KINDS_OF_STREET | _set(
    "plaza mall center square park side market station village place store shop outlet branch"
)
GENERIC_PLACES = _set(
    "airport downtown uptown midtown central center centro market plaza mall station outlet main"
    " park "
    "beach harbor north south east west northside southside eastside westside university campus "
    "waterfront riverside village"
)
TRANSLATED_PLACES: Mapping[str, tuple[str, ...]] = {
    "downtown": (
        "centro", "centre ville", "centre-ville", "centro da cidade", "市中心", "市区", "trung tâm",
        "bayan", "city center", "down town",
    ),
    "airport": ("aeropuerto", "aéroport", "aeroporto", "机场", "sân bay", "paliparan"),
    "north side": ("lado norte", "zona norte"),
}  # fmt: skip

STORE_WORDS = _set(
    "store shop location branch one place outlet site boutique showroom tienda local sucursal loja "
    "magasin filiale filial unidade 店 分 门 tindahan sangay"
)
ARTICLES = _set("the your ur our that this el la le du au del da do your your's ang my")
PLACE_PREPOSITIONS = _set(
    "at in on from @ en sa em no na a al de do dans chez aux 在 去 到 o tai nhanh hang"
)
ADVERBIAL = _set("available stock open hour left")
MAY_FOLLOW_A_PLACE = STORE_WORDS | _set(
    "has have ha got get is are was hour open close closed opening carry sell do doe did will"
    " can could "
    "please pls plz or and if for instead today tomorrow tonight now right this next on in at"
    " with by "
    "thank thx too also still have any ok that it i u you we my tiene tienen por para hoy y o e"
    " ou et "
    "avec est a tem hoje po ba may ngayon bukas co khong con phone number address location parking "
    "meron mayroon to from haven't doesn't isn't yet"
)

# No slip of the finger for anything: "message" is not the service "Massage".
PLAIN_WORDS = _set(
    "about above account address after again ahead almost alone along already alright always"
    " amount "
    "another answer anyone anything appointment around arrive arrived asked available balance"
    " because "
    "become before began behind being believe below better between billing black blue board"
    " booking "
    "books bought bring broken brought brown build business buying called calling cancel card"
    " careful "
    "cause certain chair chance change changed charge charged charger cheap check checked children "
    "choose class clean cleaner clear clearly close closed closing clothes color colors coming"
    " company "
    "confirm contact correct could count couple course cover credit customer daily damaged dates "
    "decide deliver delivered delivery details dinner doctor doing dollar double dress drink drive "
    "during early eight either email empty enough entire error evening every everyone everything "
    "exactly except exchange expect family faster favor feedback feeling fifteen fifty figure"
    " final "
    "finally finish first fixed floor follow forget forgot found fourth friend friends front"
    " furniture "
    "getting girls given giving going grand great green group guess hands happen happened happy"
    " heard "
    "heart heavy hello hours house human hundred husband idea imagine inside instead issue items"
    " keep "
    "kids kitchen known large later learn least leave leaving leather light likely limit little"
    " living "
    "local location locked login longer looking lower lunch makes making manager march maybe means "
    "member message messages might minute minutes missed missing mobile model money month months "
    "morning mother mouth moved movie music myself names needed never night nobody north nothing"
    " notice "
    "number offer office often online opened opening option order ordered orders other others"
    " outside "
    "owner package pages paid parking party password patio payment people person phone photo"
    " pickup "
    "piece place placed places plain plate please point policy possible pretty price prices"
    " problem "
    "product promise purchase question quick quickly quiet quite ready really reason receipt"
    " receive "
    "received refund regular remove repair reply reset return returned right river rooms round"
    " salon "
    "saying school second sending service services seven several shape share sheet shelf shelves"
    " shift "
    "ship shipped shipping shirt shoes shops short should shown shows shuttle simple since"
    " single sizes "
    "sleep slide slots small smart smile sofa someone something sorry sound south space speak"
    " special "
    "spent spring staff stage stand start started state status steps still stock stone stop"
    " stopped "
    "store stores story street strong stuff style summer supposed switch system table tables taken "
    "talk taste terms thank thanks their there these they thing things think third those three "
    "through ticket tickets times today tomorrow tonight total touch towel track tracking trade"
    " train "
    "travel treat tried trouble truck trust trying twice under until update updates using value"
    " visit "
    "voice wait waiting walk walls watch water weather wedding week weekend weeks where which"
    " while "
    "white whole width window woman women wonder words working world worse worst would write"
    " writing "
    "wrong years yellow young yours llamar llame tienda pedido puedo tienes tienen ayuda gracias"
    " mesa "
    "manana donde cuando precio numero cambio lugar commande livraison bonjour merci demain"
    " magasin "
    "colis obrigado loja quero posso amanha mensagem mensaje compra horas racial faucet braids"
    " bridal"
)
