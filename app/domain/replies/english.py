"""English: the words, the sentences that ask us to stop, those that only look like it, and the cues of doubt.

`app.domain.replies.grammar` describes the language of the phrases. The names are stored as evidence.
"""

# Words around a request that change nothing about it.
COURTESY = frozenset(
    "please kindly just thanks sorry ok okay k kk hi hey hello yo sir maam bro bruh dude man guys folks buddy pal girl"
    " no nope nah yes yeah yea yep yup ya y now already asap immediately lol lmao haha omg wtf smh ugh damn dammit god"
    " jesus fucking fuck bitch asshole assholes motherfucker motherfuckers fucker idiot idiots so and then well oh"
    " um uh"
    " anymore again goodbye bullshit shit crap hell goddamn actually seriously really honestly literally today right"
    " away"
    " forever permanently too also though tho once all @company".split()
)
OBJECTS = frozenset("it this that these those them all everything everyone me us now already here you".split())

# Other parties of a lead's life, words that mean us, and the phrases that mean us only if nobody else is named.
THIRD = frozenset(
    "bank banks lender lenders landlord landlords servicer servicers collector collectors collection collections"
    " creditor"
    " creditors ex husband wife dad mom mother father son daughter brother sister boss employer broker brokers realtor"
    " realtors agent agents seller sellers buyer buyers builder contractor contractors appraiser neighbor neighbors"
    " they"
    " theyre them chase citi citibank wells rocket boa zillow equifax experian transunion ssa irs insurance tenant"
    " tenants"
    " agency bureau bureaus guy banco prestamista casero".split()
)
US = frozenset(
    "you your youre yours this these thisis text texts texting texted message messages messaging list number"
    " @company".split()
)
AIMED = frozenset(
    {
        "harassment",
        "leave me alone",
        "leave me alone now",
        "regulator",
        "legal action",
        "scam",
        "anger",
        "spam or fraud",
        "a lawyer or regulator",
        "blocking or reporting",
        "un abogado",
    }
)

SETS = {
    "HALT": "stop quit cease halt discontinue desist",
    "NEGATED": "dont not never cant couldnt didnt wont did_you did_they did_we havent shouldnt",
    "SOMEBODY": "i you we they he she who why people",
    "WRITE": "text message contact bother harass spam solicit disturb pester bug annoy hmu write textme",
    "WRITING": "texting messaging contacting bothering harassing spamming soliciting pestering bugging annoying"
    " hounding"
    " stalking hitting writing reaching blasting emailing sending_me sending_us with_the with_all",
    "NOTES": "texts text messages message sms mms spam calls emails notifications alerts reminders solicitations"
    " communications communication updates promos ads advertisements offers blasts newsletters marketing junk",
    "FILL": "w with any all anymore more further the these those this that your of such from to me us out get getting"
    " receive receiving sending text sms sales automated unwanted marketing stupid annoying fucking damn dumb random"
    " other daily constant promotional so many much goddamn message being sent future unsolicited",
    "AGAIN": "again anymore ever",
    "NOW": "it this that now already please immediately asap today thanks anymore",
    "LATER": "back until till til before after while when during yet tonight today now right_now at_work at_night"
    " on_weekends on_the_weekend in_the_morning in_the_evening so_late so_early first about tomorrow this_week"
    " next_week between unless later",
    "NUMBER": "number phone cell contact contact_info contact_information info information name data details email"
    " digits",
    "MY": "my this our his her the that",
    "LIST": "list lists database databases system systems text texts texting messages messaging thread campaign"
    " campaigns subscription subscriptions contacts sms crm sheet rotation records directory files program mailing",
    "LAWYER": "lawyer lawyers attorney attorneys",
    "CONTACTED": "contacted texted messaged bothered called harassed disturbed spammed emailed",
    "REGULATOR": "fcc ftc tcpa cfpb bbb attorney_general ag police cops authorities better_business_bureau carrier",
    # What a lender's leads stop, cancel, end, quit, remove and delete in their own affairs.
    "CONTACTING": "texting texts messages messaging text message sending_me contacting getting receiving the_texts"
    " the_messages"
    " all_texts all_messages these this it now please harassing bothering spamming calling_me bugging all_communication"
    " hitting blowing pestering you your asap already the_text my_subscription my_texts",
    "AFFAIRS": "foreclosure foreclosures auction sale process application app loan loans payment payments autopay"
    " interest eviction garnishment repo repossession bank card cards account accounts appointment appointments appt"
    " meeting call zoom order policy insurance escrow pmi mip hoa lease listing contract closing deal inspection"
    " appraisal"
    " refi refinance clock bleeding leak leaks check checks transfer withdrawal direct_deposit late_fee late_fees"
    " fee fees"
    " charge charges lien credit inquiry inquiries collections debt wife husband ex co mortgage contingency offer house"
    " search pull hard_pull report doc docs document documents file files statement statements paperwork form page"
    " picture photo reservation trip service membership lock rate rates line car truck tour showing visit"
    " consultation walkthrough viewing booking year month week day lawsuit judgment"
    " bankruptcy chapter dispute taxes tax utilities water gym netflix old_one first_one second_one last_one other_one"
    " duplicate coborrower cosigner co_borrower request quote job boss bill bills wire snoring smoking sheriff",
    "OWN": "my the our a an his her that this your their any all both one another old first second last other next"
    " friday monday tuesday wednesday thursday saturday sunday todays tomorrows late credit hard car home house bank"
    " mortgage loan new extra duplicate upcoming pending entire whole whatever closing phone zoom scheduled monthly"
    " auto automatic student trustee sheriff short wage",
    "DOING": "paying making working doing using renting applying looking shopping going getting_bills getting_paid"
    " thinking smoking drinking worrying living receiving_unemployment receiving_benefits receiving_child_support"
    " checking searching saving spending charging reporting driving dragging accruing contributing playing leaking"
    " taking buying escrowing it_from_selling having laughing crying complaining picking",
    "MODAL": "ill id i_will i_would i_could i_might i_may i_should we_will well_just he_will she_will hell she_might"
    " i_can we_can ive i_have gonna going_to",
    "THIRD": "|".join(sorted(THIRD)),
}

