"""One text for an AI step: asked of the model, judged by the rules, and put to the second reader."""

import asyncio
import logging
from dataclasses import replace

from app.deps import Deps
from app.domain import drafting
from app.domain.drafting import Fault, Verdict, scrubbing
from app.observability.metrics import DRAFTS
from app.providers.writer import Brief, Refused, WriterUnavailable, Written
from app.services.ai import usage
from app.services.ai.briefs import Subject
from app.services.ai.generation import Tally

log = logging.getLogger("nudge.drafts")

TRIES = 2
SECRET = Fault("secret", "It contains a card or social security number. Leave it out.")
SECOND_READER = Fault(
    "second_reader",
    "A second reader found something in it that is not in the facts, or was not sure. Write less: only what the facts"
    " say, a question, or an offer to help.",
)


async def best(deps: Deps, subject: Subject, tally: Tally) -> tuple[Written, Verdict]:
    """The first text that passes, or the last text that did not; the second try is told what was wrong.

    Raises `WriterUnavailable` if the model gave no text or no judgment.
    """
    brief = subject.brief
    for number in range(1, TRIES + 1):
        written = await _ask(deps, subject, brief, tally)
        verdict = await _judged(deps, subject, written.body, tally)
        if not verdict.faults:
            break
        await usage.count_rejected(subject.account, subject.brief.now, written.model)
        rules = ", ".join(fault.rule for fault in verdict.faults)
        log.info("try %d of lead %s did not pass: %s", number, subject.lead.id, rules)
        DRAFTS.labels("rejected").inc()
        brief = replace(brief, refused=Refused(verdict.text, tuple(fault.sentence for fault in verdict.faults)))
    return written, verdict


async def _ask(deps: Deps, subject: Subject, brief: Brief, tally: Tally) -> Written:
    """Asks the writer once, and counts it whatever comes of it."""
    try:
        written = await deps.writer.write(brief)
    except WriterUnavailable as failed:
        await _count_failed(subject, tally, failed, tries=1)
        raise
    tally.add(written.model, written.used, written.latency_ms, written.prompt_version)
    await usage.count(subject.account, subject.brief.now, written.model, written.used)
    return written


async def _judged(deps: Deps, subject: Subject, body: str, tally: Tally) -> Verdict:
    """The verdict of the rules, and of the second reader on a text that the rules pass.

    The rules take a few milliseconds, and the first text in a language waits for its dictionary: other work goes on.
    """
    verdict = await asyncio.to_thread(judge, body, subject)
    if verdict.faults or not deps.writer.has_second_reader:
        return verdict
    try:
        reviewed = await deps.writer.review(verdict.text, subject.brief)
    except WriterUnavailable as failed:
        await _count_failed(subject, tally, failed, tries=0)
        raise
    tally.add_review(reviewed.model, reviewed.used, reviewed.latency_ms)
    await usage.count(subject.account, subject.brief.now, reviewed.model, reviewed.used, tries=0)
    return verdict if reviewed.passed else Verdict(verdict.text, (SECOND_READER,))


async def _count_failed(subject: Subject, tally: Tally, failed: WriterUnavailable, *, tries: int) -> None:
    """Counts a call that gave nothing. One that the server's own settings keep from being made is none."""
    if failed.blocked:
        return
    if tries:
        tally.add(failed.model, failed.used, failed.latency_ms)
    else:
        tally.add_review(failed.model, failed.used, failed.latency_ms)
    await usage.count(subject.account, subject.brief.now, failed.model, failed.used, tries=tries, failed=bool(tries))


def judge(body: str, subject: Subject) -> Verdict:
    """Whether a text may leave, by every rule."""
    scrubbed = scrubbing.scrub(body)
    verdict = drafting.check(scrubbed, subject.context())
    return verdict if scrubbed == body else Verdict(verdict.text, (SECRET, *verdict.faults))
