"""Whatever comes to the customers' door, it answers, and gives a card to nobody who wrote no good form."""

from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.card_content import stamps_shown
from tests import builders
from tests.customer_world import JANE, CustomerWorld
from tests.handlers.events import http_event

TEXT = st.text(st.characters(), max_size=30)
GOOD = {**JANE, "email": "jane@example.com", "birthday": "1990-02-28", "consent_marketing": "yes"}
FORMS = st.dictionaries(st.sampled_from([*GOOD, "website"]) | TEXT, TEXT | st.sampled_from(["yes", "+", "9" * 45]), max_size=5)
BODIES = st.none() | TEXT | st.binary(max_size=60)
HEADERS = st.dictionaries(
    st.sampled_from(["user-agent", "origin", "sec-fetch-site", "sec-ch-ua-platform"]) | TEXT, TEXT, max_size=3
)


def answered(world: CustomerWorld, event: dict[str, Any]) -> Any:
    answer = world.door(event, None)
    assert 200 <= answer["statusCode"] < 500, answer
    assert "Traceback" not in str(answer.get("body"))
    return answer


@given(changed=FORMS, headers=HEADERS)
def test_a_form_is_taken_whole_or_refused(changed: dict[str, str], headers: dict[str, str]) -> None:
    world = CustomerWorld()
    body = urlencode({**GOOD, **changed}, errors="replace")
    event = http_event("POST", f"/join/{builders.PROGRAM}", body=body)
    answer = answered(world, {**event, "headers": headers})
    assert (answer["statusCode"] == 303) is bool(world.store.cards)
    assert len(world.store.cards) == len(world.queue.sent) == len(world.store.profiles)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]), first=st.sampled_from(["c", "join"]) | TEXT, last=TEXT,
    body=BODIES, headers=st.none() | HEADERS, encoded=st.booleans(),
)  # fmt: skip
def test_no_request_breaks_the_door(
    method: str, first: str, last: str, body: str | bytes | None, headers: dict[str, str] | None, *, encoded: bool
) -> None:
    world = CustomerWorld()
    event = http_event("GET", "/", body=body)
    event["requestContext"]["http"]["method"] = method
    event["rawPath"] = event["requestContext"]["http"]["path"] = f"/{first}/{last}"
    answered(world, {**event, "headers": headers, "isBase64Encoded": encoded})
    assert world.store.cards == {}


@given(agent=TEXT, balance=st.integers(-50, 500), size=st.integers(1, 30))
def test_every_card_has_its_page(agent: str, balance: int, size: int) -> None:
    world = CustomerWorld()
    card = world.give_card(size=size, balance=balance)
    answer = answered(world, http_event("GET", world.path(card), headers={"user-agent": agent}))
    assert answer["statusCode"] == 200
    assert f"<b>{stamps_shown(card)} of {size}</b>" in answer["body"]