ASKING: dict[str, str | tuple[str, ...]] = {
    "stop texting me": (
        "<NEGATED HALT FILL* WRITING !you|while",
        "<NEGATED HALT f WRITING",
        "<NEGATED give_up|knock_off WRITING",
        "<NEGATED no more|further WRITING",
        "para texting|texteando|llamando",
    ),
    "why don't you stop texting me": "you|why|if dont|never|not|wont you? stop|quit WRITING|sending|calling",
    "stop calling me": "<NEGATED HALT calling me|us|this|my|here|again|anymore|please !!text|message",
    "stop sending me messages": "<NEGATED HALT FILL* NOTES !about_the",
    "stop all contact": "<NEGATED HALT all|any|further|this|your FILL* communication|communications|contact",
    "stop the text": "<NEGATED HALT the|this|these|your|all text|message $",
    "stop sending me this": "<NEGATED HALT sending FILL* me|us|this|these|shit|stuff|things|crap|junk",
    "stop sending": "<NEGATED HALT sending please|thanks|now* ,$",
    "stop blowing up my phone": ("blowing up my phone|cell", "blowing my phone|cell up"),
    "cancel the messages": "<NEGATED end|cancel|remove|delete|discontinue FILL|my* texts|messages|sms|texting|messaging"
    "|notifications|alerts|reminders !from|i",
    "cancel my subscription": (
        "<NEGATED end|cancel|stop FILL* my|this|the? text|sms|message? subscription~",
        "<NEGATED cancel|end|stop|quit my|this? enrollment|signup|membership_to_this",
    ),
    "I need these to end": "need|want|wish|would_like|like these|this|it|them|texts|messages FILL* to? end|stop"
    "|cease $",
    "stop, you are annoying": "^, please|kindly|just* stop|quit i|im|ive|you|youre|who|dont|wrong|leave|its|thisis"
    "|nobody|not|no|he|she|sold|found|hes|shes|were|theres|there|thats|because|cuz|bc",
    "please stop, I am busy": "<NEGATED please stop i|im|ive|you|youre|who|dont|wrong|leave|its|thisis|nobody",
    "I want to stop": "^, i|id would? want|wish|like|wanna|need to? stop|cancel|quit|unsubscribe NOW* $$",
    "please stop": "please|just|said|guys stop NOW* ,$",
    "I said stop": "said|say|saying|texted|replied|typed|told_you|asked_you|asking_you|tell_you|told_you_guys"
    "|telling_you|request_that_you|requested_you|asked|wrote|sent to? stop already|before|multiple|twice|several|many"
    "|times|but|NOW* ,$",
    "I said stop twice": "said|texted|replied|typed|sent|wrote stop already|before|multiple|twice|several|many|times"
    "|but|3",
    "honor my stop request": "stop|unsubscribe|optout|cancel|removal request|requests|message",
    "what part of stop": "what part of stop|no|unsubscribe",
    "text me again and see": (
        "text|message|contact|call|bother me|us|this_number again and|then|ill|i_will",
        "one more text|message",
        "if i get|receive another|one_more|any_more|anymore text|message|of",
    ),
    "you were asked to stop": "asked|told|begged|warned you|yall? to|already? stop|quit ,$",
    "can you stop": "can|could|would|will|wont|why_dont|why_wont you guys? please|just|kindly* stop|quit|cease NOW* ,$",
    "I want you to stop": "need|want|like|beg|begging|ask|asking|demand|request|insist you|it|them|these|messages|texts"
    " to|that? stop|quit|cease NOW* ,$",
    "I request that you stop": "request|demand|ask|insist that? you|yall? to? stop|cease|quit",
    "you need to stop": "you|it|this|these|that|texts|messages|texting|guys need|needs|has|have|must|gotta|got"
    "|better|should to? stop"
    " NOW* ,$",
    "you can stop now": "you can|may|should stop NOW|texting|messaging* ,$",
    "make it stop": "make it|this|them|these stop",
    "how do I stop this": (
        "how do|can|to|would i|we|you|one? to? stop|end|cancel|quit|discontinue|block|disable|unsubscribe"
        " this|these|it|them|that|receiving|getting please|now* $",
        "how do|can|to i|we|you? to? get|turn|shut out|off|rid this|it|these* off|of|from* this|it|these|them|your"
        "|here*"
        " $",
        "how do|can|to i|you? get|take off|out of? this|your|the|here",
        "how do|can|to i|we|you? to? unsubscribe|optout",
    ),
    "don't text me": (
        "<SOMEBODY dont|never|no_longer|quit ever|you|please|dare|fucking|freaking* WRITE me|us|this|my_phone|my_number"
        "|my_family|my_wife|my_husband|anymore|again|ever|here !LATER",
        "i|we dont_want|dont_wish|dont_like|dont_need|never_want|never_wanted|didnt_want you|yall|anyone|people to?"
        " WRITE|call|texting|messaging|contacting|calling me|us|this|here* !LATER",
        "i|we dont_wanna|dont_wish_to|dont_like_to be|get|receive CONTACTED !LATER",
    ),
    "don't text": "<SOMEBODY dont ever|you|please* text|message|contact|solicit|hmu|bother|disturb please|thanks|bro"
    "|dude|ever|again|anymore*"
    " $",
    "don't text, final": "^ please|thanks|no|hi* dont ever|you|please* text|message|contact please|thanks|bro|dude* $$",
    "don't text me again": (
        "<SOMEBODY dont|never ever|you|please|dare|even* WRITE|call|phone|email me|us|this|my|here ... again|anymore"
        "|ever|number"
        "|phone|cell",
        "<SOMEBODY dont|never ever|please* WRITE|call number|phone",
        "never text|contact|call|message|write AGAIN|me|us|this",
    ),
    "don't call or text": (
        "<SOMEBODY dont|never ever|please* call|text|contact|email|message|write me|us? or|nor|and text|call|contact"
        "|email|message|write",
        "no calls|texts|emails or|and|nor calls|texts|messages|emails",
    ),
    "don't call me": "^ please? dont|never ever|please* call|phone|ring me|us|here|again|anymore|ever|please|thanks*"
    " $$",
    "don't send me messages": (
        "<SOMEBODY dont|never ever|you|please* send FILL* NOTES|anything|anymore|shit|crap|stuff|nothing !LATER",
        "dont|never ever|please* send me|us any|anything|this|these|that|more|no",
    ),
    "do not reply": "^, please? dont reply|respond|answer|write please|back|to_me|thanks|again|me|anymore|ever* $$",
    "don't bother texting": "dont bother texting|messaging|contacting|calling|sending|reaching|me|us",
    "don't want messages": (
        "dont|didnt|never|no_longer|not want|wanna|wish|wanted|need|like|care_for FILL* NOTES|texting",
        "prefer|rather not to? receive|get|be ... NOTES|texted|contacted|messaged|bothered",
        "dont|no_longer|not want|wanna|need this|these|it|anymore|your_texts|them|any please|anymore|at_all* ,$",
        "<dont|i no_longer|never want|wish|wanted these|this|them|it",
        "i no_longer|never want|wish|need|wanted|asked_for|signed_up_for these|this|them|it|to_receive|to_get",
    ),
    "don't want to receive this": "dont|no_longer|not want|wish|wanna|care|like|desire to? receive|get|be_receiving"
    "|be_getting any|anymore|these|this|them|anything|from|your|more* ,$",
    "don't want to be contacted": "dont|not|never|no_longer want|wish|wanna|like|want_to|wish_to|asked_to|agreed_to to?"
    " be|get CONTACTED|on_your !LATER",
    "don't want to hear from you": (
        "dont|never|no_longer|not want|wanna|wish|need|care to? hear|talk from|to|with you|anyone|this|any|again",
    ),
    "did not sign up for messages": (
        "dont|never|didnt|havent sign|signed|subscribe|subscribed|consent|consented|agree|agreed|ask|asked|request"
        "|requested"
        "|authorize|authorized|join|joined|enroll|enrolled|optin|opt_in up|to|for|in* FILL* NOTES|texting",
        "i|we never|didnt sign|signed|subscribe|subscribed|consent|consented|agree|agreed|enroll|enrolled|opt|opted"
        " up|in|to|for|this|these|that|it|anything|any_of_this|be|your|here* ,$",
    ),
    "I do not consent": (
        "dont|not|never|no_longer|didnt consent|consented|consenting|agree_to_receive|authorize|agree_to_be",
        "dont|never|no|not|without|didnt give|gave|given|have|had? you|anyone|them? my|any|the? consent|permission"
        "|authorization !to_pull|to_run|to_check",
        "consent|permission|authorization is|was|has|hereby|been* revoked|withdrawn|denied|rescinded|refused",
        "no consent|permission !to_pull|to_run|to_check",
    ),
    "no more messages": "<have|are|is|were|got|get|see|had|if no more|further|additional FILL* NOTES|texting|contact"
    "|messaging|outreach",
    "no more": "<have|are|is|were|got|get|see|had|there no more please|thanks|ok|from_you|of_this|of_these|of_that"
    "|from_yall"
    "|this|now* ,$",
    "no more of these": "<have|are|is|were no more of|from this|these|that|your|you|them",
    "no messages please": "^ no texts|text|messages|message|sms|spam|texting|soliciting|solicitation|solicitors|contact"
    "|spamming please|anymore|thanks|ever|again|messages* $",
    "enough messages": "enough of|with? FILL* NOTES|texting|messaging",
    "that's enough": "^, thats|that_is|this_has_been|its|had|i_had|ive_had|thats_quite enough please|already|now"
    "|guys* ,$",
    "enough is enough": "enough is enough",
    "remove my number": (
        "<i|ill|did_you|can_i|i_will remove|delete|erase|unlist|purge|scrub|wipe|clear|drop|lose|forget|expunge|trash"
        " MY NUMBER !field|from_the_application|from_the_app|from_the_loan|off_the_loan",
        "<i|ill|dont|never lose|forget|erase|delete|scrub MY|my_damn|my_fucking NUMBER",
        "you_can|can_you|do_me_a_favor_and|please drop|lose|forget|delete|erase MY NUMBER",
        "remove|delete MY|all_my|any_of_my|all_of_my NUMBER|info|information|data",
    ),
    "take my number off": "take|get|pull|drop|removed|scratch|strike|cross|keep MY NUMBER|name|phone|email off|out"
    "|from !hold"
    "|the_loan|the_title|the_deed|the_application|the_mortgage",
    "remove me": (
        "remove|unlist|delete|unenroll|exclude|scratch|drop|erase|purge|block me|us|myself please|now|immediately|asap"
        "|thanks|already|today|anymore* ,$",
        "stop|unsubscribe|quit and|plus remove|delete|unsubscribe",
        "please remove|delete|unenroll thanks|now|asap|immediately* $",
        "remove|delete|unenroll please|now|asap|immediately|thanks* $$",
        "unenroll|unlist|deregister me|us|my|this",
        "want|wish|like|need|ask|asking|request|requesting to? be|get removed|deleted|off|taken_off",
        "be|get removed|deleted|taken_off from|off|of* ... LIST",
    ),
    "remove me from your list": "remove|removed|deleted|took|taken|delete|take|get|drop|pull|unlist|exclude|scratch"
    "|strike|cross|keep|leave|yank"
    " me|us|my_name|my_number|number|it|mine|myself|my_contact off|from|out|of* ... LIST",
    "take me off": "remove|take|get|leave|keep|want|need|pull me|us|it|my_number|this_number off|from|out of? this"
    "|here|it"
    "|everything|ur|whatever|your? please|now|thanks|asap* ,$",
    "off your list": "off|out of? your|this|the|that|any|all|whatever|every ... list|lists|database|call_sheet|crm"
    " !of_docs|of_documents",
    "I want off": "want|need|let|get me? off|out of? this|your|it please|now* ,$",
    "unsubscribe": "<NEGATED unsubscribe",
    "be unsubscribed": "be|get|me|us unsubscribed",
    "opt out": (
        "<NEGATED opt|opting me|us|my_number|everyone|this_number out !of",
        "^, i|we? optout ,$",
        "optout please|all|now|me|thanks|of_all|from|of_this|of_these|of_your|asap|everything* ,$",
        "want|wish|like|wanna|choose|need|please|me|will|hereby|request|would to? optout !of",
        "how do|can|to i|you? to? optout !of",
    ),
    "opt out of messages": "<NEGATED opt|opting|optout me|us? out? of|from !the_prescreened|prescreened ... LIST"
    "|NOTES|this|these|marketing|all",
    "I opted out": "i|ive|have already|previously? opted out !by|accidentally|of",
    "revoke my consent": "revoke|revoking|revoked|withdraw|withdrawing|rescind|cancel|rescinding|withdrawn|retract"
    " my|any|and|all|prior|previous|the|hereby|your|express|written|given* consent|permission|authorization",
    "wrong number": (
        "wrong number|person|phone|guy|lady|party|man|woman|recipient|individual|dude",
        "wrong number stop|please|dude|bro|man|sorry|thanks|again",
        "incorrect|bad|mistaken number|person|contact ,$",
    ),
    "not the right person": (
        "not|isnt|arent|wasnt the|a? right|correct|same person|number|guy|contact|one|lady ,$",
        "not|isnt|wasnt the? person|guy|one|lady you|youre want|wanted|looking|trying|think|need|are*",
        "no_one|noone|nobody|no_person|not_anyone|isnt_anyone|no by|here|with|of|named|called|goes* that|this|the name",
        "nobody|no_one|noone named|called|here",
        "^ no !more|problem|problems|issue|issues|one|rain|snow|change|changes|complaints|worries|rush|idea|luck"
        "|question"
        "|questions|news ... here $",
        "doesnt|dont|does_not_even|no_longer|has_not_had have|had|has|own|use|uses|owns this|the|that number|phone",
        "texting|texted|messaging a|my|an|our? kid|child|minor|teenager|year_old|son|daughter",
        "dont|never know|heard who|any|anyone|anybody|a|of* by_that_name|named|this_person|that_person|him|her|that_is",
        "dont|isnt|doesnt live|here|work|belong live|here|anymore|at* anymore|here|to_him|to_her",
        "you have|got|reached|texted|texting|contacted a|the|somebody|someone* else|stranger|another_person",
        "im not him|her ,$",
        "not|isnt me|him|her wrong",
    ),
    "this is not my number": "thisis|this|that|its not|isnt|aint|wasnt ... number|phone $",
    "a new owner has the number": (
        "number|phone has|was|got|is* reassigned|recycled|changed_owners|new_owner|disconnected",
        "had|got|have|got_this this|my|the? number for? only|just|since|over|about|a|for|two|few|couple|years"
        "|months* $",
    ),
    "he has died": (
        "dead|died|deceased|passed_away|passed_on|passed ... remove|stop|text|texting|contact|list",
        "he|she|is|was|hes|shes|they|now|since* deceased|dead",
        "husband|wife|mother|mom|father|dad|son|daughter|brother|sister he|she|has|is|just|recently* died|passed"
        "|deceased"
        "|dead !!but|so|want|need|inherit~|estate|left|help|loan|house|refi~|mortgage",
    ),
    "leave me alone": "leave|let me|us|my|this|him|her ... alone|be|in_peace ,$",
    "leave me alone now": "leave me|us|my ... alone",
    "go away": "^, just|please|now|and|will_you* go|get|getting|take|kick|beat|hit|step|shove|move|piss away|lost"
    "|a_life"
    "|off_my_phone|a_hike|rocks|it|the_road|off|on|a_walk|outta_here|out_of_here please|now|already|loser* ,$",
    "take a hike": "take_a_hike|kick_rocks|get_lost|beat_it|buzz_off|piss_off|bug_off|back_off|scram|shoo|get_bent"
    "|drop_dead|get_a_life|go_pound_sand|pound_sand|shove_it|stuff_it|bugger_off|sod_off|naff_off|eff_off|jog_on"
    "|hit_the_road|go_away|fork_off|f_off|frick_off",
    "fuck off": (
        "fuck|f|fk|screw|piss|bugger|buzz|eff|sod|f_u off|you|yourself|yall|this|these|all_of_you|your|outta",
        "fuck u|fu|foff|fuckoff|stfu|gtfo|fuckyou",
        "^ fuck|fu|stfu|gtfo|fuckoff|foff ,$",
        "shut up|it|the please|fuck|hell|up|already|now* $",
        "kiss|suck|lick|bite my|me|deez ass|dick|balls|nuts|it|please*",
        "you|your|youre a|an|such|all|are|some|fucking|piece|pieces|of|people* asshole~|bitch~|scum|scumbags"
        "|pieces_of_shit"
        "|bastard~|prick~|creep~|vultures|leeches|parasites",
    ),
    "go to hell": "go to hell|heck",
    "eat shit": "eat shit|me|a_dick",
    "cut it out": "^, please|now|hey|and* cut|knock|give|pack|quit|cut_this|knock_this|drop it|that|this|the_crap"
    "|the_shit"
    " off|out|up|in|right_now|now|please|already* ,$",
    "give up": "^, please|just|ok* give it? up|rest|a_rest already|please|dude|now|man* ,$",
    "quit it": "^, please|just|ok* quit|desist it|that|this|now|please|already|bothering|from|texting|the_texts* ,$",
    "refrain from texting": "refrain|abstain|desist|cease from? WRITING|sending|calling|contact|communicat~|further"
    "|all",
    "harassment": (
        "harass~|harrass~ me|us !LATER",
        "you|youre|your|this|thisis|these|is|stop* harassing|harrassing|harassment|harrassment",
    ),
    "this is harassment": "thisis|its|such|straight|pure|is|amounts_to|becoming|considered a|just|now|getting"
    "|borderline*"
    " harassment|harrassment|stalking",
    "this is spam": (
        "thisis|its|youre|such|a|fucking|is|looks_like|smells_like|obvious|obviously|clearly|are|you a|just|all|such"
        "|fucking|another|more|all_a* spam|scam|spammer~|scammer~|fraud|phishing $$",
        "fuck~|stupid|dirty|damn|goddamn spam|scam|spammer~|scammer~",
    ),
    "cease and desist": "cease and desist",
    "do not call list": (
        "donotcall",
        "dont|no call|contact|text|solicit list|lists|registry|register|registered",
        "on|onto|to|put|registered|national|the|with|add|me|us|your|federal* dnc|dncr",
        "dnc list|registry|violation|registered|me",
    ),
    "regulator": (
        "tcpa violation|violations|lawsuit|claim|fine|complaint|law|rules",
        "file|filing|filed|report|reporting|reported|contact|contacting|complain|complaining|complaint|call|calling"
        "|turn|turning|violat~|notify|notifying|alert|alerting you|your|this|it|a|to|the|in|number|with|complaint|of"
        "|company|against|my* REGULATOR !about_my|on_my",
    ),
    "legal action": "take|taking|pursue|pursuing|file|filing|filed|seek|face|facing|threaten|further legal|a"
    "|small_claims"
    " action|lawsuit|suit !against_my|against_the|against_them|to|i",
    "I will sue you": "sue|suing|sued you|your",
    "I am reporting you": (
        "report|reporting|reported you|your|as_spam|as_junk|this_as|thisas|this_number|this_text|this_message|these"
        "|number",
        "^, im|i|ill|i_will|gonna|will|already|just|am|be|ive|have* reporting|report|reported|report_it this|it|that"
        "|u|and"
        "|spam|ya* ,$",
        "reporting this number|spam|text|as|to",
    ),
    "I am blocking you": (
        "block|blocking|blocked you|your|and_reported|and_reporting|this_number|your_number|number|and_deleted",
        "^, im|i|ill|i_will|gonna|will|am|be|just|now|ive|have|getting* blocking|blocked|block this|it|now"
        "|and_report~|you"
        "|your|bye|ya* ,$",
        "^ blocked|blocking|block|reported|reporting and|now|you|bye* $$",
    ),
    "you will hear from my lawyer": "hear|hearing from my|our|a LAWYER",
    "calling my lawyer": "calling|called|contacting|contacted|hired|hiring my|our|a|an LAWYER !to|for|who|about|first",
    "I will call my lawyer": (
        "will|ill|gonna|im call|contact|get|involve|sue|calling|contacting my|our|a|an LAWYER !first|before"
        "|about|to|for|involved_in",
        "my|our LAWYER will|is_gonna|shall be|contact|hear|in|you|talk|see|get|going|calling|contacting|call* in_touch"
        "|you|contact_you|sue !tomorrow_about|about|with_questions|at_closing|later",
    ),
    "talk to my lawyer": "^ talk|speak|call|contact to|with? my|our LAWYER $",
    "give me no more": "^, no|dont|not|never want|need|interested|thank_you* no_more|nomore",
    "I'm done": "^, i|im|we|were|am|are done|finished|through|over with|hearing|talking|texting|w this|you|it"
    "|conversation|convo"
    "|thread* bye|goodbye|dont|stop|,$",
    "get me out": "turn|shut|switch|get this|it|these|them|texts|messages|me off|out of? ,$",
    "no thanks, remove": "not|no interested|thanks remove|delete|unsubscribe|stop|bye_dont",
    "not buying": "not buying|not_selling|not_falling ... list|remove|off|stop",
    "you have been asked": "already|repeatedly|multiple asked|told|requested|texted|said you|to|times|it* stop|quit",
    "stop or else": "stop|quit or else|ill|i_will|im",
    "scam": "^ what|a|all|bunch|of|thisis|obvious|fucking|total* scam|scammer|scammers|spam|spammer|spammers|fraud~"
    "|phishing alert|call|go|get_lost|bye|artist|artists|shit* $",
    "my number is not for this": "how|where did|do|you|yall* get|got|find|have my number ... stop|remove|delete|dont"
    "|lose",
    "none of these": "want|need nothing|none from|to_do|of you|with_you|this|these|your|with",
    "want nothing to do with you": "nothing to do with you|this|yall",
    "unfollow": "unfollow|deactivate|unjoin|desubscribe|unregister|disenroll me|this|please|number|my_number|texts* ,$",
    "stop it": "<NEGATED|to|will stop it|this|that|them|doing_this|doing_that with|right|the|now|please|already"
    "|fucking|for"
    "|or|immediately|all",
}

