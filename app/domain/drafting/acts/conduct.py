"""How a message may behave: no office that it does not hold, no agreement by text, no advice, no remarks on people."""

from app.domain.drafting.acts.matter import matter

AUTHORITY = matter(
    "authority",
    "It speaks for an authority, a law or another company, or claims an office. Speak for the company only.",
    r"""
    (?:a|an|this|the|official|final|important|legal|public|formal|second|last) notice|^notice|official\w*
      |under (?:review|investigation|audit)
    (?:state|county|city|law|government|bank|investors?|underwriters?|boss|manager) (?:requires?|wants?|needs?
      |demands?|orders?|sent (?:me|us)|told (?:me|us)|asked (?:me|us)|called)
    federal|fed(?: |')(?:rate|chair)|government(?:al)?|gov|treasury|white house|congress
      |social security administration
    fha|va loans?|hud|cfpb|ftc|fcc|fdic|fannie mae|freddie mac|attorney general|department of|dept of|bureau
    (?:by|under|against|the|new|federal|state|a) (?:law|statute|regulations?)|laws?|legal(?:ly)?|regulat\w+
      |require[sd] (?:you|by)
    (?:is|are|'re|you are) (?:legally |now )?(?:required|obligated|obliged|mandated) to|mandator\w+|compulsory
    (?:program|stimulus|relief|grant|subsid\w+)(?: \w+)? (?:for|act|check|program|funds?|money)
    this is (?:\w+'s|your|the) (?:\w+ )?(?:bank|lender|servicer|county|insurance|employer|landlord|credit (?:card
      |union|bureau))
    (?:i'?m|i am|this is|(?<!listed )(?<!named )(?<!registered )(?<!shown )as|speaking as|here as) (?:a|an|the
      |your)(?: \w+){0,2} (?:ceo|president|owner|manager|director
      |supervisor|vice president|vp|founder|boss|underwriter|officer|lawyer|attorney|agent|judge|inspector|broker
      |realtor|notary|accountant|cpa|doctor|advisor)
    (?:ceo|vice president|founder|head of|chief)|(?:my|our) (?:manager|boss|supervisor|director|underwriters?
      |ceo) (?:\w+ )?(?:said|says|approved|told|agreed|signed|asked|wants|personally|can|will|has|just)
    NOT_A_PAPER(?:on behalf of|calling from|texting from|with|from|(?<!look )(?<!looking )at|for) (?:chase
      |wells fargo|bank of america|citi(?:bank)?
      |rocket|quicken|amazon|apple|google|microsoft|zillow|equifax|experian|transunion|medicare|usps|fedex|ups
      |your (?:bank|lender|employer|insurance|insurer|carrier|county|city|state|servicer|mortgage company
      |current lender)(?!'?s? (?:app|site|website|statements?|page|online)))
    (?:we|i)(?:'re| are|'m| am)(?: \w+){0,2} (?:with|from|at) your (?!(?:team|side|request|application|file|quote)\b)\w+
      |(?:with|from|for|on behalf of) your (?:\w+ )?(?:power|utility|electric\w*|gas|water|cable|internet|energy)
    (?:soy|somos|(?:llamo|escribo|escribimos|hablo|hablamos)) (?:de|del) (?:su |la |el )?(?:banco|medicare|gobierno
      |seguro social|compania|hacienda|policia|migracion|condado|estado)
    (?:partner(?:ed|s|ing|ship)? with|affiliat\w+|endorsed|certified|licensed|accredited|authorized|sponsored|nmls
      |member fdic|bbb|a\+ rated)
    (?:ley|gobierno|federal|obligatorio|por ley|legalmente)
    (?:with|by|from|at) the (?:state|county|city|feds?|capitol|courthouse|governor|mayor|bureau|agency)|(?:we
      |i) (?:work|partner|cooperate|team up|coordinate) (?:\w+ ){0,4}with(?= (?!you|your|people|homeowners|borrowers
      |folks|anyone|everyone|many|several|lots|plenty|\d|(?:those|these|them|that|both|it)(?: too| as well
      | also)?(?:[.,!?]
      |$)))(?: (?:the|a|an|our|all|any|most|new|local))*(?: (?P<to>\w+))?
    our records show|(?:according to|per) (?:our|your|the) (?:records|file|bank|bureau|report)
    """,
)

