"""Altegio's marketplace and rights, from answers as they come."""

import json
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.marketplace import AltegioMarketplace
from comeback.adapters.crm.transport import AltegioTransport, http_client
from comeback.domain.connection import Location
from comeback.domain.ids import LocationId
from comeback.domain.rights import OF_BOOKINGS
from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError
from comeback.ports.marketplace import Activation, Installation, Staffer
from tests.unit.test_transport import FakeBudget

PLACE = LocationId(4564)
STATUS = "/marketplace/salon/4564/application/2391"
CALLBACK = "/marketplace/partner/callback"
USERS = "/api/v1/company/4564/users"
PERMISSIONS = "/api/v1/company/4564/users/7/permissions"
OLD_USERS = "/api/v1/company_users/4564"
COMPANY = {
    "id": 4564, "title": "La Visage", "public_title": "La Visage NY", "phone": "+13155550100", "phones": ["+13155550100"],
    "timezone": -4, "timezone_name": "America/New_York", "currency_short_title": "USD", "main_group_id": 145071,
    "main_group": {"id": 145071, "title": "Demo chain"},
}  # fmt: skip


class Altegio:
    """Answers by path; keeps the requests."""

    def __init__(self, **answers: Any) -> None:
        self.answers: dict[str, Any] = answers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.get(request.url.path, 404)
        if isinstance(answer, list) and answer and isinstance(answer[0], httpx.Response | int):
            answer = answer.pop(0)
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, int):
            return httpx.Response(answer, json={"success": False, "data": None, "meta": {"message": "no"}})
        return httpx.Response(200, json={"success": True, "data": answer, "meta": []})

    def port(self) -> AltegioMarketplace:
        transport = AltegioTransport(
            http=http_client(transport=httpx.MockTransport(self)), api_url="https://api.example/api/v1",
            app_url="https://app.example", partner_token="p", user_token="u", budget=FakeBudget(), sleep=lambda _: None,
        )  # fmt: skip
        return AltegioMarketplace(transport, 2391)


def status(name: str) -> dict[str, Any]:
    return {"connection_status": {"status": name, "created_at": "2026-06-27 12:20:02"}, "payments": [], "logs": []}


@pytest.mark.parametrize("state", ["pending", "active", "freezed", "uninstalled"])
def test_the_state_of_the_installation_is_read(state: str) -> None:
    assert Altegio(**{STATUS: status(state)}).port().installation(PLACE) is Installation(state)


def test_not_installed_is_absent_and_an_unknown_state_is_no_answer() -> None:
    assert Altegio().port().installation(PLACE) is Installation.ABSENT
    with pytest.raises(CrmUnavailableError):
        Altegio(**{STATUS: status("sleeping")}).port().installation(PLACE)
    with pytest.raises(CrmUnavailableError, match="unexpected answer at connection_status"):
        Altegio(**{STATUS: {"x": 1}}).port().installation(PLACE)


def test_activation_sends_location_application_and_webhook() -> None:
    altegio = Altegio(**{CALLBACK: httpx.Response(201, json={"success": True})})
    assert altegio.port().activate(PLACE, "https://c.example/hook") is Activation.DONE
    body = json.loads(altegio.requests[0].read())
    assert body == {"salon_id": 4564, "application_id": 2391, "webhook_urls": ["https://c.example/hook"]}


@pytest.mark.parametrize("code", [403, 409])
def test_being_active_already_is_told_apart_by_the_state_not_by_the_words(code: int) -> None:
    assert Altegio(**{CALLBACK: code, STATUS: status("active")}).port().activate(PLACE, "x") is Activation.ALREADY
    with pytest.raises(CrmError):
        Altegio(**{CALLBACK: code, STATUS: status("pending")}).port().activate(PLACE, "x")


def test_an_activation_without_answer_is_not_asked_about() -> None:
    altegio = Altegio(**{CALLBACK: 502})
    with pytest.raises(CrmUnavailableError):
        altegio.port().activate(PLACE, "x")
    assert len(altegio.requests) == 1


