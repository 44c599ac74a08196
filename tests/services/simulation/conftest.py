"""What a play begins with: the simulator alone, as `nudge dev` runs it without credentials."""

import pytest

from app.deps import Deps
from app.models import Account
from app.providers.simulator.sms import SimulatedSms
from tests.clock import FixedClock
from tests.factories import Holder, make_account, make_deps


@pytest.fixture
def deps(clock: FixedClock) -> Deps:
    return make_deps(clock, sms=SimulatedSms(), nudge_dev=True)


@pytest.fixture
async def account(deps: Deps, partner: Holder) -> Account:
    return await make_account(deps, partner.id)
