"""Cards whose wallets were never told of a change are found by the sweep."""

from dataclasses import replace
from datetime import timedelta

from comeback.domain.ids import CardId, EntryId
from tests.engine_world import EngineWorld


def test_a_card_whose_wallets_were_never_told_is_sent_again() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    world.hear()
    world.clock.pass_by(timedelta(minutes=25))
    assert world.find().untold == 1
    card = world.card()
    assert card is not None
    assert [change.mark for change in world.apple.sent] == [card.mark]
    assert world.google.sent == world.apple.sent


def test_a_card_that_was_told_or_may_still_be_told_is_left_alone() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    world.hear()
    assert world.find().untold == 0
    ((key, card),) = world.store.cards.items()
    world.store.cards[key] = replace(card, pushed_apple=card.mark)
    world.clock.pass_by(timedelta(minutes=25))
    assert world.find().untold == 0
    world.clock.pass_by(timedelta(hours=1))
    assert world.find().untold == 0


def test_many_entries_are_looked_at_and_a_card_without_a_place_is_passed_over() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    world.hear()
    ((owner, entries),) = world.store.entries.items()
    first = entries[0]
    copies = [replace(first, id=EntryId(f"en_{number}"), seq=number) for number in range(2, 250)]
    world.store.entries[owner] = [first, *copies, replace(first, id=EntryId("en_lost"), card_id=CardId("cd_lost"))]
    world.clock.pass_by(timedelta(minutes=25))
    assert world.find().untold == 1