AGREEMENT = matter(
    "agreement",
    "It makes an agreement or a consent of a reply. Nothing is agreed by text message.",
    r"""
    by (?:replying|texting|answering|responding|continuing|clicking|signing|saying|sending|staying|not)
    (?:you|your reply|this)(?:'re| are| will|'ll)? (?:also |hereby |automatically )?(?:agree|agrees|consent|consents
      |accept|accepts|authori[sz]e|authori[sz]es|acknowledge|confirm that|confirms|commit|waive|give (?:up
      |us permission)|permit|binding)
    (?:reply|say|text|answer|respond|just say|type|send)(?: with)? \W?(?:yes|y|ok|okay|agree|accept|confirm|sign
      |approve|deal|claim|go|lock|done|(?!here\b|back\b|any ?time\b)\w+)\W? (?:and|to) (?:accept|agree|lock|sign
      |approve|authori[sz]e|pay|claim
      |activate|enroll|consent|buy|close|you|i'll|we'll|your|it|bind|seal|secure|be|let|have us|allow|permit|waive
      |skip|get (?:the|your|funded|approved))(?! (?:an? |the |up|know|set up|ring|call|text you|have|reach|arrange
      |schedule
      |send|follow|be in touch|find|get (?:you|someone|a|back)))
    sign(?:ed|ing)? (?:it|here|now|today|this|the|up (?:now|today)|on|off|away)|e-?sign\w*|just sign|signature
      |binding|contracts?|loan terms|terms and conditions|terms (?:of|and)|fine print
    silence|your (?:yes|reply|answer|response|text) (?:is|means|counts|will|binds)|(?:we(?:'ll| will)?|i(?:'ll
      | will)) consider you
    (?:silence|no (?:reply|response|answer)|if (?:i|we) (?:don't|do not) hear)(?: \w+){0,4} (?:means|we(?:'ll
      | will)? (?:assume|proceed|take|consider|go ahead|move|close|enroll|charge))
    consent(?:s|ed)?|authori[sz](?:e|es|ed|ation)|hereby|agreed? to (?:the|our|pay|all|these)
    (?:al responder|si responde|respondiendo)(?: \w+){0,3} (?:acepta|autoriza|acuerda)|acepta los terminos
    (?:not|no|without|never) (?:repl\w+|respon\w+|answer\w*)(?: \w+)? (?:counts?|means|is taken|will be|tells us)
    """,
)

