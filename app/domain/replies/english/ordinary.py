"""English sentences that only look like a request, and are read as if they were not there. Data: a table is
read as a whole, so it is not split.
"""

# What only looks like it, and is read as if it were not there.
ORDINARY: dict[str, str | tuple[str, ...]] = {
    "a reason that passes": (
        "dont|never please|you* WRITE|call me|us back? im|ill|i_am|i_will|ill_be|im_going_to - be? driving|asleep"
        "|sleeping|working|busy|flying|traveling|out|away|in_a_meeting|in_meetings|in_class|in_church|in_court"
        "|in_surgery"
        "|at_work|at_the_doctor|at_the_dentist|at_the_office|at_a_funeral|at_a_wedding|on_a_plane|on_the_road|on_shift"
        "|on_a_call !of",
        "dont|never please|you* call|calling me|us|back* im|ill|i_am|i_will|i_have|i_work",
    ),
    "an order that is taken back": "cancel|scratch|disregard|ignore|delete that|it|this i|ill|we|well|its|my|make|meant"
    "|sorry|typo|wrong !dont|am_done|said|want|never",
    "told others to stop": "told|tell|telling|asked|asking|ask|begged|want|wanted the_other|that_other|those_other"
    "|these_other|other|another"
    "|my|all_the_other|every_other THIRD|company|companies|place|people|guy|one|ones to? stop|quit|not|never|leave"
    "|remove WRITING|WRITE|calling"
    "|call|me? me|us|alone|again|anymore*",
    "keep me on the list": (
        "please|can_you|to|just|and|you_can|could_you* keep|leave me|us|my_name|my_number on|in your|the|this|that?"
        " LIST",
        "<you|yall|they|u|why|if dont|do_not|never - remove|take|delete|drop|kick|unsubscribe|erase me|us|my_name"
        "|my_number off|from|out? of?"
        " your|the|this|that? LIST?",
    ),
    "text instead of emails": "HALT emailing|calling|phoning|ringing|calls|emails|the_calls|the_emails"
    "|with_the_calls|with_the_emails me|us?"
    " and|so|please|just|instead* text|message|txt me|us|only|instead|here|please",
    "keep the texts coming": "keep texting|messaging|sending|posting me|us? the|your|these|all|any? updates|update"
    "|specials|deals|prices|openings|dates"
    "|info|reminders|details|pics"
    "|photos|listings|options|here|please|if|when|about|with",
    "the parties to a loan": "who is|are this|the|my|our loan|mortgage|offer|quote|application|policy|account"
    "|appointment|title|estimate|it"
    " through|with|for|under|from",
    "a stop of a bus": "my|the|our|your|next|last|first|bus|train|subway|metro stop is|was|on|at|for|by|near|sign"
    "|light",
    "powers of others": (
        "revoke|revoking|revoked my|the|his|her|their|our|old|previous|prior|a|brothers|sisters|moms|dads|exs|ex*"
        " power|poa|authorization|offer|will|trust|deed|access|license",
        "cease|desist order|letter|notice from|on|about|for",
        "stop work order|orders",
    ),
    "a better number": "<dont|never|not|stop|quit|no|you|keep text|call|use|try - my|our phone|other|personal|new"
    "|second"
    "|house|home !again|and|one|anymore|or",
    "a spot in the calendar": "block|hold|blocking me|us|out? a|an|the|my|one|your? spot|slot|time|hour|1|2|3|4|5|6"
    "|7|8|9|10"
    "|11|12|appointment|table|chair|seat",
    "seriously thankful": "seriously|really thanks|thank_you|appreciate",
    "block and lot": "block and|or|number|no lot|is|number",
    "remove from the work": "remove|take_off|take_out|delete|taking_off|removing|cancel|skip|drop please? the|that"
    "|those|my|our|old"
    " island|cabinets|cabinet|counter|countertop|sink|tile|tiles|gutter|gutters|guard|deck|fence|shed|door|doors"
    "|window|windows|panel|panels|carpet"
    "|floor|roof|stump|trees|bush|bushes|hedge|wallpaper|paint|fixture|light|lights|fan|vent|filter|option|options"
    "|upgrade|add|addon|warranty|extra|extras"
    "|deposit|tip|class|classes|session|lesson|lessons|kid|guest|guests|table|chairs|driver|vehicle|truck|van|bike"
    "|pet|pets|dog|cat",
    "less of one thing": "not|no_longer|never interested|need|needed|want|looking in|for|the|a|any* solar|financing"
    "|batteries|battery|insurance|leasing|warranty"
    "|coverage|delivery|installation|pool|basement|whitening|braces|surgery|botox|flooring|carpet|siding|gutters"
    "|studio|1|2|3|4|5|one|two|three|15|30"
    " ... only|but|need|rather|instead|id|wed|looking|more|cash|prefer",
    "our affairs need to stop": "AFFAIRS needs|need|has|have|must|gotta|should|will|to to? stop|end",
    "no texts from others": "no|any|got texts|text|messages|message|calls|call from the|them|him|her|my|our|title"
    "|escrow|anyone",
    "no longer interested in something": "no_longer|not|never|less|wasnt interested in|until the|a|an|that|this|any"
    "|adjustable|spring|summer"
    "|fall|winter|next",
    "an old number of mine": "dont|not text|use|call|message that|the|my|old number|phone its|it_is|anymore_its|thats",
    "a lawsuit of their own": "the|a|my|our|from|that|by lawsuit|judgment|judgement|court was|is|settled|settlement"
    "|paid|ended|case|date",
    "do not bother with it": "dont bother with the|a|that|those|it",
    "a chain of shops": "at|for|near|from|the stop shop",
    "the wrong number of an office": "wrong number for|of|to the|your office|branch|company|department|app|portal|site",
    "lists of others": (
        "unsubscribe|optout|unsubscribed from|of the|my|those|all? zillow|realtor|redfin|trulia|emails|email"
        "|newsletter|credit|other|bank",
        "NEGATED mean|meant|intend|intended to optout|unsubscribe|stop|cancel|opt_out",
        "authorization|permission|consent i gave to the|my|another|a",
    ),
    "unsubscribed from one kind of mail": (
        "unsubscribe|optout me? from? your|the|my|just|only* email|emails only",
        "unsubscribe|optout me? from? your|the|my|just|only* email|emails but - keep|text_me|texts_are|texting_is",
        "unsubscribe|optout me? from? your|the|my|just|only* email|emails - not - text|texts|sms|the_texts !stop",
        "unsubscribe|optout me|us? from|of the|my|your paper|mailed|printed statements|statement"
        "|bills|bill|mail|mailings",
    ),
    "did not say stop": "<why|if i|we didnt|never|havent say|said|mean|meant|type|typed|write|wrote|text|texted to?"
    " stop|unsubscribe|optout ,$",
    "off autopay": "take|get|remove|put|switch|pull me|us off|from of? autopay|auto_pay|autodraft|auto_draft|hold"
    "|speaker|speakerphone|paperless",
    "in the service": "^^ im|i_am|hes|shes|my_husband_is|my_wife_is a|an disabled|retired|military|army|navy*"
    " veteran|vet",
    "one loan and not another": "not|no_longer|never interested in refinancing|refinance|a_refinance|refi"
    "|buying|selling|a_loan|a_mortgage but|only|just in",
    "does not understand": "^^ sorry|i|im|we|hmm* dont|do_not|didnt|not understand|follow|following ,$",
    "unsubscribed from emails": "unsubscribe|optout from? your|the|my|those emails|email|newsletter|mail|mailers"
    "|mailing",
    "a number of things": "wrong number of",
    "a page that stops": (
        "page|site|app|upload|form|system|portal|website|screen just|always|keeps|it* stop|stops|stopped|stopping|quit"
        " !NOTES",
        "why|where|when did|does it|this|that|the? page|form|upload|site? stop|stops|quit|end at|after|before|on"
        "|loading",
        "stop|stops|stopped|stopping loading|working|at_step|on_page|responding_after|before_i|halfway",
    ),
    "cancel and book again": "cancel and|then rebook|reschedule|move|book|start",
    "settled in court": (
        "court ordered|order|orders|approved|appointed",
        "lawsuit|suit|judgment settled|was|is|paid|closed|over|dismissed",
    ),
    "what they hate": "hate|despise this|the|these|all|doing|that* process|part|paperwork|market|form|forms|rates"
    "|rate|wait|waiting|traffic|fees|upload|banks",
    "went to spam": "went|goes|go|going|landed|ended_up to|in|into spam|junk",
    "one of those scams": "isnt|not|is one of those|the scam|scams",
    "what became of an email": (
        "email|emails|gmail|outlook|it|mail|letter was|is|got|were|being|went|keeps|getting marked|flagged|sent"
        "|filtered|going as|to|in* spam|junk",
        "email|gmail|outlook|system unsubscribe me|us|him|her",
    ),
    "an office of mine": "dont|not|never call|text|message|email|use my|our|the|his|her work|office|old|home|other"
    "|house|desk|job"
    " number|phone|line|cell|email?",
    "a police report": "file|filed|filing|made|got|have|with a|the|my police report",
    "a house on the block": "the|whole|entire|our|my|this block is|has|was|are|got",
    "an attorney who acts": "lawyer|attorney wants|needs|is_out|said|says|has_the|has_a|will_review|to_review"
    "|asked_for|is_reviewing|approved",
    "signed nothing yet": "never|didnt|dont|havent|havnt sign|signed anything|it|them|the|those|that|papers"
    "|docs? yet|until|because",
    "done with a form": "^^ all|everything|ok|yes|ya* done|finished sent|uploaded|submitted|just_sent_it|whats_next"
    "|what_next|everything* $$",
    "who is this again": "whos|who this|that|is this? again|i_lost",
    "somebody thought so": "thought|thinks|think|thinking that? thisis|its|it_was|it_is|you_were|this_was|it|was"
    "|this* a? spam|scam|fraud|phishing",
    "send it elsewhere": "dont|not|never send|mail|email anything|it|them|mail|docs|documents|that to my|the|our|his"
    "|her old|work|wifes|husbands|ex"
    "|previous|address|email|office",
    "go away party": "going|go away party|gift|trip",
    "stop them": (
        "get|getting|make|have THIRD ... to? stop|quit calling|texting|harassing|bothering|sending|charging|reporting",
        "stop me if|when",
        "stop them|him|her|it from",
        "THIRD ... ... make|get|tell them|him|her to? stop",
    ),
    "stop asking for papers": "stop|quit|keep|keeps asking me|us? for|about the|my|a|another|same|more|these"
    "|those|all"
    "|so_many|old|bank|pay|tax|new* PAPERS",
    "not today but another day": "^ not_today but|how_about|what_about|maybe|perhaps|im_at|i_am_at|im_in|im_busy|i_have"
    "|can_we|could_we|call|try|tomorrow|tonight|later|next_week|monday|tuesday|wednesday|thursday|friday|saturday"
    "|sunday !never|or|not|interested",
    "out of a contract": (
        "how? do|can|to|would|could* i|we|you? get|getting off|out of? the|my|our|a|your? waiting|wait|waitlist|freeway"
        "|highway|interstate",
        "how? do|can|to|would|could* i|we|you? get|getting out of the|my|our|a|this|that current|old|car|auto|home*"
        " contract|lease|loan|mortgage|agreement|timeshare|escrow",
    ),
    "it does not let me": "<you|yall|u|they|people wont|will_not|doesnt|does_not|didnt|did_not|wouldnt|isnt|not"
    " let|letting me|us !be|go|alone|off|out|stop|unsubscribe|cancel|optout|opt|end|quit|leave",
    "show me how": "take|walk|run|talk|guide me|us through !to",
    "not now but later": "not today|now|tonight|yet|this_week ask|try|text|call|message|check|ping|contact|follow"
    " me|us|back|in|up|with ...",
    "a dead phone": "phone|line|battery|cell|car|computer|laptop|link is|was|went|keeps|going|just|has"
    "|completely* dead"
    "|died",
    "somebody else of the family": "not me my|its_my husband|wife|son|daughter|mom|dad|mother|father|brother|sister"
    "|partner applied|did|handles|is|wants|filled|signed|started",
    "somebody need not be told": "dont|not|no need|have|want to text|call|message|email|contact my|the|him|her"
    "|them|his"
    "|anyone|both"
    " !number|phone|cell|family",
    "another number is better": "not|isnt my|our best|main|primary|preferred|usual|only number|phone|cell|email",
    "a name on a deed": "name|names off|from|of the|my|our|old|of|that|a|this|her|his|current|joint* AFFAIRS"
    "|deed|title"
    "|note",
    "what they are to do": "where|what|when|who|how do i sign|ask|give|need|know",
    "nobody called back": (
        "<rather|prefer|prefer_if|rather_if|appreciate_if|appreciate_it_if|better_if|wish|ask|asked you|yall|u"
        "|they|he|she|guy|lady|people|guys|agent|rep|officer|broker|lender|bank|office|someone|somebody|who"
        "|nobody dont|didnt|never|havent|hasnt|doesnt ever|even* text|message|contact|call|email|write|answer|texted"
        "|messaged|contacted|called|emailed|wrote|answered me|us? back",
        "didnt|never|havent|hasnt ever|even* texted|messaged|contacted|called|emailed|wrote|answered me|us? back",
        "<rather|prefer|prefer_if|rather_if|appreciate_if|appreciate_it_if|better_if|wish|ask|asked you|yall"
        "|they|he|she|why|nobody|guys dont|didnt|never|havent you? ever|even* follow_up|followed_up|got_back"
        "|get_back|call_back|called_back with|to|on* me|us?",
    ),
    "I did not call back": "i|we|ive didnt|never|havent|couldnt ever|even* text|message|contact|call|email|write"
    "|answer|texted|messaged|contacted|called|emailed|wrote|answered|gotten|got you|u|yall|him|her|them? back",
    "nobody called": "no_one|nobody|noone has|even|ever* called|texted|emailed|told|contacted|answered|responded"
    "|explained|replied|helped me|us|back|him|her|today|yet|about",
    "a case of their own": (
        "court date|hearing|order|case|house",
        "settled|settle|won|lost ... lawsuit|suit|case",
        "police report",
        "identity ... fraud|theft|scam",
        "stole ... identity",
    ),
    "off a plan": "how? do|can|to|would|could* i|we|you? get|getting off my|the|our|a|his|her? parents|family|old? plan"
    "|policy|insurance|class|probation|lease",
    "not giving up": "dont|not|never|wont|cant give|giving up",
    "give up on a form": "give|gave|giving up on the|my|your|this_form|this_site|trying|finding|waiting",
    "report to the bureaus": "report|reports|reported|reporting to the? bureaus|bureau|credit|equifax|experian"
    "|transunion|irs",
    "a person named Sue": "sue is|handles|has|said|says|wants|signed|asked|knows|was|takes",
    "drop me a line": "drop|shoot|leave me|us a|an|the|your",
    "take off a fee": "take|remove|knock|get off|me|it|that|some|a|of* off? the|my|a|old|that|this late|old|fee|fees"
    "|loan|price|points|rate|deed|title"
    "|lien|first|mortgage|closing",
    "erase the last one": "erase|delete|remove|ignore|disregard|cancel the|my|that last|first|second|other|previous"
    "|old|wrong",
    "not interested in a kind of loan": "not|never|no_longer|less|more|really interested in cash_out|cash|points"
    "|buying|arm|arms|fha"
    "|va|heloc|variable|adjustable|interest_only|pmi|15|30|20|10|extra|add_ons",
    "a date on the calendar": "block the|my|a|your|that|some|this date|day|time|hour|afternoon|morning|calendar|slot",
    "no more fees": "no more late|junk|hidden|monthly|extra|credit|pmi|interest|rent|car|card|bank|closing|pre"
    "|points|overdraft",
    "opting for paper": "opt|optin|in|or opt|or|in|optout|out* for|of paperless|electronic|pmi|escrow|mail|the",
    "lot and block": "block 1|2|3|4|5|6|7|8|9|10|11|12|lot",
    "which attorney": "which|what|whose LAWYER",
    "police report number": "police|accident|crash|incident report number|is|was",
    "a new address": "moved new address|number|email is",
    "another line at that hour": "dont|never please* call|text|message my|the|this phone|number|line|work|cell LATER",
    "a day in court": "court is|at|on|till|until|all|this|ran|date|today|tomorrow|monday|tuesday|wednesday|thursday"
    "|friday|this|next",
    "your attorney": "whos|who_is|your|their|his|sellers|buyers|the your? attorney|lawyer ,$",
    "agree with something else": (
        "dont|didnt|not|never agree|agreed|consent with|on|to_the|to_that|to_pay|to_a|that",
        "consent form|forms|to pull|run|check|is|signed|order",
        "have|gave|give|with|got|signed|you my|the|verbal|written? consent|permission to|for|form|already",
    ),
    "let me": "let|leave|leaving me|us|him|her be|know|see|check|think|get|ask|your|a|an|the|my clear|honest|frank"
    "|number|message|back?",
    "surprise": "shut up no|thats|really|seriously|way",
    "asked for something of their own": "never|didnt|havent|dont sign|signed|ask|asked|agree|agreed|request"
    "|requested|apply|applied|consent|consented"
    " up? for|to|on|about? the|a|an|my|that|any !texts|messages|text|calls|list|sms|of|contact",
    "cancel a day": "cancel|move|reschedule|stopping|skip monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    "|tomorrow|culture|todays"
    "|tonight",
    "after a death": "after|since|when|before|once|while my|our|his|her husband|wife|mother|mom|father|dad|son|daughter"
    "|brother|sister|grandmother|grandma|grandpa|parents|uncle|aunt has|had|just* died|passed_away|passed",
    "a death in the family": "my|our|his|her husband|wife|mother|mom|father|dad|son|daughter|brother|sister"
    "|grandmother|grandma|grandpa"
    "|parents|uncle|aunt passed|died|has_passed|is|recently|just|has|who away|passed|died|deceased|last|in|and|so"
    "|left|ago* left|last|and|so"
    "|in|but|while|before|do|can|i|we",
    "my phone blocked it": "phone|carrier|it|iphone|verizon|tmobile|att|spouse was|is|keeps|has? blocked|blocks"
    "|blocking|marked you|unknown"
    "|numbers|texts"
    "|your|the|it|u call|number|text"
    "|message|email|as_spam|it|calls?",
    "number we agreed": "number|phone we|i|you|they agreed|discussed|talked|want|wanted|said|saw|expected|quoted",
    "who holds the note": "dont|not know|sure who holds|owns|to|my|the|services|pays|does|has|will|should|can|else"
    "|signs|handles|i_talk",
    "a spouse lives elsewhere": "my|our husband|wife|ex|son|daughter|mom|dad|brother|sister|partner|tenant|cosigner"
    "|he|she doesnt|dont"
    "|no_longer live|lives|work|works|belong|stay here|there|with",
    "do not text me the papers": "dont|never|please* text|message|email|send|write|fax me|us|him|her"
    " the|a|my|that|those|another|old|new|copies|copy|of* PAPERS|docs|link|code|pics|pictures|copy|app|contract"
    "|estimate|quote|package|invoice|bill|receipt|address|password|ssn",
    "others who must stop": (
        "told|tell|asked|ask|telling|asking|had|got|want|wanted|made ... take|remove|delete|drop|get me|us|my_name"
        "|my_number off|from|out_of their|his|her|its LIST",
        "take|remove|delete|drop|get|unsubscribe me|us|my_name|my_number off|from|out_of their|his|her|its|another"
        "|everyone_elses|the_other LIST|number",
        "unsubscribe|unsubscribed|optout from|of my|the|their|another old|other|former|current|last* THIRD|lenders"
        "|banks|agents|brokers|realtors",
        "<id|would|ill appreciate|thanks|love|like|glad you|for|that|how|youre|yall* not|never|dont WRITING"
        "|blowing|hounding"
        " ... like|unlike the_others|others|everyone_else|everybody_else|some|other|those",
    ),
    "another time": "^^ never mind $$",
    "not now": "^^ not now|yet|right_now|at_the_moment $$",
    "calling it something": "stop|quit|keep|keeps calling it|him|her|them a|an|the|my",
    "not him but me": "not him|her|them|hers|his|theirs its|just|only? me|mine|us",
    "get out of here, in joy": "get out of_here|of_town really|seriously|no_way|thats|for_real|approved|wow",
    "when will it stop": "when|how|why|will|would|do|does|did ... my|our|the OWN* AFFAIRS ... stop|end|stops|ends ,$",
    "done by accident": (
        "blocked|deleted|reported|unsubscribed|unsubscribe you|your|ur|the|this|it|number|text|thread* by"
        "|on accident|mistake",
        "accidentally|mistakenly blocked|deleted|reported|unsubscribed|unsubscribe",
    ),
    "optout of others' offers": "should_i|can_i|could_i|do_i|i|to|we* optout of the|those|all|my? credit"
    "|credit_card|card|prescreened|prescreen|junk|mail|bank"
    " card|mail? offers|offer|mail|mailers|list",
    "a slip of the sender": (
        "oops|whoops|oopsie|my_bad|ooops|ope that|sorry|this|was|the|its* wrong person|number|chat|thread|text"
        "|window|group|convo|conversation|message|contact|guy|one",
        "wrong person|number|chat|thread|text|convo sorry|that|this|was|its|haha|lol* meant|for my|for|to|was_for",
    ),
    "a stop of a line": "st|street|ave|avenue|rd|road|blvd|station|rail|trolley|tram|light_rail|rest|next|first stop"
    "|stops",
    "new number of mine": (
        "my|our new number|cell|phone",
        "me|texting|calling|messaging from|on|with|at a|my|this|the new|different|other|another|second"
        " number|phone|cell",
    ),
    "stop and shop": "stop and shop|drop|smell|chat",
    "email is not this channel": (
        "dont|stop|no|never email|emailing|emails|mail|mailing|fax me|it|them|please|to|that|the|docs|anything|us*"
        " !or|nor|and",
        "dont|not|never send it|the|them|that|those|my|a|out|over|any_money|money|docs|documents|wire !texts"
        "|messages|message",
        "dont|never call|phone|ring my|the",
    ),
    "cheers": "fuck|fucking|hell|holy|damn|shit yeah|yes|yea|yep|awesome|great|good|love|amazing|right|shit|sweet"
    "|finally|it_lets",
    "their emails": "unsubscribe|unsubscribed|optout from their|the_other|other|all_the_other|all_those|those"
    "|everyone_else|netflix|hulu|spotify|linkedin|facebook|zillow"
    "|lending_tree|lendingtree|my_bank",
    "legal review": (
        "lawyer|attorney review|fees|fee|letter|state|required|needed|on|costs|cost|opinion|approval|present|period"
        "|signed|signs"
        "|involved|ends|contingency",
        "power of attorney",
    ),
    "they reported": "credit|account|bank|they|it|was|report|reported|is frozen|blocked|reported|flagged",
    "keyword instructions": (
        "reply|respond|text|send|type|texting|replying with? stop|stopall|quit|end|cancel|unsubscribe|no|help|optout"
        "|yes"
        "|start to|2|for|if optout|unsubscribe|stop|cancel|end|quit|be_removed|you|help|continue|confirm|subscribe",
    ),
    "stop by": (
        "stop|stops|stopped|stopping by|in|over|off|light|lights|sign|signs|loss|payment|payments|order|gap|and_go"
        "|and_see"
        "|and_think|and_get|and_pick|and_say|and_talk|and_look|short|watch|work|procrastinating|worrying|stressing",
        "stop at|for|near|to|into|on the|a|my|your|our|his|her|gas|lunch|dinner|coffee|work|home|0|store|bank|office"
        "|think"
        "|branch|that|minute|get|pick|sign|consider|look|drop|ask|talk|see|title",
        "stop here|there|now for|until|till",
        "stop smoking|drinking|gambling",
    ),
    "bus stop": "bus|truck|full|non|pit|next|last|rest|traffic|gas|quick|hard|short|stop_and|one|door|first|second"
    "|train"
    "|metro|subway|a|the|whistle|final stop|stops !texting|messaging|contacting|sending",
    "stop my own affairs": (
        "stop|cancel|end|quit|halt|remove|delete|cease|terminate|stopping|canceling|cancelling|ending|quitting"
        "|removing"
        "|deleting|cancelled|canceled|ended|removed|deleted|reschedule|revoke|block OWN* AFFAIRS",
        "stop|quit|ceased? DOING",
        "remove|delete|cancel|end|stop the|my|that|this old|last|first|second|other|wrong|previous|duplicate|extra"
        "|blurry",
        "stop|cancel|end|quit|remove|move my|our|the|todays|that 1|2|3|4|5|6|7|8|9|10|11|12 pm|am|oclock|30|00|15|45",
    ),
    "not stopping": (
        "NEGATED|nothing|doesnt|isnt|wouldnt|without|what|whats|hard_to|hardly|havent|tried_to|trying_to|until|didnt"
        " you|i|we|it|ever|even|really|want|wanna|just|could|would|will|be|to* stop|stops|quit|cancel|unsubscribe"
        "|optout"
        "|remove|delete|end|block|stopped|opted_out|cease",
        "<be|please dont stop|cancel|remove|delete|end|unsubscribe|optout|block|quit",
        "dont stop|cancel|unsubscribe|remove|delete FILL* texting|sending|messaging|me|us|NOTES|my_number|this",
    ),
    "I stopped": (
        "MODAL not|just|probably|have|need|want|like|to|try|be|had|wanna|make|do|also|gladly|happily* stop|quit"
        "|cancel|end"
        "|delete|remove|stopped|block !CONTACTING",
        "i|we|he|she|they|my_wife|my_husband had|have|has|was|were|need|needs|needed|told|might|can|could|should|may"
        "|will"
        "|going|ended|just|asked|wanted|already|got|never|forced|used|supposed|about|am|must|almost|ever"
        "|accidentally|by"
        "|mistake|did|up|did_not* to|have_to? stop|stopped|quit|end|ended|cancel|cancelled|canceled|optout|opted_out"
        "|unsubscribe|delete|deleted|remove|removed|stopping|quitting !CONTACTING",
        "let me|us|him|her stop",
        "will|would|do|does|can|could|should my|our|the OWN* AFFAIRS still|just|also* stop|end",
        "ill|i_will|we_will|ive|i stop|quit|stopped texting|messaging|bothering|bugging|calling you|them|him|her",
        "why dont you text|call|message|email|send|write me|him|her|us|it tomorrow|later|tonight|when|instead|the|at"
        "|on|after",
        "nothing can stop me|us|this",
        "got|have|gotta|need to stop this|these|the ... bill|bills|crisis|practice|law|tax",
        "i need|have|had|should to? stop texting while|and|so",
        "lets|let_us stop|end|quit|cancel",
        "when|where|why|should|does|do|if|what_if|happens|happens_if|until|before|after|once|since does|do|will"
        "|would|can|should|could"
        "|i|we|it"
        "|they|he|she|the|that|this|interest|payments|rate|pmi* stop|stops|end|ends|quit|cancel !texting|sending"
        "|messaging"
        "|you|contacting|bothering|these|this|harassing|spamming|blowing|getting|receiving|the_texts|texts|stop|now"
        "|with|hitting|calling",
        "can|could|may i|we|he|she|they just|also|please|still|later* stop|quit|cancel|end|remove|delete !CONTACTING",
        "help|helps|helped me|us|you|to* stop|end|cancel AFFAIRS|OWN|the|a|it",
        "will|would|could|does|did|to this|that|it|you|they|loan* stop the|my|a|our|his|her",
    ),
    "in the end": "the|an|in|at|by|until|till|s|month|year|weeks|months|years|days|dead|back|front|high|low|rear"
    "|book|week"
    "|day|every|never|wont|to|tail|other|receiving|this|that|quarter|front|loose end|ends",
    "end of": (
        "end|ends of|date|dates|up|result|user|in|on|at|goal|game|table|unit|with|soon|early|before|next|next_week"
        "|this_week",
        "end call|meeting|the_call|this_call|lol",
    ),
    "quit my job": (
        "quit smoking|drinking|playing|my|her|his|job|work|working|claim|deed|claims|a|the|last|school|in|on|at",
        "i|he|she|just|husband|wife|cant|might|wanna|about_to quit",
    ),
    "cancelled by others": "card|flight|policy|account|appointment|membership|closing|they|bank|lender|he|she|it was"
    "|is|got|has"
    "|been|have|were|just|me|on* cancelled|canceled|revoked|ended|stopped|removed|deleted|blocked",
    "cancel what": "charge|fee|fees|cost|penalty|easy|hard|possible|free|allowed|policy to? cancel|quit"
    "|end|stop"
    " !texts|messages|texting",
    "gave the wrong number": (
        "gave|give|given|put|entered|typed|listed|wrote|provided|dialed|dialled|called|texted|filled|used"
        "|fat_fingered"
        "|mistyped|putting you|them|in|down|out|him|her|it|with|accidentally* a|the wrong|incorrect number|phone"
        "|person|num !!stop|remove|not_me",
        "wrong|incorrect|bad number|phone|person in|on|for|listed|written|at|to the|my|our|your* form|app"
        "|application|file|paper"
        "|page|website|paperwork|account|quote|amount|bank|docs|documents|contract|estimate|letter|portal|wife"
        "|husband|record",
        "wrong|incorrect number|name|address|amount|date|email is|was|got|s? still? on|in my|the|our",
        "number|phone? on|in the|my? form|app|application|file|website is|was|were wrong",
        "not|isnt sure|certain ... wrong number",
        "if|was|is|maybe|possibly|hope|hopefully|sorry_if this|that|it|i|isnt|thisis|its|not|have|a|the|got* wrong"
        " number|person"
        " !stop",
        "called|spoke|talked|transferred|sent to|me|with|them|by* the|a wrong person|department|office|branch|number"
        "|guy|bank",
        "spelled|wrong name|address|amount|date|email|rate|document|doc|file",
    ),
    "my lawyer reviews it": (
        "need|needs|want|wants|have|has|had|like|let_me|let|can_i|should_i|until_i|once_i|after_i|gonna|will|wanna"
        "|ill|id"
        "|waiting|might|asking|ask|asked|check|checking|work|working|going|through|via|run|send|sent|talking|talk|cc"
        "|add"
        "|copy|loop|consult|consulting|include|forward|meeting|meet|met to? talk|speak|call|contact|consult|ask|on"
        "|check"
        "|it|this|that|them|past|by|for|in? to|with|by|for|from? my|our|a|an|the LAWYER !!sue|you_will"
        "|will_be_contacting",
        "my|our|his|her|the|a|your|an|divorce|closing|estate|real_estate|probate|bankruptcy|family|which"
        "|sellers|buyers"
        " estate? LAWYER said|says|wants|is|has|needs|will|to|handles|handled|prepares|prepared|does|did|closes|drafts"
        "|represents|requires|charges|wrote|explained|gets|got|found|filed|deals|takes|took|makes|made|handling|reviewing|review|looked|looking|looks|asked"
        "|thinks"
        "|told|sent|name|email|number|number_is|s|letter|fees|fee|office|recommended|advised|suggested|can|could"
        "|also|does"
        "|and|for|who|drew|drafted|at|about_the|about_my|about_our|about_a|about_it|on|in|be !be_in_touch"
        "|contact_you|contacting_you|be_contacting"
        "|be_calling_you"
        "|sue|suing|hear|be_hearing|talk_to_you|see_you|and_you",
        "wife|husband|sister|brother|son|daughter|dad|mom|friend|i|im|cousin is|am|was|a|an|as* LAWYER",
        "do|will|would|should|need|does|you|have|hire|getting|get|recommend|know|good|any|require|required|if|find i"
        "|we|need"
        "|a|an|to|have|hire|get|any|good* LAWYER",
    ),
    "says stop of other things": "says|said|tells|told|telling me|us|him|her|to? stop DOING",
    "legal action of their own": "is|are|any|there|need|what|a legal action|actions i|we|do|to|can",
    "for the FCC": (
        "work|works|worked|working|job|retired|employed|employee|employees at|for|with|from? the|at* fcc|ftc|bbb"
        "|cfpb|police"
        "|ag|tcpa|irs|court",
    ),
    "about scams": (
        "<you|youre|people|guys|these|yall is|are|was|isnt|wasnt|not|hope|sure|know|if|afraid|scared|make|thought"
        "|worried|how|could|might"
        " this|that|it|you|your|thisis|isnt|a|an|the|not|going|to|be|of|sure|like|legit|or|kind|another|just|real|i*"
        " scam"
        "|spam|fraud|scams|scammer|scammers|phishing|bot",
        "in|to|went|into|under my|the|your? spam|junk ,$",
        "in|to|went|my|from_my|the|your|a|got|get|getting|so|many|marked|another|call|calls|check|too|much|this* spam"
        " folder|filter|box|call|calls|risk|likely|mail|email|emails|inbox|caller|blocker|texts|from_other"
        "|from_another|me_a",
        "fell|been|got|getting|was|were|gotten|dad|mom|careful|afraid|victim|prior|previous|past for|victim|by|of|in"
        "|a|about"
        "|from* scam|scammed|scams|scammer|scammers|fraud",
        "scammed|frauded|defrauded by|before|last|in|once|out",
        "fraud alert|department|dept|protection|freeze|on|charge|charges|case|claim|hold",
        "scam likely",
        "a|another|the? scam|fraud before|last|from_another|with_another",
    ),
    "block of time": (
        "block|blocks|blocked|blocking off|out|party|time|on_my|away|from|of|the_time|schedule|calendar|an_hour|in|my",
        "city|few|one|two|couple|next|my|several|same block|blocks",
        "credit|bank|account|card|freeze|been|got|number_is|was|on|your_email|emails|site|website|calls_are"
        "|it* blocked",
    ),
    "report of something": (
        "report|reports|reported|reporting my|to_the_credit|income|card|on_my|to_credit|from|shows|is|was|says|on"
        "|to_work"
        "|to_my|the|it_to_my|it_to_the|for|back",
        "credit|inspection|appraisal|the|a|my|title|pest|annual|police report|reports|reporting|reported",
    ),
    "no more than": (
        "no more than|questions|question|issues|money|surprises|debt|problems|payments|debts|pmi|credit_cards"
        "|late_payments|time"
        "|room|savings|docs|documents|changes|delays|excuses|fees|kids|renting|landlord|landlords|info_needed|work"
        "|extensions"
        "|waiting|rent|concerns|credit_pulls|pulls|options|calls_just|student",
        "not_more|no_less|no_longer|theres|there_are|have|has|had|need|can|afford|do|is|are|will_be|got no more",
    ),
    "enough of something": (
        "not|have|had|is|enough|good|be|make|makes|made|saved|save|enough|sure|close|fair|well|strangely|more_than"
        "|big|long"
        "|income|old|high|low|almost|nearly|got|earn|early|fast|soon|just|simple|easy|far|qualify|equity|up|get"
        "|right|isnt"
        "|doesnt|wasnt|youve_done|large|an enough",
        "enough to|for|money|income|credit|time|equity|saved|down|room|funds|work|history|cash|info|information"
        "|about|space|in",
    ),
    "leave it": "leave me a|your|the|my|an|some|with|message|voicemail",
    "go away for": "go|going|went|are|is|was away for|on|this|next|until|to|with|from|if|when|soon|in",
    "contact at other times": (
        "dont|stop|no|never ever|please|you* call|calling|calls|email|emailing|emails|phone|ring|voicemail"
        "|voicemails me|us"
        "|back|my_cell|at_work|on_the_phone|please|or_leave* text|texts|texting|message|just|instead|only|email|use|i"
        "|cant|better|im_at|while|during|because|until|before|after|at|on",
        "dont|never ever|please* text|message|contact|call|bother|email|write|email_or_call me|us|this_number|him"
        "|her? back? !about|unless|after_this|after_that|after_today|until_further|until_i_say|until_i_tell|until_i_ask"
        "|until_i_contact|until_i_reach|until_i_text|until_hell|till_hell !!any LATER",
        "dont|never ever|please* text|message|contact|call|bother|email|write me|us|him|her back? about"
        " !this|it|that|these|your|yours|my|our|any|anything|loans|refi|refinancing|refis|mortgages|anymore|again",
        "dont|please|never|not contact|call|text|email|bother|tell|message|write|reach_out_to|reach_out my|the|him|her"
        "|his|them|any|other"
        "|sellers"
        " !number|phone|cell|family|again|wife_again|anymore|house_again|husband_again",
        "please|just|only text|message only|me|first|instead|when|the|if|not|over|it|us",
        "dont|not|never want|wanna|like|wish to? text|get_text|get_a_call|get_calls|talk|call|miss|lose|delay|bother"
        "|waste"
        " can|so_call|lets|from|the|any|your|this|over|on|you|out|your_call|any_time|a|time",
        "dont|no_longer|not want|wanna|like|need get|receive|have|be|deal|hear|to|a|any|another|more|bunch|lots|with"
        "|call|calls"
        "|texts|emails|contacted|spam|called|bombarded|messages|of|from|by|spammed* from|by|with other|others"
        "|another|a|every|ten"
        "|10|20|50|100|5|bunch|different|lots|of|random|multiple|third|hundred|the|all|these* lenders|lender|people"
        "|companies"
        "|company|banks|bank|brokers|parties|strangers|everyone|agents|realtors",
        "dont|not text|contact|message|use|answer|check much|often|well|very|good|fast|and|or_drive",
    ),
    "don't want something else": (
        "dont|not|no_longer want|wanna|need|wish|want_to OWN* AFFAIRS|sell|buy|escrow|pmi|refinance|rush|wait|miss"
        "|lose|pay"
        "|waste|bother|be_late|overpay|get_hit|get_stuck|mess|put|go|move|use|risk|do|any_surprises|to",
        "dont|not wanna|want|need bother|disturb|annoy|bug|spam you",
        "didnt|havent|dont|not|never get|got|see|receive|received|read|saw|gotten a|your|the|any|that|last|from|this"
        " NOTES",
    ),
    "miss messages": "miss|missed|missing|missed_your|got|get|see|saw|read|received|your|check"
    " the|your|any|all|a|these|those|those? texts|messages|message|text|calls|call",
    "optout of something else": (
        "optout|opted_out|opt_out|opting of|for|on|from|of_the|of_my|of_those the|my|a|any|those|all? AFFAIRS|401k"
        "|coverage"
        "|arbitration|overdraft|warranty|plan"
        "|paperless|emails|sharing|prescreen|prescreened|vacation|benefits|medicare|biweekly|rate|mortgage|life"
        "|flood|title|offers|sharing|plan|coverage|account|insurance*",
        "accidentally|mistakenly|mistake|previously|did_i|didnt|not|cant|why|was|got|never opted|optout out?",
        "i accidentally|mistakenly opted out",
        "optout|opted_out by mistake|accident",
        "opted out by|accidentally",
        "can|could|may i|we optout",
    ),
    "remove from our affairs": (
        "remove|delete|take|drop|get|keep|leave|move|put|add me|him|her|my_wife|my_husband|us|my_name|my_ex"
        "|my_number|it|them|my"
        "|the|name|ex|dad|mom|wife|husband|old|job|employer|brother|sister|son|daughter|partner|spouse|cosigner* as"
        "|from|off|on|to|of|out* the|my|our|a|your|that|this|old|other|joint|first|car|home|new* co"
        "|application|app|loan|deed|title|mortgage|lease|account|cosigner|borrower|coborrower|contract|insurance"
        "|form|note"
        "|policy|card|hold|house|documents|docs|payroll|file|list_of|waitlist|waiting_list|paperwork|escrow"
        "|utilities",
        "remove|delete|removing|deleting OWN* AFFAIRS|item|items|attachment|name|deed|ex|wife|husband|wall|tree"
        "|furniture"
        "|contingency|email_i|message_i|popcorn|collection|late|negative|contingencies|spouse|brother|dad|mom",
    ),
    "quarrels with others": "my|the|a|our|old|another|other|last|current THIRD keeps|keep|is|are|kept|has|have"
    "|was|will"
    "|were|been|wont|just|always|started|trying|threatening|to|calling|texting|never|not* harass~|harrass~"
    "|spam~|scam~"
    "|suing|sue|stop|stopped|stopping|bothering|calling|texting|blocking|blocked|reporting|reported|cancel~",
    "on your list": (
        "whats|what_is|on your|the|that list|lists",
        "house|home|property|one|homes|houses|listing from|on|off your|the|that list",
    ),
    "text instead of calls": ("^, no calls please|thanks* ,$", "text|texts please|me* never|dont|not call|calls me"),
    "no calls": "no|dont|prefer|less|fewer|not calls|phone_calls please|just|only|thanks|text|texts|i|or_voicemail*"
    " text|texts"
    "|only|,$",
}
