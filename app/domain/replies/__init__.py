"""Reads an inbound text: `read` answers a verdict, and the verdict names the rule that it rests on."""

from app.domain.replies.reading import read
from app.domain.replies.verdicts import Help, MachineAnswer, OptIn, OptOut, Reaction, Reply, Unclear, Verdict

__all__ = ["Help", "MachineAnswer", "OptIn", "OptOut", "Reaction", "Reply", "Unclear", "Verdict", "read"]