OPT_OUT = matter(
    "opt_out",
    "It says how to stop the messages in other words than the word STOP, or that it cannot be done. Leave it out.",
    r"""
    (?:can't|cannot|can not|won't be able to|unable to|not able to|impossible to|no way to|may not|don't|do not|never
      |too late to|must not|only)(?: \w+){0,3} (?:opt(?:ing)?[- ]?out|unsubscribe|stop (?:these|the|our|receiving
      |getting|messages|texts|us)|end (?:these|the|our) (?:texts|messages))
    (?:reply|text|send|say|type|answer|respond)(?: with)? \W?(?!stop\b)\w+\W?(?: \w+){0,2} (?:if you (?:no longer
      |don't|do not|want to stop|want us to stop)|to (?:opt|unsubscribe|stop|end|be removed|get off|quit|leave))
    (?:opt(?:ing)?[- ]?out|unsubscrib\w+)(?: \w+){0,5} (?:fee|charge|cost|until|unless|only|requires?|will|means
      |after|once|lose|cancel\w*)
    (?<!stop )(?:to|must|need to|have to|should) (?:opt[- ]?out|unsubscribe|stop (?:these|the|our|receiving
      |getting)),?(?![^.!?\n]{0,60}(?:reply|text|send) stop)
    (?:can't|cannot|won't|can not) be stopped|(?:you|we)(?:'ll| will) (?:get|receive|keep getting|send you
      |text you) (?:these|them|texts|messages|more (?:texts
      |messages))|stop (?:doesn't|does not|won't|is not|isn't|will not|no longer|can't|only|never)|(?:call|write|email
      |mail|visit
      |phone)(?: \w+){0,3} to (?:be )?(?:removed?|opt|unsubscribe|stop|come off|get off|leave)
    (?:stop|end|leave)(?: \w+){0,3} (?:doesn't|does not|won't|will not|isn't|no longer) (?:work|stop|help|count)
      |ignore (?:stop|the stop)|we(?:'ll| will)? (?:keep|continue)(?: \w+)? (?:texting|messaging|contacting|calling
      |writing)
    (?:no|not) (?:need to|necesita) (?:reply|respond|text) stop|darse de baja
    (?:reply|text|send|say) (?!stop\b)\w+ to (?:keep|continue|get|receive|stay|remain|leave|be removed|end)
      |leave (?:this|the|our) (?:list|chat|thread|texts|group)|(?:get|be|taken?|come) off (?:this|the|our|my) list
    """,
)

