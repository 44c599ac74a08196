"""The API on a real port, and an enrollment to hear of."""

from collections.abc import AsyncIterator

import pytest

from app.deps import Deps
from app.domain import ids
from app.models import Account, Enrollment
from app.services.enrollment import enroll_lead
from tests.factories import Holder, make_sequence, phone
from tests.graphql.served import Served, serving


@pytest.fixture
async def served(deps: Deps, partner: Holder) -> AsyncIterator[Served]:
    async with serving(deps, partner.key) as served:
        yield served


@pytest.fixture
async def run(deps: Deps, partner: Holder, account: Account) -> Enrollment:
    sequence = await make_sequence(deps, partner.id, account.id)
    return (await enroll_lead(deps, partner.id, sequence.id, phone())).enrollment


@pytest.fixture
def run_id(run: Enrollment) -> str:
    return ids.encode(ids.ENROLLMENT, run.id)
