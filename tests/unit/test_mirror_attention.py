"""What only the owner can mend in Altegio is noticed once and settled by itself."""

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.mirror import MirrorState
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import SECOND
from tests.mirror_world import CASHBACK, MirrorWorld, event, world_with


def items(world: MirrorWorld) -> list[AttentionItem]:
    return list(world.attention.items(TENANT, 10, None)[0])


def test_several_cards_are_noticed_and_settled_when_one_is_left() -> None:
    world = MirrorWorld()
    world.give_card(100)
    world.give_card(300, number=2)
    world.meet_jane()
    (item,) = items(world)
    assert (item.kind, item.card_id, item.location_id) == (AttentionKind.DUPLICATE_CARDS, world.head().id, LA_VISAGE)
    world.loyalty.of_client[world.jane].pop()
    event(world)
    assert items(world) == []


def test_a_card_type_that_is_gone_is_noticed_by_the_read_and_settled_by_the_sweep() -> None:
    world = world_with(10000)
    world.loyalty.of_client.clear()
    world.loyalty.types.clear()
    event(world)
    event(world)
    (item,) = items(world)
    assert (item.kind, item.program_id, item.location_id) == (AttentionKind.CARD_TYPE_MISSING, world.head().program_id, LA_VISAGE)
    assert world.stored().seen.state is MirrorState.ATTENTION
    world.loyalty.types[CASHBACK.crm_card_type or 0] = "Cashback card"
    world.sweep_all()
    assert items(world) == []


def test_the_sweep_notices_a_card_type_that_nobody_has_missed_yet() -> None:
    world = world_with(10000)
    world.loyalty.types.clear()
    world.sweep_all()
    world.sweep_all()
    found = [(item.kind, item.location_id) for item in items(world)]
    assert sorted(found) == [(AttentionKind.CARD_TYPE_MISSING, location) for location in (LA_VISAGE, SECOND)]


def test_services_that_the_price_list_has_no_more_are_reported_by_their_numbers() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings(services=(389045, 7, 5)))
    world.sell(9)
    world.meet_jane()
    world.sweep_all()
    found = items(world)
    assert {item.location_id for item in found} == {LA_VISAGE, SECOND}
    assert {(item.kind, item.facts["services"]) for item in found} == {(AttentionKind.SERVICES_MISSING, "5, 7")}
    world.loyalty.price_list |= {5: "Wax", 7: "Sauna"}
    world.sweep_all()
    assert items(world) == []


def test_all_services_need_no_price_list() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    world.meet_jane()
    world.sweep_all()
    assert not {"services", "card_types"} & {name for name, _ in world.loyalty.calls}
