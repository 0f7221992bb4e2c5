"""What Altegio answers and how it wobbles (altegio.md §7): read what is meant, refuse what is not, mind whose it is."""

import json
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.ids import ClientId, RecordId
from comeback.ports.crm import CrmError, CrmGoneError, CrmUnavailableError, Lane
from tests.builders import DAY, JANE, LA_VISAGE, connection
from tests.unit.test_crm_api import DETAILS, LIST, LIVE, Altegio, crm, details, item, payment, record

RECORD = "/record/4564/37955315"
CLIENT = f"/client/{LA_VISAGE}/{JANE}"


def read_client(**changes: Any) -> Any:
    answer = {"id": JANE, "name": "Jane", "phone": "13155550175", **changes}
    return crm(Altegio({CLIENT: answer})).client(connection(), JANE, LIVE)


@pytest.mark.parametrize(
    ("written", "birthday"),
    [
        ("1990-04-12", "1990-04-12"), ("1990-04-12 00:00:00", "1990-04-12"), ("639878400", "1990-04-12"),
        (639878400, "1990-04-12"),
        ("0000-00-00", ""), ("", ""), (None, ""), ("soon", ""), ("9" * 30, ""), ([], ""),
    ],
)  # fmt: skip
def test_a_birthday_is_a_date_or_nothing(written: object, birthday: str) -> None:
    assert read_client(birth_date=written).birthday == birthday
    assert read_client(birthday=written, birth_date="").birthday == birthday


@pytest.mark.parametrize("phone", [13155550175, "13155550175", "+13155550175", "+1 315 555-01-75"])
def test_a_phone_comes_as_number_or_text(phone: object) -> None:
    digits = "".join(filter(str.isdigit, read_client(phone=phone).phone))
    assert digits == "13155550175"


def test_answers_about_somebody_or_something_else_are_refused() -> None:
    with pytest.raises(CrmGoneError, match="another client"):
        read_client(id=5)
    with pytest.raises(CrmGoneError, match="another booking"):
        crm(Altegio({RECORD: record(id=1)})).record(connection(), RecordId(37955315), LIVE)
    with pytest.raises(CrmGoneError, match="another location"):
        crm(Altegio({RECORD: record(company_id=24697)})).record(connection(), RecordId(37955315), LIVE)
    with pytest.raises(CrmGoneError, match="another location"):
        Altegio({LIST: [record(), record(id=2, company_id=24697)]}).visits()
    with pytest.raises(CrmGoneError, match="another location"):
        crm(Altegio({LIST: [record(company_id=24697)]})).records_between(connection(), DAY, DAY, 1, Lane.SWEEP)


def test_details_that_went_away_while_we_read_are_no_deletion_and_no_lost_right() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/8263004"):
            return httpx.Response(404, json={"success": False, "data": None, "meta": {"message": "Not found"}})
        return httpx.Response(200, json={"success": True, "data": [record()], "meta": []})

    with pytest.raises(CrmUnavailableError, match="went away"):
        crm(answer).visits_of_day(connection(), JANE, DAY, {}, LIVE)


@pytest.mark.parametrize(("client", "query"), [(None, None), (JANE, str(JANE))])
def test_bookings_of_some_days_are_asked_for_all_or_one_client(client: ClientId | None, query: str | None) -> None:
    altegio = Altegio({LIST: [record()]})
    first = date(2026, 9, 19)
    found, more = crm(altegio).records_between(connection(), first, DAY, 2, Lane.REST, client=client)
    asked = altegio.asked[0].params
    assert ([one.local_date for one in found], more) == ([DAY], False)
    assert (asked["start_date"], asked["end_date"], asked["page"], asked.get("client_id")) == (
        "2026-09-19", "2026-09-21", "2", query,
    )  # fmt: skip


def test_a_list_that_ignores_its_pages_is_read_once_more_and_not_for_ever() -> None:
    altegio = Altegio({LIST: [record(id=number, attendance=0) for number in range(1, 201)]})
    (visit,) = altegio.visits()
    assert (len(visit.bookings), len(altegio.asked)) == (200, 2)


@pytest.mark.parametrize("amount", ["much", "NaN", "-Infinity", 10**16, {"a": 1}, "1e999999999"])
def test_money_that_is_none_is_an_outage_and_never_an_amount(amount: object) -> None:
    bad = Altegio({LIST: [record()], DETAILS: details(payment_transactions=[payment(amount=amount)])})
    with pytest.raises(CrmUnavailableError):
        bad.visits()


@pytest.mark.parametrize(
    ("changes", "kind"), [({}, "service"), ({"goods_transaction_id": 7}, "product"), ({"target_type_id": 0}, None)]
)
def test_a_payment_says_what_it_is_for_as_far_as_altegio_does(changes: dict[str, Any], kind: str | None) -> None:
    altegio = Altegio({LIST: [record()], DETAILS: details(payment_transactions=[payment(**changes)])})
    (visit,) = altegio.visits()
    assert [settled.item_type for settled in visit.settlements] == [kind]


def test_a_line_without_a_booking_belongs_to_the_first_of_its_visit() -> None:
    altegio = Altegio({LIST: [record()], DETAILS: details(items=[item(record_id=0)])})
    (visit,) = altegio.visits()
    assert [line.record_id for line in visit.lines] == [37955315]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-09-21T15:04:31-0400", datetime(2026, 9, 21, 19, 4, 31, tzinfo=UTC)),
        ("2026-09-21T15:04:31-04:00", datetime(2026, 9, 21, 19, 4, 31, tzinfo=UTC)),
        ("2026-09-21 15:04:31", datetime(2026, 9, 21, 19, 4, 31, tzinfo=UTC)), ("", None), ("soon", None), (None, None),
    ],
)  # fmt: skip
def test_a_change_date_comes_with_an_offset_or_without_or_not_at_all(written: object, moment: datetime | None) -> None:
    found = crm(Altegio({RECORD: record(last_change_date=written)})).record(connection(), RecordId(37955315), LIVE)
    assert found.changed_at == moment


_wobbles = st.sampled_from([None, "", [], {}, 0, 1, True, False, "0", "1", "1.5", 45, 45.5, "45", -1, "x", [1], {"id": 1}])
_records = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(record(), _wobbles)), max_size=3)
_details = st.fixed_dictionaries({}, optional=dict.fromkeys(details(), _wobbles))


@given(_records, _details)
def test_no_answer_does_anything_but_facts_or_a_crm_error(records: list[dict[str, Any]], found: dict[str, Any]) -> None:
    altegio = Altegio({LIST: [{**record(), **one} for one in records], DETAILS: {**details(), **found}})
    try:
        visits = crm(altegio_or_gone(altegio)).visits_of_day(connection(), JANE, DAY, {}, LIVE)
    except CrmError:
        return
    assert all(visit.location_id == LA_VISAGE and visit.client_id == JANE for visit in visits)


def altegio_or_gone(altegio: Altegio) -> Any:
    """Paths with ids that wobbled lead nowhere."""

    def answer(request: httpx.Request) -> httpx.Response:
        try:
            return altegio(request)
        except KeyError:
            return httpx.Response(404, content=json.dumps({"success": False}))

    return answer
