"""What the sweep does with locations that others' calls keep it from reading."""

from tests.builders import LA_VISAGE
from tests.engine_world import EngineWorld


def test_a_location_whose_turn_it_was_not_is_read_at_the_end_of_the_same_run() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    world.desk.happened.clear()
    world.crm.busy = {LA_VISAGE: 1}
    report = world.sweep()
    assert (report.locations, report.found, report.failed, world.waits) == (3, 1, (), [7])
    assert world.amounts() == [1]


def test_a_location_whose_turn_does_not_come_is_left_to_the_next_run() -> None:
    world = EngineWorld()
    world.crm.busy = {LA_VISAGE: 2}
    assert world.find().failed == (LA_VISAGE,)
    assert world.waits == [7]


def test_nobody_waits_for_an_outage() -> None:
    world = EngineWorld()
    world.crm.down = True
    assert len(world.find().failed) == 3
    assert world.waits == []
