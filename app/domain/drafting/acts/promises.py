"""Promises: approvals, savings, terms, gifts, and claims of money that the account did not make."""

from app.domain.drafting.acts.matter import matter

PROMISE = matter(
    "promise",
    "It promises an approval, a guarantee, a saving or terms that the instructions do not name. Promise nothing.",
    r"""
    guarant(?:ee|eed|ees|eeing|y)|garanti(?:za\w*|a)
    (?<!if )(?<!once )(?<!when )(?<!whether )(?<!until )(?<!after )YOU_ARE APPROVED
    (?:we|we've|have|has been|loan|u r|ur|u are|^) (?:pre-? ?)?approved|^approved
    approval (?:came|went|is) through
    (?:i|we) promise|nobody (?:gets|is) (?:denied|rejected)|no questions asked|bad credit (?:is )?(?:ok|okay|fine)
    (?:instant|same.day|immediate|fast|quick|easy) (?:cash|money|funding|funds)
    (?:money|cash) (?:today|tonight|tomorrow|now)|cash in your (?:pocket|hand)s?
    (?<!if )(?<!whether )(?<!what )(?<!when )(?<!once )(?<!how )you (?:already |definitely |will |do |now )?qualify
    (?:will|'ll) SURELY(?:qualify|be approved|get approved|approve (?:you|your|anyone|everyone))
    (?:approve|approval for|approves) (?:everyone|everybody|anyone|all|you)
    (?:instant|automatic|immediate|same.day|assured) approval
    approval (?:is|was) (?:certain|assured|automatic|instant|granted|confirmed)
    (?:the|your) (?:loan|money|credit|house|home) is (?:as good as )?(?:yours|done|in the bag)
    get you (?:the|a|that|your) loan|no matter what(?! you)
    (?:esta|estas|fue|ha sido|has sido|queda|quedo) (?:pre-?)?(?:aprobad|calificad|aceptad)[oa]
    aprobacion (?:segura|inmediata|automatica)
    (?:no|zero|without(?: a| any)?|skip the)(?: hidden| upfront| hard)? COST
    (?:never|not|n't|won't be|isn't|aren't) (?:be )?(?:any|an?|a single) (?:\w+ )?COST
    sin (?:(?:verificacion|revision) de credito|intereses|costos?|comisiones|riesgo|enganche)
    (?:interest|risk|fee|cost|tax|debt)[- ]free
    nothing (?:down|to pay)
    waiv(?:e|ed|es|ing)
    forgiv(?:e|en|ing|eness)|condon\w+
    wip(?:e|ed|ing) (?:out|away|clean)|writ(?:e|ten|ing) off
    refund(?:s|ed)?|rebates?|give you back|reembolso
    cash ?back|bonus(?:es)?|vouchers?|coupons?
    discount(?:s|ed)?|descuentos?
    prizes?|winner|(?:you|you've|have) won|regalo
    free (?:of charge|gift|money|appraisal|cash|quote|consultation|report|trial)
    (?:for|totally|completely|absolutely|is|it's) free(?! (?:to (?:talk|chat|call|meet|speak|help|answer|explain)|at
      |on|between
      |after|before|this|next|now|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)|(?:go|goes
      |(?<!you )are) free(?! (?:to|at|on|this|now|today
      |tomorrow|next|in
      |after|before|for (?:a|that|the|some|you|me|us)\b))|gratis
    (?:is|are|it's|all) on us
    (?:lowest|best|cheapest|unbeatable|record.low|rock.bottom)(?:[- ](?:possible|available))? OFFER
    (?:special|exclusive|reduced|lower|better|great|amazing|secret) OFFER
    (?:mejor|menor|baja) (?:tasa|oferta|interes)
    beat (?:any|every|their|your)|(?:less|lower|cheaper|better) than (?:any|every|other|all)
    lock(?:ed)? (?:in |it in|your rate|that rate|the rate)
    sav(?:e|ing) (?:you )?(?:a (?:lot|ton|fortune|bundle)|big|money|hundreds|thousands|up to)
    ahorr\w+ (?:dinero|mucho|miles)
    (?:cut|lower|reduce|slash|halve|drop) your (?:monthly )?(?:payments?|bills?|rates?|interest|balance|debt)
    (?:double|triple|halve)[ds]?(?!-| check)|half (?:off|price|of (?:it|your|what)|(?:your|the) OFFER)
    (?:money|funds?|cash)(?: \w+){0,3} (?:in your (?:account|bank|hands)|deposited|wired|on (?:its|the) way)
    (?:dinero|fondos)(?: \w+){0,3} (?:en su cuenta|depositad[oa]s?)
    (?:won't|doesn't|no|not|never|without)(?: \w+){0,3} (?:hurt|affect|impact)\w*(?: \w+){0,3} (?:credit|score)
    soft (?:pull|check|inquiry)
    settle (?:it |this |the (?:debt|balance|account) |your (?:debt|balance|account) )?for
    (?:boost|fix|repair|raise|improve) your (?:credit|score)|removed? (?:it |this )?from your credit
    done deal|as good as done|all set to close|nothing (?:else )?(?:left )?to worry about
    (?:loan|refinance|mortgage|deal|rate|application) (?:is|has been|was|gets?) (?:now |already |all )*(?:confirmed
      |final|locked|reserved|secured|through)
    (?:we|i|they)(?:'ve| have|'d| had)? (?:already |just )?(?:ran|run|pulled|checked) (?:your |a |the )?(?:hard
      |soft )?credit
    (?:hard|credit) (?:pull|inquiry)|credit (?:check|report|score)
    you (?:will |would |could |can |'ll |'d )*(?:cut|lower|reduce|slash|halve|drop(?! (?:\w+ ){0,2}(?:off|by|in|at)\b)
      |skip|save(?! (?:it
      |your (?:application|progress|work|answers|place)|and|time|this|what|everything))|owe|win|earn|pay (?:less
      |nothing|half|off)|come out ahead)
    you (?:'ll |'d |will |would |could |can )*(?:be |get )(?:debt|mortgage|payment)[- ]free
    (?:lower|smaller|cheaper|less|better|great|good|low) (?:rate|payment|loan|mortgage|interest)s?(?: (?:is|are)
      |,? (?:for|with|than|waiting))
    (?:put|get|leave|have|keep|keeps|puts) (?:more |extra |some )*(?:money|cash) (?:back )?in your
    (?:extra|more|quick|fast|easy) (?:money|cash|income)
    you(?:'re| are) (?:owed|due|entitled|eligible|guaranteed|a (?:perfect|great|good) (?:fit|candidate))
    you(?:'d|'ll| would| will)? (?:definitely |surely |certainly )?(?:get|receive) (?:the|a|your|that) (?:loan|money
      |check|refund|rate|credit|house|home|funds?|low|lower|best)
    we(?:'ll| will| can| could|'d| would)? (?:gladly |happily |definitely |also |even )*(?:match|beat|cover|waive|pay
      |refund|reduce|lower|cut|drop|shave|knock|throw in|absorb|reimburse|credit|double|buy down|skip|defer|erase
      |eliminate|cancel)(?! (?:your|the) (?:call|appointment))
    (?:can|could|will|'ll) get (?:you|it|that|this) (?:\w+ )?(?:approved|funded|closed|cheaper|lower|for you|less
      |down)
    (?:we|i) can (?:do|get) (?:the|that|a|your|any|this) (?:\w+ )?(?:rate|price|deal|number)
    (?:funds?|money|cash|check|loan) (?:will |would |'ll )?(?:arrives?|lands?|hits?|clears?|closes?|comes? through
      |is (?:ready|waiting|available|coming|on))
    skip (?:a|your|the|one|up to|next)(?: \w+){0,3} payments?|payment holiday|no payments? (?:for|until|till)
    (?:pay|owe|cost|costs) (?:you )?(?:nothing|zero|nada|next to nothing)|won't (?:cost|pay) (?:you )?(?:a|any)
    (?:risk|cost|obligation|hassle|worry|stress) ?free (?:loan|offer|deal|guarantee)
    nobody (?:else )?(?:can|will|could|checks|beats|matches|asks|offers|is)|no one (?:else )?(?:can|will|checks|beats
      |matches)
    (?:everyone|everybody|anyone|all applicants?) (?:qualifies|gets|is|can|with)
    (?:we|they) (?:always|never) (?:approve|deny|say no|turn|reject|decline)|never been (?:denied|rejected)
    (?:cannot|can't|won't|never|couldn't) (?:lose|fail|go wrong|be denied|be rejected|be beaten|go up)
    (?:rate|payment|price)s? (?:will |would |'ll )?(?:stays?|never|won't|remain|is fixed|are fixed|going down|drops?
      |falls?|goes? down)
    perfect credit|any credit|bad credit|no credit|credit doesn't matter|regardless of
    green light|thumbs up|go-?ahead|rubber stamp\w*|(?:signs?|signed) off(?! on)|rest assured(?! (?:that )?(?:we|i|a
      |your (?:information|details|answers|data)))
    (?:application|file|loan|refinance|paperwork|request) (?:will|'ll|is going to|should|would) (?:pass|fly|sail|clear
      |succeed|go through|make it|get through|be (?:fine|ok|okay|accepted|a yes))
    with your name on it|(?:check|money|cash|funds?) (?:waiting|ready) for|(?:pull|run|check|look at|see)(?:ing
      |ed)? your credit
    (?:committee|bank|team|underwrit\w+|boss|manager|they|we|everyone) (?:just )?(?:said|says?|saying) yes|(?:we|they
      |always) say yes|cleared? (?:you )?to close
    good to go (?:on|with|for)|you(?:'re| are) (?:all )?good to go|consider (?:yourself|(?:it|this|that
      |your \w+(?: \w+)?) \w+ed)\b
    nothing (?:stands|standing|in the way|in your way)|can't (?:miss|lose|go wrong)|(?:take|accept|approve|help|fund
      |say yes to) (?:everybody|everyone|anyone|anybody)
    (?:won't|can't|couldn't|never|not going to|hard to) (?:find|get|see|beat
      |match) (?:a |any |this |it |these )?(?:\w+ )?(?:cheaper|better|lower|anywhere|elsewhere|loan|rate|deal)
    (?:other|another|no other|any other|big|most) (?:lenders?|banks?|brokers?|compan(?:y|ies)) (?:can|can't|cannot
      |will|won't|don't|doesn't|never|charges?|hides?|lies?|offers?|is|are|say|says)
    make (?:the|your|those|all|any|these)(?: \w+)? (?:fees?|costs?|debts?|payments?|problems?|charges?) (?:disappear
      |vanish|go away|smaller|lower|less)|on the house
    (?:been (?:around|here|in business|doing|at this)|founded|established|serving
      |years of experience)(?: \w+){0,4} (?:years?|decades?|since)
      |for (?:over |more than |almost |about |nearly )?\d+ years|in business(?:(?: \w+){0,3} since)?
    your (?:\w+ )?(?:credit|score|records?|history|income|account|property|equity|home|house|finances
      |debts?)(?: \w+)?(?:'s| is| are| looks?| was| were| has| needs?| seems?| must| won't| doesn't| makes?
      | got)(?! (?:depend|one of|part|also part|also|matters?|counts?|plays?|value|still|what|up to you|almost
      |nearly|unfinished|saved|the (?:one|home|same)))
    (?:everything|it all|all) (?:checks? out|came back|looks? (?:good|great|solid|clean|strong) (?:on|for))
      |pays? (?:for itself|you|itself back)
    you(?:'ve| have) been (?:entered|picked|drawn|upgraded|matched)|no better time|better time than|we(?:'re
      | are) (?:the|one of the) (?:\w+ )?(?:\w+est|best|top|leading|most|number|only)
    (?:committed|moved|sent|passed|referred|going) to (?:recovery|collections?|legal)
    (?:it's|that's|is|was) an? (?:definite |clear |big |sure )?yes
    gift(?:s|ed)?|free gift|sweepstakes|raffle|jackpot|reward(?:s|ed)?|perks? of
    (?:instant|guaranteed|automatic|fast|quick|certain) (?:decision|approval|closing|yes)
    best (?:rate|deal|price|offer|loan|lender|terms|in town)|top[- ]rated|number one|award[- ]winning
    (?:approval|loan|closing|money|funding) (?:in|within|by) (?:minutes|hours|days|no time|a (?:day|week|few|couple))
    same[- ]day|overnight
    (?:i|we)(?:'ll| will|'ve| have)? (?:personally )?(?:make sure|ensure|see to it|guarantee|vouch|promise
      |swear)(?: \w+){0,4} (?:approved|approval|closes?|loan|funded|yes|rate|goes through|get it)
    your (?:loan|rate|refinance|approval|mortgage|money|file)(?:'s| is| are) (?:basically|practically|essentially
      |pretty much|virtually|all but) \w+
    you(?:'re| are) (?:all |basically |already |officially |so )*in(?=[.,!?]|$)
    (?:but|and|so|then|[.!,]) you(?:'ll| will) (?:get|have) (?:it|this|that|the loan|one)(?! (?:to|back|done))
    we (?:\w+ )?(?:drop|waive|skip|cut|erase|absorb|forgive|eat) (?:them|it|that|those|all|any)
    (?:it|that|this|they) (?:won't|will not|never) (?:happen|hurt|affect|show|count|cost|touch)
    yours (?:is|are|looks?|seems?) (?!(?:to|up|what|different|saved|still|open|ready|here|a|the|well|fine|good|ok|okay
      |doing|safe)\b)\w+
    nothing (?:can|could|will|would) (?:go wrong|stop|happen)
    (?:you|it|this|that|loan|file)(?:'re|'s| are| is) as good as (?:done
      |funded|approved|closed|yours|in|there|set|through)
    (?:your (?:own |new |personal )*(?:interest )?(?:rate|apr|payment)|you(?:'d| would|'ll| will| can| could
      | might)? (?:get|have|pay|see|receive|lock(?: in)?|enjoy|qualify for|be at
      |be paying))(?: \w+){0,4} \d+(?:\.\d+)? ?(?:%(?! off)
      |percent)
    you (?:won't|will not|will never|'ll never|never) (?:\w+ )?(?:feel|notice|regret|lose|owe|be disappointed|find a)
    without (?:paying|owing|losing|spending|risking) (?:a|any|one|anything|money|more)
    congrat\w*(?!(?: again)?(?:,? \w+,?)? on (?:your |the |your new |the new )?(?:baby|little one|arrival|graduat\w+
      |finishing (?:school
      |college)|(?:new )?degree|retire\w*|birthday|wedding|anniversary))|felicidades|felicitaciones|buenas noticias
    extra (?:savings|discount|credit)|savings|ahorros?
    no te (?:preocupes|costara)|(?:le|te) (?:devolvemos|pagamos|regalamos|bajamos|perdonamos|damos dinero)
    worth (?:more|way|a lot|much|thousands|it)
    (?:saved?|saves|saving|made|makes?|making|earned|earns?|pocketed|kept)(?: \w+){0,3} (?:fortune|bundle|money|cash
      |killing|mint)
    (?:cash|money|funds) (?:back|out|in hand|for you|waiting)
    (?:has|have|'s|'ve) been (?:waived|removed|erased|reduced|lowered|cut|covered|cleared|forgiven|extended)
    exception (?:for|just|in) (?:you|your)|bend the rules|special (?:treatment|arrangement|exception|case)
      |just for you
    (?:i|we)(?:'ve| have)? (?:pulled|called|cashed) (?:some |in )?(?:strings|favors?)
    (?:double|triple) your|make (?:you )?(?:a lot of )?money|invest(?:ment|ing)?(?! propert)|profit\w*|(?:home|house
      |property) value (?:will|is going|goes)
    (?:rate|loan|money|cash|deal|house|home|refinance|check|it|that|this|everything)(?:'s| is| are) (?:already |now
      |practically |basically |all )*(?:yours|as good as|a sure|guaranteed|safe with us|locked|in the bag|good to go
      |a go|taken care of|handled|sorted)
    consider (?:it|this|that|your \w+) (?:done|yours|handled|solved|approved|closed|settled)|once you say (?:the word
      |yes)|you(?:'ve| have)? (?:passed|came out|come out|won|been chosen|been selected|hit|landed|scored|beat)
    (?:there|there'll)(?:'s| is| are| will be|'re| won't be| will never be)? (?:no|never|any|zero
      |not a single)(?: \w+)? (?:surprises?|catch|risk|gimmicks?|tricks?|downside|doubt|way you|chance you
      |reason (?:to worry|not))
    (?:make|making) (?:this|it|that) happen (?:for|no|today|even)|no matter (?:your|the) (?:score|credit|income|past
      |history)
    ^(?:just |now |so |please )?get (?:paid|rich|cash|money|out of debt|rid of)|skip (?:a|an|one|the|this
      |next) (?:month|payment|bill|check|step|year)|(?<!count )(?<!rely )(?<!lean )(?<!depend )on us(?! (?:for|to))
    your (?:own |new |old |house |monthly |home |credit |mortgage )*(?:rate|payment|loan|credit|score|house|home|file
      |equity|mortgage|bills?|budget|wallet|savings|future|dreams?)s?(?:'ll| will| goes?| gets?| drops?| shrinks?
      | falls?| improves?| grows?| rises?| thanks?| becomes?| turns?| stays?| pays?| closes?)(?= (?!(?:be (?:part
      |different|reviewed|looked|based|needed|saved|there|whatever)|depends?|not|vary|up to|mostly depend)))
    (?:less|lower|under|below|better|cheaper|smaller) than (?:what|you|your|most|the|any|a|\w+ percent)
      |your (?:own )?(?:rate|payment) (?:begins|begin|beginning|would start|starts)
    you(?:'ll|'re going to| will| are going to) (?:love|be (?:thrilled|amazed|glad you|so happy|happy you|thanking))
    (?:underwriters?|bank|lender|manager|boss|system|computer|investors?)(?: \w+)? (?:loved|liked|approved|passed
      |cleared|signed|ok'd|okayed|accepted|agreed|was impressed)
    (?<!feel )(?<!are you )(?<!you're )(?<!time )free(?! (?:to|for|at|on|this|now|today|tomorrow|later|any|time|after
      |before|next|in|up|and))(?=[.,! ]|$)
    your (?:loan|application|file|refinance|request|case|mortgage)(?:'s| has| was| is| got)(?: been| being| already
      | now)+ (?!(?:saved|started|received|sent|left|paused|kept|finished|updated|open|waiting|here|almost|partly
      |partially|about|nearly|incomplete|ready|with|in|on|at|for|missing)\b)\w+
    we(?:'ve| have)? already (?:submitted|filed|told|shared|forwarded|contacted|spoke|spoken|called|notified|signed
      |paid|moved)
    """,
)

