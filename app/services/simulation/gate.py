"""Nothing is played where a message could reach a real person."""

from app.db import connection
from app.deps import Deps
from app.errors import Code, refuse
from app.providers.sms import SIMULATOR

SERVER = "This server sends by {name}: only the built-in simulator, without TWILIO_ACCOUNT_SID, can be played with."
ACCOUNTS = (
    "An account of this installation is connected to Twilio, so messages reach real people: nothing can be played. "
    "disconnectTwilio ends the connection; use `nudge dev` with a data directory of its own for trials."
)
_STORED = "SELECT FROM connection WHERE secret IS NOT NULL LIMIT 1"


async def require_simulator(deps: Deps) -> None:
    """Refuses with SIMULATOR_ONLY if the server has a provider's credentials, or any account has."""
    if deps.sms.name != SIMULATOR:
        raise refuse(Code.SIMULATOR_ONLY, SERVER.format(name=deps.sms.name))
    if await connection().execute_query_dict(_STORED):
        raise refuse(Code.SIMULATOR_ONLY, ACCOUNTS)
