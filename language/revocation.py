"""Consent in free wording: what a reasonable person takes as "stop texting me".

47 CFR 64.1200(a)(10): any such wording revokes, not keywords alone. Rules only, each precise;
a text that may be one but fits no rule is DOUBTFUL: sending is held and a person decides.
"""

import re
from enum import StrEnum

from language.normalise import sentence


class Wording(StrEnum):
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    DOUBTFUL = "doubtful"
    NONE = "none"


TEXTS = r"(?:texts?|txts?|text messages?|messages?|msgs?|sms|alerts?|notifications?|spam(?:ming)?|promos?|offers?|newsletter)"

OPT_OUT = (
    rf"(?:stop|quit|cease|end|cancel|discontinue|no more|enough with|done with|tired of|sick of|unsubscribe (?:me )?from)"
    rf" (?:(?:with|all|any|of|the|these|this|those|your|ur|my|sending|getting|receiving|me|us|more|promotional|marketing) ){{0,5}}{TEXTS}\b(?! (?:about|when) (?:it|the order) is)",
    r"(?:stop|quit) (?:texting|txting|txtng|messaging|msging|contacting|bothering|spamming|harassing|blowing up)",
    r"(?:do not|don't|dont|never|no) (?:ever )?(?:text|txt|message|msg|contact)(?:ing)? (?:me|this|here|us)?(?: (?:again|anymore|any more|number))?",
    r"(?:take|get|remove|delete|drop) (?:me|my (?:number|phone|cell|name|info)|this number|us) (?:off|from|out of) (?:of )?(?:your|ur|the|this|all)? ?(?:\w+ )?(?:list|texts?|messages?|system|database|alerts?)",
    r"^(?:please |pls |plz |just )*(?:remove|unsubscribe|unsub|opt out|optout|opt) (?:me|us|my number|this number|this phone|out)(?: (?:out|please|pls|now|thanks|thx))*$",
    r"(?:remove|delete|lose|forget) (?:my|this) (?:phone )?number",
    r"(?:want|wish|like|need|how do i|how to|how can i|trying) (?:to )?(?:unsubscribe|opt out|unsub|stop (?:getting|receiving))",
    r"(?:can|could|would) you (?:please )?(?:unsubscribe|opt out|unsub)",
    r"no longer (?:wish|want|like|care) to (?:receive|get|hear)",
    r"(?:do not|don't|dont) (?:want|wish|need|like) (?:to )?(?:get|receive|getting|hear)?(?:ing)? ?(?:any |these |your |more |anymore )*(?:texts?|messages?|msgs?|sms|from you)",
    r"rather not (?:get|receive) (?:any |these |your )*(?:texts?|messages?)",
    r"^(?:please |pls |just )*(?:leave me alone|lose my number|not interested|take me off)(?: .{0,20})?$",
    r"(?:wrong (?:number|person))(?! of\b)(?! on\b)|this (?:is not|isn't|isnt|aint|ain't) \w+(?: any ?more)?,? (?:please )?(?:stop|remove|lose|wrong)",
    r"never signed up for (?:this|these|your|any)",
    r"^(?:please |pls |plz |ok |okay )*stop(?: it)?(?: (?:please|pls|plz|now|thanks|thank you|thx|it))+$",
    r"report (?:you|this|u) .{0,40}(?:fcc|spam|ftc|attorney)",
    # Spanish
    r"no (?:me |nos )?(?:manden|mande|mandes|envien|envie|envies|escriban|escriba|escribas|contacten)(?: mas| nada)?",
    r"(?:dejen|deja|deje|paren|pare|para) de (?:escribir|mandar|enviar|molestar|textear)\w*",
    r"(?:quitenme|quiteme|quitame|saquenme|saqueme|borrenme|eliminenme|elimineme|dar(?:me|nos)? de baja|denme de baja|deme de baja|dame de baja)",
    r"ya no quiero (?:recibir|mas) .{0,20}(?:mensajes|textos|sms|nada)?|numero equivocado",
    # French
    r"arretez? (?:de |d )?(?:m'?|me |nous )?(?:envoyer|ecrire|texter|contacter|harceler)\w*|(?:ne )?m'?(?:envoyez|ecrivez|contactez) plus",
    r"(?:ne )?(?:veux|souhaite|desire) plus (?:recevoir|de) .{0,15}(?:sms|messages?|textos?)",
    r"desabonn\w+(?:[ -]moi)?|desinscri\w+|retirez (?:moi|mon numero)|mauvais numero|faux numero",
    # Portuguese
    r"(?:parem|para|pare) de (?:me )?(?:mandar|enviar|escrever|perturbar)|nao (?:me )?(?:mandem?|enviem?|manda) mais",
    r"nao quero mais (?:receber|mensagens?|sms)|(?:me tir[ae]m?|me remov[ae]m?|tirem? meu numero|me descadastr\w+|cancelar inscricao|numero errado)",
    # Vietnamese
    r"(?:dung|ngung|thoi|khong|đung) (?:co )?(?:nhan|gui|nhan tin|gui tin)(?: tin)?(?: nhan)?(?: cho)? ?(?:toi|minh|em|anh|chi)? ?nua",
    r"huy (?:dang ky|nhan tin)|xo?a so (?:cua )?(?:toi|minh|em)|nham so",
    # Tagalog
    r"(?:itigil|tigilan|tama na|huwag|wag) (?:na|nyo|niyo|ninyo|po|ang|n[a-z]+ ){1,4}.{0,15}(?:text|mag ?text|message|pag ?text)",
    r"ayoko(?: na)?(?: na| po| ng)* (?:makatanggap|text|tumanggap|ng mga text)|(?:paki )?(?:tanggal|alisin|alis)\w{0,8} .{0,12}(?:number|numero)|maling numero|wrong send",
)  # fmt: skip
OPT_OUT_CHINESE = r"(?:别|别再|不要|不要再|请勿|勿|停止|唔好再?)(?:给我|給我|向我|再)*(?:发|發|发送|傳|send)(?:短信|信息|消息|簡訊|訊息|了)?|退订|退訂|取消订阅|取消訂閱|打错了|发错人|(?:从|從)?名[单單](?:上|中)?(?:删|刪|移)|不想(?:再)?(?:收到|接收)(?:你们|您)?的?(?:短信|信息|消息|簡訊)|把我.{0,6}(?:删除|刪除|移除)"

