"""Pressure: threats, deadlines, scarcity."""

from app.domain.drafting.acts.matter import matter

THREAT = matter(
    "threat",
    "It threatens, or speaks of courts, police, wages or credit bureaus, which the instructions do not. Be kind.",
    r"""
    (?:bank|lender|servicer|county|city|investor)s? (?:wants?|will take|takes|is coming|gets)
    legal (?:action|proceedings?|consequences|steps|department|team|measures)
    law ?suits?|sue|sued|suing|litigat\w+
    prosecut\w+|criminal\w*|felony|fraud charges?
    (?:in|to|before|the|a) courts?|court (?:date|order|case|hearing|papers|summons|action)
    attorneys?|lawyers?|abogad[oa]s?
    (?<!no )judg(?:e|ment)s?|subpoena\w*|summons
    arrest(?:s|ed|ing)?|warrants?|jail(?:ed)?|prison|carcel|(?:arrest|encarcel)\w+
    police|sheriff|cops?|fbi|policia
    (?:take|seize|lose|losing) (?:your|the|that) (?:home|house|car|property|place|equity|deposit|kids)
    irs|immigration|deport\w*
    (?:could|might|may|will|can|'ll|going to)(?: (?!it\b|they\b|the\b|we\b|you\b|i\b)\w+)? (?:collapse|catch fire
      |explode|burn|cave in
      |fall (?:in|apart|on)|flood|blow up|rot|ruin|wreck|die)|any (?:day|minute|second|moment) now|(?:fall|falls
      |falling|left) behind|dies|died
    garnish\w*|embarg\w*
    repossess\w*|repo|foreclos\w+|evict\w*|liens?|seiz(?:e|ed|ing|ure)
    collections? agency|sen[dt] (?:you |it |this )?to collections
    credit bureaus?|report(?:ed)? (?:you|this|it) to
    (?:ruin|destroy|wreck|hurt|damage|tank) your (?:credit|score|life|reputation)
    or else|(?:you will|you'll) regret|com(?:e|es|ing) (?:for|after) (?:you|your)|keep (?:stalling|ignoring|delaying
      |waiting|avoiding|putting)|you owe us
    know where you (?:live|work)|(?:tell|contact|call) your (?:boss|employer|family|wife|husband|neighbors)
    final (?:notice|warning|demand)|last warning|ultimo aviso
    failure to (?:pay|respond|reply|comply)|consequences
    (?:acciones?|demanda|proceso) (?:legal(?:es)?|judicial(?:es)?)|demandar\w*|tribunal\w*
    lead to (?:a|an|your|some|legal|serious)|(?:could|will|would|might|may) (?:lose|forfeit|miss out|suffer|face
      |regret|be (?:sorry|charged|fined|sued|reported|penalized))
    (?:denied|closed|cancelled|canceled|withdrawn|rejected|deleted|lost|reported|void(?:ed)?|charged|fined|suspended
      |terminated)(?: \w+){0,3} (?:unless|if you (?:don't|do not|ignore|fail))
    unless you(?:'re| are)?(?= (?!(?:'d|would|'re|are|prefer|need|want|like|have|let|tell|say|ask|hear|request|text
      |reply|call|write)))
    if you (?:don't|do not|won't|ignore|fail|refuse|keep ignoring)(?: \w+){0,4},? (?:then )?(?:we|i|they)(?:'ll| will
      | would| may| might| must)? (?:have to|be forced|close|cancel|report|charge|deny|withdraw|escalate|void|take
      |send (?:it|this|you) to|sue|turn)
    if you (?:don't|do not|won't|ignore|fail|refuse|keep ignoring)(?: \w+){0,4},? (?:then )?(?:your|it|the|this
      |you)(?: \w+)?(?:'ll| will| would| could| might| may| is| are| gets?)? ?(?:be |get )?(?:los[te]|closed?
      |cancel\w*|denied|withdrawn|deleted|charged|reported|gone|expires?|miss|regret|owe|face|forfeit)
    if (?:\w+ ){1,6}?(?:don't|doesn't|didn't|isn't|aren't|do not|does not|is not|are not|won't
      |never)(?: \w+){0,4},? (?:we
      |i|they)(?:'ll| will| may| might| must| would)? (?:have|need|be forced) to(?! (?:ask|find|check|wait|look
      |talk|reschedule|pick|know|see)\b)
    (?:on|in|to|onto) your (?:\w+ )?(?:credit|permanent) (?:file|record|report|history)s?
    (?<!free to )(?<!please )(?<!you can )(?<!just )ignor(?:e|ing|ed) (?:us|this|me|our|these|my)|stop ignoring
      |(?:you|we) warned|(?:a|my|this|our|your) warning
      |warn(?:ing)? you
    (?:have|has|had|'ll have|be forced|forced|required|obligated?) to (?:report|escalate|close|cancel|deny|charge
      |refer|notify|inform|contact your|take (?:you|your|action|legal|steps)|turn you)|don't make (?:us|me)
    report (?:this|it|you|your)|escalat\w+|blacklist\w*|penaliz\w+|fined|fines|late fee|penalt(?:y|ies)
    (?<!should i )(?<!should we )(?<!shall i )(?<!shall we )(?<!me to )(?<!us to )(?:cancel|close|delete|deny|withdraw
      |terminate) (?:your|the|this) (?:application|file|account|loan|request|offer)
    (?:application|file|account|loan|request|offer) (?:will |may |might |could |'ll |is going to )?(?:be |is |gets?
      |being )+(?:closed|cancell?ed|deleted|denied|withdrawn|voided|purged|terminated|lost)
    bad things|something bad|watch (?:out|your back)|mistake (?:you|not)|you'll be sorry|last thing you|(?:we
      |i) know (?:everything|about your|all about)
    (?:lo|le|la|te) (?:van a|vamos a) (?:\w+ )?(?:demand|arrest|report|quit|embarg)\w*|perder (?:su|tu) (?:casa
      |hogar)|(?:reportar|denunciar)\w*
    collect(?:ors?|ions|ing on)|(?:hate|sorry|sad|shame) (?:to see|if|for|that) you (?:lose|los|miss|fall)\w*
      |be (?:upset|mad|furious|angry|sorry) if
    (?:at|real|big|serious) risk|in (?:danger|trouble|jeopardy)|on the line(?! with)
    """,
)

