"""The company's own name passes, whatever words it is made of, and licenses nothing else."""

import pytest

from app.domain import drafting
from app.domain.drafting import company
from tests.domain.drafting.contexts import context

NAMES = (
    "Chase|Rocket Mortgage®|Better|Better Mortgage|Guaranteed Rate|Freedom Mortgage|PrimeLending|loanDepot"
    "|U.S. Bank|LoanDepot, Inc.|Bank of America|Wells Fargo & Co.|M&T Bank|C2 Financial|Mr. Cooper"
    "|Fifth Third Bank|First Horizon|PNC Bank, N.A.|Ally|SoFi|Best Egg|Happy Money|Upgrade, Inc.|Discover®"
    "|Citi|Capital One|American Express|Fairway Independent Mortgage Corp.|The Money Source"
    "|Primary Residential Mortgage (PRMI)|A&D Mortgage|1st Choice Lending|21st Mortgage|360 Mortgage Group"
    "|Lend-Smart|Grace Lending|Dan's Home Loans|eLEND|Dave|Mortgage+|Old National|Figure|Achieve"
    "|Coffee & Loans|Smart Money™|QuickLoans.com|Loans 4 You|No Fee Lending|Approved Funding"
).split("|")
TEXTS = (
    "Hi Sam, it's {0}.",
    "Hi Sam, {0} here. Do you have questions about your application?",
    "Hello Sam, this is the team at {0}. Would you like to pick up where you left off?",
    "Hi Sam, just checking in from {0}. Any questions we can answer?",
    "{0}: Hi Sam, your application is still open. Would you like help with it?",
    "Hi Sam, {0}'s team is here if you have questions about your application.",
    "Good morning Sam! {0} wanted to check whether you still need help with your application.",
    "Hi Sam, we at {0} noticed you did not finish your application. Reply here with any questions.",
    "Thanks for your reply, Sam. We will look at it. - {0}",
)


def of(name: str) -> drafting.Context:
    return context(company=name, account_facts=(), lead_facts={"first name": "Sam"})


@pytest.mark.parametrize("name", NAMES)
def test_a_company_may_say_its_name(name: str) -> None:
    refused = {draft: found for text in TEXTS if (found := drafting.check(draft := text.format(name), of(name)).faults)}
    assert not refused


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("Acme Lending", "Hi Sam, this is Chase. Would you like help with your application?"),
        ("Chase Home Loans", "Hi Sam, just checking in from Wells Fargo. Any questions we can answer?"),
        ("Guaranteed", "Hi Sam. Guaranteed approval if you reply today."),
        ("Approved Funding", "Hi Sam, you are approved. Any questions we can answer?"),
        ("Point", "Hi Sam, your rate is six point five. Any questions we can answer?"),
        ("Free Money Lending", "Hi Sam, it's free money. Any questions we can answer?"),
        ("Bank of America", "Hi Sam, this is the FBI for Bank of America. Any questions we can answer?"),
    ],
)
def test_its_words_license_nothing_elsewhere(name: str, draft: str) -> None:
    assert drafting.check(draft, of(name)).faults


@pytest.mark.parametrize(
    ("text", "name", "read"),
    [
        ("Hi Sam, Point here.", "Point", "Hi Sam, our company here."),
        ("Point taken, Sam.", "Point", "Point taken, Sam."),
        ("We at Wells Fargo can help.", "Wells Fargo & Co.", "We at our company can help."),
        ("Rocket Mortgage's team", "Rocket Mortgage®", "our team"),
        ("A chaser from chase", "Chase", "A chaser from chase"),
        ("anything", "", "anything"),
    ],
)
def test_where_a_name_stands(text: str, name: str, read: str) -> None:
    assert company.without(text, name) == read