ADVICE = matter(
    "advice",
    "It gives legal, tax or financial advice, or suggests something untrue. Offer to have somebody explain instead.",
    r"""
    (?:don't|do not|no need to|skip|never|avoid|needn't) (?:list|mention|include|report|disclose|declare|count|show
      |add|tell)(?: \w+){0,3} (?:loans?|debts?|jobs?|income|cards?|accounts?|rent|support|gaps?|lender|bank)
    (?:just |simply |only )?say (?:it's|it is|that it's|that you|you(?:'re| are| live| own| work| make)|the (?:house
      |home)|your)|your \w+'s income|tell (?:them|him|her|the \w+)(?: that)? (?:it's|you|your|that)
    (?:don't|do not|no need|needn't|never|without)(?: have| need)?(?: to)? (?:tell|telling|show|showing|disclose
      |disclosing) (?:them|him|her)
    if (?:i|we) were you|in your (?:shoes|place|position)
    (?:don't|do not|no need to|never|stop)(?: even)? (?:talk|talking|speak|go|listen|listening|call|calling|shop
      |shopping|apply)(?: \w+)? (?:other|another|your|any other|different) (?:lenders?|banks?|brokers?|companies)
    (?:ignore|forget|disregard)(?: about)? (?:what |whatever )?(?:your|the|that|any)(?: \w+)? (?:lender|bank|broker
      |friend|spouse|wife|husband|letter|notice|servicer)
    tax(?:es|able)?|irs|deduct\w+|write[- ]?offs?|1031|capital gains|impuestos|deducib\w+
    (?<!do )you (?:should|must|ought to|had better|'d better|need to) (?:stop|sell|quit|borrow|refinance|sign|lie
      |hide|skip
      |default|withdraw|invest|take out|file|cancel|move your|transfer|put|buy|trust|pay|drop|dispute|ignore|leave
      |say|claim)
    skip (?:the|your|this|that|any) (?:\w+ )?(?:closing|counseling|inspection|appraisal|exam|check-?up|signature|notary
      |insurance|reading|paperwork|class|hearing|review|doctor)
    (?:stop|quit|skip|don't|do not|no need to|needn't|can't|hold off on)(?: \w+)? (?:pay|paying
      |making)(?: \w+){0,2} (?:your|the|them|him|current|lender|mortgage|loan|bills?|payments?)
    (?:put|list|mark|write|claim|state|report|say|declare|show|leave)(?: \w+){0,3} (?:down as|as (?:your|a|an|owner
      |primary|the)|off the (?:form|application)|(?:higher|lower|more|bigger) (?:income|number|value|amount))
    (?:round|rounding|bump|nudge|tweak|inflate|stretch|pad|boost|raise|massage)(?:ing)? (?:up )?(?:your|the
      |that) (?:\w+ )?(?:income|salary|wages?|earnings|pay|assets?|balance|value|numbers?|figures?|hours|rent)
    leave (?:out )?(?:the|that|your|any)(?: \w+){0,3} (?:job|debts?|loans?|income|card|accounts?|child support|alimony
      |lien|late payments?)(?:(?: \w+)? (?:off|out|blank))?
    nobody (?:will )?(?:checks?|notices?|knows?|verif\w+|looks|finds out|cares|asks)|no one (?:will )?(?:checks?
      |notices?|knows?|verif\w+|looks|finds out|cares|asks)|(?:they|we|underwriters?) (?:won't|don't|never) (?:check
      |notice|verify|look|ask|know|find)
    (?:lie|lying|lies|fake|forge(?:s|d|ry|ries|rs?)?|forging|fudge|inflate|round up|exaggerate|pretend|hide|omit
      |leave out|cover up|loophole
      |(?<!do the )(?<!does the )(?<!did the )trick|cheat|backdate\w*|under the table|workaround)
    (?:don't|do not|never|stop|avoid)(?: \w+){1,4} (?:the|your|their|any|that|an?) (?:insurance|insurer|adjuster
      |landlord
      |carrier|manufacturer|claims|agency|police)(?! (?:quote|form|application|estimate|policy|card))
      |(?<!before you )(?<!before )sign(?:ing)? (?:anything
      |nothing)
    you (?:shouldn't|mustn't|should (?:not|never)|must (?:not|never))(?! (?:have|need|feel|worry|hesitate|see|get))
    (?:strong|good|solid|great|weak|clear|winning|excellent|big|valid) (?:case|lawsuit)|(?:makes?|build\w*|helps?|hurts?
      |strengthens?|wins?) (?:the|your|a) (?:case|claim)|(?:clearly |legally )?(?:at fault|liable|negligen\w+)
      |settlements?
    infect(?:ed|ion)|cavit(?:y|ies)|diseases?|root canals?|tumou?rs?|fractur\w+|arthritis|diabet\w+|abscess\w*
      |sprain\w*|concussion|(?:give|take|use|try) (?:him |her |it |them |some |an? )?(?:\w+ )?(?:aspirin|ibuprofen
      |tylenol
      |antibiotics?|painkillers?|medications?|pills?)
    you can (?:just |always |legally )?(?:leave|break|end|quit|stop|skip|refuse|ignore)(?: \w+){0,3} (?:lease
      |contract|policy
      |payments?|job|loan|order)|it's (?:allowed|legal|permitted)
    (?:totally|completely|perfectly|absolutely|entirely|always) safe|safe(?:r|st)? (?:for|with|than)
    means (?:that )?(?:you|it|your|he|she|the \w+)(?:'ve| have|'s| has| need\w*| must)
    (?:bankruptcy|chapter (?:7|13|seven|thirteen)|default(?:ing)? on|statute|sue|dispute (?:it|the|your))
      |walk away from your
    (?:market|prices?|home values?|rates?|economy|fed) (?:will|is going to|are going to|is about to|are about to
      |is set to|always|never|won't)
    (?:always|never|smart(?:est)?|wise|safe(?:st)?) (?:thing|move|choice|time|bet) (?:to|is|you|would)|no[- ]brainer
      |good idea to (?:sell|borrow|refinance|invest|buy|take|wait|sign|stop|pay)
    (?:debe|deberia|tiene que) (?:dejar|firmar|vender|pagar|mentir)
    (?:change|alter|edit|backdate|swap|doctor|modify|touch up) (?:the|your|a|that|any) (?:dates?(?! of (?:the|our
      |your) call)|numbers?|amounts?|name|stubs?
      |statements?|figures?|documents?|income)|(?:it's|that's|is|totally|perfectly) (?:fine|ok|okay|cool|alright
      |normal) to (?:use|put|list
      |claim|round|edit|guess)
    writ(?:e|ing) (?:\w+ ){1,3}off
    (?:say|put|claim|pretend|act like|tell them|write)(?: down)?(?: that)? you(?:'re| are| make| live| earn| own
      | have| work| plan| bought)
    """,
)

