"""Where a message may send somebody, and what it may ask for."""

from app.domain.drafting.acts.matter import matter

CHANNEL = matter(
    "channel",
    "It sends the lead to another app, site, number or way to pay that the instructions do not name.",
    r"""
    whats ?app
    telegram|snap ?chat|discord|signal app|on signal|we ?chat|skype|viber
    instagram|facebook|messenger|tik ?tok
    venmo|cash ?app|zelle|pay ?pal|apple pay|google pay
    bit ?coins?|btc|crypto\w*|ethereum|usdt
    (?:gift|itunes|steam|google play|amazon|prepaid) ?cards?|tarjetas? de regalo
    western union|money ?gram|money orders?
    (?:wire|send|transfer|envi[ea]) MONEY|wire (?:us|me|it|transfers?)
    cash ?tags?|pay ?pal|qr|qr codes?|barcode|flyer|cash app tag|apple cash|wise|revolut|chime
    (?:google|googl(?:e|ing)|bing|search(?:ing)? (?:for|up|online|the (?:web|internet))|look(?:ing)? (?:us|me) up
      |(?<!help you )(?<!we can )(?<!i can )(?<!we'll )(?<!i'll )(?<!let me )look(?:ing)? (?:it|that) up|type (?:it
      |this|that|in|into)|browser|web ?search|search engine|hashtags?)
    (?:download|install|scan|tap|click|open)(?: \w+){0,3} (?:code|attachment|file|software|below|here)
      |links? (?:in|from|on) (?:my|our|another|an?|the) (?:next|other|email|letter|text|mail|flyer|card)
      |(?:app|play) store|any ?desk|team ?viewer|remote access|screen shar\w+
    (?:text|txt|send|sms) \w+ to (?!(?:us|me|you|confirm|stop|go|keep|pick|set|see|schedule|finish|continue|get|your
      |opt|let|the team|find)\b)\w+
    (?:our|the|my|a|this) (?:number|line|hotline|extension) (?:spells
      |is(?! \(?\d{3}\)?[ -]\d{3}[ -]\d{4})|spell|starts|ends|begins|has)
      |spells out|spell out (?:the |our |my )?(?:number|address|link|site|web)|ext(?:ension)?\.? ?\d*|toll[- ]free
      |hotline|1-800
    dial \w+|page (?:me|us|him|her|karen|\d)|call (?:back )?(?:at|on) (?:my|this|another|a different)|my (?:cell
      |personal|private|direct
      |home|other)(?: \w+)? (?:number|phone|line|email|cell)?|different (?:number|app|account|site)
    (?:gift|prepaid|debit|visa|apple|itunes|google) cards?|card (?:pictures?|photos?)|picture of the back
      |back of the card|postal order|cashier'?s check|mail (?:a|the|your|us a) (?:check|cash|payment)
    (?:wire|wiring|payment|bank|account|routing|transfer|payoff|deposit) (?:\w+ )?(?:instructions?|details?|info\w*
      |numbers?|address) (?:have|has|had|were|was|are|is|got)(?: been| just| all)* (?:chang\w+|updat\w+|new|different
      |moved|replaced)
    (?:use|to|into|at|through) (?:the|our|this|a) (?:new|other|different|correct|updated) (?:bank|account|number|address
      |wire|routing|link|site|portal)
    (?P<to>pay) (?:in|with|by|via|using|through|the|your|a|us|me|this|that|it|up)\b(?! (?:loan|off|mortgage|house))
      |payable to|(?<!can't )(?<!cannot )(?<!unable to )(?<!able to )(?<!trouble )make (?:a|the|your) (?:payment
      |deposit|transfer
      |check)|send (?:a|the) (?:payment|deposit|fee|check)
      |(?<!mobile )(?<!direct )deposit
    finish (?:it |up |the (?:form|application) )?(?:at|on|via|through|over at|by going to) (?!(?:this|your|any|a|an
      |the|home|time|once|our|whatever|whichever|that|all|least|some|phone|desktop|mobile|computer|\d)\b)(?P<to>\w+)
    (?:go to|head (?:over )?to|NOT_A_NOUNvisit(?! (?:at|in|or|and|on|is|be|been|was|has|had|makes?|might|may|should
      |will|would|if|for|with|takes?
      |before|after|includes?|covers?|costs?|too|next|today|tomorrow|this|lasts?|can|could)\b)
      |browse to|log (?:in|on)(?: to| at)|sign in (?:to|at)|find us (?:at|on|by)
      |see us (?:at|on)|apply (?:at|on|via)|navigate to|continue (?:at|on)|pick up (?:again )?at|send (?:them|it
      |everything|that|those|docs?|documents?|your \w+(?: \w+)?) (?:to|over to)|(?:email|mail|write
      |(?<!look )(?<!looking )forward)(?: \w+){0,3} (?:to|at)) (?!(?:with|anytime|soon|today|this|your|any|a|an|the
      |our|us|me|you|my|it|its
      |that|these|those|what
      |where|sleep|bed|work|when|if|how|some|see|another|other|each|no|get|look|home|everyone|someone|somebody|all
      |let|keep|know|start|every|whoever|whichever|whatever|who|finish|continue|pick|upload|view|check|complete
      |resume|update|review|submit|save|add)\b)(?P<to>\w+)
    (?:find|follow|add|dm|ping|message|friend|like|hit) (?:us|me)(?: up| back)? (?:on|at|via|over|in|through)
      |on the gram|(?:web|home) ?page (?:at|called|named)|period (?:and )?com
    (?:download|install|scan|tap|click|open)(?: \w+){0,3} (?P<to>app)
    (?:our|an|my|free|mobile|this) app|in the (?:app )?store|look for (?:us|our|my|the)
    (?:our|my) page|(?:our|my|the) (?:profile|channel|group|feed|handle|username|user name|screen name)
    """,
)

