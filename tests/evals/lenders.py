"""Accounts of people who lend, insure and collect, each with the facts that its drafts are judged by. Data.

The drafts of `corpora/fifteenth_*.txt` and after name the account that they are of.
"""

from functools import partial

from app.domain.drafting import Context
from tests.evals.accounts import account

_account = partial(account, max_segments=2)

LENDERS: dict[str, Context] = {
    "mortgage": _account(
        (
            "Follow up with homeowners who started a refinance application and stopped before uploading their "
            "documents. They can finish at https://harborlending.com/finish. We need two recent pay stubs, the "
            "last two bank statements and a photo ID. Loan officers call back Monday to Friday 9 am to 6 pm "
            "Central. Calls can be booked at 10 am and 3 pm. There is no application fee. Never quote a rate."
        ),
        "Harbor Lending",
        (
            "+13125550140",
            "Dana, an assistant of the loan team",
            "warm and short",
            "Never promise an approval.",
            "Our office number is 312-555-0140.",
        ),
        {
            "first name": "Marcus",
            "last name": "Reed",
            "property address": "418 Birch Lane, Joliet",
            "loan amount": "$310,000",
            "application started": "2036-02-27",
        },
        (
            (
                False,
                "Hi Marcus, this is Dana from Harbor Lending. You started a refinance application and"
                " we can help you finish it.",
            ),
            (True, "what docs do u still need from me"),
        ),
    ),
    "carloan": _account(
        (
            "The lead was quoted an auto loan and has not chosen. Quote: $18,500 at 7.4% APR for 60 months, "
            "payment $369.52 a month, first payment 45 days after signing. The quote is good until March 15. They"
            " can sign at https://drivewellauto.com/q/8812. We also work with trade-ins. Open Monday to Saturday "
            "9 to 7."
        ),
        "Drivewell Auto Finance",
        ("+14695550121", "Rosa from the finance team", "friendly, brief", "Do not discuss other lenders."),
        {"first name": "Ana", "last name": "Lopez", "vehicle": "2033 Toyota RAV4", "dealer": "Metro Toyota"},
        (
            (False, "Hi Ana, it's Rosa from Drivewell Auto Finance. Your quote for the 2033 Toyota RAV4 is ready."),
            (True, "how much is it a month again?"),
        ),
    ),
    "servicer": _account(
        (
            "Remind borrowers that a hardship review packet is incomplete. Missing: a signed hardship letter and "
            "proof of income. They can upload at https://help.clearviewservicing.com/upload or call "
            "1-800-555-0177, Monday to Friday 8 am to 8 pm Eastern. The packet is due March 20. Free help from "
            "HUD counselors: 888-995-4673. Never give legal advice. Never threaten foreclosure."
        ),
        "Clearview Loan Servicing",
        ("+18005550177", "a member of the help team", "calm and respectful"),
        {"first name": "Denise", "last name": "Okafor", "loan ending": "4417"},
        (
            (False, "Hello Denise, this is Clearview Loan Servicing about your hardship review packet."),
            (True, "I'm so overwhelmed, I lost my job in january"),
        ),
        "America/New_York",
    ),
    "union": _account(
        (
            "Invite members to open a share certificate. 9-month certificate: 4.15% APY, minimum $500, offer ends"
            " March 31. Members can open one in the app or at any branch. The Elm Street branch is open Monday to"
            " Friday 9 to 5 and Saturday 9 to 1. Questions: 503-555-0166."
        ),
        "Cascade Community Credit Union",
        ("+15035550166", "Member services", "plain and helpful", "A penalty applies for early withdrawal."),
        {"first name": "Theo", "last name": "Lindqvist", "member since": "2029"},
        (
            (False, "Hi Theo, Cascade Community Credit Union here. Are you still looking at a share certificate?"),
            (True, "maybe. are you open saturdays"),
        ),
        "America/Los_Angeles",
    ),
    "broker": _account(
        (
            "Buyers who asked for a mortgage pre-qualification. Offer a free 20-minute call with Ken Alvarado, "
            "our senior broker. Booking: https://cal.northgatebrokers.com/ken. Ken has time Tuesday at 2 pm and "
            "Thursday at 11 am. We compare more than 30 lenders. First-time buyers may ask about down payment "
            "assistance in Arizona. NMLS 204417."
        ),
        "Northgate Mortgage Brokers",
        ("+16025550152", "Ken's assistant, Mia", "upbeat, professional"),
        {"first name": "Priya", "last name": "Nair", "city": "Tempe"},
        (
            (False, "Hi Priya, Mia here from Northgate Mortgage Brokers. Would a short call with Ken help?"),
            (True, "do u work with first time buyers"),
        ),
        "America/Phoenix",
    ),
    "sunpeak": _account(
        (
            "They asked for a solar quote and have not booked the site visit. The visit is free and takes about "
            "45 minutes. Financing: $0 down, terms of 10, 15 or 25 years. Panels have a 25-year warranty. Visits "
            "Monday to Saturday between 8 and 4. Book at https://sunpeakhome.com/visit or call 720-555-0133. We "
            "do not promise savings."
        ),
        "SunPeak Home Solar",
        ("+17205550133", "Caleb, solar advisor's assistant", "easygoing"),
        {"first name": "Greg", "last name": "Tanner", "address": "77 Aspen Court, Aurora", "monthly bill": "$210"},
        (
            (False, "Hi Greg, Caleb from SunPeak Home Solar. Ready to pick a time for your free site visit?"),
            (True, "how long does the visit take, I work from home"),
        ),
        "America/Denver",
    ),
    "moreno": _account(
        (
            "Customers who asked for a quote of home and auto insurance together. The bundle discount is up to "
            "12%. The quote: auto $118 a month, home $94 a month. It is valid until March 10. Agents are in "
            "Monday to Friday 8:30 to 5:30. The lead can send questions by text. Agent: Lisa Moreno, license "
            "TX-882031. Address: 900 Lamar Blvd, Austin. Reply in the language of the lead."
        ),
        "Moreno Family Insurance",
        ("+15125550199", "Lisa's assistant", "kind, clear", "Never say that a claim will be covered."),
        {"first name": "Carlos", "last name": "Vega"},
        (
            (False, "Hola Carlos, le escribe Moreno Family Insurance sobre su cotización."),
            (True, "cuanto sale el auto solo?"),
        ),
    ),
    "crowns": _account(
        (
            "Patients who were approved for treatment financing by our partner CareSpring and have not scheduled."
            " Plan: $2,400 over 12 months, $200 a month, no interest if paid in full within 12 months. Dr. Patel "
            "has openings on Wednesday and Friday mornings. Call 704-555-0118 or book at "
            "https://brightsmilecharlotte.com/book. Free parking behind the building. Never diagnose."
        ),
        "Bright Smile Charlotte",
        ("+17045550118", "Tina at the front desk", "gentle and friendly"),
        {"first name": "Jolene", "last name": "Pratt", "treatment": "two crowns"},
        (
            (False, "Hi Jolene, it's Tina from Bright Smile Charlotte. Would you like to schedule your crowns?"),
            (True, "kinda nervous tbh. is there parking"),
        ),
        "America/New_York",
    ),
    "student": _account(
        (
            "Graduates who began a student loan refinance and did not finish. Remind them that the application "
            "takes about 10 minutes, and checking a rate does not affect the credit score. Fixed rates start at "
            "5.29% APR, terms 5 to 20 years. Log in at https://app.gradpath.com. Support: chat in the app, every "
            "day 7 am to 11 pm Eastern. Refinancing federal loans gives up federal benefits; always say so when "
            "asked about federal loans."
        ),
        "GradPath",
        ("+16465550107", "the GradPath team", "modern, concise"),
        {"first name": "Imani", "school": "Howard University", "loan balance": "$42,000"},
        (
            (False, "Hi Imani, GradPath here. Your refinance application is saved and waiting for you."),
            (True, "will it hurt my credit to check"),
        ),
        "America/New_York",
    ),
    "equipment": _account(
        (
            "Business owners who asked about equipment loans. Amounts from $10,000 to $250,000, terms 24 to 72 "
            "months. Needed: three months of bank statements and last year's tax return. A specialist, Omar "
            "Haddad, calls back within one business day. Decisions usually take 2 business days after documents "
            "are in. Portal: https://portal.forgecapital.com. Phone 216-555-0111."
        ),
        "Forge Capital",
        ("+12165550111", "Omar's assistant", "direct and polite", "Never promise funding."),
        {"first name": "Dale", "company": "Dale's Tree Service", "equipment": "a bucket truck"},
        (
            (False, "Hi Dale, this is Forge Capital about financing a bucket truck for Dale's Tree Service."),
            (True, "ok what do i need to send"),
        ),
    ),
    "heloc": _account(
        (
            "Homeowners who asked about a home equity line. Lines from $25,000 to $150,000. Appraisal is often "
            "not needed. A home equity advisor, Beth Sandoval, answers questions on weekdays 8 to 6 Mountain "
            "time. Next step: confirm the mailing address and upload a mortgage statement at "
            "https://secure.pinecrestbank.com/heloc. No closing costs on lines under $100,000. Never quote a "
            "rate."
        ),
        "Pinecrest Bank",
        ("+18015550145", "Beth's assistant, Jo", "friendly"),
        {"first name": "Walter", "last name": "Nguyen", "line requested": "$60,000"},
        (
            (False, "Hi Walter, this is Jo from Pinecrest Bank about your home equity line."),
            (True, "is there an appraisal fee"),
        ),
        "America/Denver",
    ),
    "arrangement": _account(
        (
            "Customers who set up a payment arrangement and have a payment of $85.00 due on March 12. They can "
            "pay at https://pay.lakesidefinance.com or call 414-555-0120, Monday to Friday 8 to 5. If they cannot"
            " pay, offer to talk about another date. Be kind. Never threaten."
        ),
        "Lakeside Finance",
        ("+14145550120", "the customer care team", "kind and brief"),
        {"first name": "Shawna", "last name": "Bell", "account ending": "0932"},
        (
            (False, "Hi Shawna, Lakeside Finance here with a reminder about your payment arrangement."),
            (True, "can i move it to the 15th?"),
        ),
    ),
    "heatpump": _account(
        (
            "They got an estimate for a new heat pump: $9,850, or $164 a month for 72 months with approved "
            "credit. Rebates of up to $2,000 from the utility may be available. Estimate number 5521. Good for 30"
            " days. Installation takes one to two days. Call 919-555-0171. Persona: Rick, the comfort advisor."
        ),
        "Triangle Heating & Air",
        ("+19195550171", "Rick, comfort advisor", "neighborly"),
        {"first name": "Pam", "last name": "Whitfield"},
        (
            (False, "Hi Pam, Rick with Triangle Heating & Air. Any questions on estimate 5521?"),
            (True, "is the rebate for sure?"),
        ),
        "America/New_York",
    ),
    "medicare": _account(
        (
            "People who asked for help comparing Medicare plans. Licensed agents speak English and Spanish. Calls"
            " are free and take about 30 minutes. Hours: Monday to Friday 9 to 5 Eastern. Phone 305-555-0129, TTY"
            " 711. We do not offer every plan available in your area. Answer in the lead's language."
        ),
        "Sunbridge Medicare Advisors",
        ("+13055550129", "Elena, coordinator", "patient, clear"),
        {"first name": "Rosario", "last name": "Fuentes"},
        (
            (False, "Buenos días Rosario, soy Elena de Sunbridge Medicare Advisors."),
            (True, "hola, hablan español los agentes?"),
        ),
        "America/New_York",
    ),
    "title": _account(
        (
            "Sellers whose closing is on March 18 at 1 pm at our office, 25 Court Square, Suite 300. They must "
            "bring a government photo ID and all keys. Call 615-555-0182 with questions. Warn that we never "
            "change wire instructions by text."
        ),
        "Cornerstone Title",
        ("+16155550182", "Grace, closing coordinator", "professional"),
        {"first name": "Howard", "last name": "Fitch", "property": "1209 Maple Street"},
        (
            (False, "Hi Howard, this is Grace at Cornerstone Title about your closing."),
            (True, "does my wife need to come too"),
        ),
    ),
    "tuition": _account(
        (
            "Parents who asked about monthly tuition plans. The plan splits the term's tuition over 5 payments; "
            "enrollment fee $40. The deadline to enroll is April 1. Help desk 617-555-0190, Monday to Friday 9 to"
            " 5. Enroll at https://campuspay.example.com/plan."
        ),
        "CampusPay",
        ("+16175550190", "CampusPay support", "clear and courteous"),
        {"first name": "Lorraine", "student": "Tyler", "college": "Bayview College"},
        (
            (False, "Hello Lorraine, CampusPay here about a tuition plan for Tyler."),
            (True, "how many payments is it"),
        ),
        "America/New_York",
    ),
    "reverse": _account(
        (
            "Homeowners aged 62 or older who asked for information about reverse mortgages. Offer a call with "
            "Joan Price, a licensed specialist, Monday to Thursday 10 to 4 Pacific. HUD-approved counseling is "
            "required before applying. Call 858-555-0114. An information guide can be mailed for free. Never "
            "pressure."
        ),
        "Silvercrest Home Loans",
        ("+18585550114", "Joan's assistant", "patient, respectful"),
        {"first name": "Barbara", "last name": "Klein", "city": "Escondido"},
        (
            (False, "Hello Barbara, this is Silvercrest Home Loans. You asked for a guide about reverse mortgages."),
            (True, "yes please mail it"),
        ),
        "America/Los_Angeles",
    ),
    "boat": _account(
        (
            "They asked about financing a boat. Loans of $15,000 to $200,000, terms up to 15 years, 10% down. "
            "Prequalify at https://bluewaterlend.com/pre in 5 minutes, soft credit check. Specialist: Hank Doyle,"
            " 727-555-0138, weekdays 9 to 6."
        ),
        "Bluewater Lending",
        ("+17275550138", "Hank's team", "relaxed"),
        {"first name": "Steve", "boat": "2031 Boston Whaler"},
        (
            (False, "Hey Steve, Bluewater Lending here about financing the Boston Whaler."),
            (True, "how much down do I need"),
        ),
        "America/New_York",
    ),
    "landlord": _account(
        (
            "Owners of rental homes who asked about DSCR loans. No tax returns needed; the rent of the property "
            "counts. Minimum loan $100,000, up to 80% loan-to-value. Required: lease, insurance, appraisal. "
            "Advisor Tom Becker calls on Wednesdays. Email docs to docs@keystonerental.com. Phone 215-555-0163."
        ),
        "Keystone Rental Capital",
        ("+12155550163", "Tom Becker", "businesslike"),
        {"first name": "Yusuf", "property": "36 Vine Street, Reading"},
        (
            (
                False,
                "Hi Yusuf, Tom Becker from Keystone Rental Capital. Are you still looking at a loan"
                " for 36 Vine Street?",
            ),
            (True, "do you need my tax returns?"),
        ),
        "America/New_York",
    ),
    "surgery": _account(
        (
            "Pet owners who were offered a payment plan for surgery. Plan: $1,320 over 6 months, $220 a month. "
            "Pre-surgery check on Friday March 7 at 8:30 am. No food after midnight the day before. Call "
            "303-555-0109. Dr. Winters does the surgery. Spanish is spoken."
        ),
        "Foothills Animal Hospital",
        ("+13035550109", "Kayla, front desk", "caring"),
        {"first name": "Mónica", "pet": "Bruno"},
        (
            (False, "Hola Mónica, soy Kayla de Foothills Animal Hospital."),
            (True, "a que hora es la cita de Bruno?"),
        ),
        "America/Denver",
    ),
}
