"""Accounts of twenty-five trades, each with the facts that its drafts are judged by. Data.

What is good must not be tuned to lenders: the drafts of `corpora/trades_*.txt` name the account that they are of.
"""

from functools import partial

from app.domain.drafting import Context
from tests.evals.accounts import account

_account = partial(account, max_segments=3)

TRADES: dict[str, Context] = {
    "dental": _account(
        (
            "Follow up with new patients who asked about a cleaning. New patient exam, x-rays and cleaning "
            "is $99. Open Monday to Thursday 8 to 5. Call 615-555-0122. Most insurance is accepted, "
            "including Delta Dental. Never give a diagnosis."
        ),
        "Maple Grove Dental",
        ("+16155550122", "Jenna at the front desk", "friendly and short"),
        {"first name": "Tasha", "last name": "Green"},
        (
            (False, "Hi Tasha, this is Maple Grove Dental. You asked about a new patient visit."),
            (True, "do u guys do whitening too"),
        ),
    ),
    "gym": _account(
        (
            "They took a free 7-day pass and have not signed up. Monthly plan $39, no contract. Classes: "
            "yoga, spin, boxing. Free personal training session for new members. Address: 88 Harbor Street. "
            "Join at https://ironworksgym.com/join"
        ),
        "Ironworks Gym",
        ("+12065550131", "Coach Dee", "energetic, brief"),
        {"first name": "Luis"},
        ((False, "Hey Luis, how was your week at Ironworks Gym?"), (True, "good but busy")),
        "America/Los_Angeles",
    ),
    "roof": _account(
        (
            "They asked for a roof inspection after the hail storm. The inspection is free and takes about "
            "30 minutes. We handle Oklahoma City and Norman. Licensed and insured, in business since 1998. "
            "Do not say that insurance will pay."
        ),
        "Red Dirt Roofing",
        ("+14055550188", "an assistant", "plain"),
        {"first name": "Earl", "last name": "Hobbs", "address": "2210 Cedar Ridge Drive, Norman"},
        ((False, "Hi Earl, this is Red Dirt Roofing about your roof inspection."),),
    ),
    "edu": _account(
        (
            "Prospective students who began an application to the nursing program. Next term starts August "
            "24. Financial aid office: 312-555-0161. FAFSA code 001234. Deadline for documents: July 15. Do "
            "not guarantee admission or jobs."
        ),
        "Lakeshore College",
        ("+13125550160", "Admissions", "helpful"),
        {"first name": "Aaliyah"},
        (
            (False, "Hi Aaliyah, this is Lakeshore College admissions. You started your nursing application."),
            (True, "i need my transcripts still"),
        ),
    ),
    "realestate": _account(
        (
            "Buyers who viewed the listing at 17 Birch Court, 3 bedrooms, 2 baths, listed at $412,000. Open "
            "house Saturday 1 to 3 pm. Agent: Priscilla Tran. Ask whether they are pre-approved and when "
            "they want to move."
        ),
        "Homestead Realty",
        ("+17045550119", "Priscilla Tran's assistant", "warm"),
        {"first name": "Dominic"},
        ((False, "Hi Dominic, this is Homestead Realty. You looked at 17 Birch Court."),),
        "America/New_York",
    ),
    "insurance": _account(
        (
            "They asked for an auto insurance quote online and left before the end. Ask about their vehicle "
            "and current coverage. Quotes take 10 minutes by phone: 480-555-0144. Agents are there weekdays "
            "7am-7pm. Do not promise savings."
        ),
        "Desert Sky Insurance",
        ("+14805550144", "quotes team", "plain"),
        {"first name": "Renee", "vehicle": "2019 Honda CR-V"},
        ((False, "Hi Renee, Desert Sky Insurance here about your auto quote."), (True, "how much is it")),
        "America/Phoenix",
    ),
    "legal": _account(
        (
            "Callers who asked about a car accident case. The consultation is free. Ask whether they were "
            "hurt and whether they have spoken with an insurer. Office 505-555-0170. Never give legal "
            "advice, never speak of outcomes."
        ),
        "Mesa Injury Law",
        ("+15055550170", "intake team", "calm, kind"),
        {"first name": "Joyce"},
        ((False, "Hello Joyce, this is Mesa Injury Law. You contacted us about an accident."),),
        "America/Denver",
    ),
    "event": _account(
        (
            "Couples who asked about our wedding venue. Capacity 180 guests. Tours on Sundays. Packages from"
            " $4,800. Photos at https://willowbarn.events/gallery . Ask for their date and guest count."
        ),
        "Willow Barn",
        ("+18155550109", "Hannah, events", "cheerful"),
        {"first name": "Kelsey", "partner": "Tom"},
        (
            (False, "Hi Kelsey! Willow Barn here. Congratulations on your engagement!"),
            (True, "Thanks!! we're thinking fall"),
        ),
    ),
    "hvac": _account(
        (
            "Homeowners who asked about a new AC unit. Free in-home estimate. Financing available through "
            "GreenSky. $50 off a tune-up with code COOL50 until June 30. Phone 813-555-0155. We do not work "
            "on commercial buildings."
        ),
        "Bayside Heating & Air",
        ("+18135550155", "Ray", "down-to-earth"),
        {"first name": "Mr. Okafor"},
        (
            (False, "Hi, this is Bayside Heating & Air. You asked about a new AC unit."),
            (True, "its making a loud noise"),
        ),
        "America/New_York",
    ),
    "spanish": _account(
        (
            "Seguimiento a personas que pidieron una cotización de seguro de auto. La cotización es gratis. "
            "Teléfono 956-555-0133, de lunes a viernes de 9 a 6. Responde en español. No prometas ahorros."
        ),
        "Seguros del Valle",
        ("+19565550133", "Lupita", "amable"),
        {"first name": "Rosa"},
        (
            (False, "Hola Rosa, le escribe Seguros del Valle sobre su cotización."),
            (True, "si me interesa pero no tengo tiempo"),
        ),
    ),
    "saas": _account(
        (
            "Trial users of our scheduling software. Trial lasts 14 days. Plans: Starter $19, Team $49 a "
            "month. Help center: https://help.slotwise.io. Offer a 20 minute demo. Ask what they want to "
            "automate."
        ),
        "Slotwise",
        ("+16285550190", "customer success", "concise"),
        {"first name": "Ines", "company": "Brightside Salon"},
        ((False, "Hi Ines, thanks for trying Slotwise!"),),
        "America/Los_Angeles",
    ),
    "nonprofit": _account(
        (
            "People who signed up to volunteer at the food bank. Orientation is every Tuesday at 6 pm at 401"
            " Mill Road. Must be 16 or older. Closed-toe shoes. Ask about their availability."
        ),
        "Second Harvest Table",
        ("+15095550128", "volunteer team", "grateful"),
        {"first name": "Ben"},
        ((False, "Hi Ben, thanks for signing up with Second Harvest Table!"),),
        "America/Los_Angeles",
    ),
    "vet": _account(
        (
            "Pet owners who asked about a wellness plan. Plan is $29 a month and covers two exams and "
            "vaccines. Clinic at 700 Pine Street, open daily 8 to 6. Phone 303-555-0112. No diagnoses by "
            "text."
        ),
        "Pine Street Vet",
        ("+13035550112", "front desk"),
        {"first name": "Omar", "pet": "Biscuit"},
        ((False, "Hi Omar, Pine Street Vet here about Biscuit's wellness plan."),),
    ),
    "auto": _account(
        (
            "Shoppers who asked about a used car: 2021 Toyota RAV4, 34,000 miles, listed at $24,900. Test "
            "drives any day but Sunday. Dealership at 55 Motor Way. Ask about a trade-in. Never promise "
            "financing."
        ),
        "Valley Motors",
        ("+15595550143", "internet sales desk"),
        {"first name": "Dana"},
        ((False, "Hi Dana, Valley Motors here about the RAV4."), (True, "does it have carplay")),
    ),
    "daycare": _account(
        (
            "Parents on the enrollment list for our preschool. Tours Wednesdays at 10 am. Ages 2 to 5. "
            "Tuition starts at $250 a week. Ask the child's age and start date."
        ),
        "Little Acorns",
        ("+16125550107", "Ms. Kay"),
        {"first name": "Monique"},
        ((False, "Hi Monique, Little Acorns Preschool here."),),
    ),
    "salon": _account(
        (
            "Clients who have not booked for 3 months. Offer 15% off color in May with code MAY15. Stylist: "
            "Bianca. Book at https://luxsalon.com/book. Closed Mondays."
        ),
        "Lux Salon",
        ("+17025550171", "Bianca's desk"),
        {"first name": "Priscilla"},
        ((False, "Hi Priscilla, we miss you at Lux Salon!"),),
    ),
    "movers": _account(
        (
            "People who asked for a moving quote. We move within Ohio. Quotes need: from, to, date, "
            "bedrooms, stairs. Insured. Call 614-555-0136."
        ),
        "Buckeye Movers",
        ("+16145550136", "dispatch"),
        {"first name": "Curtis"},
        ((False, "Hi Curtis, Buckeye Movers here about your quote."),),
    ),
    "pest": _account(
        (
            "Homeowners who asked about quarterly pest control. $45 a month, first visit $99. We treat ants,"
            " spiders and roaches. Pet safe. Call 850-555-0121."
        ),
        "Gulf Coast Pest",
        ("+18505550121", "scheduling"),
        {"first name": "Nadia"},
        ((False, "Hi Nadia, Gulf Coast Pest here about quarterly service."),),
    ),
    "travel": _account(
        (
            "Travelers who asked about the 7-night Alaska cruise, June 14, from $1,299 per person. Deposit "
            "$250. Ask cabin type and number of travelers. Agent: Marta."
        ),
        "Compass Travel",
        ("+12075550150", "Marta's assistant"),
        {"first name": "Greg"},
        ((False, "Hi Greg, Compass Travel here about your Alaska cruise."), (True, "wife wants balcony")),
    ),
    "music": _account(
        (
            "Families who asked about piano lessons. 30 minute lesson $35. Ages 6 and up, adults welcome. "
            "Teacher: Mr. Ito. Trial lesson free. Studio at 12 Elm Street."
        ),
        "Elm Street Music",
        ("+17655550118", "front desk"),
        {"first name": "Carla"},
        ((False, "Hi Carla, Elm Street Music here about piano lessons."),),
    ),
    "credit": _account(
        (
            "Members who began a checking account application online at Prairie Credit Union. Account has no"
            " monthly fee. Finish at https://prairiecu.org/open or call 785-555-0129. Never ask for account "
            "numbers."
        ),
        "Prairie Credit Union",
        ("+17855550129", "digital team"),
        {"first name": "Ruben"},
        ((False, "Hi Ruben, Prairie Credit Union here. You began a checking account application."),),
    ),
    "pool": _account(
        (
            "People who asked about weekly pool cleaning. $120 a month, includes chemicals. Free water test."
            " We serve Mesa and Gilbert. Phone 480-555-0111."
        ),
        "Blue Crest Pools",
        ("+14805550111", "dispatch"),
        {"first name": "Andre"},
        ((False, "Hi Andre, Blue Crest Pools here about weekly cleaning."),),
        "America/Phoenix",
    ),
    "optic": _account(
        (
            "Patients due for an eye exam. Exam $75. Frames from $59. Walk-ins welcome Monday to Saturday. "
            "22 Oak Plaza. Most vision plans accepted."
        ),
        "ClearView Optical",
        ("+15135550119", "front desk"),
        {"first name": "Lena"},
        ((False, "Hi Lena, ClearView Optical here. You're due for an eye exam."), (True, "how much without insurance")),
    ),
    "hr": _account(
        (
            "Applicants for the warehouse associate job at $19.50 an hour, night shift 10pm to 6am. "
            "Interview takes 20 minutes. Ask about transport and start date. Never promise a job."
        ),
        "Keystone Staffing",
        ("+14845550166", "recruiting team"),
        {"first name": "Tyrell"},
        ((False, "Hi Tyrell, Keystone Staffing here about the warehouse associate job."),),
    ),
    "apt": _account(
        (
            "Renters who asked about a 1 bedroom at Parkside Flats. Rent from $1,350. Cats OK, deposit $300."
            " Tours daily 10 to 5. Apply at https://parksideflats.com/apply."
        ),
        "Parkside Flats",
        ("+15035550182", "leasing office"),
        {"first name": "Mei"},
        ((False, "Hi Mei, Parkside Flats here about the 1 bedroom."),),
        "America/Los_Angeles",
    ),
}
