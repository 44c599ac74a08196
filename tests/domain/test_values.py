"""Values: what is made for every step."""

from datetime import timedelta

import pytest

from app.domain.calendar.caps import Counted
from app.domain.values import changed

HOUR = timedelta(hours=1)


def test_a_value_with_some_fields_changed_is_another_value() -> None:
    one = Counted((), HOUR, ahead=2)
    assert changed(one, ahead=3) == Counted((), HOUR, ahead=3)
    assert changed(one, ahead=1, hour=2 * HOUR) == Counted((), 2 * HOUR, ahead=1)
    assert one == Counted((), HOUR, ahead=2)
    with pytest.raises(KeyError):
        changed(one, no_field=3)
