"""English words: what adds nothing to a request, who else may be meant, and the sets that the phrases name."""

# Words around a request that change nothing about it.
COURTESY = frozenset(
    "please kindly just thanks sorry ok okay k kk hi hey hello yo sir maam bro bruh dude man guys folks buddy pal girl"
    " no nope nah yes yeah yea yep yup ya y now already asap immediately lol lmao haha omg wtf smh ugh damn dammit god"
    " jesus fucking fuck bitch asshole assholes motherfucker motherfuckers fucker idiot idiots so and then well oh"
    " um uh 😡"
    " anymore again goodbye bullshit shit crap hell goddamn actually seriously really honestly literally today right"
    " away"
    " forever permanently too also though tho once all good morning afternoon evening @company".split()
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
    " adjuster adjusters insurer insurers agency bureau bureaus guy banco prestamista casero".split()
)
US = frozenset(
    "you your youre yours this these thisis text texts texting texted message messages messaging list number"
    " @company".split()
)
AIMED = frozenset(
    {
        "harassment",
        "I said no",
        "you are spamming me",
        "this is spam",
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
# Cues of doubt that no ordinary words around them take away.
STANDING = frozenset({"a stop word in a sentence", "una palabra de alto"})

SETS = {
    "HALT": "stop quit cease halt discontinue desist",
    "NEGATED": "dont not never cant couldnt didnt wont did_you did_they did_we havent shouldnt",
    "SOMEBODY": "i you we they he she who why people",
    "WRITE": "reach_out reach_out_to communicate_with communicate ping reach"
    " text message contact bother harass spam solicit disturb pester bug annoy hmu write textme",
    "WRITING": "reaching_out communicating pinging"
    " texting messaging contacting bothering harassing spamming soliciting pestering bugging annoying"
    " hounding checking_in checking_up checking_on following_up following_up_with circling_back"
    " stalking hitting hmu writing reaching blasting emailing sending_me sending_us with_the with_all",
    "NOTES": "texts text messages message sms mms spam calls emails notifications alerts reminders solicitations"
    " communications communication updates promos ads advertisements offers blasts newsletters marketing junk"
    " follow_ups followups outreach",
    "FILL": "w with any all anymore more further the these those this that your of such from to me us out get getting"
    " receive receiving sending text sms sales automated unwanted marketing stupid annoying fucking damn dumb random"
    " other daily constant promotional auto automatic robo bot loan mortgage refi so many much goddamn message"
    " being sent future unsolicited",
    "AGAIN": "again anymore ever",
    "NOW": "it this that now already please immediately asap today thanks anymore",
    "LATER": "until till til before after while when during yet tonight today now right_now at_work at_night"
    " on_weekends on_the_weekend in_the_morning in_the_evening so_late so_early first about tomorrow this_week"
    " next_week between unless later",
    "NUMBER": "number phone cell contact contact_info contact_information info information name data details email"
    " digits",
    "MY": "my this our his her the that my_wifes my_husbands my_moms my_dads my_sons my_daughters my_mothers"
    " my_fathers",
    "LIST": "list lists lista listas database databases system systems text texts texting messages messaging thread"
    " campaign"
    " campaigns subscription subscriptions contacts sms crm sheet rotation records directory files program mailing",
    "LAWYER": "lawyer lawyers attorney attorneys",
    "CONTACTED": "contacted texted messaged bothered called harassed disturbed spammed emailed",
    "REGULATOR": "fcc ftc tcpa cfpb bbb attorney_general ag police cops authorities better_business_bureau carrier",
    # What a lender's leads stop, cancel, end, quit, remove and delete in their own affairs.
    "CONTACTING": "texting texts messages messaging text message sending_me contacting getting receiving the_texts"
    " the_messages"
    " all_texts all_messages these this it now please harassing bothering spamming calling_me bugging all_communication"
    " hitting blowing pestering you your asap already the_text my_subscription my_texts",
    "AFFAIRS": "trust foreclosure foreclosures auction sale process application app loan loans payment payments autopay"
    " interest eviction garnishment repo repossession bank card cards account accounts appointment appointments appt"
    " meeting call zoom order policy insurance escrow pmi mip hoa lease listing contract closing deal inspection"
    " appraisal"
    " refi refinance clock bleeding leak leaks check checks transfer withdrawal direct_deposit late_fee late_fees"
    " fee fees"
    " charge charges lien credit inquiry inquiries collections debt wife husband ex co mortgage contingency offer house"
    " search pull hard_pull report doc docs document documents file files statement statements paperwork form page"
    " picture photo reservation trip membership lock rate rates line car truck tour showing visit"
    " consultation walkthrough viewing booking year month week day lawsuit judgment"
    " bankruptcy chapter dispute taxes tax utilities water gym netflix old_one first_one second_one last_one other_one"
    " duplicate coborrower cosigner co_borrower request quote job boss bill bills wire snoring smoking sheriff draft"
    " drafts autodraft garnishments",
    "OWN": "my the our a an his her that this your their any all both one another old first second last other next"
    " friday monday tuesday wednesday thursday saturday sunday todays tomorrows late credit hard car home house bank"
    " mortgage loan new extra duplicate upcoming pending entire whole whatever closing phone zoom scheduled monthly"
    " auto automatic student trustee sheriff short wage",
    "DOING": "paying making working doing using renting applying looking shopping going getting_bills getting_paid"
    " thinking smoking drinking worrying living receiving_unemployment receiving_benefits receiving_child_support"
    " checking searching saving spending charging reporting driving dragging accruing contributing playing leaking"
    " taking buying escrowing it_from_selling having laughing crying complaining picking overthinking guessing hurting"
    " stressing second_guessing throwing uploading downloading filling cooking eating sleeping running walking"
    " studying wearing brushing lifting raining leaning",
    "PAPERS": "paystub paystubs stub stubs w2 w2s statement statements doc docs document documents paperwork id"
    " license form forms info information signature taxes return returns proof letter thing question questions",
    "MODAL": "ill id i_will i_would i_could i_might i_may i_should we_will well_just he_will she_will hell she_might"
    " i_can we_can ive i_have gonna going_to",
    "THIRD": "|".join(sorted(THIRD)),
}