def test_uninstalling_what_is_gone_is_success() -> None:
    altegio = Altegio()
    altegio.port().uninstall(PLACE)
    assert altegio.requests[0].url.path == f"{STATUS}/uninstall"
    with pytest.raises(CrmUnavailableError):
        Altegio(**{f"{STATUS}/uninstall": 500}).port().uninstall(PLACE)


def test_the_list_of_installations_is_read_page_by_page() -> None:
    path = "/marketplace/application/2391/salons"
    pages = [httpx.Response(200, json=[{"id": n, "title": "x"} for n in range(1, 1001)]), httpx.Response(200, json=[])]
    altegio = Altegio(**{path: pages})
    assert len(altegio.port().installations()) == 1000
    assert [dict(request.url.params) for request in altegio.requests] == [
        {"page": "0", "count": "1000"}, {"page": "1", "count": "1000"}
    ]  # fmt: skip


def test_the_list_may_say_more_than_that_a_location_is_there() -> None:
    rows = [
        {"id": "1"}, {"id": 2, "status": "freezed"}, {"id": 3, "connection_status": {"status": "active"}},
        {"id": 4, "connection_status": "pending", "status": 1}, {"id": 5, "status": "whatever", "connection_status": []},
    ]  # fmt: skip
    found = dict(Altegio(**{"/marketplace/application/2391/salons": rows}).port().installations())
    assert found == {
        1: Installation.LISTED, 2: Installation.FREEZED, 3: Installation.ACTIVE, 4: Installation.PENDING, 5: Installation.LISTED
    }  # fmt: skip


def test_a_location_is_read_with_country_and_zone() -> None:
    place = Altegio(**{"/api/v1/company/4564": COMPANY}).port().location(PLACE)
    assert place == Location(PLACE, "La Visage NY", 145071, "America/New_York", "USD", "US")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"main_group_id": None}, "chain_id", None),
        ({"main_group_id": "0"}, "chain_id", None),
        ({"public_title": None}, "title", "La Visage"),
        ({"public_title": "", "title": ""}, "title", "Location 4564"),
        ({"coordinate_lat": 40.7484, "coordinate_lon": -73.9857}, "position", (40.7484, -73.9857)),
        ({"coordinate_lat": "40.7484", "coordinate_lon": 0}, "position", (40.7484, 0.0)),
        ({"coordinate_lat": 0, "coordinate_lon": "0"}, "position", None),
        ({"coordinate_lat": None, "coordinate_lon": 3}, "position", None),
        ({"coordinate_lat": "north", "coordinate_lon": []}, "position", None),
        ({"coordinate_lat": 91, "coordinate_lon": 1}, "position", None),
        ({"coordinate_lat": "nan", "coordinate_lon": "inf"}, "position", None),
        ({"phone": 77011234567, "phones": None}, "country", "KZ"),
        ({"phone": "79161234567"}, "country", "RU"),
        ({"phone": "", "phones": ["+36 1 234 5678"]}, "country", "HU"),
        ({"phone": "12", "phones": []}, "country", ""),
        ({"phone": "+49 1000000", "phones": []}, "country", "DE"),
        ({"phone": "+1 000 000 0000", "phones": []}, "country", "US"),
        ({"phone": "+800 1234 5678", "phones": []}, "country", ""),
    ],
)
def test_what_wobbles_in_a_location_is_understood(changes: dict[str, Any], field: str, value: object) -> None:
    place = Altegio(**{"/api/v1/company/4564": {**COMPANY, **changes}}).port().location(PLACE)
    assert getattr(place, field) == value


def test_a_location_of_another_number_or_without_zone_is_no_answer() -> None:
    with pytest.raises(CrmGoneError):
        Altegio(**{"/api/v1/company/4564": {**COMPANY, "id": 1}}).port().location(PLACE)
    for zone in ("", "Mars/Base", "../etc/passwd", None, "America"):
        with pytest.raises(CrmUnavailableError):
            Altegio(**{"/api/v1/company/4564": {**COMPANY, "timezone_name": zone}}).port().location(PLACE)


