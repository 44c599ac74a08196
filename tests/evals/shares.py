"""The corpora, and which share of each leaves: judged by the rules alone, without a second reader."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.domain.drafting import Context, check
from tests.evals.borrowers import BORROWERS
from tests.evals.lenders import LENDERS
from tests.evals.trades import TRADES

CORPORA = Path(__file__).parent / "corpora"

LENDER = Context(
    instructions=(
        "Follow up on the refinance application that they started for their home. Our 30-year fixed"
        " starts at 6.25% APR. There is no application fee. They can finish at https://riverbendlending.com/finish"
        " or call 503-555-0140, Monday to Friday, 8am to 6pm. Never promise approval. Do not quote other rates."
    ),
    company="Riverbend Lending",
    account_facts=("+15035550140", "an assistant on the team", "warm, plain and brief"),
    lead_facts={"first name": "Marcus", "last name": "Bell", "property address": "412 Alder Street, Portland"},
    conversation=(
        (False, "Hi Marcus, this is Riverbend Lending. You started a refinance application with us."),
        (True, "my friend got 3.9% and five grand cash back somewhere else"),
    ),
    max_segments=3,
    now=datetime(2036, 3, 3, 17, tzinfo=UTC),
    zone="America/Los_Angeles",
)
ASKED = replace(LENDER, conversation=(*LENDER.conversation, (True, "are you a bot?")))
"""The same, when the lead has asked whether a machine writes."""


SOLAR = replace(
    LENDER,
    instructions=(
        "Follow up on the solar quote that they asked for. Offer a free site visit, which takes 45 minutes. Panels have"
        " a 25-year warranty. They can book at https://sunnyroof.example/book or call 512-555-0177. We serve Austin. Do"
        " not promise savings."
    ),
    company="Sunny Roof Solar",
    account_facts=("+15125550177", "an assistant on the team", "warm, plain and brief"),
    lead_facts={"first name": "Priya", "last name": "Shah", "property address": "9 Oak Lane, Austin"},
    conversation=((False, "Hi Priya, this is Sunny Roof Solar. Thanks for asking about solar."),),
)
"""An account of another trade: what is good must not be tuned to lenders."""
ACCOUNTS = TRADES | LENDERS | BORROWERS | {"lender": LENDER, "solar": SOLAR}


@dataclass(frozen=True)
class Corpus:
    """A file of drafts, and the largest share, in percent, that may be judged wrongly.

    Without a context each line begins with its account in `ACCOUNTS`. Of the `unseen` nothing is mended or learned.
    """

    name: str
    context: Context | None
    good: bool
    most: float
    unseen: bool = False

    def drafts(self) -> list[tuple[Context, str]]:
        """A draft a line with its account, without its language and kind."""
        lines = (CORPORA / f"{self.name}.txt").read_text().splitlines()
        parts = [line.split("|") for line in lines if line.strip()]
        return [(self.context or ACCOUNTS[part[0]], part[-1]) for part in parts]

    def wrong(self) -> list[str]:
        """The drafts that leave and must not, or the other way round."""
        return [draft for context, draft in self.drafts() if bool(check(draft, context).faults) is self.good]


ALL = (
    Corpus("bad_drafts", LENDER, good=False, most=5),
    Corpus("more_bad", LENDER, good=False, most=5),
    Corpus("obfuscated", LENDER, good=False, most=2),
    Corpus("denials", LENDER, good=False, most=5),
    Corpus("denials", ASKED, good=False, most=5),
    Corpus("good_drafts", LENDER, good=True, most=5),
    Corpus("more_good", LENDER, good=True, most=5),
    Corpus("third_bad", LENDER, good=False, most=5),
    Corpus("third_good", LENDER, good=True, most=5),
    Corpus("fourth_bad", LENDER, good=False, most=5),
    Corpus("fourth_obfuscated", LENDER, good=False, most=5),
    Corpus("fourth_good", LENDER, good=True, most=5),
    Corpus("fifth_bad", LENDER, good=False, most=5),
    Corpus("fifth_obfuscated", LENDER, good=False, most=2),
    Corpus("fifth_good", LENDER, good=True, most=5),
    Corpus("sixth_bad", LENDER, good=False, most=5),
    Corpus("sixth_obfuscated", LENDER, good=False, most=2),
    Corpus("sixth_denials", LENDER, good=False, most=5),
    Corpus("sixth_denials", ASKED, good=False, most=5),
    Corpus("sixth_good", LENDER, good=True, most=5),
    Corpus("seventh_bad", LENDER, good=False, most=5),
    Corpus("seventh_obfuscated", LENDER, good=False, most=2),
    Corpus("seventh_denials", LENDER, good=False, most=5),
    Corpus("seventh_denials", ASKED, good=False, most=5),
    Corpus("seventh_good", LENDER, good=True, most=5),
    Corpus("eighth_bad", LENDER, good=False, most=5),
    Corpus("eighth_obfuscated", LENDER, good=False, most=2),
    Corpus("eighth_denials", LENDER, good=False, most=5),
    Corpus("eighth_denials", ASKED, good=False, most=5),
    Corpus("eighth_good", LENDER, good=True, most=5),
    Corpus("ninth_bad", LENDER, good=False, most=5),
    Corpus("ninth_obfuscated", LENDER, good=False, most=2),
    Corpus("ninth_good", LENDER, good=True, most=5),
    Corpus("solar_good", SOLAR, good=True, most=5),
    Corpus("trades_good", None, good=True, most=5),
    Corpus("trades_bad", None, good=False, most=5),
    Corpus("trades_disguised", None, good=False, most=2),
    Corpus("tenth_bad", None, good=False, most=5),
    Corpus("tenth_good", None, good=True, most=7),
    Corpus("eleventh_bad", None, good=False, most=5),
    Corpus("eleventh_good", None, good=True, most=5),
    Corpus("twelfth_bad", None, good=False, most=5),
    Corpus("twelfth_good", None, good=True, most=5),
    Corpus("thirteenth_bad", None, good=False, most=5),
    Corpus("thirteenth_good", None, good=True, most=5),
    Corpus("fourteenth_bad", None, good=False, most=5),
    Corpus("fourteenth_good", None, good=True, most=5),
    Corpus("fifteenth_bad", None, good=False, most=5),
    Corpus("fifteenth_good", None, good=True, most=5),
    Corpus("sixteenth_bad", None, good=False, most=5),
    Corpus("sixteenth_good", None, good=True, most=5),
    Corpus("seventeenth_bad", None, good=False, most=5),
    Corpus("seventeenth_good", None, good=True, most=5),
    Corpus("eighteenth_bad", None, good=False, most=5),
    Corpus("eighteenth_good", None, good=True, most=5),
    Corpus("nineteenth_bad", None, good=False, most=5),
    Corpus("nineteenth_good", None, good=True, most=5),
    Corpus("twentieth_bad", None, good=False, most=5),
    Corpus("twentieth_good", None, good=True, most=5),
    Corpus("twentyfirst_bad", None, good=False, most=5),
    Corpus("twentyfirst_good", None, good=True, most=5),
    Corpus("unseen_bad", None, good=False, most=10, unseen=True),
    Corpus("unseen_good", None, good=True, most=10, unseen=True),
)
LEARNED_FROM = tuple(
    corpus
    for corpus in ALL
    if not (corpus.unseen or corpus.context is ASKED or corpus.name.endswith(("obfuscated", "disguised")))
)
"""Those whose words tell what a draft does. A disguised link is a matter of form."""
