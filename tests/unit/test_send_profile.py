"""Where our profile counts, Altegio gets it (loyalty-domain.md §5.2, `crm_profile_wins` no)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.ids import CustomerId, LocationId
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import ProfileToSend
from comeback.ports.crm import CrmClient
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import JANE_PHONE, SECOND
from tests.writes_world import WritesWorld

OURS = CardSettings(write_to_crm=True, crm_profile_wins=False)


class ProfileWorld(WritesWorld):
    """Stamps; Jane has a card, and we know her e-mail."""

    def __init__(self, settings: CardSettings = OURS) -> None:
        super().__init__(settings, ProgramType.STAMP)
        self.meet()
        self.set(name="Jane Smith", email="jane@example.com", birthday="1990-04-12", gender="female")

    def set(self, **changes: Any) -> None:
        who = self.profile()
        self.store.profiles[TENANT, who.id] = replace(who, **changes)

    def send(self) -> str:
        outcome = self.tell(ProfileToSend(TENANT, self.profile().id))
        self.settle()
        return outcome

    def known(self, location: LocationId = LA_VISAGE) -> CrmClient:
        return self.desk.clients[location, self.profile().target_at(location)]  # type: ignore[index]  # she has one


def test_name_email_birthday_and_gender_are_sent_and_the_phone_stays() -> None:
    world = ProfileWorld()
    assert world.send() == "sent"
    known = world.known()
    assert (known.name, known.email, known.birthday, known.gender, known.phone) == (
        "Jane Smith", "jane@example.com", "1990-04-12", "female", JANE_PHONE,
    )  # fmt: skip


def test_what_altegio_has_already_is_not_sent() -> None:
    world = ProfileWorld()
    world.send()
    assert world.send() == "in_step"
    assert world.writes.calls.count("change_client") == 1


def test_what_was_changed_back_in_altegio_is_sent_again() -> None:
    world = ProfileWorld()
    world.send()
    world.desk.clients[LA_VISAGE, world.jane] = replace(world.known(), email="old@example.com")
    assert world.send() == "sent"
    assert world.known().email == "jane@example.com"


def test_an_empty_value_never_overwrites() -> None:
    world = ProfileWorld()
    world.desk.clients[LA_VISAGE, world.jane] = replace(world.known(), email="kept@example.com")
    world.set(email="")
    world.send()
    assert (world.known().name, world.known().email) == ("Jane Smith", "kept@example.com")


@pytest.mark.parametrize(
    "settings", [CardSettings(crm_profile_wins=False), CardSettings(write_to_crm=True, crm_profile_wins=True)]
)
def test_without_the_owners_leave_or_where_altegio_wins_nothing_is_sent(settings: CardSettings) -> None:
    world = ProfileWorld(settings)
    assert world.send() == "nowhere"
    assert world.writes.calls == []


def test_each_location_that_knows_the_person_is_told_by_its_own_settings() -> None:
    world = ProfileWorld()
    there = world.desk.add_client(JANE_PHONE, "J.", location=SECOND)
    world.customers.link_client(TENANT, SECOND, there, world.profile().id)
    world.change_settings(LA_VISAGE, crm_profile_wins=True)
    assert world.send() == "sent"
    assert (world.known(SECOND).name, world.known().name) == ("Jane Smith", "Jane Doe")


def test_a_client_whose_phone_altegio_hides_is_left_alone() -> None:
    world = ProfileWorld()
    world.desk.clients[LA_VISAGE, world.jane] = replace(world.known(), phone="+1315*****75")
    assert world.send() == "right_missing"
    assert world.known().name == "Jane Doe"


def test_an_answer_that_got_lost_is_found_out_by_reading() -> None:
    world = ProfileWorld()
    world.writes.lost.append("change_client")
    world.send()
    assert (world.known().name, world.writes.calls.count("change_client")) == ("Jane Smith", 1)


def test_somebody_unknown_is_sent_nowhere() -> None:
    world = ProfileWorld()
    assert world.tell(ProfileToSend(TENANT, CustomerId("cu_" + "9" * 26))) == "nowhere"


def test_a_location_that_is_gone_is_sent_nothing() -> None:
    world = ProfileWorld()
    del world.store.connections[LA_VISAGE]
    assert world.send() == "nowhere"
    assert world.writes.calls == []
