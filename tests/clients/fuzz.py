"""Schemathesis on every field of Query and Mutation. Usage: fuzz.py SCHEMA CASES SECONDS.

Runs in the tools' own environment. Prints one line of JSON: how many cases were tried, how many of them were carried
out, and for each field that failed the smallest case that still does.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.graphql import nodes

URL = os.environ["NUDGE_URL"] + "/graphql"
NEGATIVE_SHARE = 5  # each fifth case breaks the schema on purpose
GROWS_AFTER = 6
"""So many cases may have deleted and canceled what there was: then there is one more of everything."""
CASES = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
MADE = """mutation ($account: ID!, $name: String!, $phone: PhoneNumber!, $steps: [StepInput!]!) {
    importLead(accountId: $account, input: {phone: $phone, firstName: "Ann", metadata: {a: [1]}}) { lead { id } }
    createSequence(accountId: $account, input: {name: $name, steps: $steps}) { sequence { id } }
    sendMessage(accountId: $account, phone: $phone, body: "Hello") { message { id } } }"""
ENROLLED = """mutation ($sequence: ID!, $phone: PhoneNumber!) {
    enrollLead(sequenceId: $sequence, phone: $phone) { enrollment { id } } }"""
ACCOUNT = """mutation ($phone: PhoneNumber!) {
    createAccount(input: {name: "Fuzzed", phoneNumber: $phone, ai: {review: true}}) { account { id } } }"""
DRAFTS = "query ($account: ID!) { pendingDrafts(accountId: $account) { items { id } } }"
PAGES = "query ($account: ID!) { leadsConnection(accountId: $account) { edges { cursor } } }"
STEPS = [
    {"type": "FIXED", "message": "Hi {{first_name}}", "delayHours": 0},
    {"type": "AI", "instructions": "Be kind", "delayHours": 0},
    {"type": "FIXED", "message": "Bye", "delayHours": 8760},
]
TEXTS = ["{{first_name}}", "{{", '{{name | default: "x"}}', "08:00", "24:00", "America/New_York", "a\x00b", "\ufeff"]
PHONES = ["+14155550100", "4155550101", "+1", "", "+442071838750", "٠١٢٣٤٥٦٧٨٩", "+" + "9" * 40]
MOMENTS = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999-12:00",
    "2026-02-29T00:00:00Z",
    "2026-06-30T23:59:60Z",
]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-29", "2026-02-01", "2026-02-15"]


@dataclass
class Population:
    """What there is on the server: so that cases reach what lies behind an id that is found."""

    http: requests.Session
    numbers: Iterator[int] = field(default_factory=lambda: count(4152000000 + int(time.time()) % 4_000_000))
    ids: list[str] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)

    def ask(self, query: str, **variables: Any) -> Any:
        answer = self.http.post(URL, json={"query": query, "variables": variables}, timeout=60).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def grow(self) -> None:
        """One more of everything, because cases delete and cancel what they find."""
        account = self.ask(ACCOUNT, phone=self.phone())["createAccount"]["account"]["id"]
        phone = self.phone()
        made = self.ask(MADE, account=account, name="Fuzzed", phone=phone, steps=STEPS)
        sequence = made["createSequence"]["sequence"]["id"]
        run = self.ask(ENROLLED, sequence=sequence, phone=phone)["enrollLead"]["enrollment"]["id"]
        others = [made["importLead"]["lead"]["id"], made["sendMessage"]["message"]["id"]]
        drafts = [one["id"] for one in self.ask(DRAFTS, account=account)["pendingDrafts"]["items"]]
        self.ids = [account, sequence, run, *others, *drafts, *self.ids[:20]]
        self.cursors = [one["cursor"] for one in self.ask(PAGES, account=account)["leadsConnection"]["edges"]]

    def phone(self) -> str:
        return f"+1{next(self.numbers)}"

    def scalars(self) -> dict[str, st.SearchStrategy[Any]]:
        """Values that are right more often than chance would have it, and wrong in the ways that hurt."""
        plain = st.none() | st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.floats(allow_nan=False) | st.text()
        texts = st.sampled_from([*TEXTS, *self.cursors]) | st.text(max_size=40)
        moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
        return {
            "ID": mostly(st.sampled_from(self.ids), st.text(max_size=30)).map(nodes.String),
            "String": texts.map(nodes.String),
            "Int": mostly(st.integers(-1, 300), st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
            "PhoneNumber": mostly(st.sampled_from(PHONES), st.text(max_size=20)).map(nodes.String),
            "DateTime": mostly(moments, st.sampled_from(MOMENTS) | st.text(max_size=20)).map(nodes.String),
            "Date": mostly(st.dates().map(str) | st.sampled_from(DAYS), st.text(max_size=12)).map(nodes.String),
            "JSON": st.recursive(
                plain.map(literal),
                lambda deeper: st.lists(deeper, max_size=3).map(nodes.List),
                max_leaves=6,
            ),
        }


def mostly(right: st.SearchStrategy[Any], wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(right, right, right, wrong)


def literal(value: Any) -> Any:
    """A value of JSON without children as a literal of GraphQL."""
    match value:
        case None:
            return nodes.Null
        case bool():
            return nodes.Boolean(value)
        case int():
            return nodes.Int(value)
        case float():
            return nodes.Float(value)
    return nodes.String(value)


def wrong(answer: requests.Response) -> str:
    """What is wrong with an answer, if anything: no case may find a fault of ours."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}: {answer.text}"
    codes = [error.get("extensions", {}).get("code") for error in answer.json().get("errors", [])]
    return answer.text if "INTERNAL" in codes or None in codes else ""


