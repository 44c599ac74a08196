"""Accounts: what they default to, what an edit leaves alone, and what is refused."""

from decimal import Decimal

import pytest

from app.deps import Deps
from app.errors import Code, Refused
from app.models import Account
from app.services import accounts
from app.services.accounts import AccountChanges, Hours, NewAccount, VoiceChanges
from app.services.paging import Window
from app.services.searching import MOST_WORDS
from tests.factories import Holder, make_account, make_partner


@pytest.fixture
async def partner() -> Holder:
    return await make_partner()


async def refused(deps: Deps, partner: Holder, **said: object) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as error:
        await make_account(deps, partner.id, **said)
    assert await Account.all().count() == 0
    return [(refusal.code, refusal.path) for refusal in error.value.refusals]


async def test_what_is_not_said_has_a_default(deps: Deps, partner: Holder) -> None:
    account = await accounts.create(deps, partner.id, NewAccount(name=" Acme ", phone_number="(415) 555-1234"))
    assert (account.name, account.company_name, account.phone_number) == ("Acme", "Acme", "+14155551234")
    assert (account.time_zone, account.window_start, account.window_end) == ("America/New_York", None, None)


async def test_everything_wrong_is_refused_at_once(deps: Deps, partner: Holder) -> None:
    said = {"name": "\x00", "company_name": "c" * 201, "phone_number": "call me", "time_zone": "Mars/Olympus"}
    assert await refused(deps, partner, **said, window=Hours("24:00", "7:00")) == [
        (Code.INVALID_INPUT, ("input", "name")),
        (Code.INVALID_INPUT, ("input", "companyName")),
        (Code.INVALID_PHONE, ("input", "phoneNumber")),
        (Code.INVALID_INPUT, ("input", "timeZone")),
        (Code.INVALID_INPUT, ("input", "sendingWindow", "start")),
        (Code.INVALID_INPUT, ("input", "sendingWindow", "end")),
    ]


async def test_a_company_is_not_called_by_a_placeholder(deps: Deps, partner: Holder) -> None:
    for name in ("{company}", "Acme {{company}}", "[Company Name]"):
        found = await refused(deps, partner, company_name=name)
        assert found == [(Code.INVALID_INPUT, ("input", "companyName"))]
    account = await make_account(deps, partner.id, company_name="Save 20% {limited} & Sons")
    with pytest.raises(Refused, match="is a placeholder"):
        await accounts.update(deps, partner.id, account.id, AccountChanges(company_name="*|COMPANY|*"))


async def test_a_window_is_never_empty(deps: Deps, partner: Holder) -> None:
    found = await refused(deps, partner, window=Hours("08:00", "08:00"))
    assert found == [(Code.INVALID_INPUT, ("input", "sendingWindow"))]


async def test_a_number_belongs_to_one_account(deps: Deps, partner: Holder) -> None:
    first, second = await make_account(deps, partner.id), await make_account(deps, partner.id)
    for act in (
        make_account(deps, (await make_partner("Other")).id, phone_number=first.phone_number),
        accounts.update(deps, partner.id, second.id, AccountChanges(phone_number=first.phone_number)),
    ):
        with pytest.raises(Refused) as error:
            await act
        assert error.value.refusals[0].code is Code.DUPLICATE
        assert error.value.refusals[0].path == ("input", "phoneNumber")


async def test_an_edit_leaves_alone_what_it_does_not_mention(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id, window=Hours("08:00", "21:00"), time_zone="Europe/Berlin")
    edited = await accounts.update(deps, partner.id, account.id, AccountChanges(company_name="Acme Inc."))
    assert (edited.name, edited.company_name, edited.time_zone) == ("Acme", "Acme Inc.", "Europe/Berlin")
    assert (edited.window_start, edited.window_end) == ("08:00", "21:00")
    cleared = await accounts.update(deps, partner.id, account.id, AccountChanges(window=None))
    assert (cleared.window_start, cleared.window_end) == (None, None)
    assert await accounts.update(deps, partner.id, account.id, AccountChanges()) == cleared