CLAIM = matter(
    "claim",
    "It states something about money, credit or approval that is not in the instructions. Leave it out, or ask.",
    r"""
    (?:insurance|insurer|plan|policy|medicare|medicaid|government|state|county|city)(?: \w+)? (?:will |'ll |should |can
      |could |has to |must |usually |already )*(?:covers?|pays?|reimburses?)(?! (?:depends?|varies))
    every (?:\w+ )?(?:graduate|student|client|patient|member|guest|pet|child|customer)s? (?:\w+ )?(?:gets?|is|will
      |finds?
      |loves?|passes|leaves?|lands?|has)
    (?!(?:choice|decision|call|pace)\b)\w+(?:'s| is) (?:already |now |all )*yours|(?:clear|fixed|gone|better|installed
      |delivered) (?:in|within) an? (?:hour|day|week)
    \w+'s (?:grades?|score|credit|income|salary|health|debts?|balance|records?|job|behavior|marks|attendance) (?:has
      |have
      |is|are|was|were|looks?|seems?|could|went|got|fell|dropped)
    (?:deadline|due date|date|closing|appointment|visit|meeting|payment|price|rate|time|fee)s? (?:was|has been|have been
      |is|were|got|is being)(?: now| just| already)? (?:extended|moved|changed|pushed|postponed|rescheduled|lowered
      |raised
      |cancell?ed|waived)
    (?:cita|fecha|visita|hora|plazo|pago)s? (?:ya )?(?:se )?(?:cambio|movio|paso|extendio|pospuso|cancelo|adelanto)
    for nothing|get (?:it all|all of (?:it|that)|everything|your money|every \w+) back|we (?:\w+ ){1,3}(?:for
      |to) (?:everybody
      |everyone|anybody|anyone)
    nothing (?:ever )?(?:breaks?|goes|fails?|gets(?! lost))|(?:we've|we have|we) never (?:had|lost|missed|broken
      |failed|been
      |get|lose
      |let|break|fail|miss)
    top[- ](?:ranked|tier)|highest[- ]rated|best[- ]rated|rated (?:the |as )?(?:best|top|number|highest|one|\d)
    (?:are|is|we're|'re|'s) the (?:best|highest|top|leading|biggest|safest|only)(?! (?:time|day|way|number|person
      |place|fit
      |one|thing|part|step|question|reason|choice|option))
    (?P<to>warrant(?:y|ies)|lifetime)
    (?:is|are|'s|'re|comes?)(?: all| also| already)? (?P<to>included|complimentary)
    (?:more|multiple|several|two|three|four|five|\d+)(?: other| more)? (?:offers|bids|buyers)|(?:already
      |also) have (?:other
      |another) (?:offers?|bids?|buyers?)
    (?:after|past|beyond) the (?:deadline|due date|cutoff|closing date)
    (?:quedo|quedaste|queda|esta|estas) (?:\w+ )?(?:asegurad|inscrit|registrad|confirmad|reservad|contratad
      |cubiert)[oa]s?
    (?:inmi|mi)gracion|la migra|indocumentad\w+|deport\w*
    (?:current|old|existing|other) (?:lender|bank|servicer)
    (?P<to>escrow|routing|wire|wiring|refunds?|deductible|deductions?|penalt(?:y|ies)|discounts?|deals?|bonus)
    (?:the |your )?(?P<to>funds|cash|debt|equity|savings)|owed?
    (?<!explain )(?<!about )(?:an?|one|another|the only) (?:\w+ )?(?:fee|charge|deposit) (?:to|for|before|that|which
      |due)
    (?P<to>credits?) (?:of|toward|towards|back)
    (?<!certain )(?<!other )(?<!some )(?<!full )(?<!total )(?<!overall )(?<!only )(?<!closing )(?P<to>fees?|costs?
      |charges?)(?! of (?:a|the|your|borrowing)| more over)
    (?P<to>denied|denial|declined?|reject(?:ed)?|approved?|approvals?|qualif(?:y|ies|ied)|eligib\w+)
    (?:loan|monthly|mortgage|next|first|last|house|car|your) (?P<to>payments?)|payments?(?! (?:is|are) (?:the (?:main
      |only|big)|what|your|a (?:concern|factor|worry)|important|still|too)) (?:is|are|will|would|could
      |can|goes|go)
    (?:the|this|our|an|your|that) (?P<to>offers?|deals?|promotions?|specials?)(?! (?:help|to help))
    """,
    in_questions=False,
)
