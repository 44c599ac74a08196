"""What the tests of the use cases begin with."""

import pytest

from app.deps import Deps
from tests.factories import FixedClock, make_deps


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def deps(clock: FixedClock) -> Deps:
    return make_deps(clock)
