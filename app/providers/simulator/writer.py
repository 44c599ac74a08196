"""The built-in stand-in for the model: used when there is no API key, and only then.

It shows the whole way of an AI step without a model. Its texts say nothing that the account or the lead's
facts do not say, no two that follow each other are alike, and `generation` marks each one as a fallback.
"""

from app.providers.writer import Brief, Classified, Reviewed, UnclearReading, Written

MODEL = "offline"

REMINDERS = (
    "{company} here again. Is anything holding you up? Reply here and we will gladly help.",
    "just checking in from {company}. Is there anything you would like to ask?",
    "{company} here. Shall we go on together, or is another time better for you?",
    "we at {company} have not forgotten you. What can we do to help?",
)
ANSWERS = (
    "thank you for your message. {company} is here to help: what would you like to do next?",
    "thanks for getting back to us. Is there more that {company} should know?",
    "got it, thank you. Somebody at {company} can take it from here: shall we?",
)


class OfflineWriter:
    """The offline adapter of the `Writer` port: plain, polite, and the same words for the same brief."""

    name = "offline"
    has_second_reader = False
    problem = None

    async def write(self, brief: Brief) -> Written:
        return Written(body=_text(brief), model=MODEL, fallback=True, prompt_version=MODEL)

    async def review(self, draft: str, brief: Brief) -> Reviewed:
        """Passes nothing: it cannot read."""
        return Reviewed(passed=False, model=MODEL)

    async def classify(self, text: str, company: str) -> Classified:
        return Classified(UnclearReading.UNCLEAR, MODEL)

    async def look_up_problem(self) -> str | None:
        return None

    async def close(self) -> None:
        return None


def _text(brief: Brief) -> str:
    name = brief.lead.get("first name") or brief.lead.get("name", "").split(" ")[0]
    last_is_theirs = bool(brief.conversation) and brief.conversation[-1].from_lead
    ours = sum(not turn.from_lead for turn in brief.conversation) + (brief.refused is not None)
    texts = ANSWERS if last_is_theirs else REMINDERS
    words = texts[ours % len(texts)].format(company=brief.company)
    return f"Hi {name}, {words}" if name else f"Hi, {words}"