MANNERS = matter(
    "manners",
    "It flatters, insults, shames, flirts or preaches. Write plainly and kindly.",
    r"""
    stupid\w*|idiot\w*|dumb|moron\w*|loser\w*|lazy|foolish|fool|ridiculous|pathetic|shame\w*|disgust\w+|ignorant
      |irresponsible|deadbeat|cheap ?skate|selfish|coward\w*|liar|clueless|careless|silly|childish
      |(?<!nothing to be )(?<!no need to be )(?<!no need to feel )(?<!no reason to be )(?<!don't be )embarrass\w+
      |disappoint\w+
    cute|sexy|hot|gorgeous|(?:you|look|looking|hey|hi|hello|so|are),? beautiful|beautiful (?:voice|face|lady|woman
      |girl|person|eyes
      |smile|soul)|handsome|attractive|pretty (?:voice|face|girl|lady)|babe
      |(?<!new )(?<!second )(?<!your )(?<!the )(?<!little )(?<!first )(?<!third )(?<!another )baby|sweetheart|honey
      |darling|hun|dear heart|love you|miss you|kiss\w*|xoxo|hugs?|date (?:me|night|with)|go out with|grab a (?:drink
      |bite|dinner|beer|coffee)|drinks?|dinner|wine|are you single|marry|flirt\w*|crush
    you(?:'re| are| sound| seem| look| must be)(?: (?!having)\w+)? (?:smart|genius|amazing|brilliant|special|perfect
      |incredible
      |wonderful|awesome|great|the best|a star|so lucky|lucky|wise|impressive|fantastic|clever|savvy|excellent
      |stronger|rich|poor|broke|old|fat|the (?:smart|nic|kind|best|funni|bright|sweet|cool|most)\w*|a (?:smart|great
      |good|valued|special|perfect|dream|vip|strong))
    (?:smart|clever|savvy|wise) (?:people|homeowners?|borrowers?|move|person|choice|cookie|man|woman|folks|ones?)
      |(?:real|true|good) (?:men|man|women|woman|husband|wife|father|mother|parent|provider)
    (?:responsible|honest|decent|grown|mature|sensible|serious) (?:person|people|adults?|customers?|borrowers?|man|woman
      |homeowners?|parents?)|pays? (?:their|his|her) (?:own )?(?:debts?|bills|way)
    what(?:'s| is) (?:wrong|the matter) with you|are you (?:even|too|that|really that|serious)|grow up|wake up
      |shut up|how dare|wasting (?:my|our)|waste of (?:my|our|time)|come on|seriously|get over|man up|(?:a
      |any) normal person|do you even|can't you|what(?:'s| is) your (?:problem|deal|issue|excuse)|why (?:are
      |aren't) you (?:being|so|such|always|not|even|still not)
      |being (?:difficult|stubborn|slow|picky|so|too)|why (?:can't|won't|don't) you(?! (?:give|take|call|let
      |just (?:call
      |reply)))|get a (?:grip|life|job)|too (?:poor|old|broke|dumb|slow)|your fault|begging|beg you
    god|jesus|christ|pray(?:er|ers|ing)?|bless(?:ed|ings?)?|church|lord|allah|bible|trump|biden|obama|democrats?
      |republicans?|liberals?|election|vote|politic\w*|abortion|guns?|vaccin\w*|war
    your \w+ (?:must |probably )?(?:looks?|look|smells?|is|are) (?:so |really |pretty )?(?:awful|terrible|horrible
      |ugly|gross|nasty
      |a mess|outdated|tired)
    damn|hell|crap|shit\w*|fuck\w*|ass|bitch\w*|bastard\w*|suck[sd]?|piss\w*|wtf|mierda|pendej\w+|est[uo]pid\w+
      |tont[oa]s?|idiotas?
    you(?:'re| are) not (?:very|that|too|so|exactly|really|quite) (?!(?:sure|ready|interested|far|into|certain|keen
      |comfortable|happy))\w+|get to know you|take you (?:out|to|somewhere)|(?:nice|glad|happy|excited|love|great|good
      |pleasure) to meet|coffee
      |(?:let's|let us|we(?:'ll| can| could)|shall we|can we|can i
      |could we|want to|like to|love to) meet|meet(?:ing)?(?: up)?(?: me| us| with me)? (?:for|at|in|over|up)
    fools?|you(?:'re| are|) (?:sound|seem|look|must be|must feel)(?= (?!(?:busy|interested|unsure|like you|at|over|into
      |for|forward|to|ready|close|it|up|the|through)))|you(?:'re| are) (?:so|too|just|really|very|such)(?= (?!(?:busy
      |close|far|sure|interested|welcome|a|one|two|getting|looking|checking|starting|about|curious|missing|steps|here
      |on|at|in|partway|halfway|much|patient|kind|ready)))|bad with|poor thing|at your age
    (?:do|have|grab|get|over) (?:lunch|dinner|drinks?|coffee|brunch|a (?:beer|drink|bite|coffee))
    """,
)