# What only looks like it, and is read as if it were not there.
ORDINARY: dict[str, str | tuple[str, ...]] = {
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
        "stop|cancel|end|quit|halt|remove|delete|cease|terminate|stopping|canceling|cancelling|ending|quitting|removing"
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
        "ill|i_will|we_will|ive|i stop|quit|stopped texting|messaging|bothering|bugging|calling you|them|him|her",
        "why dont you text|call|message|email|send|write me|him|her|us|it tomorrow|later|tonight|when|instead|the|at"
        "|on|after",
        "nothing can stop me|us|this",
        "got|have|gotta|need to stop this|these|the ... bill|bills|crisis|practice|law|tax",
        "i need|have|had|should to? stop texting while|and|so",
        "lets|let_us stop|end|quit|cancel",
        "when|where|why|should|does|do|if|what_if|until|before|after|once|since does|do|will|would|can|should|could"
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
    "cancel what": "charge|fee|fees|cost|penalty|easy|hard|possible|free|allowed|time|ok|okay|policy to? cancel|quit"
    "|end|stop"
    " !texts|messages|texting",
    "gave the wrong number": (
        "gave|give|given|put|entered|typed|listed|wrote|provided|dialed|dialled|called|texted|filled|used|fat_fingered"
        "|mistyped|putting you|them|in|down|out|him|her|it|with|accidentally* a|the wrong|incorrect number|phone"
        "|person|num !!stop|remove|not_me",
        "wrong|incorrect|bad number|phone|person in|on|for|listed|written|at|to the|my|our|your* form|app"
        "|application|file|paper"
        "|page|website|paperwork|account|quote|amount|bank|docs|documents|contract|estimate|letter|portal|wife"
        "|husband|record",
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
        "my|our|his|her|the|a|your|an|divorce|closing|estate|real_estate|probate|bankruptcy|family|which|sellers|buyers"
        " estate? LAWYER said|says|wants|is|has|needs|will|to|handling|reviewing|review|looked|looking|looks|asked"
        "|thinks"
        "|told|sent|name|email|number|number_is|s|letter|fees|fee|office|recommended|advised|suggested|can|could"
        "|also|does"
        "|and|for|who|drew|drafted|at|about|on|in|be !be_in_touch|contact_you|contacting_you|be_contacting"
        "|be_calling_you"
        "|sue|suing|hear|be_hearing|talk_to_you|see_you|and_you",
        "wife|husband|sister|brother|son|daughter|dad|mom|friend|i|im|cousin is|am|was|a|an|as* LAWYER",
        "do|will|would|should|need|does|you|have|hire|getting|get|recommend|know|good|any|require|required|if|find i"
        "|we|need"
        "|a|an|to|have|hire|get|any|good* LAWYER",
    ),
    "legal action of their own": "is|are|any|there|need|what|a legal action|actions i|we|do|to|can",
    "for the FCC": (
        "work|works|worked|working|job|retired|employed|employee|employees at|for|with|from? the|at* fcc|ftc|bbb"
        "|cfpb|police"
        "|ag|tcpa|irs|court",
    ),
    "about scams": (
        "is|are|was|isnt|wasnt|not|hope|sure|know|if|afraid|scared|make|thought|worried|sound|sounds|how|could|might"
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
        "credit|is|are|bank|account|card|freeze|been|got|number_is|was|on|your_email|emails|site|website|calls_are"
        "|it* blocked",
    ),
    "report of something": (
        "report|reports|reported|reporting my|to_the_credit|income|card|on_my|to_credit|from|shows|is|was|says|on"
        "|to_work"
        "|to_my|the|it_to_my|it_to_the|for|back",
        "credit|inspection|appraisal|the|a|my|title|pest|annual report|reports|reporting|reported",
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
        "|my_cell|at_work|on_the_phone|please|or_leave* text|texts|texting|message|just|instead|only|email|use|i|cant"
        "|better|im_at|while|during|because|until|before|after|at|on",
        "dont|never ever|please* text|message|contact|call|bother|email|write|email_or_call me|us|this_number|him"
        "|her? LATER",
        "dont|please|never|not contact|call|text|email|bother|tell|message|write my|the|him|her|his|them|any|other"
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
        "dont|not|no_longer want|wanna|need|wish|want_to? OWN* AFFAIRS|sell|buy|escrow|pmi|refinance|rush|wait|miss"
        "|lose|pay"
        "|waste|bother|be_late|overpay|get_hit|get_stuck|mess|put|go|move|use|risk|do|any_surprises|to",
        "dont|not wanna|want|need bother|disturb|annoy|bug|spam you",
        "didnt|havent|dont|not|never get|got|see|receive|received|read|saw|gotten a|your|the|any|that|last|from|this"
        " NOTES",
    ),
    "miss messages": "miss|missed|missing|missed_your|got|get|see|saw|read|received|your|sorry|many|all|check|all_your"
    " the|your|any|all|a|these|those|those? texts|messages|message|text|calls|call",
    "optout of something else": (
        "optout|opted_out|opt_out|opting of|from|of_the|of_my|of_those the|my|a|any|those|all? AFFAIRS|401k|coverage"
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
        "|from|off|on|to|of|out* the|my|our|a|your|that|this* co"
        "|application|app|loan|deed|title|mortgage|lease|account|cosigner|borrower|coborrower|contract|insurance"
        "|form|note"
        "|policy|card|hold|house|documents|docs|payroll|file|list_of|waitlist|waiting_list|paperwork|escrow|utilities",
        "remove|delete|removing|deleting OWN* AFFAIRS|item|items|attachment|name|deed|ex|wife|husband|wall|tree"
        "|furniture"
        "|contingency|email_i|message_i|popcorn|collection|late|negative|contingencies|spouse|brother|dad|mom",
    ),
    "quarrels with others": "my|the|a|our|old|another|other|last|current THIRD keeps|keep|is|are|kept|has|have|was|will"
    "|were|been|wont|just|always|started|trying|threatening|to|calling|texting|never|not* harass~|harrass~|spam~|scam~"
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

# Words of doubt: the text waits for a person unless a sentence above has explained them.
CUES: dict[str, str | tuple[str, ...]] = {
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
        "not|no interest",
    ),
    "a refusal": (
        "^ no|nope|nah|naw|nada no|nope|nah|thanks|way|sir|maam|im|good|never|not|today|ever|chance|dude|bro|please"
        "|interested"
        "|sorry|man|hell|you* $$",
        "^ hell|absolutely|definitely|heck|fuck no|not $$",
        "^, pass|hard_pass|ill_pass|i_pass|im_good|we_are_good|im_all_set|were_good|all_set|not_for_me|im_ok"
        "|were_all_set|never"
        "|i_decline|decline|declined|we_passed|i_passed thanks|please|on_this|now|here|this_time* $$",
        "already|just|we|i went|closed|signed|bought|sold|refinanced|funded|chose|picked|got with|a|the|our|with_a*"
        " another"
        "|somebody_else|someone_else|elsewhere|different",
        "no need|longer_needed|longer_need|longer_looking|longer_in_the_market",
        "dont|not need|want this|it|your|you|any|help|anything|a_loan|one anymore|help|services|thanks|from* ,$",
        "changed my|our mind",
        "^ im|we|were not|no_longer looking|selling|buying|in_the_market|moving|shopping $",
    ),
    "who is this": (
        "who is|are|the|in|gave|gives|even|sent this|that|you|youre|hell|fuck|heck|my|me|it|texting|world|these $",
        "^ whos|who|whose|whodis this|dis|that|texting|you|it|is|number|are* $$",
        "who_are_you|who_r_you|who_tf|who_dis|whos_texting|who_gave_you|who_do_you_think",
        "who is|are this|you !guys|using|again|with",
        "whos this ,$",
        "how|where did|do|you|yall* get|got|find|have|obtain my|this number|info|information|name|contact",
        "how did you get|find me",
        "do|did i know|give|sign|ask you|this|up|for|it|my_number* ,$",
        "dont know who|you|this",
        "new phone who",
        "never heard of you|this|your",
    ),
    "anger": (
        "leave|let me|us|him|her",
        "^, go|getting|get away|lost|off",
        "annoying|annoyed|annoys|irritating|irritated|nuisance|obnoxious|intrusive|unacceptable|ridiculous|harassing"
        "|harassment|harassed|harrassing|harass|pestering|bothering|spamming|unsolicited|unwanted|stalking|creepy",
        "sick|tired|fed_up|had_it|pissed|done|over of|with|off you|this|these|it|your|at|texts|getting",
        "fuck|fucking|asshole|assholes|bitch|bitches|stfu|gtfo|motherfucker|bastards|fuckers|fucker|scum|scumbag|wtf"
        "|moron"
        "|morons|idiots|jerks|jerk|screw_you|bullshit|creeps|vultures|leeches",
        "shut up|it",
        "too|so|way many|much|often texts|messages|calls|text|message",
        "texts|messages|calls|texting every|all day|night|hour|5_minutes|time|single",
        "every single|damn|day|hour text|you|i_get",
        "nth|hundredth|third|fifth|4th|5th|10th|100th|millionth time|text|message",
        "how|many many|more times",
        "give|giving it? up|rest",
        "get|go lost|a_life|away",
        "😡|🤬|🖕|✋",
        "back off",
        "nobody|no_one asked|cares|wants",
        "screw|piss|bug|buzz|bugger off|you",
        "dont|never care|want_you|like_you|trust",
        "lose|losing my|the business|patience",
        "waste|wasting my|your|our|of time",
        "enough|basta",
        "goodbye forever|for_good",
        "^, just|please leave",
    ),
    "spam or fraud": "spam|spammer|spammers|spamming|scam|scammer|scammers|scamming|fraud|fraudulent|phishing|junk"
    "|scummy"
    "|fraudsters|bots",
    "a lawyer or regulator": "lawyer|lawyers|attorney|attorneys|lawsuit|sue|suing|litigation|tcpa|fcc|ftc|cfpb|bbb"
    "|court"
    "|illegal|attorney_general|legal_action|donotcall|dnc|police|complaint|violation|violating|fines|privacy|gdpr|ccpa",
    "blocking or reporting": (
        "block|blocking|blocked",
        "reported|reporting|report you|it|this|to|these|your",
        "report ,$",
    ),
    "wrong number": (
        "wrong number|person|phone|guy|lady|man|house|party",
        "not|isnt|wasnt my|his|her|their|the|a number|phone|name",
        "not him|her|them ,$",
        "dont|doesnt|not know|live|lives him|her|this_person|anyone|anybody|here|anymore",
        "nobody|no_one|noone here|by|named|with|called",
        "^ thisis|this not|isnt !a_problem|a_good|the_right|what|how|how|urgent|for|about|bad",
        "new number",
        "had this number",
        "deceased|passed_away|died|dead",
        "his|her|their|old|former|previous number|phone anymore|now|before",
        "number belongs|belong",
        "for my ex|dead|late|son|mother|daughter",
        "someone|somebody else|elses",
        "texting|texted|a|am|number a|my|is? minor|child|kid|10_year_old",
        "dont|not know any|a|who|anyone !other|of|good|lenders|agents|realtors|about",
        "^^ im|thisis|i_was|thats not !interested|sure|ready|looking|selling|in|going|able|a|the|at|home|available"
        "|working|there"
        "|done|comfortable|certain|on|convinced|happy|yet|that|too|really|very|as|planning|trying|worried|available"
        "|asking"
        "|good|right|from|so|much|of|opposed|married|buying|my|what|how|why|where ... $$",
    ),
    "a word about being contacted": (
        "dont|never|no_longer|not|didnt|quit ever|you|please|be|want|wanna|wish|to|need|being* text|message|contact"
        "|texting"
        "|messaging|contacting|texts|messages|texted|messaged|contacted|bother|disturb|spam|solicit|call|calling"
        "|called|calls"
        "|hmu|reply|respond|write|email|emails|send|sending|notifications|alerts",
        "no more|texts|messages|contact|texting|calls|further|sms|solicitation|solicitors|soliciting",
        "off|from|out of? your|the|this|all|ur list|lists|database|system",
        "remove|delete|erase|unlist|scratch|drop|take me|us|my|this|number|off",
        "lose|forget|erase|trash my|this|the number|info|contact",
        "never|didnt|dont|havent sign|signed|subscribe|subscribed|consent|consented|agree|agreed|opted|authorize"
        "|request"
        "|requested|enroll|enrolled|apply|applied|inquire|inquired|ask|asked",
        "subscription|unsubscribes|consent",
        "turn|shut this|these|it|them off|down",
        "get|gotten|getting out of this",
        "make|made it|this end|go_away|quit",
        "without my consent|permission",
        "please quit|end|cancel",
        "stopping|stopped|stops me|us|texting|these",
    ),
    "an order to cancel or end": "^, please|just|kindly|can_you|ok|yes|no|thanks|and|so|hi|go_ahead_and* cancel|end"
    "|quit"
    "|remove|delete|erase|revoke|discontinue|halt|terminate|block|cancelled|unlist|dismiss|dnd",
    "asks to be left": "let me|us be|go",
}
