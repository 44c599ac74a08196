"""What is REST's own: keys, statuses, broken requests, and bugs that stay masked. Always the same shape of error."""

import json
import logging
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.deps import Deps
from app.domain import ids
from app.models import Enrollment
from app.providers.redis.limiter import RedisLimiter
from app.rest import errors
from app.rest.bodies import ChangesBody, EnrollBody, ListQuery, NewSequenceBody
from app.rest.routes import routes
from tests.asgi import Application
from tests.clock import FixedClock
from tests.factories import Holder, make_deps
from tests.rest.door import Json, RestDoor, address, failed, shape
from tests.rest.test_both_doors import PHONE, RECOVERY, STEPS


@pytest.mark.parametrize("key", ["", "pk_live_" + "x" * 32, "x", "ÿ"])
async def test_without_a_good_key_nothing_is_told(deps: Deps, account: str, key: str) -> None:
    async with RestDoor(deps, "") as door:
        for method, where in (("GET", address(account)), ("POST", address(account, "seq_x", "enroll"))):
            response = await door.http.request(method, where, headers={b"X-Partner-Key": key.encode("latin-1")})
            assert failed(response) == ("unauthorized", 401)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_bearer_token_is_a_key_as_well(deps: Deps, account: str, partner: Holder) -> None:
    async with RestDoor(deps, "") as door:
        response = await door.http.get(address(account), headers={"Authorization": f"Bearer {partner.key}"})
        assert response.json() == {"sequences": [], "total": 0, "limit": 50, "offset": 0}


@pytest.mark.parametrize(
    ("method", "more", "allowed"),
    [
        ("PUT", (), "GET, POST"),
        ("DELETE", (), "GET, POST"),
        ("GET", ("seq_x",), "DELETE, PATCH"),
        ("GET", ("seq_x", "enroll"), "POST"),
    ],
)
async def test_another_method_is_told_which_there_are(
    rest: RestDoor, account: str, method: str, more: tuple[str, ...], allowed: str
) -> None:
    response = await rest.http.request(method, address(account, *more))
    assert failed(response) == ("method_not_allowed", 405)
    assert response.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/v1/", "/v1/accounts/", "/v1/accounts/x/sequences/", "/v1/nothing/%00%ff"])
async def test_nowhere_is_not_found(rest: RestDoor, path: str) -> None:
    assert failed(await rest.http.get(path)) == ("not_found", 404)


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"{}", "text/plain", ("unsupported_media_type", 415)),
        (b"name=A", "application/x-www-form-urlencoded", ("unsupported_media_type", 415)),
        (b"", "application/json", ("bad_request", 400)),
        (b"{", "application/json", ("bad_request", 400)),
        (b'{"name": "\xff"}', "application/json", ("bad_request", 400)),
        (b'{"name": NaN}', "application/json", ("bad_request", 400)),
        (b'{"name": "' + b"x" * 1_000_001 + b'"}', "application/json", ("payload_too_large", 413)),
        (b"[" * 5000 + b"]" * 5000, "application/json", ("bad_request", 400)),
        (b"[]", "application/json", ("validation_error", 422)),
        (b"null", "application/json", ("validation_error", 422)),
        (b'"{}"', "application/json", ("validation_error", 422)),
    ],
)
async def test_a_broken_body_is_told_apart(
    rest: RestDoor, account: str, content: bytes, kind: str, expected: tuple[str, int]
) -> None:
    for where in (address(account), address(account, "seq_x", "enroll")):
        response = await rest.http.post(where, content=content, headers={"Content-Type": kind})
        assert failed(response) == expected


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"nmae": "A"}, "nmae: There is no field with this name."),
        ({"name": 7}, "name: Write a text, in quotation marks."),
        ({"name": None}, "name"),
        ({"is_active": "false"}, "is_active: Write true or false, without quotation marks."),
        ({"is_active": None}, "is_active"),
        ({"steps": None}, "steps"),
        ({"steps": {}}, "steps: Write a list."),
        ({"steps": ["fixed"]}, "steps.0: Write a JSON object."),
        ({"steps": [STEPS[0] | {"type": "FIXED"}]}, "steps.0.type: Write 'fixed' or 'ai'."),
        ({"steps": [STEPS[0] | {"delay_hours": "24"}]}, "steps.0.delay_hours: Write a whole number, without quotation"),
        ({"steps": [STEPS[0] | {"delay_hours": 1.5}]}, "steps.0.delay_hours: Write a whole number"),
        ({"steps": [STEPS[0] | {"delay_hours": 10**30}]}, "steps.0.delay_hours"),
        ({"steps": [STEPS[0] | {"delay_hours": 9000}]}, "steps.0.delay_hours: A delay is"),
        ({"steps": [STEPS[0] | {"skip_if_repleid": False}]}, "steps.0.skip_if_repleid: There is no field"),
        ({"steps": [STEPS[0] | {"order": 1}, STEPS[1]]}, "steps: Steps are in the order of the list, but step 0 says"),
    ],
)
async def test_a_slip_of_the_pen_is_named(rest: RestDoor, account: str, said: Json, told: str) -> None:
    made = await rest.create(account, RECOVERY)
    calls = [rest.http.post(address(account), json=RECOVERY | said)]
    calls += [rest.http.patch(address(account, made["id"]), json=said)]
    for response in [await call for call in calls]:
        assert failed(response) == ("validation_error", 422)
        assert told in response.json()["error"]["message"]
    assert (await rest.listed(account))["sequences"] == [made]