async def test_null_is_refused_where_nothing_can_be_empty(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    nothing = AccountChanges(name=None, company_name=None, phone_number=None, time_zone=None)
    with pytest.raises(Refused) as error:
        await accounts.update(deps, partner.id, account.id, nothing)
    assert {refusal.code for refusal in error.value.refusals} == {Code.INVALID_INPUT}
    assert len(error.value.refusals) == 4


async def test_a_new_number_is_read_in_the_country_of_the_old_one(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id, phone_number="+447700900123")
    edited = await accounts.update(deps, partner.id, account.id, AccountChanges(phone_number="07700 900456"))
    assert edited.phone_number == "+447700900456"


async def test_searching_takes_the_text_literally(deps: Deps, partner: Holder) -> None:
    acme = await make_account(deps, partner.id, name="100% Acme_Loans")
    await make_account(deps, partner.id, name="Other")
    for text, names in {"acme_l": [acme.id], "100%": [acme.id], "_%_": [], "\x00": [], "\ud800": []}.items():
        found = await accounts.search(partner.id, text, Window(50, 0))
        assert [row.id for row in found.rows] == names
        assert found.total == len(names)


async def test_an_account_is_found_by_its_words_and_by_any_spelling_of_its_phone(deps: Deps, partner: Holder) -> None:
    acme = await make_account(deps, partner.id, name="Acme Home Loans", phone_number="+14155552001")
    await make_account(deps, partner.id, name="Other", phone_number="+12125550123")
    for text in ("loans acme", "Acme ", "(415) 555-2001", "+1 415 555 2001"):
        found = await accounts.search(partner.id, text, Window(50, 0))
        assert [row.id for row in found.rows] == [acme.id], text


async def test_a_search_counts_its_first_words_only(deps: Deps, partner: Holder) -> None:
    """Each word is a condition in another: a search of a whole request held up the process for half a minute."""
    words = [f"word{number}" for number in range(100_000)]
    acme = await make_account(deps, partner.id, name=" ".join(words[:MOST_WORDS]))
    await make_account(deps, partner.id, name=" ".join(words[1:MOST_WORDS]), phone_number="+14155552001")
    found = await accounts.search(partner.id, " ".join(words), Window(50, 0))
    assert [row.id for row in found.rows] == [acme.id]


@pytest.mark.parametrize(
    ("dollars", "stored"), [(0.0, "0.00"), (0.01, "0.01"), (0.005, None), (0.001, None), (19.999, "20.00")]
)
async def test_a_budget_is_never_rounded_to_no_call_of_the_model(
    deps: Deps, partner: Holder, dollars: float, stored: str | None
) -> None:
    account = await make_account(deps, partner.id)
    change = accounts.update(
        deps, partner.id, account.id, AccountChanges(ai=VoiceChanges(daily_budget_usd=dollars, monthly_budget_usd=5.0))
    )
    if stored is None:
        with pytest.raises(Refused) as refused:
            await change
        assert refused.value.refusals[0].path == ("input", "ai", "dailyBudgetUsd")
    else:
        assert str((await change).ai_daily_budget) == stored


async def test_another_partner_finds_nothing(deps: Deps, partner: Holder) -> None:
    account, stranger = await make_account(deps, partner.id), await make_partner("Stranger")
    assert await accounts.find(stranger.id, account.id) is None
    assert (await accounts.search(stranger.id, None, Window(50, 0))).total == 0
    with pytest.raises(Refused) as error:
        await accounts.update(deps, stranger.id, account.id, AccountChanges(name="Mine"))
    assert error.value.refusals[0].code is Code.NOT_FOUND


async def test_an_accounts_voice_is_sensible_until_it_is_changed(deps: Deps, partner: Holder) -> None:
    account = await make_account(deps, partner.id)
    assert (account.ai_rules, account.ai_max_segments, account.ai_review) == ([], 2, False)
    assert (account.ai_when_rejected, account.ai_daily_budget, account.ai_monthly_budget) == ("SKIP", None, None)
    voice = VoiceChanges(
        persona=" Ada from lending ", rules=["Never discuss interest rates."], review=True, daily_budget_usd=2.5
    )
    changed = await accounts.update(deps, partner.id, account.id, AccountChanges(ai=voice))
    assert [changed.ai_persona, changed.ai_tone] == ["Ada from lending", None]
    assert (changed.ai_rules, changed.ai_review) == (["Never discuss interest rates."], True)
    assert changed.ai_daily_budget == Decimal("2.50")
    cleared = await accounts.update(
        deps, partner.id, account.id, AccountChanges(ai=VoiceChanges(persona=None, rules=None, daily_budget_usd=None))
    )
    assert [cleared.ai_persona, cleared.ai_daily_budget] == [None, None]
    assert cleared.ai_rules == []
    assert cleared.ai_review


async def test_a_voice_that_cannot_be_is_refused_with_its_path(deps: Deps, partner: Holder) -> None:
    wrong = VoiceChanges(
        persona="p" * 501,
        rules=["Be kind.", " ", "r" * 301],
        max_segments=0,
        review=None,
        daily_budget_usd=-0.01,
        monthly_budget_usd=float("inf"),
    )
    assert await refused(deps, partner, ai=wrong) == [
        (Code.INVALID_INPUT, ("input", "ai", "persona")),
        (Code.INVALID_INPUT, ("input", "ai", "rules", "1")),
        (Code.INVALID_INPUT, ("input", "ai", "rules", "2")),
        (Code.INVALID_INPUT, ("input", "ai", "maxSegments")),
        (Code.INVALID_INPUT, ("input", "ai", "review")),
        (Code.INVALID_INPUT, ("input", "ai", "dailyBudgetUsd")),
        (Code.INVALID_INPUT, ("input", "ai", "monthlyBudgetUsd")),
    ]
    assert await refused(deps, partner, ai=VoiceChanges(rules=["r"] * 21)) == [
        (Code.INVALID_INPUT, ("input", "ai", "rules"))
    ]
