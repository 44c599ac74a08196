"""What the tests of the API begin with: one partner, its account, and a client with its key."""

from collections.abc import AsyncIterator

import pytest

from app.deps import Deps
from app.domain import ids
from app.models import Account
from tests.factories import Holder, make_account
from tests.graphql.client import Api


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id)


@pytest.fixture
def account_id(account: Account) -> str:
    return ids.encode(ids.ACCOUNT, account.id)


@pytest.fixture
async def api(deps: Deps, partner: Holder) -> AsyncIterator[Api]:
    async with Api(deps, partner.key) as client:
        yield client
