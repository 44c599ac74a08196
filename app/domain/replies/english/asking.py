"""English sentences that ask us to stop. Data: a table is read as a whole, so it is not split."""

ASKING: dict[str, str | tuple[str, ...]] = {
    "close my file": (
        "^, please|just|kindly|ok|you_can|can_you|could_you|you_may|go_ahead_and|and|so|now* close|shred|discard my|our"
        " file|lead|record please|now|thanks|out|today* ,$",
        "^, please|kindly|just|can_you|could_you* process|complete|confirm|honor my|our removal|deletion"
        "|unsubscription|optout please|now|thanks|request* ,$",
    ),
    "stop was said before": (
        "said|replied|texted|typed|wrote|sent|responded|messaged|answered stop|unsubscribe|optout",
        "i|ive|have|weve|we already|previously|just? unsubscribe already|twice|before|from|this|you|your|3|times"
        "|texts|list|it|like|about|over|2|4|5|several|multiple|many* ,$",
        "said|told_you|texted|replied|wrote|asked to? stop last_week|last_month|last_time|yesterday|days_ago|weeks_ago",
        "is|was|does stop not|unclear|too|hard|mean|confusing",
        "does|doesnt|isnt|did stop even|actually|really? work|working|do_anything",
        "understand|comprehend|spell|heard stop|no",
        "how many times ... optout|unsubscribe|stop|no",
        "^, opted|optout out? already|twice|before|yesterday",
        "asked|begged|asking|begging ... for this|these|it|them|the_texts|the_messages to? stop|end|cease",
        "asked|begged|asking|begging|told|telling ... to stop|quit|cease NOW* ,$",
        "^, i? mean|meant stop|quit|unsubscribe|cancel|end ,$",
    ),
    "want my number removed": (
        "want|need|needs|like|have|get|should|must|please my|our|this? NUMBER|name|me? to? be? removed|deleted"
        "|taken_off|erased ,$",
        "NUMBER should|must|needs|has to? be? removed|deleted|taken_off|erased",
        "get|take|keep this|it|that|these|your|texts|messages off my|our phone|cell|number",
        "want|need|like my|our NUMBER|file to? be? gone|wiped|purged|destroyed|scrubbed|pulled|out",
        "strike|pull|scratch|drop my|our name|number|digits|info please|thanks|now* ,$",
        "lose|burn|drop|forget|trash|delete these|them digits|numbers",
        "shove|stick it|them|this|your|texts|that* ,$",
        "you|yall|company|youre will|gonna|going_to|are_going_to be|get|getting sued",
        "this|my|the number|phone is_not|isnt|is_no_longer ... anymore|now",
    ),
    "get rid of my number": (
        "get rid of my|this|our NUMBER",
        "throw|toss|trash|discard|dump|shred|destroy|wipe|burn|ditch away|out? my|this|our NUMBER away|out?",
        "blacklist me|my|this|us|our",
        "delete|remove|erase my account|profile and number|info|information|data",
    ),
    "don't hit me up": "dont|stop|quit|never ever|be* hit|hitting|hittin|blow|blowing|blowin me|us|my|this up|line"
    "|phone|cell",
    "never gave you my number": (
        "never|didnt|dont|havent|nobody|no_one|who give|gave|given|said_you you|yall|out|anyone|them|this_company*"
        " my|this|the|any"
        " number|info|information|contact|permission|cell !one|for_my|of_my",
        "nobody|no_one gave|said|told you|yall permission|could",
    ),
    "I refuse these messages": "object|refuse|decline|reject|opposed|deny to? receive|receiving|all|any|these|this"
    "|your|further|future|more|get"
    " texts|messages|contact|communication|communications|text|message|solicitation|sms",
    "end the conversation": (
        "^, please|just* end|quit|close|leave|exit|kill the|this|our? chat|conversation|convo|thread|session|channel"
        "|group please|now* ,$",
        "this|the|our conversation|convo|chat|discussion|thread is over|done|finished|closed",
        "^ were|we_are|im|this_is|thisis|we done here|over|finished now|bye|goodbye|thanks* ,$",
    ),
    "bother somebody else": (
        "bother|harass|pester|annoy|spam|scam|bug|text|message|hassle|harrass someone|somebody|anybody|other|anyone"
        " else|people",
        "find someone|somebody|another else|victim|sucker|person|fool",
    ),
    "optout of everything": "optout|opting of everything|it_all|all|everything|anything|texts|messages",
    "you are spamming me": "you|youre|are|this|is|keep|guys|yall* spamming|harassing me|us|my|people|everyone",
    "I hate these texts": (
        "hate|despise|detest you|these|your|this|getting|receiving texts|messages|spam|company|guys"
    ),
    "insults": (
        "^ you|yall|u suck|stink|disgust_me|make_me_sick|are_the_worst|are_pathetic|are_trash ,$",
        "^ go? die|rot|choke ,$",
        "^ kiss off ,$",
    ),
    "too many texts": (
        "^, spam texts|text|messages|calls ,$",
        "you text|message|send too much|often|many",
        "too many of these|your|them",
        "^, way|too|so|you|guys|yall|send|sending|sent|i|get|getting|receive|im|me* many|much texts"
        "|messages|text|spam|alerts",
    ),
    "you owe me for each text": (
        "owe me 1500|500|$|money|for",
        "1500|500 per|for|each text|message|each|every|violation",
        "tcpa 1500|500|per",
        "each|every text|message|one|of_these|of_them is|are|costs|worth|equals ... 500|1500|dollars|bucks|$",
        "each|every text|message|one|of_these|of_them is|are|costs|worth|equals ... 1 500|000",
    ),
    "forwarded to 7726": (
        "forwarded|forwarding|reported|sent|send to 7726",
        "marked|marking|flagged|flagging|reported|reporting as spam|junk",
    ),
    "you are blocked": (
        "add|adding|added|put|putting|going|welcome|spot|straight you|this|yall|your_number? to|on|in|into my|the block"
        "|blocked|spam|junk list|lists|numbers|folder|callers|contacts",
        "you|youre|your|number|your_number are|is|been|getting|now|all|officially* blocked ,$",
        "^ block ,$",
    ),
    "call my lawyer": (
        "my|our lawyers|attorneys number|name|phone|email|contact",
        "contacted|called|notified|informed the attorney general",
        "im|i|ill|we gonna|will sue|press ,$",
        "^, gonna|will|going_to sue ,$",
    ),
    "when will you stop": (
        "when|why will|are|is|do|does|wont|wouldnt|cant you|this|it|these|yall|texts|messages people|guys|going"
        "|gonna|to|ever* stop"
        "|end|quit ,$",
        "you|yall|these|they people|guys|texts|messages|just* never|dont|wont|will_not|will_never|keep_not stop|quit"
        " ,$",
        "want|need|like|wish|prefer this|it|these|them texts|messages|text|all* to? stop|stopped|end|ended|cancelled"
        "|canceled NOW* ,$",
    ),
    "end all of this": "^, please|just* end|stop|quit|halt all of this|it|these|that ,$",
    "no texts": "^, no texts|texting please|thanks|ever|at_all* $",
    "end all contact": "^, please|just|kindly* end|cancel|terminate|discontinue|remove|delete|halt my|all|this|these"
    "|the|any|your|sms|text"
    "|future|further* contact|communication|communications|service|subscription|enrollment|number|messages|texts"
    "|alerts|account_alerts"
    " please|now|thanks|with|to|me|us* ,$",
    "don't want any of this": (
        "want|need|wants no part of|in",
        "dont|not|never want any? part of|in this|it|that|these|your ,$",
        "dont|do_not|never want|wanted|need anything from|of|with you|yall|this|your_company",
        "dont|never want|wanted any of this|that|it|these",
        "^, i|we? dont want|wanna please|thanks|it|this|these|any|them* $",
        "dont|never ever|please* send|text any? more|anymore ,$",
        "dont|never use|have|keep|call|save my|this number|phone|cell",
    ),
    "no need to write": (
        "no|dont|not need|have|necessary to|for|you|me* WRITE me|us|this_number|my_phone|here|any* AGAIN"
        "|further|ever !LATER",
        "no|dont|not need|have to? keep|continue WRITING|sending|to_text|to_contact|to_message|to_send",
    ),
    "I would rather not get these": (
        "appreciate|prefer|love|like|rather|wish|grateful to? not|no_longer|never to? receiving|receive|getting|get"
        "|hearing|hear|seeing"
        " FILL* NOTES|these|this|anymore|from_you !LATER",
        "appreciate|prefer|love|like|rather|wish to? not|no_longer|never to? being|be CONTACTED !LATER",
        "can|could|may i|we not get|receive|have these|this|texts|them|any_more",
        "do|live without your|these|the FILL* NOTES|texting",
        "tired|sick|over|fed_up|done of|with? your|these|this NOTES !from",
    ),
    "the messages are unwelcome": (
        "texts|messages|text|message|texting|messaging|contact|this|these|thisis|you me|us? is|are|were|very|so*"
        " unwelcome|unwanted"
        "|unsolicited|undesired|not_wanted|not_welcome|not_welcomed ,$",
        "doesnt|nobody|no_one|noone|didnt want|wants|wanted|like|likes|need|needs your|these|ur|any FILL* NOTES",
        "opt|opting myself|ourselves|yourself out !of",
        "withdraw|rescind|revoke|cancel|undo|retract my|the|any? opt|optin|opt_in|signup|sign_up in? ,$",
        "chat|conversation|convo|discussion|thread|this ends|stops|finishes here|now|today|immediately ,$",
    ),
    "see the messages end": (
        "appreciate|love|like|nice|great|best|prefer|happy|grateful|wish ... you|yall guys|people|would|could|just*"
        " stop|stopped|quit ,$",
        "appreciate|love|like|nice|great|best|prefer|happy|grateful|wish|hope|time ... these|your|the|all FILL*"
        " NOTES|texting just|would|could|to|finally*"
        " stop|stopped|end|ended|cease|ceased|came|come|went|go to_an_end|to_a_stop|to_a_halt|away? ,$",
        "end|stop|halt to your|these|all|the FILL* NOTES|texting",
        "^, kill|nix|axe|ditch|cut|scrap the|these|your|all FILL* NOTES|texting ,$",
        "dont|not|never|no_longer wish|want|care|like|need to? hear|hearing|heard from you|yall|your|this|anyone"
        " ... ,$",
    ),
    "turn the messages off": (
        "^, turn_off|switch_off|shut_off|disable|deactivate|silence|mute|suspend FILL|my* NOTES|texting"
        " please|now|thanks* ,$",
        "^, turn|switch|shut FILL|my* NOTES off please|now|thanks* ,$",
    ),
    "arrêtez": "^, arretez|arrete|cessez|cesse de|ces|les|vos|dem|denvoyer ...",
    "remove from list": "remove|removed|delete|take|drop from|me|off|it|please* list|lists|database|me_please|system",
    "I want out": (
        "^, i|we|just* want|wanna|let|get me? out|off ,$",
        "get me out|off of? this|here|it ,$",
        "get|take|want|getting me|us|myself? off|out of? this|that|your|the|these text|texting|message|messaging|sms"
        "|phone|mailing* thing|list|chain|group|loop|train ,$",
        "<want|to|will|can|you get|take me|us off of? this|that|your|ur thing|mess|crap|shit|service|app|whatever"
        "|stuff|bullshit ,$",
        "not on|to my|this phone|number|cell ,$",
    ),
    "get out of this": "^, i|we|just* want|wanna|need|like out of this|these|it|your"
    " thing|mess|crap|list|service|group|program|chat|texts|messages|please|now|already* ,$",
    "consent revoked in writing": "revocation of? my? consent|permission|authorization",
    "to be rid of you": "get|be|got rid of you|yall|these_people|these_texts|these_messages people|guys* ,$",
    "take back my consent": "take|taking|pull|pulling back? my|any|the consent|permission|authorization back?",
    "no such person": (
        "^, no|unknown|wrong such? person|individual ,$",
        "thisis|its a|an|our|the hospital|school|childs|kids|minors phone|line|number|cell ,$",
        "thisis|its a|an|our|the landline|land_line|fax|fax_machine|pay_phone|house_phone ,$",
    ),
    "up yours": (
        "^, suck|blow|stick it|me|this ,$",
        "up yours",
        "^, youre|you|are|is|thisis* breaking|broke|against|violating the law",
    ),
    "stop contacting me in any way": (
        "<NEGATED HALT calling|emailing|phoning|WRITING and|or|nor calling|texting|emailing|messaging|contacting",
        "<NEGATED quit|stop it|that with",
        "last|final|third|second|third|fourth|fifth|hundredth|nth|10th time|warning|request please|now* stop|quit"
        "|cease|remove",
        "quit|stop asking|begging|trying|wasting|lying|nagging|insisting|pushing",
    ),
    "I said no": (
        "said|told|says|say|saying|telling|tell you|guys|people|them|already|yall* no|nope|not_interested please"
        "|already|once"
        "|twice|thanks|before|times|many|3|5|multiple|several|again* ,$",
        "no means no",
        "what part of no",
    ),
    "how to stop": (
        "what|whats ... ... to stop|end|quit|cancel|escape this|it|these|them|texts|messages ,$",
        "^, can|could|may|will this|these|it end|stop|be_over|be_done please|now|already* ,$",
        "is_there|isnt_there|wheres|where_is an|the|a off switch|button",
        "how to|do|can i? stop|unsubscribe|optout|cancel please|it|this|these* $",
        "what|which number|code|word|keyword do|can|should i|we text|send|reply|use|dial to? stop|optout"
        "|unsubscribe|end|cancel",
        "what|where do|can|should|would i send|text|reply|say|type|write|press|do|click to stop|unsubscribe|optout"
        "|cancel|end"
        "|quit|be_removed|get_off|make",
        "how|where do|can|to i? make|get this|these|it|them|texts|messages stop|end|to_stop|to_end",
        "is_there|isnt_there|want|need|any a? way|option to stop|unsubscribe|optout|get_off|be_removed !paying|the",
        "is_there|isnt_there|wheres|where_is an|the|a|any|no* optout|opt_out|unsubscribe ,$",
        "can|could|may this|these|they|the_texts be turned_off|shut_off|switched_off|stopped|ended|cancelled ,$",
        "way|how to|do|can|i|you* make|get my phone not|stop|quit get|getting|receive|receiving these|this|them",
        "way|option|link|button to unsubscribe|optout|get_off",
        "whats|what is? the word|code|keyword|command to stop|end|unsubscribe|optout|cancel",
    ),
    "asked to be removed": (
        "asked|requested|begged|told_you|want|wish|like|ask|request|asking|requesting|needs|need to? be|get"
        " removed|deleted|taken_off|unsubscribed|unsubscribe|optout|opted_out|left_alone|off_this|off_your"
        "|off_the_list"
        " from? your|this|the|all|now|please|immediately|again|lists|list* ,$",
        "to? be|get opted|opt out ,$",
        "^ opted|opting out please|now|thanks|all* ,$",
        "^, i|we? unsubscribe me|please|now* ,$",
        "please|just unsubscribe",
    ),
    "this phone is not for you": (
        "number|phone|cell|line is_not|isnt|not to|for be? CONTACTED|called|used|texting|texts|marketing",
        "not|arent|isnt|never authorized|allowed|permitted|welcome|cleared|free to? WRITE|call|CONTACTED",
        "consider|register|treat|count|take|log this|it|that as? a|my|an|the stop|optout|cancellation|notice"
        "|request|removal",
        "youve|you_have|youre|your_number been|now|getting|is|has|officially* blocked|reported|flagged ,$",
        "^ unwanted|unsolicited FILL* NOTES|text|message|contact ,$",
        "delete|block and block|delete|report ,$",
        "my 3|4|5|6|7|8|9|10|11|12 year|yr old has|uses|got this|the phone|number",
    ),
    "not interested in messages": (
        "not|never|no_longer|dont|zero interested|interest in FILL* NOTES|texting|receiving|getting|hearing",
        "not|never|no_longer interested in being|be CONTACTED",
        "want|wish|like|need|prefer|ask|asking|wanna to? be left alone|out|off",
    ),
    "you will hear of it in court": (
        "REGULATOR|fcc|ftc complaint|complaints filed|coming|submitted|sent|incoming|next",
        "expect|expecting a|to call|letter|hear|suit|lawsuit|from* my|our|a LAWYER",
        "lawsuit|suit coming|incoming|next|pending|against_you",
        "take|taking|taken this|it|you|yall to small_claims|court",
        "this|thisis|its|you|texts|messages|youre|are|is* violates|violate|violating|illegal"
        "|against under? the? federal|state|law|tcpa law? ,$",
    ),
    "stay away": (
        "stay|get|keep|stayin out|away|outta|out_of|off from|of? me|us|my_phone|my_inbox|our_phone|my_life"
        "|my_family|my_cell ,$",
        "get|got|take|keep me|us? the hell|fuck|heck? out of|off my|our phone|inbox|life",
        "^ forget|erase me|us|my_existence ,$",
        "forget|pretend i|we dont? exist|existed ,$",
        "be|live left? alone|in_peace ,$",
        "you|youre|this|thisis|its|these|texts|are|is annoying|irritating|bugging me|us",
        "my kid|son|daughter|child|grandson|granddaughter|niece|nephew|minor has|got|uses|owns this|the|my? phone"
        "|number|cell now? ,$",
    ),
    "off my phone": (
        "^, get|stay|please|keep|off* off my|our phone|line|number",
        "take off|me_of|us_of|my_name_of list|lists",
    ),
    "not me": (
        "^ sorry|no|hi|hey* not me|him|her|them|kevin|john sorry|dude|bro|wrong|anymore* ,$",
        "wrong contact|recipient|individual|name|customer|client|chick|woman|man|fella|gentleman ,$",
        "there|theres is? no|nobody|noone ... at|with|by|on this|that|here number|name|phone|address",
        "no ... at|on|with this|that number|phone|name",
        "no ... here|lives_here|works_here ,$",
        "not who you|yall think|want|looking|need|re",
        "im|thisis|this_isnt|isnt|not him|her ,$",
        "isnt|wasnt|not him|her|them|me ,$ wrong",
        "i|we just? got|have_had|had|inherited this|the|a|my? new? number just|only|last|a|few|2|two|three|3|this"
        "|about|over|for"
        " week|month|year|days|weeks|months|years|day",
        "new|different|previous|prior|former|old owner|person|user|people of|for|with|has|had this|the|that? number"
        "|phone",
        "number|phone belongs|is|goes|now to? a|an|another|someone|different|my|new|company|business|school|office"
        "|hospital|police"
        "|person|else|work|disconnected|changed_hands|child|kid|son|daughter business|else|person|phone|number"
        "|office|school|work"
        "|cell|company|now|station|hospital",
    ),
    "never signed up": "^, i|we? never|didnt sign|signed|subscribe|subscribed|enroll|enrolled|register|registered"
    "|opt|opted|join"
    "|joined up|in|for|to|this|it|anything|here* ,$",
    "done with you": "done|finished|through|over|fed_up|sick_of_hearing with|from you|yall|this|it|these|your now"
    "|people|guys"
    "|company|texts|messages|spam|nonsense|shit|crap|conversation* ,$",
    "stop texting me": (
        "HALT the|all|these|your|stupid* bots|bot|robots|robot|robotexts|robocalls|ai|automation|sales|pitch|pitches"
        "|harassment|act",
        "<NEGATED HALT FILL* WRITING !you|while",
        "^, please? stoop|sop|stope|stopp|top|quite|quiet|quid|stip|step|atop|stap|stup|slop|shop|strop WRITING me"
        "|us|this|my|here",
        "<NEGATED HALT f WRITING",
        "<NEGATED HALT testing|massaging|sexting|texing|texitng|taxing me|us|my|please|now",
        "<NEGATED give_up|knock_off WRITING",
        "knock_off|cut_out the|your|this|these FILL* NOTES|bullshit|crap|nonsense",
        "dont know|recognize you|who_you_are|this_number dont|never|stop|quit WRITE|WRITING",
        "dont|never know you dont WRITE me",
        "<NEGATED no more|further WRITING",
        "para texting|texteando|llamando",
    ),
    "why don't you stop texting me": "you|why|if dont|never|not|wont you? stop|quit WRITING|sending|calling",
    "stop calling me": (
        "<NEGATED HALT calling me|us|this|my|here|again|anymore|please !!text|message",
        "^, please|just* stop|quit calling please|now|thanks* $$",
    ),
    "stop sending me messages": "<NEGATED HALT FILL* NOTES !about_the",
    "stop all contact": "<NEGATED HALT all|any|further|this|your FILL* communication|communications|contact",
    "stop the text": "<NEGATED HALT the|this|these|your|all text|message $",
    "stop sending me this": "<NEGATED HALT sending FILL* me|us|this|these|shit|stuff|things|crap|junk",
    "stop sending": "<NEGATED HALT sending please|thanks|now* ,$",
    "stop blowing up my phone": ("blowing up my phone|cell", "blowing my phone|cell up"),
    "cancel the messages": "<NEGATED end|cancel|remove|delete|discontinue FILL|my* texts|messages|sms|texting"
    "|messaging"
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
    "I want to stop": "^, i|id would? want|wish|like|wanna|need to? stop|cancel|quit|unsubscribe NOW* $",
    "please stop": "please|just|said|guys stop NOW|these|those|them* ,$",
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
    "you were asked to stop": (
        "asked|told|begged|warned you|yall? to|already? stop|quit ,$",
        "asked|told|instructed|advised|warned|ordered|notified you|yall|them not to? WRITE|call me|us|here|this"
        "|again|anymore* !about_it ,$",
        "note|sure|request|please|know not to WRITE|call me|us|this|my|our number|phone|cell|again|anymore|here* ,$",
    ),
    "can you stop": (
        "can|could|would|will|wont|why_dont|why_wont you guys? please|just|kindly* stop|quit|cease NOW* ,$",
        "can|could|would|will|cud|wud you|someone|somebody guys|there? please|just|kindly|maybe* stop|quit"
        "|cease these|this|it|them|those|FILL* NOTES|this|it|these|them|texting please|thanks|now|already* ,$",
        "can|could|would|will you guys? please|just|kindly* not WRITE me|us|this|anymore|again|here !LATER",
        "would|do you guys? mind|consider not WRITING|sending me|us|this|these|anymore|again|here* !LATER",
        "would|do you guys? mind|consider stopping|quitting|ending|ceasing|removing|taking_me|taking_my",
        "can|could|would|will you guys? please|just|kindly* not WRITE|do_this please|thanks* ,$",
        "tell|have|get|make your|the|this|ur system|people|team|bot|robot|computer|company|office|guys|boss"
        "|machine|software"
        " to? stop|quit NOW* ,$",
    ),
    "I want you to stop": "need|want|like|beg|begging|ask|asking|demand|request|insist you|it|them|these"
    "|messages|texts"
    " to|that? stop|quit|cease NOW* ,$",
    "I request that you stop": (
        "request|demand|ask|insist that? you|yall? to? stop|cease|quit",
        "request|requested|requesting|demand|demanding|ask|asked|asking|insist|insisted|prefer that? you|yall not|never"
        " WRITE|call|phone|email me|us|this|here|him|her|my|our|again|anymore !LATER",
    ),
    "you need to stop": "you|it|this|these|that|texts|messages|texting|guys need|needs|has|have|must|gotta|got"
    "|better|should to? stop"
    " NOW* ,$",
    "you can stop now": (
        "you|yall|u can|may|should stop|quit NOW* ,$",
        "you|yall|u can|may|should stop|quit WRITING NOW|me|us* ,$",
    ),
    "it has to end": "<when|where|does|will|if|until it|this|these|texts|messages|texting needs|need|has|have"
    "|must|gotta"
    " got|to* end|cease NOW* ,$",
    "make it stop": (
        "make|get it|this|them|these|your_texts|your_messages to? stop|end|go_away NOW* ,$",
        "make|get FILL* NOTES|texting to? stop|end|go_away|disappear NOW* ,$",
    ),
    "how do I stop this": (
        "how do|can|to|would i|we|you|one? to? stop|end|cancel|quit|discontinue|block|disable|unsubscribe"
        " this|these|it|them|that|receiving|getting please|now* $",
        "how do|can|to|would i|we|you|one? to? turn|shut|switch|get FILL* NOTES|texting|updates off ,$",
        "how do|can|to i|we|you? to? get|turn|shut out|off|rid this|it|these* off|of|from* this|it|these|them|your"
        "|here*"
        " $",
        "how do|can|to i|you? get|take off|out of? this|your|the|here",
        "how|where do|can|to i|we|you? to? unsubscribe|optout !of_escrow|of_the_escrow|of_pmi|of_the_pmi|of_insurance"
        "|of_the_insurance|of_mortgage|of_the_mortgage|of_autopay|of_paperless",
    ),
    "don't text me": (
        "<SOMEBODY dont|never ever|you|please* text|message|contact it|this_number|this_phone ,$",
        "<SOMEBODY dont|never|no_longer|quit ever|you|please|dare|fucking|freaking* WRITE me|us|this|my_phone"
        "|my_number"
        "|my_family|my_wife|my_husband|anymore|again|ever|here !LATER",
        "i|we dont_want|dont_wish|dont_like|dont_need|never_want|never_wanted|didnt_want you|yall|anyone|people to?"
        " WRITE|call|texting|messaging|contacting|calling me|us|this|here* !LATER",
        "i|we dont_wanna|dont_wish_to|dont_like_to be|get|receive CONTACTED !LATER",
    ),
    "don't follow up": "<SOMEBODY dont|never ever|you|please|even* follow_up|followup|get_back|reach_back"
    "|reach_back_out|reach_out_again|check_in|circle_back with|to|on|out* me|us? again|anymore|ever|about_this* $",
    "don't text me about this": (
        "<SOMEBODY dont|never ever|you|please* WRITE|call|email me|us back? about this|it|that|these|anything ,$",
        "<SOMEBODY dont|never ever|you|please* WRITE me|us after this|that|today message|text|one? ,$",
    ),
    "don't reach out": "^ please? dont|never ever|please* reach_out|engage|communicate|ping please|again|anymore|ever"
    "|to_me|to_us* $$",
    "no me text": "no|ya|please* no me? text|texts|textees|texting|message|mas anymore|mas|please|again",
    "not by day nor night": "<SOMEBODY dont|never ever|please* WRITE|call me|us|this? during|in|at|by|any|time|of|the"
    "* day|daytime|morning|days|noon or|and|nor|and_or the|at|in|during? night|nights|nighttime|evening|evenings",
    "don't text": "<SOMEBODY dont ever|you|please* text|message|contact|solicit|hmu|bother|disturb please|thanks|bro"
    "|dude|ever|again|anymore*"
    " $",
    "don't text, final": "^ please|thanks|no|hi* dont ever|you|please* text|message|contact please|thanks|bro|dude* $$",
    "don't text me again": (
        "<SOMEBODY dont|never ever|you|please|dare|even* WRITE|call|phone|email my number|phone|cell",
        "<SOMEBODY dont|never ever|you|please|dare|even* WRITE|call|phone|email my ...  again|anymore|ever|number",
        "<SOMEBODY dont|never ever|you|please|dare|even* WRITE|call|phone|email me|us|this|here ... again|anymore|ever",
        "<SOMEBODY dont|never ever|you|please|dare|even* WRITE|call|phone|email me|us? on|at|here|by|via* my|our|this"
        "|the number|phone|cell",
        "<SOMEBODY dont|never ever|please* WRITE|call number|phone",
        "never text|contact|call|message|write AGAIN|me|us|this !back",
        "<SOMEBODY dont|never ever|you|please* WRITE|call MY NUMBER|line AGAIN",
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
        "dont|never ever|please* send me|us any|anything|this|these|that|more|no !to",
    ),
    "not another text": (
        "not|no another|one_more|more|single? text|message|txt|word please|ever|thanks|from_you* ,$",
        "no|dont|not need|have|necessary for|to FILL* NOTES|outreach|contact|reaching_out|texting ,$",
        "^, please? dont ever|you* send please|thanks|again|ever|anymore* ,$",
        "want|need|wish no contact|texts|messages|communication|calls|further|more_of",
    ),
    "asked to be taken off": (
        "can|could|may i|we|my_number please? be|get removed|deleted|taken_off|unsubscribed|off please|thanks|from"
        "|now* ,$",
        "request|requested|requesting|demand|demanding|want|need|asking_for removal|removed from|off|now|please"
        "|thanks|immediately",
        "request|requested|requesting|demand|demanding|want|need|asking_for removal|removed ,$",
        "^ removal request|please|now|requested|thanks* ,$",
    ),
    "do not reply": "^, please? dont reply|respond|answer|write please|back|to_me|thanks|again|me|anymore|ever"
    "|to_this|this_text|this_message|text|message|this_number* $$",
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
    "don't want to be contacted": (
        "dont|not|never|no_longer want|wish|wanna|like|want_to|wish_to|asked_to|agreed_to to? be|get CONTACTED|on_your"
        " !LATER",
        "dont|not|never|no_longer want|wish|wanna|like to? be|get CONTACTED|called about this|it|that|these|your|any"
        "|anything|loans|refinancing",
    ),
    "don't want to hear from you": (
        "dont|never|no_longer|not want|wanna|wish|need|care to? hear|talk from|to|with you|anyone|this|any|again",
        "dont|never|no_longer|not want|wanna|wish|care to? hear|hearing back|anything|more|again|any_more* from|about"
        " you|yall|this|these|your_company|your_loans|your_offers|your_offer|your_rates|your_services ,$",
    ),
    "did not sign up for messages": (
        "dont|never|didnt|havent sign|signed|subscribe|subscribed|consent|consented|agree|agreed|ask|asked|request"
        "|requested"
        "|authorize|authorized|join|joined|enroll|enrolled|optin|opt_in up|to|for|in* FILL* NOTES|texting",
        "<so i? never|didnt|dont remember? asked|asking|told|ask|tell|want|wanted|gave|give|said_you_could you|yall"
        "|anyone|permission|this|them? to? WRITE me|us",
        "i|we|never|didnt|dont never|didnt|recall|remember? sign|signed|subscribe|subscribed|consent|consented"
        "|agree|agreed|asked|ask up|to|for|4* receive|get|this|these|getting|texts|messages|any_of_this ,$|texts"
        "|messages|text",
        "i|we never|didnt sign|signed|subscribe|subscribed|consent|consented|agree|agreed|enroll|enrolled|opt|opted"
        " up|in|to|for|this|these|that|it|anything|any_of_this|be|your|here* ,$",
    ),
    "I do not consent": (
        "dont|not|never|no_longer|didnt consent|consented|consenting|agree_to_receive|authorize|agree_to_be",
        "dont|never|no|not|no_longer|without|didnt|doesnt give|gave|given|have|had|has? you|anyone|them? my|any"
        "|the? consent|permission"
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
    "no messages please": "^ no further|future|additional|other|marketing? texts|text|messages|message|offers"
    "|promos|ads|sms|spam|texting|soliciting|solicitation|solicitors|contact"
    "|spamming please|anymore|thanks|ever|again|messages* $",
    "enough messages": "enough of|with? FILL* NOTES|texting|messaging",
    "that's enough": "^, thats|that_is|this_has_been|its|had|i_had|ive_had|thats_quite enough please|already|now"
    "|guys* ,$",
    "enough is enough": (
        "enough is enough",
        "^, thats|ok|please* enough of|with? this|these|it|that|texts|messages|calls|texting|you|yall please"
        "|already|now* ,$",
    ),
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
        "remove|unlist|delete|unenroll|exclude|scratch|drop|erase|purge|block me|us|myself please|now"
        "|immediately|asap"
        "|thanks|already|today|anymore* ,$",
        "stop|unsubscribe|quit and|plus remove|delete|unsubscribe",
        "please remove|delete|unenroll thanks|now|asap|immediately* $",
        "remove|delete|unenroll please|now|asap|immediately|thanks* $$",
        "unenroll|unlist|deregister me|us|my|this",
        "want|wish|like|need|ask|asking|request|requesting to? be|get removed|deleted|off|taken_off|taken_out|excluded"
        "|erased",
        "be|get removed|deleted|erased|dropped|taken|taken_off|pulled|excluded|struck from|off|out|of* ... LIST",
        "be|get removed|deleted|taken from|off|of* this|these|here|it|your_end ,$",
    ),
    "remove me from your list": (
        "remove|removed|withdraw|deleted|erase|wipe|purge|scrub|expunge|took|taken|delete|take|get|drop|pull|unlist"
        "|exclude|scratch|strike|cross|yank me|us|my_name|my_number|number|it|mine|myself|my_contact|mi_numero"
        " off|from|out|of* ... LIST",
        "keep|leave me|us|my_name|my_number|it|mine off|out of|from* ... LIST",
    ),
    "take me off": "remove|take|get|leave|keep|want|need|pull me|us|it|my_number|this_number off|from|out of? this"
    "|here|it"
    "|everything|ur|whatever|your? please|now|thanks|asap* ,$",
    "off your list": "off|out of? your|this|the|that|any|all|whatever|every ... list|lists|database|call_sheet|crm"
    "|blast|blasts|campaign|mailing|mailings|rotation"
    " !of_docs|of_documents",
    "I want off": "want|need|let|get|like me? off|out of? this|your|it please|now* ,$",
    "count me as no contact": "set|mark|flag|make|put|list|tag me|us|my_number|this_number|my_account|it as|to"
    "|on|in|down"
    "|a|an* inactive|no_contact|do_not_contact|dnc|dnd|dont_disturb|dont_contact|dont_text|dont_call"
    "|unsubscribed|removed"
    "|not_interested|uninterested|no_texts|optout",
    "let this be the last": (
        "let|make|have this|that|it be? the|your|my very? last|final one|text|message|time|word|contact ,$",
        "let|make|have|hope|hopefully this|that|it be? the|an end of|to it|this|these|that ,$",
        "^, hope|hopefully|may this|that ends it|this|these ,$",
    ),
    "contact goes through my lawyer": "contact|communication|communications|correspondence|messages|everything"
    "|texts goes"
    "|go|should|must|will|can|has_to|is|only|go|be|directed|to* through|to|with|via my|our|an LAWYER",
    "unsubscribe": "<NEGATED unsubscribe",
    "be unsubscribed": "be|get|me|us unsubscribed",
    "opt out": (
        "opt|opting me|us|my_number|this_number out of everything|all|it|this|these|your|any|texts|them|messages",
        "^^ stop to end|stop|quit|optout|cancel|unsubscribe ,$",
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
        "nobody|no_one|noone named|called|here !me|us|back|him|her|yet|about",
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
    "this is not my number": (
        "thisis|this|that|its not|isnt|aint|wasnt ... number|phone $",
        "not my|his|her|their number|phone|cell anymore|any_longer|now",
    ),
    "a new owner has the number": (
        "number|phone has|was|got|is* reassigned|recycled|changed_owners|new_owner|disconnected",
        "had|got|have|got_this this|my|the? number for? only|just|since|over|about|a|for|two|few|couple|years"
        "|months* $",
    ),
    "he has died": (
        "dead|died|deceased|passed_away|passed_on|passed ... remove|stop|text|texting|contact|list",
        "he|she|is|was|hes|shes|they|now|since|thisis|person|owner deceased|dead",
        "^ dead|deceased $$",
        "husband|wife|mother|mom|father|dad|son|daughter|brother|sister he|she|has|is|just|recently* died|passed"
        "|deceased"
        "|dead !!but|so|want|need|inherit~|estate|left|help|loan|house|refi~|mortgage|do|can|how|what|title|deed",
    ),
    "leave me alone": "leave|let me|us|my|this|him|her ... alone|be|in_peace ,$",
    "leave me alone now": "leave me|us|my ... alone",
    "go away": "^, just|please|now|and|will_you* go|get|getting|take|kick|beat|hit|step|shove|move|piss away|lost"
    "|a_life"
    "|off_my_phone|a_hike|rocks|it|the_road|off|on|a_walk|outta_here|out_of_here please|now|already|loser* ,$",
    "take a hike": "^, please|just|now|you|yall|go|and|all* take_a_hike|kick_rocks|get_lost|beat_it|buzz_off"
    "|piss_off|bug_off|back_off"
    "|scram|shoo|get_bent|drop_dead|get_a_life|pound_sand|shove_it|stuff_it|bugger_off|sod_off|naff_off|eff_off"
    "|jog_on"
    "|hit_the_road|go_away|fork_off|f_off|frick_off !driving|every|trying|on|in|there",
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
    "go to hell": "go|straight to hell|heck",
    "eat shit": "eat shit|me|a_dick",
    "cut that out": (
        "^, please|just|now|and* cut|knock it|that|this out|off with|w",
        "^, please|just|ok* quit|stop it|that with|w",
    ),
    "cut it out": "^, please|now|hey|and* cut|knock|give|pack|quit|cut_this|knock_this|drop it|that|this|the_crap"
    "|the_shit"
    " off|out|up|in|right_now|now|please|already* ,$",
    "give up": (
        "^, please|just|ok* give it? up|rest|a_rest already|please|dude|now|man* ,$",
        "begging|asking|telling|want|need|please you|yall|guys? to? give it|this|me up|rest|a_rest already|now* ,$",
    ),
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
        "^, reported|blocked|deleted|flagged and? reported|blocked|deleted|flagged",
    ),
    "you will hear from my lawyer": "hear|hearing from my|our|a LAWYER",
    "calling my lawyer": "calling|called|contacting|contacted|hired|hiring my|our|a|an LAWYER !to|for|who|about|first",
    "I will call my lawyer": (
        "will|ill|gonna|im call|contact|get|involve|sue|calling|contacting my|our|a|an LAWYER !first|before"
        "|about|to|for|involved_in",
        "my|our LAWYER will|is_gonna|shall be|contact|hear|in|you|talk|see|get|going|calling|contacting"
        "|call* in_touch"
        "|you|contact_you|sue !tomorrow_about|about|with_questions|at_closing|later",
    ),
    "talk to my lawyer": "^, talk|speak|call|contact to|with? my|our LAWYER ,$",
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
    "stop it": (
        "<NEGATED|to|will stop it|this|that|them|doing_this|doing_that with|right|the|now|please|already"
        "|fucking|for"
        "|or|immediately|all",
        "<NEGATED|to|will|would|i|we|they|he|she|can|could|cannot|just|and stop it ,$",
    ),
}
