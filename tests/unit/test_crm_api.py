"""Altegio's answers as facts: through the real transport, answered from fixtures."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.api import AltegioCrm
from comeback.adapters.crm.transport import AltegioTransport
from comeback.domain.ids import LocationId, RecordId, VisitId
from comeback.domain.visit import Source, VisitFacts
from comeback.ports.crm import CrmGoneError, CrmUnavailableError, Lane
from tests.builders import DAY, JANE, LA_VISAGE, connection

NOW = datetime(2026, 9, 21, 19, 4, 40, tzinfo=UTC)
LIVE = Lane.LIVE
Routes = Mapping[str, Any]


class Unlimited:
    def reserve(self, calls: int, lane: Lane, location: LocationId) -> float:
        return 0.0

    def close(self, seconds: float) -> None: ...

    def now(self) -> datetime:
        return NOW


def crm(answer: Callable[[httpx.Request], httpx.Response]) -> AltegioCrm:
    transport = AltegioTransport(
        http=httpx.Client(transport=httpx.MockTransport(answer)),
        api_url="https://altegio.test/api/v1",
        app_url="https://altegio.test",
        partner_token="partner",
        user_token="user",
        budget=Unlimited(),
        sleep=lambda _seconds: None,
    )
    return AltegioCrm(transport, Unlimited())


class Altegio:
    """Answers by path and remembers what was asked."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        data = self.routes[request.url.path.removeprefix("/api/v1")]
        if callable(data):
            data = data(request)
        return httpx.Response(200, json={"success": True, "data": data, "meta": []})

    def visits(self, known: Mapping[VisitId, VisitFacts] | None = None, reread: VisitId | None = None) -> list[VisitFacts]:
        return list(crm(self).visits_of_day(connection(), JANE, DAY, known or {}, LIVE, reread))


def record(**changes: Any) -> dict[str, Any]:
    return {
        "id": 37955315, "company_id": LA_VISAGE, "visit_id": 8263004, "date": "2026-09-21 14:00:00",
        "datetime": "2026-09-21T14:00:00-05:00", "attendance": 1, "deleted": False, "paid_full": 1,
        "services": [{"id": 389045, "title": "Haircut", "cost": 45, "first_cost": 50, "discount": 10, "amount": 1}],
        "goods_transactions": [], "client": {"id": JANE, "name": "Jane", "surname": "Doe", "phone": "+13155550175"},
        "last_change_date": "2026-09-21T15:04:31-0400", "finance_transactions": [{"id": 6023813, "amount": 45}], **changes,
    }  # fmt: skip


def item(**changes: Any) -> dict[str, Any]:
    return {
        "id": 0, "item_id": 389045, "item_type_id": 1, "record_id": 37955315, "item_title": "Haircut", "amount": 1,
        "first_cost": 50, "manual_cost": 45, "discount": 10, "cost": 45, "is_good": False, **changes,
    }  # fmt: skip


def payment(**changes: Any) -> dict[str, Any]:
    return {
        "id": 6023813, "amount": 45, "item_id": 389045, "target_type_id": 1, "record_id": 37955315,
        "goods_transaction_id": 0, "expense": {"id": 5}, "master": [], **changes,
    }  # fmt: skip


def details(**changes: Any) -> dict[str, Any]:
    return {"items": [item()], "payment_transactions": [payment()], "loyalty_transactions": [], **changes}


LIST = f"/records/{LA_VISAGE}"
DETAILS = f"/visit/details/{LA_VISAGE}/37955315/8263004"


def test_a_visit_is_read_with_its_lines_and_payments() -> None:
    altegio = Altegio({LIST: [record()], DETAILS: details()})
    (visit,) = altegio.visits()
    assert (visit.visit_id, visit.location_id, visit.fetched_at, visit.client_id) == (8263004, LA_VISAGE, NOW, JANE)
    assert visit.starts_at == datetime(2026, 9, 21, 18, tzinfo=UTC)
    (line,) = visit.lines
    assert (line.type, line.item_id, line.title, line.quantity, line.sold, line.payable) == (
        "service", 389045, "Haircut", 1, 5000, 4500,
    )  # fmt: skip
    (settled,) = visit.settlements
    assert (settled.source, settled.amount, settled.record_id, settled.item_id) == (Source.MONEY, 4500, 37955315, 389045)


