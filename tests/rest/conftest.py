"""What a story through a door begins with: a partner, its account, and each of the doors in turn."""

from collections.abc import AsyncIterator, Callable

import pytest

from app.deps import Deps
from app.domain import ids
from tests.factories import Holder, make_account
from tests.rest.door import Door, GraphqlDoor, RestDoor


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> str:
    made = await make_account(deps, partner.id, company_name="Acme Lending")
    return ids.encode(ids.ACCOUNT, made.id)


@pytest.fixture
async def rest(deps: Deps, partner: Holder) -> AsyncIterator[RestDoor]:
    async with RestDoor(deps, partner.key) as door:
        yield door


@pytest.fixture(params=[GraphqlDoor, RestDoor], ids=["graphql", "rest"])
def kind(request: pytest.FixtureRequest) -> Callable[[Deps, str], GraphqlDoor | RestDoor]:
    """Which door."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
async def door(kind: Callable[[Deps, str], GraphqlDoor | RestDoor], deps: Deps, partner: Holder) -> AsyncIterator[Door]:
    async with kind(deps, partner.key) as opened:
        yield opened