@pytest.mark.parametrize(
    ("rights", "manager"),
    [
        ({"user_role": "owner", "user_permissions": []}, True),
        ({"user_role": "manager", "user_permissions": [{"slug": "edit_users_access", "value": True}]}, True),
        ({"user_role": "manager", "user_permissions": [{"slug": "edit_users_access", "value": "1"}]}, True),
        ({"user_role": "manager", "user_permissions": [{"slug": "edit_users_access", "value": 0}]}, False),
        ({"user_role": "manager", "user_permissions": {"settings": {"edit_users_access": 1}}}, True),
        ({"user_role": "worker", "user_permissions": [{"slug": "clients_access", "value": True}]}, False),
        ({"user_role": None, "user_permissions": []}, False),
    ],
)
def test_a_manager_is_known_by_role_or_right(rights: dict[str, Any], manager: bool) -> None:
    altegio = Altegio(**{USERS: [{"id": "7", "name": "Zoë"}], PERMISSIONS: rights})
    assert altegio.port().staffer(PLACE, 7) == Staffer(7, manager)


def test_somebody_who_is_not_on_the_list_is_nobody() -> None:
    assert Altegio(**{USERS: [{"id": 8}]}).port().staffer(PLACE, 7) is None
    assert Altegio(**{USERS: []}).port().staffer(PLACE, 7) is None


@pytest.mark.parametrize("answer", [403, 404])
def test_rights_that_cannot_be_read_are_looked_for_in_the_old_list(answer: int) -> None:
    old = [{"id": 8, "access": []}, {"id": 7, "access": {"edit_users_access": 1}}]
    altegio = Altegio(**{USERS: [{"id": 7}], PERMISSIONS: answer, OLD_USERS: old})
    assert altegio.port().staffer(PLACE, 7) == Staffer(7, True)
    for unknown in ([], [{"id": 7, "access": []}]):
        altegio = Altegio(**{USERS: [{"id": 7}], PERMISSIONS: answer, OLD_USERS: unknown})
        with pytest.raises(CrmRefusedError):
            altegio.port().staffer(PLACE, 7)


def test_a_list_that_may_not_be_read_is_a_refusal_and_an_outage_is_none() -> None:
    with pytest.raises(CrmRefusedError):
        Altegio(**{USERS: 403}).port().staffer(PLACE, 7)
    with pytest.raises(CrmUnavailableError):
        Altegio(**{USERS: [{"id": 7}], PERMISSIONS: 503}).port().staffer(PLACE, 7)


def test_missing_rights_are_those_that_no_group_grants() -> None:
    groups = {
        "timetable": {"timetable_access": True, "master_id": 0},
        "record_form": {"record_form_access": 1, "deep": {"clients_access": "1"}},
        "clients": {"clients_phones_email_access": True, "record_form_client_access": False}, "empty": [], "none": None,
    }  # fmt: skip
    missing = Altegio(**{"/api/v1/user/permissions/4564": groups}).port().missing_rights(PLACE)
    assert missing == [
        "record_form_client_access", "records_finances_access", "finances_access", "finances_transactions_access"
    ]  # fmt: skip


def test_only_rights_that_are_wanted_are_missed() -> None:
    port = Altegio(**{"/api/v1/user/permissions/4564": {"loyalty": {"loyalty_access": True}}}).port()
    assert port.missing_rights(PLACE, ["loyalty_access", "send_sms"]) == ["send_sms"]


@pytest.mark.parametrize("status", [403, 404])
def test_all_rights_are_missing_when_altegio_refuses_to_say(status: int) -> None:
    port = Altegio(**{"/api/v1/user/permissions/4564": status}).port()
    assert tuple(port.missing_rights(PLACE)) == OF_BOOKINGS
    assert tuple(Altegio(**{"/api/v1/user/permissions/4564": []}).port().missing_rights(PLACE)) == OF_BOOKINGS


def test_an_unexpected_answer_is_told_without_its_content() -> None:
    with pytest.raises(CrmUnavailableError) as caught:
        Altegio(**{USERS: [{"id": "+13155550175 Jane"}]}).port().staffer(PLACE, 7)
    assert str(caught.value) == "unexpected answer at 0.id"
