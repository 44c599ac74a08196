"""Whether a text that a model wrote may leave. The model writes; these rules decide.

The model is taken to be hijacked: it has read a stranger's words and may write anything. So a draft must consist of
parts that are known to be harmless. Closed form (`form`, `lexicon`): ordinary words, words of the facts, punctuation,
plain emoji. Closed facts (`figures`, `facts`, `quantities`, `contacts`, `names`): every figure, date, link,
address and name is one of the facts: the step's instructions, what the account says, the lead's data, and what we have
sent before. Closed acts (`acts`, `itself`): a follow-up greets, reminds, asks, offers help, restates facts, thanks, and
says how to go on.

What the lead wrote is no fact: "You said 2 %" does not make it 2 %, and a time that the lead proposes is for a person
to confirm. What an instruction forbids ("never quote the 2 % rate") is none either. Acts are read in English and
Spanish; form and facts are closed in every language that has a dictionary, and no draft in another language leaves.
"""

from dataclasses import dataclass

from app.domain.drafting.context import Context, Sources, Spelled
from app.domain.drafting.form import disguised
from app.domain.drafting.itself import CANARY
from app.domain.drafting.rules import DISGUISED, Fault, faults
from app.domain.drafting.spelling import fold
from app.domain.sms.segments import MAX_BODY

__all__ = ["CANARY", "Context", "Fault", "Verdict", "check", "fold"]

LONGEST = 4 * MAX_BODY
"""Characters of a draft that are looked at. No message is as long, so a longer one is refused unread."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text` is folded and trimmed, and may leave only if there are no faults."""

    text: str
    faults: tuple[Fault, ...]


def check(draft: str, context: Context) -> Verdict:
    """Judges a draft. Never raises, and a draft of any length costs little."""
    text = fold(draft[:LONGEST])
    if len(draft) > LONGEST or len(text) > MAX_BODY:
        return Verdict(text[:MAX_BODY], (Fault("too_long", "It is longer than any SMS. Make it much shorter."),))
    if not any(char.isalnum() for char in text):
        return Verdict(text, (Fault("empty", "It is empty, or has no word in it. Write the message."),))
    found = {fault.rule: fault for fault in faults(Spelled(text, context.company), Sources(context))}
    if disguised(draft):
        found.setdefault(DISGUISED.rule, DISGUISED)
    return Verdict(text, tuple(found.values()))
