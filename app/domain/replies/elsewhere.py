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
        "itigil|tigilan|tigil|tantanan|lubayan|layuan ninyo|nyo|mo|na|ang|po|ako|kami|niyo*",
        "huwag|wag ninyo|nyo|mo|na|po|kang|kayong* mag ...",
        "huwag|wag ninyo|nyo|mo|na|po|kang|kayong* itext|i_text|magtext|mag_text|tumawag|magpadala|mangulit|magsend",
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


_DOUBTFUL: dict[str, str | tuple[str, ...]] = {
    "no interest, in another language": (
        "nao? sem|tenho|temos|ha interesse",
        "nao estou|estamos|to|sou? mais? interessado|interessada|interessados",
        "nao me interessa|obrigado|obrigada",
        "pas|plus du_tout? interesse|interessee|interesses",
        "ne? minteresse pas|plus",
        "non merci",
        "kein|keine|nicht interesse|interessiert",
        "non mi? interessa|interessato|interessata",
        "non sono|siamo interessato|interessata|interessati",
        "hindi|di ako|po|na|kami* interesado|interested|kailangan",
        "^^ ayoko|ayaw|wag na|po|ko|salamat* $$",
        "khong quan_tam|can|muon|co_nhu_cau",
        "pa enterese|bezwen",
        "не интересует|интересно|надо|нужно|интересуюсь",
        "nie jestem|interesuje zainteresowany|zainteresowana|mnie",
        "不感兴趣~|没兴趣~|没有兴趣~|不需要~|不用了~|興味ありません~|結構です~|관심없~",
    ),
    "who is this, in another language": (
        "quem e|fala|esta|seria voce|aqui|falando|esse|este|isso",
        "^ quem e|fala|esta ,$",
        "qui est|etes|es ce|vous|tu|la",
        "^ qui etes|es ,$",
        "^ cest qui",
        "wer ist|sind|bist das|da|sie|du",
        "^ chi e|sei|siete|parla|scrive ,$",
        "sino|cno|sinu to|ito|po|ka|kayo|yan",
        "^ ai vay|đay|day|the|nhan",
        "ki moun ou|sa|ki",
        "кто это|вы|вам|ты",
        "kto to|pisze",
        "你是谁~|谁啊~|哪位~|誰ですか~|누구~",
        "de onde|quem tirou|tem|conseguiu|pegou|deu meu",
    ),
}


def _as_read(phrase: str) -> str:
    """A phrase as texts are read: letters in their parts, without accents and other marks."""
    parts = unicodedata.normalize("NFKD", phrase)
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf"))


def _all_as_read(table: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    return {
        name: tuple(map(_as_read, (written,) if isinstance(written, str) else written))
        for name, written in table.items()
    }


ASKING = _all_as_read(_WRITTEN)
CUES = _all_as_read(_DOUBTFUL)
