"""The script of the demo's history: the lender's sequences, its leads, and what happens when.

Nobody has these numbers: (NNN) 555-0100 to 0199 are reserved for fiction, and those that begin with +1500555 are the
simulator's, which fail. No lead has a number of area code 415, because visitors' own trials begin there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain.vocabulary import StepType
from app.services.sequences import NewStep

RECOVERY = "Application Recovery"
"""The demo's default sequence, which `accounts.seed_demo` makes."""
QUOTE = "Rate Quote Follow-up"
CLOSING = "Closing Documents"
CLIENTS = "Past Clients"
APPLIED = "application_started"
DANA, SAM = "Dana", "Sam"

OTHERWISE: dict[str, dict[str, Any]] = {
    QUOTE: {
        "description": "For people who asked for a rate and did not apply",
        "goal": APPLIED,
        "exit_on": [APPLIED],
    },
    CLOSING: {"description": "Documents that wait for a signature before the closing"},
    CLIENTS: {"description": "A word every four days to people whose loan is closed"},
}
STEPS: dict[str, list[NewStep]] = {
    QUOTE: [
        NewStep(
            type=StepType.FIXED,
            message="Hi {{first_name}}, this is {{company}}. Your rate quote is ready. Shall we look at it together?",
            skip_if_replied=False,
        ),
        NewStep(
            type=StepType.FIXED,
            message="Hi {{first_name}}, rates may change daily. Would you like to look at your quote this week?",
            delay_days=2,
        ),
        NewStep(
            type=StepType.FIXED,
            message="{{first_name}}, is there anything in the quote that I can explain?",
            delay_days=3,
        ),
    ],
    CLOSING: [
        NewStep(
            type=StepType.FIXED,
            message="Hi {{first_name}}, {{company}} here. Your closing documents are ready to sign.",
            skip_if_replied=False,
        ),
        NewStep(
            type=StepType.AI,
            instructions="Ask whether anything keeps the lead from signing. Offer help.",
            delay_hours=20,
        ),
    ],
    CLIENTS: [
        NewStep(
            type=StepType.FIXED,
            message="Hi {{first_name}}, this is {{company}}. Would you like to know what your home is worth today?",
            skip_if_replied=False,
        ),
        NewStep(
            type=StepType.FIXED,
            message="Hi {{first_name}}, is your loan still the right one? We can compare it in five minutes.",
            delay_days=4,
        ),
        NewStep(
            type=StepType.FIXED,
            message="{{first_name}}, do you know somebody who is buying a home? We would be glad to help.",
            delay_days=4,
        ),
    ],
}
REWRITTEN_QUOTE = [
    STEPS[QUOTE][0],
    NewStep(
        type=StepType.FIXED,
        message="Hi {{first_name}}, your quote from {{company}} is still open. A quick question about it? Just reply.",
        delay_days=2,
    ),
    STEPS[QUOTE][2],
]


@dataclass(frozen=True, slots=True)
class Person:
    """A lead of the demo, who filled in a form with consent."""

    phone: str
    first: str
    last: str
    state: str | None = None
    address: str | None = None
    source: str = "Website"