async def test_what_was_read_can_be_sent_back(rest: RestDoor, account: str) -> None:
    made = await rest.create(account, RECOVERY)
    await rest.enroll(account, made["id"], PHONE)
    assert await rest.change(account, made["id"], made | {"name": "Renamed"}) == made | {
        "name": "Renamed",
        "enrolled_count": 1,
    }


@pytest.mark.parametrize("query", ["limit=x", "limit=1e3", "offset=99999999999", "is_active=perhaps", "limit="])
async def test_a_list_that_makes_no_sense_is_refused(rest: RestDoor, account: str, query: str) -> None:
    response = await rest.http.get(f"{address(account)}?{query}")
    assert failed(response) == ("validation_error", 422)
    assert response.json()["error"]["message"].startswith(query.partition("=")[0])


@pytest.mark.parametrize("said", [{}, {"phone": None}, {"phone": 4155551234}, {"phone": PHONE, "name": "Ann"}])
async def test_enrolling_takes_a_phone_and_nothing_else(rest: RestDoor, account: str, said: dict[str, Any]) -> None:
    made = await rest.create(account, RECOVERY)
    response = await rest.http.post(address(account, made["id"], "enroll"), json=said)
    assert failed(response) == ("validation_error", 422)


async def test_enrolling_takes_values_for_the_texts(rest: RestDoor, account: str) -> None:
    made = await rest.create(account, RECOVERY)
    where = address(account, made["id"], "enroll")
    for wrong in ([1], {"rate": [1]}, {"rate": None}, {"a b": 1}):
        response = await rest.http.post(where, json={"phone": PHONE, "variables": wrong})
        assert failed(response) == ("validation_error", 422)
        assert response.json()["error"]["message"].startswith("variables")
    assert await Enrollment.all().count() == 0
    response = await rest.http.post(where, json={"phone": PHONE, "variables": {"rate": 6.25, "vip": True}})
    assert response.json()["action"] == "enrolled"
    assert (await Enrollment.get()).variables == {"rate": 6.25, "vip": True}


async def test_statuses_say_what_happened(rest: RestDoor, account: str) -> None:
    made = await rest.http.post(address(account), json=RECOVERY)
    sequence = made.json()["id"]
    assert made.status_code == 201
    bad = await rest.http.post(address(account, sequence, "enroll"), json={"phone": "123"})
    assert failed(bad) == ("invalid_phone", 400)
    assert bad.json()["error"]["message"].startswith("phone: ")
    unknown = await rest.http.delete(address(account, ids.encode(ids.SEQUENCE, ids.new_id())))
    assert failed(unknown) == ("not_found", 404)
    null = await rest.http.patch(address(account, sequence), json={"is_active": None})
    assert null.json()["error"]["message"] == "is_active: is_active cannot be null. Leave it out to keep it as it is."


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
texts = st.text() | st.sampled_from(["fixed", "ai", "Hi {{first_name}}", "{{", PHONE, "\x00"])
steps = st.fixed_dictionaries({}, optional=dict.fromkeys(STEPS[0] | STEPS[1], texts | odd))
bodies = odd | st.fixed_dictionaries(
    {}, optional=dict.fromkeys(RECOVERY, texts | odd) | {"steps": st.lists(steps, max_size=3) | odd, "phone": texts}
)


