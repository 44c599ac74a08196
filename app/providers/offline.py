"""The built-in stand-in for the model: used when there is no API key, and only then.

It shows the whole way of an AI step without a model. Its texts say nothing that the account or the lead's
facts do not say, and `generation` marks each one as a fallback.
"""

from app.providers.writer import Brief, Written

MODEL = "offline"


class OfflineWriter:
    """The offline adapter of the `Writer` port: plain, polite, and the same words for the same brief."""

    name = "offline"

    async def write(self, brief: Brief) -> Written:
        return Written(body=_text(brief), model=MODEL, input_tokens=0, output_tokens=0, fallback=True)

    async def close(self) -> None:
        return None


def _text(brief: Brief) -> str:
    name = brief.lead.get("first name") or brief.lead.get("name", "").split(" ")[0]
    greeting = f"Hi {name}, " if name else "Hi, "
    if any(turn.from_lead for turn in brief.conversation):
        return f"{greeting}thank you for your message. {brief.company} is here to help: what would you like to do next?"
    return f"{greeting}{brief.company} here again. Is anything holding you up? Reply here and we will gladly help."