MARIA = Person("+13055550112", "Maria", "Alvarez", "FL", "418 Palmetto Ave, Miami")
DEVON = Person("+14045550118", "Devon", "Clarke", "GA", "77 Juniper St, Atlanta", "Referral")
PRIYA = Person("+15125550126", "Priya", "Raman", "TX", "2203 Barton Hills Dr, Austin")
TOM = Person("+13125550131", "Tom", "Becker", "IL", "1540 W Addison St, Chicago")
WALTER = Person("+15005550010", "Walter", "Boone", None, None, "Phone call")
ELEANOR = Person("+15005550009", "Eleanor", "Price", None, None, "Phone call")
FRANK = Person("+15005550014", "Frank", "Dube")
GRACE = Person("+12065550143", "Grace", "Lindqvist", "WA", "902 N 36th St, Seattle")
ANDRE = Person("+15045550147", "Andre", "Fontaine", "LA", "611 Dauphine St, New Orleans")
NAOMI = Person("+16175550149", "Naomi", "Brooks", "MA", "28 Marion St, Brookline", "Referral")
LUIS = Person("+16025550152", "Luis", "Ortega", "AZ", "3310 N 15th Ave, Phoenix")
HANNAH = Person("+13035550155", "Hannah", "Weiss", "CO", "1260 Vine St, Denver")
JEROME = Person("+17135550158", "Jerome", "Watts", "TX", "4402 Rossmoyne Blvd, Houston")
SOFIA = Person("+12125550161", "Sofia", "Marino", "NY", "215 W 88th St, New York")
KEVIN = Person("+16155550164", "Kevin", "O'Neill", "TN", "1906 Linden Ave, Nashville")
RUTH = Person("+19195550167", "Ruth", "Abara", "NC", "740 Watts St, Durham")
BEN = Person("+18015550169", "Ben", "Castellanos", "UT", "555 E 900 S, Salt Lake City", "Referral")
CHLOE = Person("+15035550172", "Chloe", "Nguyen", "OR", "1821 NE Couch St, Portland")
ISAAC = Person("+18165550174", "Isaac", "Turner", "MO", "5020 Oak St, Kansas City", "Rate table")
DOLORES = Person("+19165550176", "Dolores", "Vega", "CA", "2614 H St, Sacramento", "Rate table")
PETER = Person("+16145550179", "Peter", "Nowak", "OH", "388 E Beck St, Columbus", "Rate table")
AMARA = Person("+18135550181", "Amara", "Okafor", "FL", "3007 W Obispo St, Tampa", "Rate table")
OLGA = Person("+17025550184", "Olga", "Petrov", "NV", "1138 Francis Ave, Las Vegas")
SAMUEL = Person("+12145550187", "Samuel", "Reyes", "TX", "5931 Palo Pinto Ave, Dallas")
JOAN = Person("+16125550189", "Joan", "Whitfield", "MN", "4415 Pleasant Ave, Minneapolis")
MARTIN = Person("+17735550191", "Martin", "Hughes", "IL", "2109 W Cullom Ave, Chicago", "Rate table")
LENA = Person("+12675550193", "Lena", "Fischer", "PA", "830 N Bambrey St, Philadelphia")
OMAR = Person("+13135550195", "Omar", "Haddad", "MI", "1972 Longfellow St, Detroit", "Referral")
GLORIA = Person("+14085550102", "Gloria", "Mendes", "CA", "1590 Hicks Ave, San Jose", "Past client")
ARTHUR = Person("+15135550104", "Arthur", "Kline", "OH", "3224 Erie Ave, Cincinnati", "Past client")
MEI = Person("+19725550106", "Mei", "Tanaka", "TX", "611 Newberry Dr, Richardson", "Past client")
PAULA = Person("+16035550108", "Paula", "Desmond", "NH", "85 Middle St, Portsmouth", "Past client")


@dataclass(frozen=True, slots=True)
class Enrolls:
    """The person becomes a lead, and is enrolled."""

    person: Person
    sequence: str


@dataclass(frozen=True, slots=True)
class Says:
    """The lead writes."""

    person: Person
    text: str


@dataclass(frozen=True, slots=True)
class Writes:
    """Somebody of the lender reads the conversation, takes it over and writes."""

    person: Person
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Closes:
    """The conversation is done."""

    person: Person


@dataclass(frozen=True, slots=True)
class Records:
    """The lender's own software tells of an event of the lead."""

    person: Person
    event: str


@dataclass(frozen=True, slots=True)
class Pauses:
    """Everything automated to the lead rests until somebody resumes it."""

    person: Person
    by: str


@dataclass(frozen=True, slots=True)
class Rewrites:
    """The sequence gets other steps: a new version."""

    sequence: str
    steps: tuple[NewStep, ...]


@dataclass(frozen=True, slots=True)
class Reviews:
    """From now on a person reads what the AI writes before it leaves, or no longer."""

    on: bool


Act = Enrolls | Says | Writes | Closes | Records | Pauses | Rewrites | Reviews


def script() -> Iterator[tuple[timedelta, Act]]:
    """What happens, in order, each with how long before the end of the history. No two happen at the same moment."""
    for hours, act in sorted(_SCRIPT, key=lambda line: -line[0]):
        yield timedelta(hours=hours), act


