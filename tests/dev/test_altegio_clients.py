"""The list of clients of the stand-in for Altegio."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.dev.altegio_world import Connected, connected


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def test_clients_are_added_changed_found_and_deleted(world: Connected) -> None:
    ann = world.desk.add_client("Ann", surname="Lee", phone="+1 (315) 555-0199")
    assert world.get(f"/client/4564/{ann.client_id}")["phone"] == 13155550199
    world.desk.change_client(ann.client_id, name="Anna", phone="+1 315 555 0198")
    body = {"fields": ["phone"], "filters": [{"type": "quick_search", "state": {"value": "13155550198"}}]}
    found = world.rest.post("/api/v1/company/4564/clients/search", json=body).json()
    assert found["data"] == [{"id": ann.client_id, "name": "Anna", "phone": 13155550198}]
    world.desk.delete_client("Anna Lee")
    assert world.rest.get(f"/api/v1/client/4564/{ann.client_id}").status_code == 404
    assert world.rest.post("/api/v1/company/4564/clients/search", json=body).json()["data"] == []
    # Altegio's events come in no order.
    assert sorted(world.events()) == [("client", "create"), ("client", "delete"), ("client", "update")]


def test_a_full_list_of_clients_is_there_at_once_and_nobody_is_told(world: Connected) -> None:
    assert world.desk.add_many_clients(3, first_phone="+1 315 555 0300", location=24697) == 3
    world.desk.add_many_clients(1, first_phone="13155550400")
    listed = [client.phone for client in world.desk.clients(24697)][-3:]
    assert listed == ["13155550300", "13155550301", "13155550302"]
    assert world.desk.clients()[-1].phone == "13155550400"
    assert world.events() == []


def test_the_search_has_pages_and_knows_its_filters(world: Connected) -> None:
    def search(**body: Any) -> Any:
        return world.rest.post("/api/v1/company/4564/clients/search", json=body)

    assert len(search(page_size=3).json()["data"]) == 3
    assert search(page=2, page_size=3).json()["meta"] == {"total_count": 4}
    assert search(page_size=201).status_code == 422
    assert search(filters=[{"type": "odd", "state": {}}]).status_code == 400
    by_id = search(filters=[{"type": "id", "state": {"value": [18936825]}}]).json()["data"]
    assert by_id == [{"id": 18936825, "name": "Jane"}]


def test_a_visit_counts_for_the_client(world: Connected) -> None:
    world.desk.book("Jane Doe", "Haircut")
    world.desk.arrive()
    world.desk.pay()
    shown = world.get("/client/4564/18936825")
    assert (shown["visits"], shown["spent"]) == (1, 50)