PEOPLE = matter(
    "people",
    "It speaks of other people or of a group of people. Speak of the lead's own affair only.",
    r"""
    (?:people|folks|families|borrowers?|customers?|homeowners?) (?:from|of|in|like|with) (?:your|you|that|this|those)
    (?:someone|those|anyone) (?:from|of|in|like) (?:your|you|that|this|those)
    (?<!bring )(?:your|my|his|her|their|our|a)(?: \w+)? PERSON(?:'s)?(?! (?:of (?:yours|the family)))
    (?:my|his|her|their|our|a|an) FAMILY(?! (?:member|car|home|plan|room|law))|your (?:own )?FAMILY(?:'s
      |'ll)? (?:already|said|says|knows?|told|agreed|deserves?|got)|your (?:own )?(?P<heard>FAMILY)(?:'s
      |'ll)? (?:wants?|will|would|needs?|is|are|has|have
      |can|could)
    (?:young|younger|old|older) (?:guys?|m[ae]n|wom[ae]n|people|lad(?:y|ies)|folks|girls?|boys?)
    first language|native (?:speaker|language)|accent|speak (?:good |any )?english|green card|citizenship|immigra\w+
      |visa status|(?:have|having|want|raise|any|how many|your|(?<!bring )the) (?:kids|children
      |baby|babies)|(?:everyone|everybody|people|folks|others|neighbors)(?: \w+){0,4} (?:already|has already
      |have already)
    are you (?:married|single|pregnant|retired|disabled|a (?:citizen|veteran|christian|native))|married|marital
      |single (?:moms?|dads?
      |parents?|women|men|mothers?|fathers?|ladies)|\w+ (?:love|loves|adore|adores|swear by|rave about) (?:our|us
      |this)(?! \w+ing)
    (?<!how )(?:every|most|all|many|other|some)(?: \w+)? (?:homeowners?|borrowers?|customers?|clients?|famil(?:y|ies)
      |neighbou?rs?|people like (?:you|them|that|us)|people|folks|couples?)(?! (?:have|find|ask|need|feel|wonder
      |start|worry|tell|like to|prefer|take|get stuck|want to know|don't|aren't|finish|begin|like|do|just|want|choose
      |also|pause|stop))
    (?:i'm|i am|we're|we are) (?:\w+ )?in (?:your|the) (?:neighborhood|area|street)|(?:a|an|this|some|that|another
      |one) (?!person (?:from our|on our|from the|instead|can|will|to call|if))(?:\w+ )?(?:lady|guy|gentleman|couple
      |woman|man|fellow|kid|dude|person
      |homeowner|borrower|customer|client|lender)(?: named| on| in| from| down| near| just| said| told| who| like
      | across)
    (?<!a )(?:a|another|one|one of our|other|two|some|many|several|last)(?: other| recent
      | happy)? (?!couple of)(?:neighbou?rs?|clients?
      |customers?|borrowers?|homeowners?|couples?|family(?! member)|families)(?: \w+){0,4} (?:saved|got|closed|paid
      |said|lost
      |told|just|already|refinanced|owes?|was|were|is|are|cut|loved|applied|earns?|makes?)
    (?:they|he|she) (?:got|get|gets|were|was) (?:paid|approved|a check|money|cash|a deal|funded)
    (?:race|racial|black|white|hispanic|latin[oa]s?|asian|immigrants?|jewish|jews?|muslims?|christians?|gays?|lesbian
      |disabled|disabilit\w+|ethnic\w*|nationality|foreigners?|elderly|seniors?|pregnant|welfare|minorit\w+|women|men)
    (?:don't|do not|won't|never|rarely|normally don't|can't|only|prefer to) (?:\w+ )?(?:lend|loan|rent|sell|work|deal
      |do business) (?:to|with)
    (?:don't|do not|won't|never|rarely) (?:\w+ )?(?:help|serve|approve|accept|take)(?= (?!you|with|it|this|that|any|to
      |on|long|more|much|a|the|up|your))
    (?:we|i) (?:saw|noticed|know|heard|found|see|looked|checked|read|spoke|talked|called
      |contacted)(?: \w+){0,3} (?:your|you)(?: \w+)? (?:facebook|instagram|posts?|profile|divorce|layoff|job|employer
      |salary|debts?|late|missed|bankruptcy|health|illness|arrest|records?|ex|neighbors?|kids?|children|school|wife
      |husband|online|browsing|emails?|location|boss|house from|background)
    (?<!you )(?<!you've )(?<!you have )(?<!you just )(?<!you already )(?<!you kindly )told (?:us|me)
    divorc\w+|pregnan\w+|cancer|illness|medical|diagnos\w+|mental health|rehab|criminal record|affair
    (?:nobody|no one|none of|everyone|everybody|people|folks|others)(?! (?:expects|here|(?:in|at|on) (?:our|my
      |the (?:office|team|branch)|member|customer|support)))(?: \w+){0,3} (?:love|loves
      |loved|walk\w*|is|are
      |do|does|doing|did|get|gets|got|save\w*|switch\w*|use|uses|trust\w*|say|says|agree\w*|know|knows|want|wants
      |chose|chooses?|pick\w*|leave\w*|regret\w*|complain\w*|refinanc\w*|waits?|waited)(?! (?:different|unique|busy
      |welcome))
    """,
)

