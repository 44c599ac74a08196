"""What is played in a running `nudge dev`: `nudge reply`, and `nudge advance`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from app.cli.options import DataDir, Lead, Port, settings
from app.local import advance as clock
from app.local import reply as local


async def reply(
    phone: Lead,
    text: Annotated[str, Parameter(help="The text that the lead sends.", allow_leading_hyphen=True)],
    /,
    *,
    to: Annotated[str | None, Parameter(help="The account's number (default: the demo's).")] = None,
    media: Annotated[
        list[Path] | None, Parameter(negative=(), help="A file that the lead sends with it; up to 10 times.")
    ] = None,
    port: Port = None,
    data_dir: DataDir = None,
) -> None:
    """Plays a lead who sends a text, and files with it: delivers it to the API as Twilio does."""
    print(await local.send(settings(data_dir, port), phone, text, to, media or []))


async def advance(
    hours: Annotated[float, Parameter(help="How many hours, as `delayHours` counts them; fractions too.")],
    /,
    *,
    port: Port = None,
    data_dir: DataDir = None,
) -> None:
    """Plays so many hours in a running `nudge dev` with the simulator, and prints the time that it is then."""
    print(clock.advance(settings(data_dir, port), hours))