def main(schema_path: str, cases: int, seconds: float) -> dict[str, Any]:
    until, tried = time.monotonic() + seconds, Counter[str]()
    failures: dict[str, str] = {}
    with requests.Session() as http:
        http.trust_env = False
        http.headers["X-Partner-Key"] = os.environ["NUDGE_KEY"]
        world = Population(http)
        world.grow()
        schema = schemathesis.graphql.from_path(schema_path)
        schema.config.update(base_url=URL)
        operations, grown = [found.ok() for found in schema.get_all_operations()], 0
        # In rounds, because a field with little to ask for has fewer cases than its share.
        while (left := cases - tried.total()) > 0 and time.monotonic() < until and not failures:
            for number, operation in enumerate(operations):
                for name, strategy in world.scalars().items():
                    schemathesis.graphql.scalar(name, strategy)
                share = left * (number + 1) // len(operations) - left * number // len(operations)
                for mode, part in shares(share):
                    failed = explore(operation.as_strategy(generation_mode=mode), part, http, until, tried)
                    if failed:
                        failures[f"{operation.label} {mode.value}"] = failed
                if tried.total() >= grown + GROWS_AFTER:
                    world.grow()
                    grown = tried.total()
    return {"tried": tried.total(), "answered": dict(tried), "failures": failures}


def shares(cases: int) -> Iterator[tuple[GenerationMode, int]]:
    negative = (cases + NEGATIVE_SHARE // 2) // NEGATIVE_SHARE
    yield GenerationMode.POSITIVE, cases - negative
    yield GenerationMode.NEGATIVE, negative


def explore(
    strategy: st.SearchStrategy[Any], cases: int, http: requests.Session, until: float, tried: Counter[str]
) -> str | None:
    """Tries so many cases; of the first that fails, the smallest and what came back."""
    found: list[str] = []

    @settings(CASES, max_examples=max(1, cases))
    @given(case=strategy)
    def one(case: Any) -> None:
        if time.monotonic() > until:
            return
        answer = http.post(URL, json={"query": case.body}, timeout=60)
        tried[kind(answer)] += 1
        if fault := wrong(answer):
            found[:] = [f"{case.body}\n{fault}"]
            raise AssertionError

    return quietly(one, found) if cases else None


def kind(answer: requests.Response) -> str:
    """How far a case came: to the data, or to the first refusal."""
    said = answer.json()
    return str(said["errors"][0]["extensions"].get("code")) if "errors" in said else "data"


def quietly(run: Callable[[], None], found: list[str]) -> str | None:
    try:
        run()
    except AssertionError:
        return found[0]
    return None


print(json.dumps(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
