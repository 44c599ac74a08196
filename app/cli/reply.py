"""What stands beside a running `nudge dev`: `nudge reply`, `nudge advance`, and `nudge webhooks listen`."""

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


async def listen(
    *,
    port: Annotated[int | None, Parameter(help="The port to listen on (default: 9000, or another one).")] = None,
    secret: Annotated[
        str | None,
        Parameter(help="The secret of an endpoint that leads here (default: an endpoint is made until this ends)."),
    ] = None,
    forward: Annotated[str | None, Parameter(help="Posts each verified event, as it came, to this URL too.")] = None,
    events: Annotated[
        list[str] | None, Parameter(negative=(), consume_multiple=True, help="The events to show (default: all).")
    ] = None,
    key: Annotated[str | None, Parameter(help="The partner's key (default: the demo's).")] = None,
    api_port: Annotated[int | None, Parameter(help="The API's port (default: PORT, or 8000).")] = None,
    data_dir: DataDir = None,
) -> None:
    """Receives events on this machine, verifies them, and shows them until it is stopped."""
    from app.local import listen as receiver  # with an HTTP client, which the other commands start without

    how = receiver.Listening(port, secret, forward, events or ["*"], key)
    await receiver.listen(settings(data_dir, api_port), how)