SECRET = matter(
    "secret",
    "It asks for a number, document, password or secrecy that does not belong in a text message. Ask to speak instead.",
    r"""
    (?:number|code|digits) (?:on|off|from) (?:the|your|its)|your (?!first |next |new card\?)(?:\w+ )?card|(?:access
      |take over|control|see|share
      |view
      |remote into) your (?:screen|computer|device|phone|laptop)|remote (?:in|into|access|session|control)
    (?:don't|do not|never)(?: \w+){0,2} (?:share|tell|show|forward)(?: \w+){0,3} (?:anyone|anybody|others|outsiders)
    ssn|social security(?: number)?|(?:your|the) social(?! media)|social(?: number| #)|seguro social
    last (?:four|4)(?: digits)? of
    card (?:number|details|info\w*)|(?:debit|credit) card|cvv|cvc|numero de tarjeta
    security code|verification code|one.time code|code (?:you|we|i)|your pin|pin(?: code| number)
    passwords?|passcodes?|login|log ?in (?:details|info\w*|name|credentials)|credentials|contrasena|clave
    routing (?:number|#)|(?:bank )?account (?:number|details)|bank (?:details|info\w*|login)|numero de cuenta
    mother's maiden name|date of birth|birth ?date|driver'?s licen[sc]e|passport
    (?:photo|pic|picture|copy|scan)s? of (?:your |the )?(?:id|ids|card|check|license)
    (?:send|text|give|reply with|share|(?<!i can )(?<!we can )(?<!i'll )(?<!we'll )tell|provide|confirm|verify|email
      |type|snap)(?: \w+){0,3} (?:your|the
      |a)(?: \w+){0,3} (?:ssn|social|pin|password|passcode|code|card|account|routing|login|number on|license|passport
      |id|dob|birthday|date of birth|maiden name|mother's|tax return|w-?2s?|bank statements?|pay ?stubs?|credentials
      |signature)(?: \w+)?(?<!you sent)
    (?:pictures?|photos?|pics?|scans?|copy|copies|images?|screenshots?) of (?:your|both|a|the (?:card|check|license
      |id|front|back|statements?|documents?|papers?|letter|policy
      |screen|code|form|two|passport|bill))
    (?:account|card|routing|social|tax|id|passport|license|member|loan|policy|file|case|reference) (?:number|no|#)s?
    (?:full|legal) name and|identity|identification|verify (?:yourself|who you are|that it's you|your)|(?:birthday
      |born|how old (?:are|r) (?:you|u|y'all)|how old you are
      |how old is your (?:wife|husband|spouse|partner|mother|father|mom|dad|boss)|your age|maiden)
    (?:keep|stays?|staying) (?:this|it|that|these)?(?: \w+){0,2}(?:between|secret|quiet|private|confidential
      |to yourself)|between (?:us|you and (?:me|us)|ourselves|the two of us)|(?:don't|do not|never
      |no need to) (?:tell|mention|show|inform|let)(?: \w+)? (?:anyone|anybody|your|the|this|it|him|her|them|to|about
      |on)|secrets?|hush|off the record|delete (?:this|these|the) (?:text|message|thread|conversation)s?
      |no (?:se )?(?:l[eo]s? )?(?:diga|cuente|comente|mencione|avise)s?(?: nada| esto)? (?:a|nada|esto)
      |entre (?:nosotros|usted y (?:yo|nosotros)|tu y yo|los dos)|(?:en|un|nuestro) secreto|sin que (?:nadie|se entere)
    how much (?:money )?(?:do you|have you|is in|you) (?:make|earn|have|in)|bank balance|which bank|what bank
      |net worth
    (?:read|spell|say|type|key|enter|forward)(?: \w+){0,3} (?:code|digits|pin|password|number on|numbers? on)
      |trust (?:us|me|this|my|him|her)\b
    (?:what's|what is|what was|whats|tell (?:me|us)) your (?:mother|mom|father|birth|first pet|maiden|date of|account
      |card|pin|social|full|legal|bank|income|salary|age)
    (?:don't|do not|doesn't|no need|needn't|never)(?: have| need)?(?: to)? (?:tell|mention|show|inform|involve
      |ask) (?:your|anyone|anybody|the)
    """,
)
