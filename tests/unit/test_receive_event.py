"""The webhook door (interfaces.md §3, ruling 11)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.connection import ConnectionStatus, HookSecret
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, LocationId, LoyaltyCardId, RecordId, VisitId
from comeback.messages import AccrualMessage, ClientChanged, MirrorDue, VisitChanged
from comeback.ports.hooks import Hook
from comeback.ports.queues import QueueUnavailableError
from comeback.usecases.receive_event import MAX_BODY_BYTES, Received, ReceiveEvent, digest_of
from tests.builders import CUSTOMER, JANE, LA_VISAGE, TENANT

NOW = datetime(2026, 9, 21, 19, 4, 31, tzinfo=UTC)
SECRET = "a-secret-of-the-hook-url"
BOOKING, VISIT = RecordId(37955315), VisitId(8263004)


@dataclass
class Door:
    """A door with one connected location, and what came through it."""

    status: ConnectionStatus = ConnectionStatus.ACTIVE
    secrets: tuple[HookSecret, ...] = (HookSecret(digest_of(SECRET)),)
    refuses: bool = False
    sent: list[AccrualMessage] = field(default_factory=list)

    def hook(self, location: LocationId) -> Hook | None:
        return Hook(TENANT, self.status, self.secrets) if location == LA_VISAGE else None

    def now(self) -> datetime:
        return NOW

    def send(self, message: AccrualMessage, delay_seconds: int = 0) -> None:
        if self.refuses:
            raise QueueUnavailableError
        assert delay_seconds == 0
        self.sent.append(message)

    def send_all(self, messages: Sequence[AccrualMessage]) -> None:
        raise AssertionError("one event, one message")

    def receive(self, body: object, *, location: str = str(LA_VISAGE), secret: str = SECRET) -> Received:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return ReceiveEvent(self, self, self)(location, secret, raw)


def event(resource: object = "record", **changes: Any) -> dict[str, Any]:
    data = {"id": 37955315, "date": "2026-09-21 14:00:00", "visit_id": 8263004, "client": {"id": JANE, "name": "Jane"}}
    return {
        "company_id": LA_VISAGE, "resource": resource, "resource_id": 37955315, "status": "update", "data": data, **changes,
    }  # fmt: skip


def test_a_booking_event_becomes_one_message_of_ids() -> None:
    door = Door()
    assert door.receive(event()) is Received.QUEUED
    assert door.sent == [VisitChanged(TENANT, LA_VISAGE, BOOKING, JANE, VISIT, "2026-09-21", NOW.isoformat(), "webhook")]


def test_a_payment_names_its_booking_and_no_date_because_it_has_its_own() -> None:
    door = Door()
    payment = {"record_id": 37955315, "visit_id": 8263004, "date": "2026-09-25T15:04:00-0400", "client": {"id": JANE}}
    door.receive(event("finances_operation", resource_id=6023813, data=payment))
    assert door.sent == [VisitChanged(TENANT, LA_VISAGE, BOOKING, JANE, VISIT, None, NOW.isoformat(), "webhook")]


def test_a_client_event_becomes_a_message_about_the_client() -> None:
    door = Door()
    door.receive(event("client", resource_id=JANE, data=[]))
    assert door.sent == [ClientChanged(TENANT, LA_VISAGE, JANE, NOW.isoformat(), "webhook")]


@pytest.mark.parametrize("data", [None, [], {}, {"client": None}, {"client": [], "date": "soon", "visit_id": "x"}])
def test_a_booking_event_without_data_is_still_a_hint(data: object) -> None:
    door = Door()
    assert door.receive(event(data=data)) is Received.QUEUED
    assert isinstance(door.sent[0], VisitChanged)
    assert (door.sent[0].client_id, door.sent[0].date) == (None, None)


def test_data_may_be_missing() -> None:
    body = event()
    del body["data"]
    assert Door().receive(body) is Received.QUEUED


@pytest.mark.parametrize(
    ("resource", "received"),
    [
        ("salon", Received.IGNORED), ("goods_operations_move", Received.IGNORED),
        ("record_of_a_new_kind", Received.NEVER_SEEN),
    ],
)  # fmt: skip
def test_expected_and_never_seen_events_are_told_apart(resource: str, received: Received) -> None:
    door = Door()
    assert door.receive(event(resource)) is received
    assert door.sent == []


def test_a_sale_without_a_booking_may_be_a_membership_of_its_client() -> None:
    door = Door()
    assert door.receive(event("goods_operations_sale", data={"record_id": 0, "client": {"id": 7}})) is Received.QUEUED
    assert door.sent == [MirrorDue(TENANT, NOW.isoformat(), "webhook", LA_VISAGE, ClientId(7))]


def test_a_sale_without_a_booking_and_a_client_is_ignored() -> None:
    assert Door().receive(event("goods_operations_sale", data={"record_id": 0})) is Received.IGNORED


def test_a_loyalty_card_is_named_by_its_id_and_never_by_its_phone() -> None:
    door, body = Door(), event("loyalty_card", data={"id": 9210520, "balance": 150, "number": "1", "phone": "+13155550175"})
    body["resource_id"] = 9210520
    assert door.receive(body) is Received.QUEUED
    assert door.sent == [MirrorDue(TENANT, NOW.isoformat(), "webhook", LA_VISAGE, loyalty_card_id=LoyaltyCardId(9210520))]


@pytest.mark.parametrize(
    ("location", "secret"),
    [
        ("4564", "wrong"), ("4565", SECRET), ("x", SECRET), ("", ""), ("4564", ""), ("-1", SECRET), ("4" * 40, SECRET),
        ("٤", SECRET),
    ],
)  # fmt: skip
def test_without_location_and_secret_there_is_no_door(location: str, secret: str) -> None:
    assert Door().receive(b"not looked at", location=location, secret=secret) is Received.NOT_FOUND


def test_an_old_secret_is_valid_until_its_end() -> None:
    new = HookSecret(digest_of("new"))
    current = Door(secrets=(HookSecret(digest_of(SECRET), NOW + timedelta(hours=1)), new))
    ended = Door(secrets=(HookSecret(digest_of(SECRET), NOW), new))
    assert current.receive(event()) is Received.QUEUED
    assert ended.receive(event()) is Received.NOT_FOUND
    assert ended.receive(event(), secret="new") is Received.QUEUED


def test_an_uninstalled_location_has_no_door_and_a_frozen_one_drops() -> None:
    assert Door(status=ConnectionStatus.UNINSTALLED).receive(event()) is Received.NOT_FOUND
    frozen = Door(status=ConnectionStatus.FROZEN)
    assert frozen.receive(event()) is Received.FROZEN
    assert frozen.sent == []


def test_the_size_is_checked_before_the_json() -> None:
    assert Door().receive(b"x" * (MAX_BODY_BYTES + 1)) is Received.TOO_LARGE
    assert Door().receive(b"x" * MAX_BODY_BYTES) is Received.MALFORMED


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff", b"[" * 60_000, {}, event(resource=1), event(status=None), event(company_id="x"),
     event(resource_id=None), event(resource_id=True), event(resource_id=-1), event(resource_id=10**30)],
)  # fmt: skip
def test_what_is_no_envelope_is_malformed(body: object) -> None:
    assert Door().receive(body) is Received.MALFORMED


def test_an_event_of_another_company_is_not_found() -> None:
    assert Door().receive(event(company_id=24697)) is Received.NOT_FOUND
    assert Door().receive(event(company_id=str(LA_VISAGE))) is Received.QUEUED


def test_a_queue_that_refuses_is_not_swallowed() -> None:
    with pytest.raises(QueueUnavailableError):
        Door(refuses=True).receive(event())


def client_event(status: str = "update", **changes: Any) -> dict[str, Any]:
    data = {
        "id": JANE, "name": "Jane", "surname": "Doe", "phone": "+13155550175", "email": "jane@example.com",
        "birth_date": "1990-04-12", "visits": 6, **changes,
    }  # fmt: skip
    return event("client", resource_id=JANE, status=status, data=data)


def likeness(body: object) -> str:
    door = Door()
    door.receive(body)
    (message,) = door.sent
    assert isinstance(message, ClientChanged)
    return message.likeness


def test_a_client_event_tells_whether_the_person_looks_the_same_and_not_how() -> None:
    profile = Profile(
        CUSTOMER, TENANT, "+13155550175", "Jane Doe", NOW, email="jane@example.com", birthday="1990-04-12",
    )  # fmt: skip
    assert likeness(client_event()) == profile.likeness
    assert likeness(client_event(visits=7, phone=13155550175)) == profile.likeness
    changed: list[dict[str, Any]] = [
        {"name": "Ann"}, {"surname": ""}, {"phone": "+13155550176"}, {"email": None}, {"birth_date": "1990-04-13"},
    ]  # fmt: skip
    assert profile.likeness not in {likeness(client_event(**change)) for change in changed}
    assert len(profile.likeness) == 8


def test_a_deleted_client_or_half_a_client_looks_like_nobody() -> None:
    assert likeness(client_event("delete")) == ""
    assert likeness(event("client", resource_id=JANE, data={"name": "Jane"})) == ""
    assert likeness(event("client", resource_id=JANE, data={"name": True, "phone": ["1"]})) != ""


def test_a_name_that_is_no_text_still_comes_in() -> None:
    assert likeness(client_event(name="\ud800")) != ""


def test_the_message_holds_nothing_personal() -> None:
    door = Door()
    client = {"id": JANE, "name": "Jane", "surname": "Doe", "phone": "+13155550175", "email": "jane@example.com"}
    door.receive(event(data={"id": 1, "client": client, "date": "2026-09-21 14:00:00", "comment": "allergic"}))
    text = str(door.sent)
    assert not [word for word in ("Jane", "Doe", "1315555", "example.com", "allergic") if word in text]


@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["company_id", "resource", "resource_id", "status", "data", "client", "id", "date"]), inner
    ),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_body_breaks_the_door(body: bytes) -> None:
    assert Door().receive(body) in set(Received)