# Hours before the end. A step's time follows from its enrollment: Application Recovery sends at 0, 24 and 96 hours,
# Rate Quote Follow-up at 0, 48 and 120, Closing Documents at 0 and 20, Past Clients at 0, 96 and 192.
_SCRIPT: tuple[tuple[float, Act], ...] = (
    # Those who answered, and what came of it.
    (190, Enrolls(MARIA, RECOVERY)),
    (187.4, Says(MARIA, "Yes. I am still waiting for my bank statement.")),
    (186.9, Writes(MARIA, "No problem, Maria. A screenshot of the last two months is enough.", DANA)),
    (163.2, Says(MARIA, "Here you go, thank you!")),
    (162.8, Closes(MARIA)),
    (175, Enrolls(PRIYA, RECOVERY)),
    (150.3, Says(PRIYA, "Do you need both pages of my pay stub?")),
    (149.8, Writes(PRIYA, "Both pages, please. A photo is fine.", SAM)),
    (141.5, Says(PRIYA, "Just uploaded both.")),
    (141.1, Closes(PRIYA)),
    (165, Enrolls(DOLORES, QUOTE)),
    (164.2, Says(DOLORES, "What is the rate for 30 years fixed?")),
    (163.9, Writes(DOLORES, "It depends on your down payment. May I call you at 4 pm?", DANA)),
    (163.5, Says(DOLORES, "4 pm works.")),
    (100.4, Records(DOLORES, APPLIED)),
    (100.2, Closes(DOLORES)),
    # Those who said stop, one of whom came back.
    (170, Enrolls(TOM, RECOVERY)),
    (145.2, Says(TOM, "STOP")),
    (160, Enrolls(CHLOE, RECOVERY)),
    (158.1, Says(CHLOE, "STOP")),
    (110.5, Says(CHLOE, "START")),
    (100, Enrolls(CHLOE, QUOTE)),
    # Those who never answered, and those whom nothing reaches.
    (184, Enrolls(DEVON, RECOVERY)),
    (188, Enrolls(ISAAC, QUOTE)),
    (121, Enrolls(GRACE, RECOVERY)),
    (166, Enrolls(WALTER, RECOVERY)),
    (150, Enrolls(ELEANOR, RECOVERY)),
    (26, Enrolls(FRANK, QUOTE)),
    (98, Enrolls(ANDRE, RECOVERY)),
    (73.3, Says(ANDRE, "HELP")),
    # Those who need a person now.
    (96.6, Enrolls(NAOMI, RECOVERY)),
    (0.35, Says(NAOMI, "Good timing. Can I send the last form tomorrow evening?")),
    (72, Enrolls(LUIS, RECOVERY)),
    (3.4, Says(LUIS, "Could you have a loan officer call me after 5?")),
    (50, Enrolls(HANNAH, RECOVERY)),
    (4.6, Says(HANNAH, "Maybe stop for now, I am not sure yet")),
    # Those who are under way.
    (118.5, Enrolls(PETER, QUOTE)),
    (46, Enrolls(AMARA, QUOTE)),
    (30, Enrolls(JEROME, RECOVERY)),
    (24.2, Enrolls(SOFIA, RECOVERY)),
    (20, Enrolls(KEVIN, RECOVERY)),
    (93, Enrolls(LENA, RECOVERY)),
    (37, Enrolls(MARTIN, QUOTE)),
    (15.5, Enrolls(OMAR, RECOVERY)),
    (9.5, Enrolls(RUTH, RECOVERY)),
    (5.2, Pauses(RUTH, SAM)),
    (2.8, Enrolls(BEN, RECOVERY)),
    # Those who are due again after the four days of the console's story.
    (90.3, Enrolls(GLORIA, CLIENTS)),
    (84.1, Enrolls(ARTHUR, CLIENTS)),
    (79.4, Enrolls(MEI, CLIENTS)),
    (74.6, Enrolls(PAULA, CLIENTS)),
    # What the lender changed, and drafts that wait for a person.
    (72.5, Rewrites(QUOTE, tuple(REWRITTEN_QUOTE))),
    (21, Enrolls(OLGA, CLOSING)),
    (20.7, Enrolls(SAMUEL, CLOSING)),
    (20.4, Enrolls(JOAN, CLOSING)),
    (1.5, Reviews(on=True)),
    (0.25, Reviews(on=False)),
)
