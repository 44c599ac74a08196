"""More accounts of people who lend, insure, advise and collect, each with the facts of its drafts. Data.

The drafts of `corpora/nineteenth_*.txt` and after name the account that they are of. It is one list of data and
not split.
"""

from functools import partial

from app.domain.drafting import Context
from tests.evals.accounts import account

_account = partial(account, max_segments=2)

BORROWERS: dict[str, Context] = {
    "nurse": _account(
        (
            "Graduates who checked a rate to refinance student loans and did not finish. They can finish at "
            "https://brightpathrefi.com/resume. Needed: a recent loan statement, a pay stub and proof of "
            "graduation. Fixed rates start at 5.49% APR. There is no prepayment penalty. The team answers "
            "Monday to Friday 9 to 6 Eastern at 617-555-0144. Federal loans lose their federal benefits when "
            "refinanced: always say that it is the lead's choice. Never promise savings."
        ),
        "BrightPath Refinancing",
        (
            "+16175550144",
            "Owen, refinancing specialist",
            "friendly, no pressure",
        ),
        {"first name": "Kayla", "last name": "Brooks", "loan balance": "$42,300", "application started": "2036-02-25"},
        (
            (
                False,
                (
                    "Hi Kayla, it's Owen at BrightPath Refinancing. You checked your rate last week, would "
                    "you like help with the rest?"
                ),
            ),
            (
                True,
                "been swamped at the hospital sorry. what was left to do?",
            ),
        ),
        "America/New_York",
    ),
    "porch": _account(
        (
            "Homeowners aged 62 and over who asked for a booklet about reverse mortgages. Offer a call with "
            "Harold Finch, our specialist, Tuesday or Wednesday at 10:30 am. The booklet is free. A session "
            "with an independent HUD counselor is required before applying. Family members are welcome on the"
            " call. Office: 813-555-0119. Never give tax or legal advice. Never say the home cannot be lost."
        ),
        "Golden Porch Mortgage",
        (
            "+18135550119",
            "Harold's assistant, Joyce",
            "patient, warm, respectful",
        ),
        {"first name": "Walter", "last name": "Simmons", "city": "Sarasota", "booklet sent": "2036-02-24"},
        (
            (
                False,
                ("Good morning Walter, this is Joyce with Golden Porch Mortgage. Did the booklet arrive?"),
            ),
            (
                True,
                "Yes it came Thursday. My daughter wants to read it too",
            ),
        ),
        "America/New_York",
    ),
    "business": _account(
        (
            "Owners who asked about a working capital loan of $10,000 to $250,000. We need three months of "
            "business bank statements, a voided check and the owner's ID. Upload: "
            "https://millstonecapital.com/docs. Decisions usually take two business days once the file is "
            "complete. Advisor: Terrence Hale. Hours: weekdays 8 to 6 Central. Phone 314-555-0171. Never "
            "promise funding."
        ),
        "Millstone Capital",
        (
            "+13145550171",
            "Terrence's team",
            "direct, courteous",
        ),
        {"first name": "Yolanda", "last name": "Pierce", "business": "Pierce Catering", "requested amount": "$60,000"},
        (
            (
                False,
                (
                    "Hi Yolanda, this is Terrence's team at Millstone Capital about the working capital for "
                    "Pierce Catering."
                ),
            ),
            (
                True,
                "I have jan and feb statements, march isnt out yet. is that ok",
            ),
        ),
        "America/Chicago",
    ),
    "counsel": _account(
        (
            "People who asked a nonprofit credit counseling agency for help with card debt. The first session"
            " is free, confidential and takes about 45 minutes, by phone or video. Counselor: Beatriz "
            "Salgado, certified. Have ready: a list of monthly bills, recent card statements and income. Book"
            " at https://steadyfooting.org/session or 503-555-0127, Monday to Thursday 9 to 7, Friday 9 to 3 "
            "Pacific. Never judge. Never promise lower balances."
        ),
        "Steady Footing Credit Counseling",
        (
            "+15035550127",
            "Intake team",
            "kind, without judgment",
        ),
        {"first name": "Jordan", "last name": "Ames"},
        (
            (
                False,
                (
                    "Hi Jordan, thanks for contacting Steady Footing Credit Counseling. Would you like to set"
                    " up your free session?"
                ),
            ),
            (
                True,
                "maybe. kind of embarrassed honestly",
            ),
        ),
        "America/Los_Angeles",
    ),
    "digger": _account(
        (
            "Contractors quoted equipment financing. Quote: $74,000 for a 2034 skid steer, 60 months, $1,462 "
            "a month, one payment in advance, valid until March 21. To go ahead: signed quote, driver's "
            "license, certificate of insurance. Contact: Doug Whitaker, 515-555-0163, "
            "doug@ironrowfinance.com. We finance new and used machines. Seasonal payment plans are available "
            "on request."
        ),
        "IronRow Finance",
        (
            "+15155550163",
            "Doug Whitaker",
            "plain spoken",
        ),
        {"first name": "Brent", "last name": "Olsen", "company": "Olsen Excavating", "dealer": "Prairie Equipment"},
        (
            (
                False,
                ("Brent, Doug at IronRow Finance. The quote for the skid steer is in your email."),
            ),
            (
                True,
                "got it. busy pouring concrete all week, can we do seasonal payments",
            ),
        ),
        "America/Chicago",
    ),
    "kitchen": _account(
        (
            "Homeowners who began a home equity line application and stopped at the income page. They can "
            "continue at https://lakeshorecu.com/heloc. We need two pay stubs, the latest mortgage statement "
            "and homeowners insurance page. An appraisal is often not required. Variable rate, currently "
            "7.75% APR. Branches at 1400 Lake Avenue and 22 Mill Street, open weekdays 9 to 5 and Saturday 9 "
            "to noon. Loan specialist: Monique Tran, 414-555-0108."
        ),
        "Lakeshore Credit Union",
        (
            "+14145550108",
            "Monique Tran",
            "neighborly",
        ),
        {"first name": "Phil", "last name": "Dombrowski", "line requested": "$45,000", "purpose": "kitchen remodel"},
        (
            (
                False,
                (
                    "Hi Phil, Monique from Lakeshore Credit Union. I noticed your home equity application "
                    "paused at the income page."
                ),
            ),
            (
                True,
                "yeah wife and I are still deciding on the contractor",
            ),
        ),
        "America/Chicago",
    ),
    "personal": _account(
        (
            "People who were pre-qualified for a personal loan of up to $8,000 and have not picked an amount."
            " Terms 24, 36 or 48 months. APR from 9.9% to 24.9%. No fee to apply. Checking options does not "
            "affect the credit score. Finish at https://cedarloan.com/finish. Support by text or "
            "801-555-0150, every day 7 am to 9 pm Mountain. Funds usually arrive in one to two business days "
            "after signing."
        ),
        "Cedar Loan",
        (
            "+18015550150",
            "Cedar support",
            "upbeat, concise",
        ),
        {"first name": "Tiana", "pre-qualified amount": "$8,000", "purpose": "car repairs"},
        (
            (
                False,
                ("Hi Tiana! Cedar Loan here. Your options are still saved, want to pick an amount?"),
            ),
            (
                True,
                "does it hurt my score if i look",
            ),
        ),
        "America/Denver",
    ),
    "life": _account(
        (
            "People who asked for a term life quote. Quote: $500,000, 20-year term, $31 a month, subject to "
            "underwriting. No medical exam for most applicants. Agent: Simone Archer. She calls back weekdays"
            " 10 to 7 Eastern. Booking: https://archerlife.com/call. Phone 404-555-0183. Never say that a "
            "claim will be paid. Never frighten people."
        ),
        "Archer Life Insurance",
        (
            "+14045550183",
            "Simone's assistant, Pete",
            "gentle, plain",
        ),
        {"first name": "Rachel", "last name": "Kim", "quote date": "2036-02-28"},
        (
            (
                False,
                (
                    "Hi Rachel, this is Pete, Simone's assistant at Archer Life Insurance. Do you have any "
                    "questions about your quote?"
                ),
            ),
            (
                True,
                "we just had our second baby so its been crazy here",
            ),
        ),
        "America/New_York",
    ),
    "puente": _account(
        (
            "Familias que pidieron información sobre una hipoteca con ITIN y no han enviado sus documentos. "
            "Se necesitan dos años de declaraciones de impuestos, la carta del ITIN y los últimos dos estados"
            " de cuenta. Asesora: Lucía Herrera. Atiende de lunes a viernes de 9 a 6 y sábado de 10 a 2. "
            "Teléfono 713-555-0136. Pueden subirlos en https://puentehipotecas.com/subir. La consulta es "
            "gratis. Nunca prometa una aprobación. Nunca pregunte por el estatus migratorio."
        ),
        "Puente Hipotecas",
        (
            "+17135550136",
            "Lucía Herrera",
            "cálida y respetuosa",
        ),
        {"first name": "Ramón", "last name": "Castillo"},
        (
            (
                False,
                "Hola Ramón, soy Lucía de Puente Hipotecas. ¿Pudo juntar sus documentos?",
            ),
            (
                True,
                "todavia no, mi esposa tiene los papeles de impuestos",
            ),
        ),
        "America/Chicago",
    ),
    "taxes": _account(
        (
            "Clientes que hicieron cita para preparar sus impuestos y no llegaron. Nueva cita: martes a "
            "sábado de 10 a 7. Traer: identificación, formularios W-2 o 1099, y la declaración del año "
            "pasado. Dirección: 3021 South Federal Boulevard, Denver. Teléfono 303-555-0194. El precio "
            "empieza en $120. Fecha límite: 15 de abril. Reply in the language of the lead. Nunca prometa un "
            "reembolso."
        ),
        "Mi Casa Tax",
        (
            "+13035550194",
            "Gloria en recepción",
            "amable",
        ),
        {"first name": "Verónica", "last name": "Ruiz", "cita": "2036-03-01"},
        (
            (
                False,
                ("Hola Verónica, le saluda Gloria de Mi Casa Tax. La esperábamos el sábado, ¿quiere otra cita?"),
            ),
            (
                True,
                "perdon se me enfermo el niño. que tengo que llevar?",
            ),
        ),
        "America/Denver",
    ),
    "va": _account(
        (
            "Veterans who asked about a VA purchase loan and have not sent their certificate of eligibility. "
            "They can request it through va.gov or we can help. Loan officer: Marcus Bell, a retired Navy "
            "chief. Hours: Monday to Friday 8 to 7 Central, Saturday 9 to 1. Phone 210-555-0141. Page: "
            "https://homefrontloans.com/start. No down payment is required for most buyers. Never promise "
            "approval or a rate."
        ),
        "Homefront Loans",
        (
            "+12105550141",
            "Marcus's assistant, Tessa",
            "respectful, warm",
        ),
        {"first name": "Devon", "last name": "Hayes", "city": "Killeen"},
        (
            (
                False,
                (
                    "Hi Devon, this is Tessa from Homefront Loans. Were you able to find your certificate of "
                    "eligibility?"
                ),
            ),
            (
                True,
                "no idea where that is lol. moving next month so its chaos",
            ),
        ),
        "America/Chicago",
    ),
    "collect": _account(
        (
            "People on a payment plan who missed the March payment of $85. They can pay at "
            "https://northbaycu.com/pay, move the date once, or call 707-555-0160, Monday to Friday 8:30 to "
            "5:30 Pacific. No late fee if the payment is in by March 18. Hardship plans exist: the member "
            "services team explains them. Never threaten. Never mention courts or credit bureaus."
        ),
        "North Bay Credit Union",
        (
            "+17075550160",
            "Member services",
            "calm, kind",
        ),
        {"first name": "Luz", "last name": "Navarro", "amount due": "$85"},
        (
            (
                False,
                ("Hi Luz, North Bay Credit Union here. We didn't receive the March payment of $85. Can we help?"),
            ),
            (
                True,
                "my hours got cut, i get paid on the 15th",
            ),
        ),
        "America/Los_Angeles",
    ),
    "rv": _account(
        (
            "Customers who asked to finance a camper and have not chosen a term. Price $27,900, terms of 84, "
            "120 or 144 months, from 8.25% APR with 10% down. Customer's own insurance is needed before "
            "pickup. Finance manager: Colleen Voss. Open Tuesday to Sunday 10 to 6. Address: 5500 Route 9, "
            "Kingston. Phone 845-555-0128."
        ),
        "Hudson RV Finance",
        (
            "+18455550128",
            "Colleen Voss",
            "cheerful, short",
        ),
        {"first name": "Gus", "last name": "Petrakis", "camper": "2035 Jayco travel trailer"},
        (
            (
                False,
                ("Hi Gus! Colleen from Hudson RV Finance. Any thoughts on the term for the travel trailer?"),
            ),
            (
                True,
                "wife likes the lower payment i like being done sooner haha",
            ),
        ),
        "America/New_York",
    ),
    "commercial": _account(
        (
            "Business owners who asked for general liability insurance. Quote for a two-person painting crew:"
            " $94 a month, $1,000,000 per occurrence, valid until March 31. To bind: years in business, last "
            "year's revenue, number of workers. Certificates are sent by email the same day after binding. "
            "Agent: Nadia Rahman, 602-555-0175, weekdays 8 to 5. Never say what is covered."
        ),
        "Saguaro Business Insurance",
        (
            "+16025550175",
            "Nadia Rahman",
            "clear, efficient",
        ),
        {"first name": "Omar", "last name": "Fuentes", "business": "Fuentes Painting"},
        (
            (
                False,
                ("Hi Omar, it's Nadia from Saguaro Business Insurance. Your quote for Fuentes Painting is ready."),
            ),
            (
                True,
                "the general contractor wants a certificate by friday",
            ),
        ),
        "America/Phoenix",
    ),
    "secured": _account(
        (
            "People who asked for a secured credit card. Deposit from $200 to $2,000 sets the limit. No "
            "annual fee. The account is reviewed after seven months for a return of the deposit. Apply at "
            "https://firstrungbank.com/card. Chat and text help daily 8 to 8 Eastern. Never promise a higher "
            "score."
        ),
        "First Rung Bank",
        (
            "+13025550186",
            "First Rung help team",
            "encouraging, plain",
        ),
        {"first name": "Andre"},
        (
            (
                False,
                ("Hi Andre, First Rung Bank here. You looked at our secured card. Anything we can explain?"),
            ),
            (
                True,
                "so is the deposit gone forever or what",
            ),
        ),
        "America/New_York",
    ),
    "farm": _account(
        (
            "Farmers who asked about an operating loan for spring planting. We need the last three years of "
            "Schedule F, a balance sheet and a crop plan. Loan officer: Wade Jessup visits farms on "
            "Wednesdays and Thursdays. Office: 201 Grain Street, Hastings, 402-555-0157, Monday to Friday "
            "7:30 to 4:30. No cost for the visit. Never quote a rate."
        ),
        "Platte Valley Farm Credit",
        (
            "+14025550157",
            "Wade's office, Carla",
            "plain, neighborly",
        ),
        {"first name": "Dale", "last name": "Hruska", "acres": "640"},
        (
            (
                False,
                (
                    "Dale, it's Carla in Wade's office at Platte Valley Farm Credit. Would a visit to the "
                    "farm be useful?"
                ),
            ),
            (
                True,
                "calving right now, cant leave the place much",
            ),
        ),
        "America/Chicago",
    ),
    "cobro": _account(
        (
            "Socios con un préstamo de auto que preguntaron por bajar su pago mensual. Opciones: cambiar la "
            "fecha de pago o extender el plazo; las explica Esteban Ríos. Necesitamos el último talón de pago"
            " y el seguro del auto. Horario: lunes a viernes de 8 a 5, sábado de 9 a 12. Teléfono "
            "915-555-0168. Dirección: 77 Mesa Street, El Paso. Nunca prometa un pago más bajo."
        ),
        "Cooperativa Frontera",
        (
            "+19155550168",
            "Esteban Ríos",
            "respetuoso, breve",
        ),
        {"first name": "Maribel", "last name": "Ochoa", "vehículo": "Nissan Rogue 2031"},
        (
            (
                False,
                ("Hola Maribel, le escribe Esteban de Cooperativa Frontera. ¿Todavía quiere revisar su pago del auto?"),
            ),
            (
                True,
                "si pero trabajo en las mañanas",
            ),
        ),
        "America/Denver",
    ),
}
