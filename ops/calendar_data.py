"""Writes the tables of `app/domain/calendar/data` that are taken from packages: `make calendar-data`.

`area_codes.csv`: every area code of +1 with its states and zones, from the package `phonenumbers`. `holidays.csv`: the
public holidays of the regions whose rules name them, from the package `holidays`. Nudge does not import that package:
it takes 30 MB of memory, and needs another version of dateutil than Strawberry does.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

DATA = Path(__file__).parent.parent / "app/domain/calendar/data"
YEARS = range(2025, 2041)
REGIONS = (None, "AL", "LA", "RI", "UT")  # None: the federal holidays
ALL_SAINTS = (11, 1)  # a holiday of Louisiana (La. R.S. 1:55) that the package lacks
COUNTRYWIDE = 12  # a code with more zones than this belongs to no place, as 800
MOST = 0.1  # a state with fewer of a code's exchanges than this is a mistake of the package
# The package has no exchanges for these codes, which serve the same places as older codes.
OVERLAYS = {"364": "270", "448": "850", "458": "541", "729": "423", "930": "812", "986": "208"}
TERRITORIES = {"340": "VI", "670": "MP", "671": "GU", "684": "AS", "787": "PR", "939": "PR"}


def area_codes() -> Iterator[str]:
    """Lines of "850,FL,America/Chicago America/New_York"."""
    states, zones = _states_of_codes(), defaultdict[str, set[str]](set)
    states |= {code: states[other] for code, other in OVERLAYS.items()}
    for prefix, found in TIMEZONE_DATA.items():
        if len(prefix) >= 4 and prefix.startswith("1") and len(found) <= COUNTRYWIDE:
            zones[prefix[1:4]].update(found)
    for code, other in OVERLAYS.items():
        zones[code] |= zones[other]
    for code in sorted(zones):
        inside = [zone for state in states.get(code, "").split() for zone in _zones_of_states()[state]]
        clocks = {_clock(zone) for zone in zones[code]}
        of_code = [zone for zone in inside if _clock(zone) in clocks] or zones[code]
        yield ",".join([code, states.get(code, ""), " ".join(sorted(of_code))])


def _clock(zone: str) -> tuple[timedelta | None, ...]:
    """What the clocks of a zone show in winter and in summer: zones that do not differ count as the same."""
    return tuple(datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))


def _states_of_codes() -> dict[str, str]:
    names, exchanges = _names(), defaultdict[str, Counter[str]](Counter)
    for prefix, described in GEOCODE_DATA.items():
        if len(prefix) >= 4 and prefix.startswith("1") and (state := names.get(_place(described.get("en", "")))):
            exchanges[prefix[1:4]][state] += 1
    return TERRITORIES | {
        code: " ".join(sorted(state for state, count in found.items() if count >= MOST * found.total()))
        for code, found in exchanges.items()
    }


def _states() -> list[list[str]]:
    return [line.split(",") for line in (DATA / "states.csv").read_text().splitlines()]


def _zones_of_states() -> dict[str, list[str]]:
    return {code: zones.split() for code, _, zones in _states()}


def _names() -> dict[str, str]:
    names = {name: code for code, name, _ in _states()}
    return names | {code: code for code in names.values()} | {"Washington State": "WA", "Washington D.C.": "DC"}


def _place(described: str) -> str:
    """ "FL" of "Palm Beach, FL", "Florida" of "Florida"."""
    return re.sub(r"^.*, ", "", described)


def public_holidays() -> Iterator[str]:
    """Lines of "LA,2026-02-17,Mardi Gras"; the first field is empty for a federal holiday."""
    import holidays  # type: ignore[import-not-found]  # in this command's environment only

    for region in REGIONS:
        found = dict(holidays.country_holidays("US", subdiv=region, years=YEARS, language="en_US").items())
        if region == "LA":
            found |= {date(year, *ALL_SAINTS): "All Saints' Day" for year in YEARS}
        for day, name in sorted(found.items()):
            if day.year in YEARS:
                yield f"{region or ''},{day},{name.replace(',', '')}"


def main() -> None:
    for name, lines in {"area_codes.csv": area_codes(), "holidays.csv": public_holidays()}.items():
        (DATA / name).write_text("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
