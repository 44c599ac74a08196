"""`nudge connect` has Twilio deliver here what people write to a number.

`nudge rotate-secrets` encrypts stored tokens by the first key of NUDGE_SECRET_KEY.
"""

import sys
from typing import Annotated

from cyclopts import Parameter

from app import build
from app.cli.database import opened
from app.cli.faults import Complaint
from app.cli.options import DataDir, settings
from app.db import connection
from app.domain import sealing
from app.domain.plurals import plural
from app.providers.connections import Credentials
from app.providers.sms import ListingFailed
from app.services import accounts, connections
from app.settings import Settings

Sender = Annotated[str, Parameter(help="The number in E.164, such as +15005550006, or the SID of a Messaging Service.")]
Yes = Annotated[bool, Parameter(name="--yes", negative=(), help="Does not ask.")]

_CONNECTION = """
SELECT a.connection_id FROM sender s JOIN account a ON a.id = s.account_id WHERE s.address = $1 AND s.removed_at IS NULL
"""


async def connect(sender: Sender, /, *, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Has Twilio deliver here what people write to a number: at the number, or at its Messaging Service."""
    chosen = settings(data_dir)
    if not chosen.public_base_url:
        raise Complaint("Twilio needs an address to call: set PUBLIC_BASE_URL to your public https address.")
    adapters = build.connections(chosen)
    try:
        console = adapters.connector.console(await _credentials(chosen, sender))
        receiver = await console.receiver(sender)
        if receiver is None:
            raise Complaint(f"The Twilio account does not have {sender}: buy it there, or connect its account.")
        print(f"Twilio, {receiver.place}: calls {receiver.calls or 'nothing'}", file=sys.stderr)
        if receiver.calls == receiver.should_call:
            print("That is right already.", file=sys.stderr)
        elif yes or _agrees(f"Let it call {receiver.should_call}? [y/N] "):
            await console.receive_here(sender)
            print(f"It calls {receiver.should_call} now.", file=sys.stderr)
        else:
            raise Complaint("Nothing was changed.")
    except ListingFailed as failed:
        raise Complaint(f"{failed}. Nothing was changed.") from failed
    finally:
        await adapters.close()


def _agrees(question: str) -> bool:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def _credentials(chosen: Settings, sender: str) -> Credentials:
    """The credentials of the account with this sender, or else the server's."""
    async with opened(chosen):
        rows = await connection().execute_query_dict(_CONNECTION, [sender])
        if not rows:
            raise Complaint(f"No account has the sender {sender}: make the account first, with `createAccount`.")
        if (connection_id := rows[0]["connection_id"]) is not None:
            try:
                return await connections.credentials_of(chosen, connection_id)
            except sealing.Unreadable as error:
                raise Complaint(f"The account's token cannot be read: {error}.") from error
    if chosen.twilio_account_sid is None or chosen.twilio_auth_token is None:
        raise Complaint("The simulator takes this account's messages: set TWILIO_ACCOUNT_SID, or use connectTwilio.")
    return Credentials(chosen.twilio_account_sid, chosen.twilio_auth_token.get_secret_value())


async def rotate_secrets(*, data_dir: DataDir = None) -> None:
    """Encrypts every stored token by the first key of NUDGE_SECRET_KEY. Then the former keys protect no token."""
    chosen = settings(data_dir)
    if not chosen.secret_keys:
        raise Complaint("NUDGE_SECRET_KEY is not set, so no token is stored: there is nothing to encrypt.")
    async with opened(chosen):
        rotated = await accounts.rotate_secrets(chosen.secret_keys)
    print(f"{plural(rotated.done, 'token is', 'tokens are')} encrypted by the first key.", file=sys.stderr)
    if rotated.unreadable:
        found = plural(rotated.unreadable, "token is", "tokens are")
        raise Complaint(f"{found} encrypted by none of these keys: put the key back, or connect the accounts again.")
    print("Keep the former keys in the list all the same: the blocks of erased phones need them.", file=sys.stderr)
