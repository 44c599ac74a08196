"""Requests in languages that are not read as a whole: what somebody says who wants no more texts. Data.

Accents are gone here, as in every text that is read. Languages without blanks are read by how a text begins.
"""

import unicodedata

_WRITTEN: dict[str, str | tuple[str, ...]] = {
    "français": (
        "desabonnez|desinscrivez|desabonne|desinscris|supprimez|retirez|enlevez|effacez moi|mon|mes|le",
        "supprimez|retirez|enlevez|effacez|desabonnez|desinscrivez ... numero|liste",
        "ne? mecrivez|menvoyez|mappelez|mecris|menvoie|contactez|mecrire|mappeler|mennuyez|mderangez plus|pas|jamais",
        "ne me|nous contactez|derangez|texte|textez|rappelez|harcelez plus|pas|jamais",
        "^, plus|pas|aucun|non de|aux? messages|message|textos|texto|sms|textes please|svp|merci* ,$",
        "laissez|laisse|fichez|fiche moi|nous tranquille|tranquilles|la_paix|en_paix",
        "je ne? veux|souhaite|desire plus|pas ... messages|textos|sms|recevoir|contacte|contactee",
        "mauvais|faux numero",
        "^ ca suffit ,$",
    ),
    "português": (
        "nao me|nos mande|mandem|envie|enviem|escreva|escrevam|ligue|liguem|contate|contatem|incomode|perturbe|manda"
        "|envia",
        "nao quero|desejo|gostaria mais|receber|mensagens|sms|suas|essas|esse",
        "^, nao quero please|obrigado|obrigada|nada|isso* ,$",
        "pare|parem|para|chega|deixe|deixem de ... mensagem|mensagens|mandar|enviar|perturbar|incomodar|ligar|encher",
        "remova|remover|retire|tire|exclua|apague|cancele|delete meu|o|me|minha ...",
        "me remova|tire|exclua|deixe_em_paz|descadastre|retire",
        "quero? cancelar|sair|descadastrar a|da|do|minha|essa|desta|dessa inscricao|lista|assinatura|grupo",
        "numero errado|engano",
        "numero|telefone errado",
    ),
    "deutsch": (
        "keine|kein sms|nachrichten|texte|nachricht|werbung|mitteilungen mehr|please|bitte* ...",
        "horen|hor sie? auf",
        "^, bitte? aufhoren|abmelden|abbestellen|loschen|stoppen ...",
        "^, bitte? stopp bitte|jetzt|endlich* ,$",
        "nicht|nie mehr|wieder schreiben|anschreiben|kontaktieren|texten|anrufen|schreibt|schreib",
        "schreiben|schreibt|kontaktieren|texten|belastigen sie? mich|mir nicht|nie",
        "lassen|lass sie? mich in_ruhe",
        "loschen|entfernen|streichen sie? meine|mich ...",
        "falsche nummer",
    ),
    "italiano": (
        "non scrivetemi|scrivermi|contattatemi|contattarmi|chiamatemi|mandatemi|disturbatemi|mandarmi",
        "non mi scriva|scrivete|contatti|contattate|mandi|mandate|chiami|chiamate|disturbi|disturbate|mandare ...",
        "^ smettetela|smettila|smetti|cancellami|cancellatemi|disiscrivimi|disiscrivetemi|rimuovimi|rimuovetemi ...",
        "basta con? messaggi|sms|scrivere",
        "non voglio|desidero piu|ricevere|messaggi|altri",
        "numero sbagliato",
        "lasciatemi|lasciami in_pace|stare",
    ),
    "kreyòl": ("sispann voye|ekri|rele|mande|$", "pa voye|ekri|rele ... mwen|mesaj", "kite m? trankil"),
    "tagalog": (
        "itigil|tigilan|tigil ninyo|nyo|mo|na|ang|po* ,$",
        "huwag|wag ninyo|nyo|mo|na|po|kang|kayong* mag ...",
        "huwag|wag ninyo|nyo|mo|na|po|kang|kayong* itext|magtext|tumawag|magpadala|mangulit|magsend",
        "maling numero",
    ),
    "tiếng Việt": ("đung|ngung|khong nhan|gui|lien_he ...", "^ đung|ngung $"),
    "polski": (
        "prosze? nie pisz|piszcie|pisac|wysylaj|wysylajcie|wysylac|dzwon|dzwonic ...",
        "^ przestan|przestancie|wypisz|wypiszcie|usun|usuncie ...",
    ),
    "русский": (
        "не пишите|пиши|присылайте|присылаи|шлите|звоните|беспокоите|беспокоить|отправляите|писать|присылать",
        "удалите|уберите|удали|исключите мои|меня|этот|номер ...",
        "^, прекратите|хватит|перестаньте|отстаньте|отвалите|отпишите|отпишитесь|отписка|отвяжитесь ...",
    ),
    "中文": "停止~|取消订阅~|退订~|不要再~|别再~|别发~|别给我~|请不要~|请别~|请停止~|不要发~|不要给我~|不要联系~|请勿~"
    "|勿扰|拒收~",
    "日本語": "停止~|配信停止~|やめて~|もう送らな~|送らないて~|解除~",
    "한국어": "그만~|수신거부~|중지~|보내지~",
    "العربية": ("لا ترسل~|ترسلوا|تراسل~|تتصل~", "^ توقف~|الغاء|كفي|كفى ..."),
    "हिन्दी": (
        "band|bandh karo|kro|karen|kijiye|kar",
        "mat|na bhejo|bhejna|bhejiye|karo_message|likho",
        "मत|बद|रोक ...",
    ),
}


def _as_read(phrase: str) -> str:
    """A phrase as texts are read: letters in their parts, without accents and other marks."""
    parts = unicodedata.normalize("NFKD", phrase)
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf"))


ASKING: dict[str, str | tuple[str, ...]] = {
    name: tuple(map(_as_read, (written,) if isinstance(written, str) else written))
    for name, written in _WRITTEN.items()
}