@given(said=bodies, query=st.dictionaries(st.sampled_from(["limit", "offset", "is_active"]), st.text(max_size=25)))
@example(said={"name": "\ud800"}, query={"limit": "9" * 5000})
def test_every_fault_of_a_value_has_a_sentence_of_ours(said: object, query: dict[str, str]) -> None:
    """Pydantic's own words are about Python: `Input should be a valid string`, `Extra inputs are not permitted`."""
    for model, given_ in ((NewSequenceBody, said), (ChangesBody, said), (EnrollBody, said), (ListQuery, query)):
        try:
            model.model_validate(given_)
        except ValidationError as found:
            for fault in found.errors():
                event(fault["type"])
                assert fault["type"] in errors._SENTENCES
            answer = errors.invalid(found)
            assert shape(answer.headers, bytes(answer.body)) == ("validation_error", 422)


@given(said=bodies, place=st.text(max_size=40))
@example(said={}, place="/\n")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_sent_is_answered_in_one_shape(
    rest: RestDoor, account: str, said: object, place: str
) -> None:
    sequence = (await rest.create(account, RECOVERY))["id"]
    content = json.dumps(said).encode()
    for method, where in (
        ("POST", address(account)),
        ("PATCH", address(account, sequence)),
        ("POST", address(account, sequence, "enroll")),
        ("POST", address(quote(place, safe=""))),
        ("DELETE", address(account, quote(place, safe=""))),
    ):
        response = await rest.http.request(method, where, content=content, headers={"Content-Type": "application/json"})
        assert response.status_code < 500
        if response.status_code > 201:
            failed(response)


async def test_head_is_get_without_a_body(rest: RestDoor, account: str) -> None:
    assert (await rest.http.head(address(account))).status_code == 200


async def test_a_bug_is_masked_and_logged_without_secrets(
    account: str, partner: Holder, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Mock()
    clock.real.return_value = FixedClock().now()
    clock.now.side_effect = RuntimeError(f"boom {PHONE} {partner.key}")
    async with RestDoor(make_deps(clock), partner.key) as door:
        with caplog.at_level(logging.ERROR, "nudge.rest"):
            response = await door.http.post(address(account), json=RECOVERY)
    assert failed(response) == ("internal", 500)
    assert response.headers["X-Request-Id"] in response.json()["error"]["message"]
    assert "boom" not in response.text
    [record] = caplog.records
    assert "RuntimeError: boom" in record.getMessage()
    assert PHONE not in record.getMessage()
    assert partner.key not in record.getMessage()


async def test_too_many_calls_are_told_when_to_come_again(
    redis_url: str, flush_redis: None, partner: Holder, account: str
) -> None:
    limiter = RedisLimiter(redis_url, 10.0)
    async with RestDoor(make_deps(limiter=limiter, nudge_calls_per_minute=2), partner.key) as rest:
        answers = [await rest.http.get(f"{address(account)}?limit={limit}") for limit in (1, 0, 1)]
    await limiter.close()
    assert [answer.status_code for answer in answers] == [200, 422, 429]
    assert answers[0].headers["RateLimit"].startswith('"calls";r=1;t=')
    assert answers[1].headers["RateLimit"].startswith('"calls";r=0;t='), "a refused call counts, and is told so"
    assert answers[2].json()["error"]["code"] == "rate_limited"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 30


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
async def test_a_page_of_an_allowed_origin_may_call(deps: Deps, account: str, partner: Holder, method: str) -> None:
    page = "https://crm.example"
    app = Application(routes([page]), deps=deps)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        asked = {
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "x-partner-key, idempotency-key, traceparent, apollographql-client-name",
        }
        for where in (address(account), address(account, "seq_x", "enroll"), "/v1/openapi.json", "/v1/nowhere"):
            preflight = await http.options(where, headers={"Origin": page, **asked})
            assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (200, page)
            other = await http.options(where, headers={"Origin": "https://evil.example", **asked})
            assert "Access-Control-Allow-Origin" not in other.headers
        answer = await http.get(address(account), headers={"Origin": page, "X-Partner-Key": partner.key})
    assert answer.headers["Access-Control-Allow-Origin"] == page
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


async def test_without_origins_no_page_may_call(rest: RestDoor, account: str) -> None:
    answer = await rest.http.get(address(account), headers={"Origin": "https://crm.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE", "BREW"])
async def test_every_method_is_answered_in_one_shape(rest: RestDoor, account: str, method: str) -> None:
    for where in (address(account), address(account, "seq_x"), "/v1/openapi.json"):
        assert failed(await rest.http.request(method, where)) == ("method_not_allowed", 405)
