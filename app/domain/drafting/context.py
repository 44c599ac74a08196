"""What a draft is judged by: what the account and the lead's data say, and what was said before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from app.domain.calendar import zones
from app.domain.drafting import acts, contacts, facts, language
from app.domain.drafting import company as own_name
from app.domain.drafting.facts import Facts
from app.domain.drafting.form import Vocabulary
from app.domain.drafting.spelling import fold, plain


@dataclass(frozen=True, slots=True)
class Context:
    """All that the model was told. `conversation` is (from the lead, body), the oldest first; `account_facts` what
    the account says of itself and for its texts; `now` is in UTC and `zone` the lead's, by its IANA name."""

    instructions: str
    company: str
    account_facts: tuple[str, ...]
    lead_facts: dict[str, str]
    conversation: tuple[tuple[bool, str], ...]
    max_segments: int
    now: datetime
    zone: str


RECENT = 40
"""Messages of each side that are looked at. What was said long ago is no fact of today."""


class Spelled:
    """A text in the spellings that the rules read, each made once. `company` is whose name `nameless` has not."""

    def __init__(self, text: str, company: str = "") -> None:
        self.text = text
        self.company = company

    @cached_property
    def cased(self) -> str:
        return plain(self.text, cased=True)

    @cached_property
    def plain(self) -> str:
        return self.cased.casefold()

    @cached_property
    def bare(self) -> str:
        return language.bare(self.text)

    @cached_property
    def nameless(self) -> "Spelled":
        """The text without the company's own name: see `company`."""
        return Spelled(own_name.without(self.text, self.company))


_WRAP = re.compile(r"(?<!\n)\n(?![\n*•-])")


def _unwrapped(text: str) -> str:
    """A text whose lines end where its sentences do."""
    return _WRAP.sub(" ", text)


class Sources:
    """The context, sorted by its authors. Only `facts`, `license`, `contacts` and `every_word` license anything."""

    def __init__(self, context: Context) -> None:
        self.max_segments = context.max_segments
        self.ours = [body for from_lead, body in context.conversation if not from_lead][-RECENT:]
        self.theirs = [body for from_lead, body in context.conversation if from_lead][-RECENT:]
        self.orders = [acts.permitted(plain(text)) for text in (context.instructions, *context.account_facts)]
        self.context = context

    @property
    def account(self) -> Iterator[str]:
        """What the account says and has said, in plain spelling, without what it forbids."""
        yield from self.orders
        yield plain(self.context.company)
        yield from (plain(body) for body in self.ours)

    @property
    def lead(self) -> Iterator[str]:
        """The lead's data, one "label: value" each, in plain spelling."""
        return (plain(f"{label.replace('_', ' ')}: {value}") for label, value in self.context.lead_facts.items())

    @cached_property
    def license(self) -> str:
        own = "\n".join(_unwrapped(text) for text in self.account)
        return f"{own}\n{acts.goes_without_saying(own)}"

    @cached_property
    def statements(self) -> str:
        """What the account says, in plain spelling, without its name, which states nothing."""
        return "\n".join(_unwrapped(text) for text in (*self.orders, *map(plain, self.ours)))

    @cached_property
    def facts(self) -> Facts:
        texts = (contacts.without(text) for text in self.account)
        return facts.collect(texts, (contacts.without(text) for text in self.lead), self.today)

    @property
    def today(self) -> date:
        """The day it is where the lead is."""
        now = self.context.now if self.context.now.tzinfo else self.context.now.replace(tzinfo=UTC)
        return now.astimezone(zones.named(self.context.zone) or UTC).date()

    @cached_property
    def trusted(self) -> Spelled:
        """Everything but what the lead wrote, as one text."""
        own = (self.context.instructions, *self.context.account_facts, self.context.company)
        data = (f"{label}: {value}" for label, value in self.context.lead_facts.items())
        return Spelled("\n".join((*own, *data, *self.ours)))

    @cached_property
    def every_word(self) -> str:
        """Every word of the context, the lead's own too: names may come from anybody."""
        return "\n".join((self.trusted.text, *self.theirs)).casefold()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        given = self.context
        told = (given.instructions, *given.account_facts, given.company, *given.lead_facts.values(), *self.ours)
        told += (acts.goes_without_saying(self.license),)
        return Vocabulary("\n".join(told), "\n".join(self.theirs), self.read_languages)

    @cached_property
    def told(self) -> frozenset[str]:
        """Each word of the account's and of the lead's data, without what the account forbids to say."""
        return frozenset(re.findall(r"[^\W\d_]+", "\n".join((self.license, *self.lead))))

    @cached_property
    def heard(self) -> frozenset[str]:
        """Each word that the lead wrote."""
        return frozenset(re.findall(r"[^\W\d_]+", "\n".join(map(plain, self.theirs))))

    @cached_property
    def unanswered(self) -> str:
        """What the lead wrote since our last message."""
        since = list[str]()
        for from_lead, body in self.context.conversation:
            since = [*since, body] if from_lead else []
        return "\n".join(plain(body) for body in since)

    @cached_property
    def languages(self) -> set[str]:
        """Those that the account or the lead writes in, or that the account asks for."""
        account = language.bare("\n".join((self.context.instructions, *self.context.account_facts)))
        used = language.used(account) | language.named(account) | language.used(language.bare(self.context.company))
        return used.union(*(language.used(language.bare(body)) for body in self.theirs)) or {"english"}

    @cached_property
    def read_languages(self) -> set[str]:
        """Those whose words a draft may have: the account's, and the lead's where it is clear which that is."""
        account = language.bare("\n".join((self.context.instructions, *self.context.account_facts)))
        clear = (language.clearly(language.bare(body)) for body in self.theirs)
        return (language.clearly(account) | language.named(account)).union(*clear) or {"english"}

    @cached_property
    def scripts(self) -> set[str]:
        own = (self.context.instructions, *self.context.account_facts, self.context.company)
        return {"LATIN", *language.scripts("".join((*own, *self.theirs)))}

    @property
    def last(self) -> str | None:
        """Our last message, as it was sent."""
        return fold(self.ours[-1]) if self.ours else None