PRIVATE = matter(
    "private",
    "It asks after the lead's private life: home, health, family, beliefs or money. Ask only what the task needs.",
    r"""
    liv(?:e|es|ing) (?:there )?(?:alone|by yourself|on your own|together)|(?:home|all) alone|alone (?:at home|in the
      |at night|there|tonight)|by yourself (?:at home|in the|at night|there)
    ANYBODY(?: else)?(?: \w+)? (?P<to>lives?|living|stays?|staying|sleeps?)(?: \w+)? (?:with you|there|at (?:home
      |the house
      |your|night)|in the (?:house|home))
    ANYBODY(?: else)?(?:'s| is)?(?: \w+)? (?:home|there|in the house)(?: \w+)? (?:with you|at night|besides you)
      |who (?:else )?(?:lives|is living)
    when (?:is|are) (?:nobody|no one|everyone|your \w+)(?: \w+){0,2} (?:home|out|away|gone)|(?:house|home|place
      |door)(?: \w+)? (?:empty|unlocked)|spare key|under the (?:door)?(?:mat|rug|pot)|(?:alarm|security) (?:code|system)
    (?:medications?|meds|pills|prescriptions?|therap(?:y|ist)|depress\w+|anxiety|surger(?:y|ies)|hiv|addict\w*)
    (?:how(?:'s| is)|is|about) your (?:own )?health|health (?:ok|okay|problems?|conditions?|issues?)|are you (?:sick
      |healthy|dying|suicidal|drunk|high|gay|straight|religious|lonely)
    do you (?:\w+ )?(?:drink|smoke|gamble|use drugs|go to church|pray|believe in|have a (?:boyfriend|girlfriend|gun))
    valuables|jewel(?:ry|s)|(?:cash|money|gold)(?: \w+){0,3} (?:at home|in the (?:house|home)|under the|on hand|lying)
    who(?:'s| is| else)? (?:handles?|handling|manag(?:es|ing)|controls?|looks after|has access to)(?: \w+){0,2} (?:money
      |finances|accounts?|bank\w*|checkbook|affairs)
    boyfriend|girlfriend|ex-?(?:wife|husband)|lover
    (?:getting|get|you two) (?:a )?(?:divorced?|separated|pregnant)|planning (?:to have|on having|a) (?:kids|children
      |family|baby)
    vive (?:usted )?sol[oa]|(?:esta|se queda) (?:usted )?sol[oa] en|con quien vive|quien(?:es)? (?:mas )?vive
      |quien (?:le )?(?:maneja|administra|controla)(?: \w+){0,2} (?:dinero|cuentas|finanzas)
    (?:tiene|tienes) (?:papeles|novi[oa]|hijos|marido|espos[oa])|esta (?:usted )?(?:casad|divorciad|embarazad
      |enferm)[oa]|(?:pastillas|medicinas|medicamentos)|a que iglesia|estatus migratorio
    """,
)

