"""Events about clients: name and card in step with Altegio, with as few questions as possible."""

from dataclasses import replace

import pytest

from comeback.domain.customer import Former, Profile
from comeback.domain.ids import ClientId
from comeback.domain.program import ProgramStatus
from comeback.domain.settings import CardSettings
from comeback.messages import ClientChanged, ProfileToSend
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import EngineWorld


def tell(world: EngineWorld, client: ClientId, likeness: str = "") -> str:
    message = ClientChanged(TENANT, LA_VISAGE, client, world.clock.now().isoformat(), "webhook", likeness=likeness)
    return world.handle(message)


def profile(world: EngineWorld) -> Profile:
    (found,) = world.store.profiles.values()
    return found


def test_a_new_client_gets_a_card_from_today_on() -> None:
    world = EngineWorld()
    assert tell(world, world.desk.add_client(name="Jane Doe")) == "in_step"
    card = world.card()
    assert card is not None
    assert (card.first_day, profile(world).name) == (None, "Jane Doe")


@pytest.mark.parametrize(
    "change",
    [{"status": ProgramStatus.PAUSED}, {"rows": {}}],
    ids=["paused", "without a row"],
)
def test_a_program_that_does_not_earn_there_makes_no_card(change: dict[str, object]) -> None:
    world = EngineWorld()
    key = (TENANT, PROGRAM)
    world.store.programs[key] = replace(world.store.programs[key], **change)  # type: ignore[arg-type]  # fields by name
    tell(world, world.desk.add_client())
    assert world.card() is None


def test_where_clients_are_not_enrolled_an_event_makes_no_card() -> None:
    world = EngineWorld(CardSettings(enrol_new_crm_clients=False))
    assert tell(world, world.desk.add_client()) == "in_step"
    assert world.card() is None


def test_altegios_values_win_where_the_owner_said_so_but_empty_ones_never() -> None:
    world = EngineWorld()
    jane = world.desk.add_client(name="Jane Doe")
    tell(world, jane)
    key = (LA_VISAGE, jane)
    world.desk.clients[key] = replace(world.desk.clients[key], name="Jane Roe", email="jane@example.com", birthday="1990-04-12")
    tell(world, jane)
    world.desk.clients[key] = replace(world.desk.clients[key], name="", email="", birthday="")
    tell(world, jane)
    now = profile(world)
    assert (now.name, now.email, now.birthday) == ("Jane Roe", "jane@example.com", "1990-04-12")


def test_our_values_are_kept_where_the_owner_said_so() -> None:
    world = EngineWorld(CardSettings(crm_profile_wins=False))
    jane = world.desk.add_client(name="Jane Doe")
    tell(world, jane)
    world.desk.clients[LA_VISAGE, jane] = replace(world.desk.clients[LA_VISAGE, jane], name="Jane Roe")
    tell(world, jane)
    assert profile(world).name == "Jane Doe"


def test_a_client_who_looks_as_we_know_them_is_not_asked_about() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    tell(world, jane)
    world.crm.calls.clear()
    assert tell(world, jane, profile(world).likeness) == "in_step"
    assert world.crm.calls == []
    tell(world, jane, "another0")
    assert world.crm.calls == ["client"]


def test_a_client_who_looks_the_same_still_gets_the_card_of_a_new_program() -> None:
    world = EngineWorld(CardSettings(enrol_new_crm_clients=False))
    jane = world.desk.add_client()
    tell(world, jane)
    world.store.programs[TENANT, PROGRAM] = replace(world.store.programs[TENANT, PROGRAM], rows=EngineWorld().program.rows)
    tell(world, jane, profile(world).likeness)
    assert world.card() is not None


def test_a_client_without_a_usable_phone_holds_no_card() -> None:
    world = EngineWorld()
    assert tell(world, world.desk.add_client("")) == "no_card_holder"
    assert world.store.profiles == {}


def test_two_clients_with_one_phone_are_one_person_with_one_card() -> None:
    world = EngineWorld()
    clients = [world.desk.add_client(), world.desk.add_client()]
    for client in clients:
        tell(world, client)
    assert profile(world).clients == tuple((LA_VISAGE, client) for client in clients)
    assert len(world.store.cards) == 1


def told_to_altegio(world: EngineWorld) -> list[object]:
    return [message for message in world.queue.sent if isinstance(message, ProfileToSend)]


def test_what_lost_is_kept_with_the_person_and_the_trail_says_which_field_it_was() -> None:
    world = EngineWorld()
    jane = world.desk.add_client(name="Jane Doe")
    tell(world, jane)
    world.desk.clients[LA_VISAGE, jane] = replace(world.desk.clients[LA_VISAGE, jane], name="Jane Roe")
    for _ in range(2):
        tell(world, jane)
    assert profile(world).former == (Former("last_name", "Doe", "crm", world.clock.now()),)
    (record,) = world.store.trail[TENANT]
    assert (record.action, record.subject) == ("customer.compared", profile(world).id)
    assert record.details == {"fields": "last_name", "won": "crm", "location_id": LA_VISAGE}
    assert "oe" not in str(record.details)
    assert told_to_altegio(world) == []


@pytest.mark.parametrize("writes", [True, False])
def test_our_value_goes_to_altegio_where_we_may_write(writes: bool) -> None:
    world = EngineWorld(CardSettings(crm_profile_wins=False, write_to_crm=writes))
    jane = world.desk.add_client(name="Jane Doe")
    tell(world, jane)
    assert told_to_altegio(world) == []
    world.desk.clients[LA_VISAGE, jane] = replace(world.desk.clients[LA_VISAGE, jane], name="Jane Roe")
    tell(world, jane)
    assert told_to_altegio(world) == ([ProfileToSend(TENANT, profile(world).id)] if writes else [])


def test_of_two_clients_with_one_phone_the_newest_speaks_for_the_person() -> None:
    world = EngineWorld()
    old, new = world.desk.add_client(name="Jane Doe"), world.desk.add_client(name="Jill Doe")
    tell(world, old)
    tell(world, new)
    tell(world, old)
    assert profile(world).name == "Jill Doe"
