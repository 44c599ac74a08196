"""English cues of doubt: the text waits for a person unless an ordinary sentence has explained them."""

# Cues in the text as it stands: no ordinary sentence explains them.
DOUBTS: dict[str, str | tuple[str, ...]] = {
    "a doubt about who writes": (
        "^^ is|are|isnt|arent|thisis|its|so|you this|that|it|these|you|not|just|going_to_be|gonna_be* a|another|some"
        "|just|all|more* spam|scam|scams|scammer|scammers|spammer|spammers|fraud|phishing|fake|trap $$",
        "^^ scam|spam|fraud|fake|phishing or? what|right|huh|real|not|legit|no? $$",
        "^^ you|yall|u a|some* scammer|scammers|spammer|spammers|scamming|spamming me|people|or_what? $$",
    ),
    "the beginning of a stop word": "^^ please? uns|unsu|unsc please|thanks|now* $$",
    "our own words alone": "^^ fw|fwd|re|you|said|wrote|it|says* reply|text|send stop to|2|for"
    " optout|unsubscribe|stop|end|cancel|quit $$",
    "a word about texting somebody else": "<SOMEBODY dont|never ever|please|you* WRITE|call him|her|them anymore|again"
    "|ever|please* $",
}

# Words of doubt: the text waits for a person unless a sentence above has explained them.
CUES: dict[str, str | tuple[str, ...]] = {
    "a refusal of messages": (
        "refuse|object|decline|reject to|these|this|your|all|any|further|,$",
        "^ refuse|decline|reject|object ,$",
        "hate|despise you|these|this|your|texts|getting",
        "^ you|yall suck|stink",
        "if|when you|yall|they|u WRITE me|us ... again|one_more|once_more|another",
        "one more|1_more text|message|time ,$",
        "^ ugh|sigh|not|oh it|its|these|this* you|yall|u|them|this again* $$",
        "^ your|youre|you_are|u_r so|really|very|super|just* annoying|irritating|a_pest|pests|rude|creepy $$",
        "^, you|yall|u|these|they guys|people|texts|are* relentless|persistent|exhausting|unbelievable|insufferable ,$",
        "^ i|we? dont|not want|wanna $$",
        "^ die|no_texto|not_buying|not_today|we_decided_not_to|decided_not_to",
        "^ no|not thanks? buying|selling|today $$",
        "mind about getting|receiving",
        "no|dont need|have to WRITE me|us? ,$",
        "^ please? could|can|would you|yall please* not please* $$",
        "^ mute|silence|disable|deactivate please|me|this|now* $$",
        "turn_off|switch_off|disable|deactivate|mute ... NOTES",
        "conversation|chat is? over|done",
    ),
    "a life that has changed": (
        "^, hes|shes|he_is|she_is|theyre in jail|prison|rehab|hospice|coma|a_coma|a_nursing_home|memory_care",
        "house|home|place burned_down|burnt_down|was_foreclosed|got_foreclosed|is_gone",
    ),
    "a phone of somebody else": (
        "thisis|this|its|thats is|a|an|my|the|not|his|her* private|business|work|company|office|personal|daughters"
        "|sons|moms|dads|kids"
        "|wifes|husbands|childs|emergency number|phone|line|cell ,$",
        "number|phone|cell belongs|is to",
        "no idea who",
        "moved|died|passed_away|deceased|passed !the|in|to|my|and|so|it|his|her|all|inspection|into|out|on|up|last"
        "|money|funds|your|by|a|our|this|that|emissions|from",
        "^ not my|his|her|our name|phone|number",
        "class_action !check|settlement|lawsuit_settlement|payout|money|claim",
        "breaking|against the law",
    ),
    "a stop word in a sentence": "stop|unsubscribe|optout|stopall|cease|desist|unsubscribed|opted_out|opt_out|nomore"
    "|revoke",
    "not interested": (
        "not|no|isnt|wasnt|dont|never|havent|hardly|zero|lost|aint at|all|really|that|longer|be|currently|anymore"
        "|currently|am*"
        " interested|intrest|interest_in_this|interest_in_your|intrested ,$",
        "not|no|never|no_longer at|all|really|that|longer|be|currently|anymore* interested !in_the|in_a|in_paying"
        "|in_adjust~"
        "|in_an|in_escrow|in_pmi|until|yet|but|in_renting|unless",
        "uninterested",
        "not|no|zero interest !rate|rates|only|payments|charges|accrues|for|on|until|free|if|the_first",
    ),
    "a refusal": (
        "^ no|nope|nah|naw|nada|noo|nooo|noooo no|nope|nah|thanks|way|sir|maam|im|good|never|not|today|ever|chance"
        "|dude|bro|please"
        "|interested|sorry|man|hell|you* $$",
        "^ hell|absolutely|definitely|heck|fuck|please|thanks_but no|not|dont|no_thanks $$",
        "^ nty|ntk|goodbye|bye|pass|never|decline|declined|nothanks goodbye|felicia|now|thanks|please|felecia* $$",
        "^, pass|hard_pass|ill_pass|i_pass|im_good|were_good|we_are_good|im_all_set|all_set|we_are_all_set"
        "|not_for_me|im_ok|were_all_set"
        "|we_passed|i_passed|im_covered|were_covered|im_fine thanks|please|on_this|now|here|this_time|but|no* $$",
        "already|just|we|i went|closed|signed|bought|sold|refinanced|funded|chose|picked|got|found with|a|the|our"
        "|with_a* another"
        "|somebody_else|someone_else|elsewhere|different",
        "^ i|we|ive|weve|sorry|no|thanks|hi* already|just closed|bought|sold|refinanced|funded|found|did|done|have"
        "|got|purchased a|an|one"
        "|my|our|somebody|house|loan|home|lender|mortgage|car|it|thanks* $$",
        "^ i|we|ive|weve|no|thanks* have|found|got|using a|an|my_own lender|broker|bank|loan|mortgage|house|agent"
        " already|thanks|now* $$",
        "no longer_needed|longer_need|longer_looking|longer_in_the_market|longer_interested",
        "^ no need please|thanks|sorry|anymore* $$",
        "dont|not need|want this|it|your|you|any|help|anything|a_loan|one anymore|help|services|thanks|from* ,$",
        "^ i|we|ive|weve|sorry|just* changed my|our mind please|sorry|thanks* $$",
        "^ im|we|were|thanks|but|no|sorry|it|its|house* not|no_longer looking|selling|buying|in_the_market|moving"
        "|shopping|for_sale|needed $$",
        "^ too late sorry|thanks|now* $$",
        "^ i|we|ive|have* decided not|against to|it|this* $$",
        "^ im|i_am|we|were|all* done|finished|out thanks|sorry|here* $$",
        "^ im|i_am|we|were|sorry|thanks|no* not looking|trying|planning|going to buy|sell|refinance|move|switch"
        "|hire right_now|now|anymore|thanks|sorry* $$",
        "^ i|we|ive|weve|sorry|no|already* already|just? hired|found|booked|chose|picked|signed with? someone"
        "|somebody|another|other else|company|place|one? already|now|thanks|sorry|thank_you* $$",
        "^ no|nah|sorry|thanks|hi* im|i_am|we|were|we_are with|using|working_with another|a_different|a|my_own|our"
        " agent"
        "|lender|broker|realtor|company|contractor|provider|bank|dentist|lawyer|attorney|vet already|now|thanks* $$",
        "^ no|nope|nah thanks|thank_you* were|we|im set|good|covered|fine|all_set|all_good now|thanks* $$",
        "wrong girl|gal|dude|boy|woman|chick|lady|family|household|guys ,$",
        "^ not|no anymore|any_more|any_longer|longer thanks|sorry* $$",
        "^ i|we|its|it|its_been|the_house|the_home|the_car|been|was|is* already|just sold thanks|sorry|it|the|my"
        "|our|house|home|car|place|now* $$",
        "^ he|she|they|mom|dad|my_mom|my_dad|my_husband|my_wife has|is|have* died|passed|gone|dead|deceased"
        " !the|inspection|it|his|her|all|a|every ... $$",
        "dont|no|not know|idea|clue what youre|you_are|ur|you talking|texting|writing about? ,$",
        "^ i_already? said|told you|u|no* no",
        "^ i|we? dont think so ,$",
        "^ i|we|ive|weve already just? refinanced|closed|sold|bought in|last|with ... $$",
    ),
    "who is this": (
        "who is|are|the|in|gave|gives|even|sent this|that|you|youre|hell|fuck|heck|my|me|it|texting|world|these $",
        "^ whos|who|whose|whodis this|dis|that|texting|you|it|is|number|are* $$",
        "who_are_you|who_r_you|who_tf|who_dis|whos_texting|who_gave_you|who_do_you_think",
        "who is|are this|you !guys|using|again|with|company_you|company_that|lender_you|person_you|guy_you|lady_you",
        "never|didnt|havent talked|spoke|spoken|heard|dealt|applied|contacted|called|texted|emailed|met to|with|from"
        "|of|for? you|anyone|anybody|any|yall|this|your_company !back|yet|about|until|before",
        "whos this ,$",
        "how|where did|do|you|yall* get|got|find|have|obtain my|this number|info|information|name|contact",
        "how did you get|find me",
        "do|did i know|give|sign|ask you|this|up|for|it|my_number* ,$",
        "dont know who|you|this",
        "new phone who",
        "never heard of you|this|your",
    ),
    "anger": (
        "leave me|us|him|her !clear|honest|your|a|my|an|the|message|with|some",
        "let me|us|him|her be|alone|off|out|live|rest|go|sleep !on|for|with|over|and|ahead|through",
        "^, go|getting|get away|lost|off ,$",
        "^, so|very|this|thisis|its|it|youre|you_guys|these|texts|super|really|how|such|are|is|a|just|getting"
        "|messages|fucking|pretty"
        "|you|guys|all|fake* annoying|irritating|a_nuisance|nuisance|obnoxious|intrusive|unacceptable|ridiculous"
        "|creepy|unwanted"
        "|unsolicited|rude|fake|phony|bot|bots|bogus|stupid|illegal|crooks|crook|pathetic|disgusting|insane texts"
        "|text|messages|spam"
        "|calls|now|already|people|company* ,$",
        "harassing|harassment|harassed|harrassing|harass|pestering|spamming|stalking !you",
        "you|youre|yall|u|are|guys|quit|stop|keep|keeps|texts|messages|these bothering !you",
        "sick|tired|fed_up|had_it|pissed|over of|with|off you|at|texts|getting|hearing|being|yall|these_people",
        "sick|tired|fed_up|had_it|pissed|over of|with|off this|these|it|that|your ,$|texts|messages|texting|crap|shit"
        "|nonsense|people|company|harassment|spam|constant|calls",
        "^ fed up",
        "fuck|asshole|assholes|bitch|bitches|stfu|gtfo|motherfucker|bastards|fuckers|fucker|scum|scumbag|moron"
        "|morons|idiots|jerks"
        "|screw_you|bullshit|creeps|vultures|leeches|fucking",
        "shut up|it",
        "too|so|way many|much|often texts|messages|calls|text|message",
        "texts|messages|calls|texting every|all day|night|hour|5_minutes|time|single",
        "every single|damn|day|hour text|you|i_get",
        "keep|keeps|kept|still|constantly|continually|always|continue texting|messaging|contacting|bugging|bothering"
        "|spamming|to_text"
        " me|us|my|this|like|with|,$",
        "keep|keeps|kept|still|constantly|always|continue get|getting|receiving|sending|to_get|to_send me? these"
        "|this|your|so_many|texts"
        "|text|messages|spam !doc|docs|from_my",
        "why are|am|do|did|is you|i|we|this|yall keep|still|guys|always|constantly* getting|texting|messaging"
        "|contacting|receiving"
        "|get|got|bothering me|us|these|this|your|texts|messages|spam|my_phone|so_many",
        "time asking|ive_asked|i_asked|im_asking|i_have_asked|telling_you|ive_told",
        "^ let it go ,$",
        "nth|hundredth|fourth|fifth|4th|5th|10th|100th|millionth time|text|message",
        "how many more? times do|must|will|have|am|did|should|are|you|yall|i|,$ !you_clean|you_come|you_meet",
        "many more times",
        "give|giving it? up|rest !the|my|on|your|our|a",
        "😡|✋",
        "back off",
        "nobody|no_one asked|cares|wants",
        "screw|piss|bug|buzz|bugger off|you",
        "dont|never care|want_you|like_you|trust",
        "lose|losing my|the business|patience",
        "^, lose it ,$",
        "waste|wasting my|your|our|of time",
        "^, thats|ok|please|had|ive|i|really|just|basta* enough|basta ,$|already|now|please|texts|of",
        "goodbye forever|for_good",
        "^, just|please leave ,$",
        "^^ whatever|ugh|unbelievable|seriously|wtf|again $$",
        "^ seriously|really|this again ,$",
        "is|are|cant_be this|it|these|that even|really legal",
        "^, is|are|this|you|your|yall|guys|company|thisis|some|must_be|be* a|some|such* joke|circus|disgrace|clowns"
        "|clown $",
        "^ seriously|really|wtf|dude|omg|lol* at|its 1|2|3|4|5|6|11|12|midnight am|in_the_morning|in_the_night|at_night"
        "|oclock? wtf|seriously|really|here|dude* $$",
    ),
    "spam or fraud": "spam|spammer|spammers|spamming|scam|scammer|scammers|scamming|fraud|fraudulent|phishing|junk"
    "|scummy|scammy|fraudsters|bots !removal|drawer|hauling|fees|fee|car|cars|yard",
    "on a registry": "number|name|phone|im|ive|weve|been is|been|was|has|have* on the|a|your|national|federal|state*"
    " registry|register",
    "an insult": "^ vultures|parasites|leeches|liars|liar|crooks|thieves|predators|predatory|scum|creeps"
    "|shameless|pathetic"
    " all|of|you|people|company|the|lot* $$",
    "a threat of the law": "before|or|and|till|until i|ill|we|i_will call|calling|go_to|contact|notify|get the"
    "|my* police"
    "|cops|sheriff|law|authorities",
    "a lawyer or regulator": "lawyer|lawyers|attorney|attorneys|lawsuit|sue|suing|litigation|tcpa|fcc|ftc|cfpb|bbb"
    "|court"
    "|illegal|attorney_general|legal_action|donotcall|dnc|police|complaint|violation|violating|fines|privacy"
    "|gdpr|ccpa",
    "blocking or reporting": (
        "block|blocking|blocked !scheduling|party|drain|driveway|road|a|b|1|2|3|4|5|until|till",
        "reported|reporting|report you|it|this|to|these|your",
        "report ,$",
    ),
    "wrong number": (
        "my|the|that name is_not|isnt|aint",
        "never heard of",
        "changed|switched|has_changed his|her|their|the|phone? number|numbers",
        "was|is|thats|its his|her|their old number|phone|cell",
        "^^ i|im|i_was|we? not|isnt the? owner|homeowner|tenant $$",
        "last|final warning|notice|chance ,$",
        "^^ leave|exit|out|off $$",
        "count me|us out",
        "^ not my application|account|loan|house|quote|request|inquiry ,$",
        "^^ sorry|no* wrong !amount|address|house|email|link|chat|day|time|doc|file|thread|text|one|window|form"
        "|rate|name|loan|form|page|person_sorry|button|app|kid|message|attachment|file|pic|picture|photo|screenshot"
        "|contact|reply|answer|question|word|color|size|floor|door|turn|exit|place|street|city|state|zip|account"
        "|bank|lender|figure|total|price|payment|rates|docs|document|paper|title|letter|job|company|spelling"
        "|building|unit|year"
        "|lot|model|week|month|school|class|code|apartment|apt|order|item|car|house|half|side ... $$",
        "^^ im 6|7|8|9|10|11|12|13|14|15|16|17 years? old? $$",
        "wrong number|person|phone|guy|lady|man|party",
        "you|yall got|have|reached|texted|texting the|a? wrong one ,$",
        "not|isnt|wasnt my|his|her|their|the|a number|phone|name",
        "not him|her|them ,$",
        "dont|doesnt|not know|live|lives him|her|this_person|anyone|anybody|here|anymore !who|that|else|with|in",
        "nobody|no_one|noone here|by|named|with|called",
        "^ thisis|this not|isnt !a_problem|a|the|what|working|urgent|true|quite|exactly|my_address|my_signature"
        "|what_i|fair|a_good|the_right|what|how|how|urgent|for|about|bad",
        "new number",
        "had this number",
        "his|her|their|old|former|previous number|phone anymore|now|before",
        "number belongs|belong",
        "for my ex|dead|late|son|mother|daughter",
        "someone|somebody elses",
        "^^ its|thisis|thats|sorry|you|want|have|got|for|with|to|texting|reached* someone|somebody else ,$",
        "want|have|got|reached|texting|confusing|mistaken ... someone|somebody else",
        "texting|texted|a|am|number a|my|is? minor|child|kid|10_year_old",
        "dont|not know any|a|who|anyone !other|of|good|lenders|agents|realtors|about|who|that|else|with",
        "^^ im|thisis|i_was|thats not !interested|sure|ready|looking|selling|in|going|able|a|the|at|home|available"
        "|working|there"
        "|done|comfortable|certain|on|convinced|happy|yet|that|too|really|very|as|planning|trying|worried|available"
        "|asking"
        "|good|right|from|so|much|of|opposed|married|buying|my|what|how|why|where ... $$",
    ),
    "a word about being contacted": (
        "dont|not|never|no|cant|shouldnt|isnt|arent|without|nobody ... reach|reaching|communicat~|correspond~|outreach"
        "|robo~|robots|bots|ads|promo~|marketing|contact|contacted|contacting|texting|messaging !LATER",
        "dont|never|no_longer|not|didnt|quit ever|you|please|be|want|wanna|wish|to|need|being* text|message|contact"
        "|texting"
        "|messaging|contacting|texts|messages|texted|messaged|contacted|bother|disturb|spam|solicit|call|calling"
        "|called|calls"
        "|hmu|reply|respond|write|notifications|alerts|send_me|send_us|send_any|send_anything|send_more|sending_me",
        "no more|texts|messages|contact|texting|calls|further|sms|solicitation|solicitors|soliciting",
        "off|from|out of? your|the|this|all|ur list|lists|database|system",
        "remove|delete|erase|unlist|scratch|drop|take me|us|my|this|number|mi !middle|maiden|last",
        "remove|delete|erase|unlist|scratch|drop|take off ,$",
        "lose|forget|erase|trash my|this|the number|info|contact",
        "never|didnt|havent fill|filled|submit|submitted|complete|completed|send|sent|start|started out|in? a|any"
        "|your|that|an form|forms|application|request|survey|quote|inquiry ,$",
        "never|didnt|dont|havent sign|signed|subscribe|subscribed|consent|consented|agree|agreed|opted|authorize"
        "|request"
        "|requested|enroll|enrolled|apply|applied|inquire|inquired|ask|asked !page|line|yet",
        "unsubscribes",
        "^, my|this|your|the|a? subscription ,$",
        "<give|gave|need|require|need_my|require_my|i_signed_the consent !form|forms|to|attached|signed",
        "turn|shut this|these|it|them off|down",
        "get|gotten|getting out of this",
        "make|made it|this end|go_away|quit",
        "without my consent|permission",
        "please quit|end|cancel",
        "stopping|stopped|stops me|us|texting|these",
    ),
    "an order to cancel or end": "^, please|just|kindly|can_you|ok|yes|no|thanks|and|so|hi|go_ahead_and* cancel|end"
    "|quit|remove|delete|erase|revoke|discontinue|halt|terminate|block|cancelled|unlist|dismiss|dnd !the|my|that"
    "|those|his|her|scheduling|party",
    "asks to be left": "let me|us be|go",
}