def test_the_list_is_asked_for_the_client_and_day_with_deleted_ones() -> None:
    altegio = Altegio({LIST: []})
    assert altegio.visits() == []
    query = dict(altegio.asked[0].params)
    assert query == {
        "page": "1", "count": "200", "client_id": str(JANE), "start_date": "2026-09-21", "end_date": "2026-09-21",
        "with_deleted": "1", "include_finance_transactions": "1", "include_consumables": "0",
    }  # fmt: skip


def test_the_wall_time_counts_and_not_the_offset_behind_it() -> None:
    wrong_offset = record(date="2026-09-21T14:00:00+05:00", attendance=0)
    (visit,) = Altegio({LIST: [wrong_offset]}).visits()
    assert visit.starts_at == datetime(2026, 9, 21, 18, tzinfo=UTC)


def test_nobody_has_arrived_so_no_details_are_needed() -> None:
    altegio = Altegio({LIST: [record(attendance=2)]})
    (visit,) = altegio.visits()
    assert (len(altegio.asked), visit.settlements) == (1, ())
    assert [(line.sold, line.payable) for line in visit.lines] == [(5000, 4500)]


def test_known_facts_are_kept_while_the_list_shows_no_change() -> None:
    (known,) = Altegio({LIST: [record()], DETAILS: details()}).visits()
    altegio = Altegio({LIST: [record()]})
    assert altegio.visits({known.visit_id: known}) == [known]


@pytest.mark.parametrize(
    "change",
    [{"attendance": 0}, {"deleted": True}, {"paid_full": 0}, {"finance_transactions": []}, {"visit_id": 8263005},
     {"date": "2026-09-21 15:00:00"}, {"services": []}, {"last_change_date": "2026-09-21T15:04:32-0400"},
     {"goods_transactions": [{"id": 1, "cost": 5}]}],
)  # fmt: skip
def test_each_thing_that_may_change_an_earning_changes_the_fingerprint(change: dict[str, Any]) -> None:
    before = crm(Altegio({"/record/4564/37955315": record()})).record(connection(), RecordId(37955315), LIVE)
    after = crm(Altegio({"/record/4564/37955315": record(**change)})).record(connection(), RecordId(37955315), LIVE)
    assert before.booking.fingerprint != after.booking.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"deleted": 0}, {"paid_full": True}, {"attendance": "1"}, {"comment": "late"},
        {"client": {"id": str(JANE), "name": "Janet", "phone": 13155550175}},
        {"services": [{"id": "389045", "title": "Haircut", "cost": "45.00", "first_cost": 50.0, "discount": 10, "amount": 1}]},
    ],
)  # fmt: skip
def test_a_wobble_of_types_or_a_new_name_does_not(change: dict[str, Any]) -> None:
    before = crm(Altegio({"/record/4564/37955315": record()})).record(connection(), RecordId(37955315), LIVE)
    after = crm(Altegio({"/record/4564/37955315": record(**change)})).record(connection(), RecordId(37955315), LIVE)
    assert before.booking.fingerprint == after.booking.fingerprint


def test_a_visit_named_for_rereading_is_read_again() -> None:
    (known,) = Altegio({LIST: [record()], DETAILS: details()}).visits()
    unpaid = Altegio({LIST: [record()], DETAILS: details(payment_transactions=[])})
    (visit,) = unpaid.visits({known.visit_id: known}, reread=known.visit_id)
    assert visit.settlements == ()


def test_bookings_of_other_clients_and_days_in_the_answer_are_left_out() -> None:
    others = [record(id=1, client={"id": 5}), record(id=2, client=None), record(id=3, date="2026-09-22 10:00:00")]
    assert Altegio({LIST: others}).visits() == []


def test_several_bookings_of_one_visit_are_one_visit() -> None:
    altegio = Altegio({LIST: [record(id=37955316), record()], "/visit/details/4564/37955316/8263004": details()})
    (visit,) = altegio.visits()
    assert [booking.record_id for booking in visit.bookings] == [37955315, 37955316]


def test_an_answer_about_another_location_is_refused() -> None:
    with pytest.raises(CrmGoneError):
        Altegio({LIST: [record(company_id=24697)]}).visits()
    with pytest.raises(CrmGoneError):
        crm(Altegio({"/record/4564/1": record(id=1, company_id=7)})).record(connection(), RecordId(1), LIVE)


