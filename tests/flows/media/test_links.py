"""Files under their links: for whom, for how long, and as what a browser takes them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from app.domain import ids
from app.graphql.transport.routes import graphql_routes
from app.models import Account, Medium, Message
from app.rest.media import routes
from app.services import accounts
from app.services.media import work_on_media
from app.services.people import erase_lead
from tests.asgi import Application
from tests.world import LEAD, World

PICTURE, PAGE = b"\xff\xd8\xff" + bytes(range(256)) * 600, b"<svg onload='alert(1)'/>"
LIST = """query ($a: ID!, $p: PhoneNumber!) {
    messages(accountId: $a, phone: $p) { items { media { url contentType bytes status problem } } } }"""


@dataclass
class Browser:
    """A page that has a link and no key, and the API beside it."""

    world: World
    http: httpx2.AsyncClient
    key: str

    async def listed(self, key: str | None = None) -> list[dict[str, Any]]:
        """The files of the conversation as the API tells them to the account's partner, or to the holder of a key."""
        variables = {"a": ids.encode(ids.ACCOUNT, self.world.account.id), "p": LEAD}
        headers = {"X-Partner-Key": key or self.key}
        answer = await self.http.post("/graphql", json={"query": LIST, "variables": variables}, headers=headers)
        return [one for message in answer.json()["data"]["messages"]["items"] for one in message["media"]]

    async def get(self, url: str, **headers: str) -> httpx2.Response:
        parts = urlsplit(url)
        return await self.http.get(f"{parts.path}?{parts.query}", headers=headers)


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    app = Application([*graphql_routes(), *routes()], deps=world.deps)
    partner, key = await accounts.create_partner("The account's")
    await Account.filter(id=world.account.id).update(partner_id=partner.id)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        yield Browser(world, http, key)


async def a_file(browser: Browser, content: bytes) -> dict[str, Any]:
    await browser.world.picture(browser.world.twilio.keep(content))
    await work_on_media(browser.world.deps)
    return (await browser.listed())[0]


async def test_a_picture_is_shown_to_whoever_has_the_link(browser: Browser) -> None:
    told = await a_file(browser, PICTURE)
    assert (told["contentType"], told["bytes"], told["status"]) == ("image/jpeg", len(PICTURE), "STORED")
    answer = await browser.get(told["url"])
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith('inline; filename="med_')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_what_could_run_is_downloaded_as_bytes(browser: Browser) -> None:
    answer = await browser.get((await a_file(browser, PAGE))["url"])
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


async def test_a_link_ends_after_an_hour_and_cannot_be_made_up(browser: Browser) -> None:
    url = (await a_file(browser, PICTURE))["url"]
    forged = url[:-1] + ("A" if url[-1] != "A" else "B")
    for bad in (forged, url.replace("signature", "sig"), url.replace("until=", "until=9"), url.partition("?")[0]):
        assert (await browser.get(bad)).status_code == 404
    browser.world.clock.advance(minutes=61)
    assert (await browser.get(url)).status_code == 404
    assert (await browser.get((await browser.listed())[0]["url"])).status_code == 200


async def test_players_ask_for_parts(browser: Browser) -> None:
    url = (await a_file(browser, PICTURE))["url"]
    part = await browser.get(url, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, PICTURE[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(PICTURE)}"
    rest = await browser.get(url, Range="bytes=150000-")
    assert rest.content == PICTURE[150000:]
    for whole in ("bytes=999999-", "bytes=5-2", "bytes=-5", "lines=1-2", "bytes=0-1,4-5"):
        assert len((await browser.get(url, Range=whole)).content) == len(PICTURE)
    head = await browser.http.head(url.removeprefix("https://nudge.example"))
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(PICTURE)), b"")


async def test_a_link_says_that_a_file_is_being_fetched_or_could_not_be(browser: Browser) -> None:
    await browser.world.picture(browser.world.twilio.keep(PICTURE, "status:503"), "https://elsewhere.example/x")
    told = await browser.listed()
    assert [one["status"] for one in told] == ["PENDING", "PENDING"]
    assert (await browser.get(told[0]["url"])).status_code == 503
    await work_on_media(browser.world.deps)
    told = await browser.listed()
    assert [one["status"] for one in told] == ["PENDING", "FAILED"]
    answers = [await browser.get(one["url"]) for one in told]
    assert [answer.status_code for answer in answers] == [503, 410]
    assert answers[0].headers["retry-after"]
    assert answers[1].text == "The address of the file is not Twilio's.\n"
    assert told[1]["bytes"] is None


async def test_another_partner_gets_no_link_and_who_is_erased_has_no_file(browser: Browser) -> None:
    url = (await a_file(browser, PICTURE))["url"]
    _, other = await accounts.create_partner("Another")
    assert await browser.listed(other) == []
    message, account = await Message.get(), await Account.get(id=browser.world.account.id)
    await erase_lead(browser.world.deps, account.partner_id, message.lead_id)
    assert (await browser.get(url)).status_code == 404
    assert await Medium.filter(message_id__not_isnull=True).count() == 0


async def test_a_file_that_is_lost_is_gone(browser: Browser) -> None:
    url = (await a_file(browser, PICTURE))["url"]
    digest = (await Medium.get()).digest or ""
    await browser.world.deps.files.delete(f"{digest[:2]}/{digest[2:]}")
    assert (await browser.get(url)).status_code == 410