DEADLINE = matter(
    "deadline",
    "It sets a deadline, or says that something ends, expires or runs out, which the instructions do not.",
    r"""
    (?:ends?|ending|expir\w+|runs? out|(?<!we )closes?|due|until|valid|before|offer|vence|termina
      |hasta)(?: (?!\d)\w+){0,2} DAY
    (?:good|valid|available|open)(?: \w+){0,2} (?:through|until|till) DAY|(?<!day )through DAY
    by (?!now\b|today's\b)DAY(?! (?:if|works))
    expir(?:e|es|ed|ing|ation)|(?:about to|will|going to|'ll|before it) lapse|vence|caduca
    ^(?:just|only) (?:today|tonight|now|this week)|(?<!no )deadlines?|(?:almost|nearly|getting|completely) (?:full
      |booked|gone|sold)
    (?:today|tonight|now|tomorrow|this week) is (?:the|your) (?:day|night|time|week|last|only|best)|(?:it|offer|this
      |that|sale|deal) ends\b|(?:^|(?<=[.!?:] ))ends\b
    rates? (?:are|is|will|have|keep|may be|'re)(?: \w+)? (?:heading|going|climbing|trending|inching|creeping|rising
      |moving|about|set|headed|on their way)
    (?:pulling|ending|retiring|discontinu\w+|dropping|closing|withdrawing|stopping) (?:this|the|our
      |that) (?:\w+ )?(?:product|program|offer|loan|rate|option|deal)
    (?:last|final|ultima) (?:day|chance|opportunity|call|days|hours|oportunidad)
    limited[- ]time|today only|only today|solo (?:por )?hoy
    act (?:now|fast|today)|time is running out|won't last|before it'?s too late|immediately or|urgent(?:e|ly)?
    past due|overdue
    (?:only|just)(?: have| got)? (?:a )?(?:few|couple|handful|some|limited number|one|two|three
      |\d+)(?: of)?(?! (?:\w+ )?(?:steps?|questions?|details?|fields?|pages?|items?|documents?|things?|sections?
      |parts?|boxes|lines?
      |forms?|answers?|blanks?|bits?)(?: \w+)? (?:are |is )?(?:left
      |remain))(?: \w+){0,2} (?:left|remain\w*|available|open|spots?|slots?|seats?|places)
    (?:spots?|slots?|seats?|openings|places|units|appointments)(?: \w+){0,2} (?:left|remain\w*|going fast|fill\w*
      |are limited)|limited (?:spots|slots|availability|supply|number|offer|space)
    (?:grab|claim|secure|reserve|snag|hold) (?:yours?|it|this|one|a spot|your spot|your place|my|the)|while (?:it
      |they|supplies|rates|spots?|this) lasts?
    (?:before|until|till) (?:it's|its|they're|they are|it is|rates?|someone|the|this|that|we|your
      |time)(?: \w+){0,4} (?:gone|late|(?<!set it )(?<!set that )(?<!pick it )(?<!wrap it )up|rise|jump|expires?|ends?
      |runs?|closes?|change|rises|increase|climb|sell
      |goes|fills?)
    (?:lock|act|sign|reply|decide|apply|finish|respond|answer|call|move|do it|hurry)(?: \w+){0,3} (?:today|tonight
      |now|asap|immediately|right away|at once|fast|quickly|this minute),? (?:or|before|to (?:avoid|keep|save|lock
      |get|qualify|secure|claim|win|stop)|and (?:we|you|get|save))
    or (?:you(?:'ll| will)?|else|we(?:'ll| will)?|it|lose|miss)(?: \w+){0,2} (?:lose|miss|it|out|close|cancel|gone
      |denied)
    rates? (?:\w+ )?(?:jump|rise|rising|going up|go up|climb\w*|increase|increasing|skyrocket\w*|won't (?:last|stay)
      |will (?:rise|jump|go))(?: \w+){0,2}
    (?<!no )(?<!to )hurry(?:ing)?(?! to)|hurry up|don't (?:wait|delay|miss|lose|sleep on|let (?:this|it))|no time to
      |running out|clock is ticking|last[- ]minute|now or never|once in a lifetime|window (?:is )?clos\w+
      |slipping away|miss (?:out|your (?:chance|window|shot))
    DAY only|(?<!day )after DAY,? (?:the|it|this|that|your?|rates?|we)|(?:is|are|be|'s|'re) gone|only (?:until|till
      |through|for (?:today|a limited)
      |today|this (?:week|month))|by (?:the )?end of|before (?:the )?(?:weekend|holidays?|month|thanksgiving
      |christmas|new year|tomorrow|friday)
    you (?:only )?have (?:until|till|just|only|less than)|you(?:'ve| have) got (?:until|till)|time (?:sensitive
      |is (?:short|up|limited))|final (?:offer|hours|day)|one last (?:chance|time to)
    (?:immediate|urgent|prompt) (?:action|attention|response|reply)|requires? your (?:action|attention|response)
      |respond (?:immediately|at once|right away)
    (?:other|another|someone|many|several)(?: \w+){0,2} (?:buyers?|people|applicants?|borrowers?|families
      |else)(?: \w+){0,3} (?:interested|waiting|looking|in line|ahead|want|wants|applying)
    (?<!no )(?<!sin )(?<!no hay )(?<!no se )apur\w+|ultim[oa]s? (?:dias?|horas?|lugares|cupos)|antes de que
    (?:won't|will not|can't|not going to) (?:be (?:here|around|available|open|there|offered)|last|wait(?! for you)
      |happen again|stay|come (?:back|again|around))|(?:only|just) for you|for you only|gone (?:soon|by|forever)
      |before it goes
    (?:somebody|someone|others?|another \w+|people)(?: else)?(?: will|'ll| may| could| might| is going to
      | are) (?:take|taking|grab|snap|claim|get (?:it|yours?|this|there))|time(?:'s| is) (?:\w+ )?(?:up|short|running
      |limited|flying|almost)|before you know it
    (?:wait(?:ing)?|delay(?:ing)?|hesitat\w+|thinking about it|sitting on it)(?: \w+){0,2} (?:will |could |may|might
      |only |just )*(?:cost|hurt|lose|make it)
    (?:slots?|spots?|seats?|table|room) (?:is |are |has been )?(?:saved|reserved|held|waiting|set aside|booked)
    (?:hold|holding|held|save|saved|saving|reserv\w+|keep|keeping|set aside)(?: \w+){0,2} (?:slots?|spots?|places?
      |seats?)(?! (?:in the application|in your application))
    """,
)