@pytest.mark.parametrize("answer", [{"id": "x"}, [1], [record(date="soon")], "an error page"])
def test_an_answer_that_cannot_be_read_is_an_outage_and_never_an_empty_day(answer: object) -> None:
    with pytest.raises(CrmUnavailableError):
        Altegio({LIST: answer}).visits()


def test_pages_are_read_to_the_end() -> None:
    def page(request: httpx.Request) -> list[dict[str, Any]]:
        full = request.url.params["page"] == "1"
        return [record(id=number, attendance=0) for number in range(1, 201)] if full else [record(id=900, attendance=0)]

    (visit,) = Altegio({LIST: page}).visits()
    assert len(visit.bookings) == 201


def test_changed_records_and_whether_more_follow() -> None:
    altegio = Altegio({LIST: [record(deleted=1), record(id=2, client=None, last_change_date="2026-09-21 11:00:00")]})
    found, more = crm(altegio).changed_records(connection(), datetime(2026, 9, 21, 10), 1, Lane.SWEEP)  # noqa: DTZ001
    assert altegio.asked[0].params["changed_after"] == "2026-09-21T10:00:00"
    assert [(one.booking.record_id, one.booking.deleted, one.local_date, more) for one in found] == [
        (37955315, True, date(2026, 9, 21), False), (2, False, date(2026, 9, 21), False),
    ]  # fmt: skip
    assert found[0].changed_at == datetime(2026, 9, 21, 19, 4, 31, tzinfo=UTC)
    assert found[1].changed_at == datetime(2026, 9, 21, 15, tzinfo=UTC)


def test_clients_are_found_by_the_digits_of_their_phone() -> None:
    def search(request: httpx.Request) -> list[dict[str, Any]]:
        assert json.loads(request.content)["filters"][0]["state"] == {"value": "13155550175"}
        return [{"id": JANE, "name": "Jane", "phone": 13155550175}, {"id": 2, "name": "J", "phone": "+13155550176"}]

    (found,) = crm(Altegio({f"/company/{LA_VISAGE}/clients/search": search})).find_clients(connection(), "+13155550175", LIVE)
    assert (found.client_id, found.name, found.phone) == (JANE, "Jane", "13155550175")


def test_one_client() -> None:
    answer = {"id": JANE, "name": "Jane", "surname": "Doe", "phone": 13155550175, "birth_date": "1990-04-12", "email": None}
    found = crm(Altegio({f"/client/{LA_VISAGE}/{JANE}": answer})).client(connection(), JANE, LIVE)
    assert (found.name, found.surname, found.email, found.birthday) == ("Jane Doe", "Doe", "", "1990-04-12")


@pytest.mark.parametrize(("number", "gender"), [(0, ""), (1, "male"), ("2", "female"), (None, ""), (7, "")])
def test_a_gender_is_a_number_in_altegio(number: object, gender: str) -> None:
    answer = {"id": JANE, "gender_id": number}
    assert crm(Altegio({f"/client/{LA_VISAGE}/{JANE}": answer})).client(connection(), JANE, LIVE).gender == gender


def test_clients_by_the_date_of_their_change() -> None:
    listed = [{"id": JANE, "name": "Jane", "last_change_date": "2026-09-21T15:04:33-0400"}, {"id": 2}]
    altegio = Altegio({f"/clients/{LA_VISAGE}": listed})
    found, more = crm(altegio).changed_clients(connection(), datetime(2026, 9, 21, 10), 1, Lane.SWEEP)  # noqa: DTZ001
    assert altegio.asked[0].params["changed_after"] == "2026-09-21T10:00:00"
    assert [(one.client.client_id, one.changed_at) for one in found] == [
        (JANE, datetime(2026, 9, 21, 19, 4, 33, tzinfo=UTC)), (2, None),
    ]  # fmt: skip
    assert not more


@pytest.mark.parametrize(("listed", "there"), [([{"id": JANE, "name": "Jane"}], True), ([], False), ([{"id": 2}], False)])
def test_whether_a_list_shows_a_client(listed: list[dict[str, Any]], there: bool) -> None:
    def search(request: httpx.Request) -> list[dict[str, Any]]:
        assert json.loads(request.content)["filters"] == [{"type": "id", "state": {"value": [JANE]}}]
        return listed

    assert crm(Altegio({f"/company/{LA_VISAGE}/clients/search": search})).has_client(connection(), JANE, LIVE) is there