NOT_ABOUT_OUR_TEXTS = (
    r"(?:do not|don't|dont|not|never) (?:want (?:to|you to) )?(?:stop|opt out|unsubscribe)",
    r"\be ?mails?\b.{0,40}(?:keep|but|not) .{0,20}texts?|\bstop (?:calling|emailing)|unsubscribe me from (?:your )?e ?mails",
    r"(?:old|other|husband's|wife's) number,? use this|wrong (?:number|size|item|address|color|order) (?:of|on|in|for)",
    r"text me (?:when|at|if|instead|once|as soon)|did (?:you|i) (?:get|un|opt)",
)

OPT_IN = (
    r"(?:sign|put|add|opt|turn|switch) (?:me|us|my number|my phone|the (?:texts|messages)|messages|texts)(?: back)? (?:up|on|in|to)(?! (?:the )?(?:wait|appointment|schedule|order))(?: (?:for|to) (?:the |your )?(?:text|message|list|alert|offer|deal))?",
    r"^(?:opt|sign) (?:me )?(?:back )?(?:in|up)\b(?! (?:to|for) (?:the )?(?:app|site|account|wait|reward|order|class))",
    r"(?:want|like|love) to (?:get|start getting|start receiving|receive|keep getting|subscribe to) (?:your |the |these )?(?:texts?|messages?|updates by text)",
    r"^(?:please )?(?:re ?subscribe|resume|restart|undo)(?: (?:me|texts?|messages?|the stop|my stop|please))*$",
    r"(?:by (?:accident|mistake)|accidentally).{0,50}(?:back on|start (?:them|again)|re ?subscribe|put me back|undo)",
    r"quiero (?:volver a )?recibir (?:sus|los|tus) (?:mensajes|textos)|suscrib(?:a|an|e|ir)me",
    r"je (?:veux|souhaite|voudrais) (?:de nouveau )?recevoir vos (?:sms|messages|textos)|(?:re)?inscrivez[ -]moi|(?:re)?abonnez[ -]moi",
    r"quero (?:voltar a )?receber (?:as |suas )*(?:mensagens|sms)|me inscreva",
    r"(?:toi |minh |em )?muon nhan (?:lai )?tin(?: nhan)?(?: lai)?",
    r"gusto ko (?:po )?(?:ulit )?(?:na )?(?:makatanggap|tumanggap) (?:ulit )?ng (?:mga )?text",
)
OPT_IN_CHINESE = r"(?:想|要|请|請)?(?:重新|继续|繼續|再次)(?:接收|收到|订阅|訂閱).{0,4}(?:短信|信息|消息|簡訊)?|我想(?:订阅|訂閱)"

# A short text around one of these words, fitting no rule, may be a revocation.
MAYBE = re.compile(
    r"\b(?:stop|unsubscribe|unsub|opt out|remove me|no more|enough|quit it|basta|chega|tama na)\b"
)
SHORT = 4  # words

OPT_OUT_RULES = tuple(map(re.compile, (*OPT_OUT, OPT_OUT_CHINESE)))
OPT_IN_RULES = tuple(map(re.compile, (*OPT_IN, OPT_IN_CHINESE)))
VETOES = tuple(map(re.compile, NOT_ABOUT_OUR_TEXTS))


def read(text: str) -> Wording:
    """What `text` says about our texts, in any wording."""
    plain = sentence(text)
    joined = plain.replace(" ", "") if re.search(r"[\u4e00-\u9fff]", plain) else plain
    if any(veto.search(plain) for veto in VETOES):
        return Wording.NONE
    if any(rule.search(plain) or rule.search(joined) for rule in OPT_IN_RULES):
        return Wording.OPT_IN
    if any(rule.search(plain) or rule.search(joined) for rule in OPT_OUT_RULES):
        return Wording.OPT_OUT
    if len(plain.split()) <= SHORT and MAYBE.search(plain):
        return Wording.DOUBTFUL
    return Wording.NONE
