"""A person without a loyalty card of the program's type gets one in Altegio, where the owner allows it (§5.2, §8)."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardOrigin
from comeback.domain.crm_writing import IntentState, WriteKind
from comeback.domain.customer import Profile
from comeback.domain.ids import ProgramId
from comeback.domain.loyalty import LoyaltyCard
from comeback.domain.mirror import MirrorState
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.messages import LoyaltyCardWanted
from comeback.ports.crm import Lane
from tests.builders import CUSTOMER, LA_VISAGE, PROGRAM, TENANT, program
from tests.engine_world import JANE_PHONE, SECOND
from tests.mirror_world import TYPE
from tests.writes_world import EVERYTHING, WritesWorld


def cards(world: WritesWorld) -> list[LoyaltyCard]:
    return world.loyalty.of_client.get(world.jane, [])


def wanted(world: WritesWorld) -> LoyaltyCardWanted:
    return LoyaltyCardWanted(TENANT, world.profile().id, PROGRAM)


@pytest.mark.parametrize("kind", [ProgramType.CASHBACK, ProgramType.DISCOUNT])
def test_a_client_without_a_card_of_the_type_gets_one_and_her_card_shows_it(kind: ProgramType) -> None:
    world = WritesWorld(kind=kind)
    world.give_card(0, number=9, type_id=TYPE + 1)
    world.meet()
    (issued,) = (card for card in cards(world) if card.type_id == TYPE)
    intent = world.intent(WriteKind.LOYALTY_CARD)
    assert intent is not None
    assert issued.number == intent.number
    assert (world.stored().seen.state, world.stored().seen.number) == (MirrorState.SHOWN, issued.number)
    assert world.writes.calls.count("issue_card") == 1


def test_a_client_with_a_card_gets_no_second_one() -> None:
    world = WritesWorld()
    world.give_card(500)
    world.meet()
    assert (len(cards(world)), world.writes.calls.count("issue_card")) == (1, 0)


def test_two_programs_on_one_card_type_issue_one_card_and_both_show_it() -> None:
    world = WritesWorld()
    levels = ProgramId("pr_levels")
    other = replace(program(EVERYTHING, id=levels, locations=(LA_VISAGE, SECOND)), type=ProgramType.DISCOUNT)
    world.programs.save(TENANT, replace(other, revision=0))
    world.writes.before = lambda: world.tell(LoyaltyCardWanted(TENANT, world.profile().id, levels))
    world.meet()
    (issued,) = cards(world)
    shown = {card.program_id: mirror.seen.number for card, mirror in world.store.mirrors.items()}
    assert world.writes.calls.count("issue_card") == 1
    assert shown == {PROGRAM: issued.number, levels: issued.number}


@pytest.mark.parametrize("changes", [{"write_to_crm": False}, {"crm_card_type": None}])
def test_without_the_owners_leave_or_a_type_there_is_no_card_yet(changes: dict[str, bool | None]) -> None:
    world = WritesWorld(replace(EVERYTHING, **changes), ProgramType.CASHBACK)  # type: ignore[arg-type]  # of whatever type
    world.meet()
    assert (world.stored().seen.state, cards(world)) == (MirrorState.NONE, [])
    assert "issue_card" not in world.writes.calls


def test_with_writing_off_not_a_single_modifying_call_goes_out_whatever_happens() -> None:
    world = WritesWorld(replace(EVERYTHING, write_to_crm=False))
    world.meet()
    world.join()
    world.tell(wanted(world))
    world.settle()
    world.sweep_all()
    assert world.writes.calls == []


def test_a_card_that_the_owner_has_removed_is_not_issued_again() -> None:
    world = WritesWorld()
    world.meet()
    world.loyalty.of_client[world.jane] = []
    for _ in range(3):
        world.clock.pass_by(world.delay)
        world.sweep_all()
        world.settle()
    assert world.writes.calls.count("issue_card") == 1
    assert world.stored().seen.state is MirrorState.NONE


def test_of_many_wishes_at_once_one_card_comes() -> None:
    world = WritesWorld()
    world.meet()
    world.loyalty.of_client[world.jane] = []
    world.intents.stored.clear()
    for _ in range(3):
        world.tell(wanted(world))
    assert len(cards(world)) == 1


def test_an_answer_that_got_lost_leads_to_no_second_card() -> None:
    world = WritesWorld()
    world.writes.lost.append("issue_card")
    world.meet()
    intent = world.intent(WriteKind.LOYALTY_CARD)
    assert intent is not None
    assert (len(cards(world)), intent.state) == (1, IntentState.DONE)
    assert world.stored().seen.state is MirrorState.SHOWN


def test_an_issue_whose_end_stays_unknown_is_a_persons_business_and_tried_no_more() -> None:
    world = WritesWorld()
    world.writes.lost += ["issue_card"] * 9
    world.writes.forgets = True
    world.meet()
    assert (world.matters(), world.writes.calls.count("issue_card")) == (["loyalty_card"], 3)
    assert world.tell(wanted(world)) == "uncertain"
    assert world.writes.calls.count("issue_card") == 3


def test_a_right_that_is_missing_leaves_the_wish_for_another_time() -> None:
    world = WritesWorld()
    world.writes.refuse("issue_card")
    world.meet()
    assert world.outcomes[-1] == "right_missing"
    world.writes.broken.clear()
    assert world.tell(wanted(world)) == "issued"


def test_a_synchronisation_issues_nothing_until_the_person_comes() -> None:
    world = WritesWorld()
    jane = world.customers.register(TENANT, Profile(CUSTOMER, TENANT, JANE_PHONE, "Jane Doe", world.clock.now()))[0].id
    world.customers.link_client(TENANT, LA_VISAGE, world.jane, jane)
    world.enrol.issue_card(TENANT, world.program, jane, origin=CardOrigin.SYNC)
    for source in ("enrolment", "sweep", "audit"):
        world.tell(world.due(source))
        world.clock.pass_by(world.delay)
    world.settle()
    assert world.writes.calls == []
    world.tell(world.due("webhook"))
    world.settle()
    assert world.writes.calls == ["issue_card"]


def test_writes_wait_behind_events() -> None:
    world = WritesWorld()
    world.meet()
    assert world.writes.lanes == {Lane.SWEEP}


def test_the_first_location_that_allows_it_and_knows_the_person_issues_the_card() -> None:
    world = WritesWorld()
    world.change_settings(LA_VISAGE, write_to_crm=False)
    world.meet()
    assert cards(world) == []
    there = world.desk.add_client(JANE_PHONE, location=SECOND)
    world.customers.link_client(TENANT, SECOND, there, world.profile().id)
    assert world.tell(wanted(world)) == "issued"
    assert len(world.loyalty.of_client[there]) == 1


def test_nothing_is_issued_where_there_is_nobody_or_nothing_to_issue_for() -> None:
    world = WritesWorld()
    world.meet()
    world.intents.stored.clear()
    who = world.profile().id
    assert world.tell(LoyaltyCardWanted(TENANT, who, ProgramId("pr_" + "9" * 26))) == "not_allowed"
    world.change_program(status=ProgramStatus.PAUSED)
    assert world.tell(wanted(world)) == "not_allowed"