PLACE = matter(
    "place",
    "It says where something or somebody is, or offers to meet, which the instructions do not. Leave it out.",
    r"""
    (?:(?:our|the|my) )?(?P<to>office|branch|location|store|building|headquarters|desk)s? (?:is(?! (?:open|here|happy
      |glad
      |closed))|are(?! (?:open|here|happy|glad|closed))|sits
      |at(?! \(?\d{3}\)?[ -]\d{3}[ -]\d{4})|on|in|next|near|behind|beside|past|downtown|by|can be found)
    (?:we|i)(?:'re| are|'m| am) (?:located|based|next to|near|across|right (?:by|next|across|on)|around the corner
      |down the street|downtown|on|outside|at (?:\d{1,5} [a-z]|the|your))
    (?:come|stop|drop|swing|pop) (?:by|in|over|down)(?! (?:step))|visit (?:us|our|the)|meet (?:me|us|you) (?:at|in
      |for|by|outside)|in person at|(?:meet|visit|see|come|coming|waiting|stop|knock|show up|be|parked|outside
      |somebody|someone|we'?(?:re|ll)?)(?: \w+){0,3} at your (?:house
      |home|door|work|job|place|office)|(?:next|close) to the
      |across (?:from|the street)|around the corner|walking distance
    (?:someone|somebody|we|i|an? \w+)(?:'ll| will| can)? (?:be )?(?:come|coming|stop|stopping|visit|visiting|drive
      |driving|swing|swinging|show up|knock|wait)(?:ing)? (?:by|over|to your|at your|outside|you at|past)
    (?:outside|in front of|behind|inside|near) (?:your|the) (?:house|home|door|place|work|office|building|school|church)
    (?:is|are|'s|'re|'m|am|already|now) (?:on (?:the|my|our|his|her|their) way(?: (?:to|over))?|en route|headed (?:to
      |over)|heading (?:to|over)|parked|waiting outside)
    (?:suite|exit) \d+|interstate|mall|parking lot
    """,
)
