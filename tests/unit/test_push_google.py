"""What becomes of a changed card at Google: whom it is told, when, with a notification or without, and every failure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.google_passes import GoogleState
from comeback.domain.ids import LoyaltyCardId
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.program import ProgramType
from comeback.ports.google_wallet import GoogleMissingError, GoogleQuotaError, GoogleRefusedError, GoogleUnavailableError
from comeback.usecases.push_google import CLAIM, GooglePushed
from tests import builders
from tests.api_world import NOW
from tests.google_world import OBJECT, GoogleWorld


@pytest.fixture
def world() -> GoogleWorld:
    return GoogleWorld().saved()


def test_a_card_that_was_never_offered_costs_google_nothing() -> None:
    world = GoogleWorld()
    assert world.changed_after() is GooglePushed.NOT_OFFERED
    assert world.google.calls == []


def test_the_first_change_goes_at_once_and_notifies(world: GoogleWorld) -> None:
    assert world.changed_after() is GooglePushed.NOTIFIED
    assert world.google.calls == ["notify"]
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}
    assert (world.row.pushed, world.row.pushed_at, world.row.balance) == (world.card.mark, NOW, 4)
    assert world.passes.claims == {}


def test_the_same_change_told_again_sends_nothing(world: GoogleWorld) -> None:
    news = world.change()
    assert [world.push(news) for _ in range(2)] == [GooglePushed.NOTIFIED, GooglePushed.UP_TO_DATE]
    assert world.google.calls == ["notify"]


def test_changes_within_the_pause_become_one_update_at_its_end(world: GoogleWorld) -> None:
    world.changed_after()
    assert [world.changed_after(10), world.changed_after(10)] == [GooglePushed.POSTPONED] * 2
    assert [delay for _, delay in world.queue.sent] == [50, 40]
    world.clock.pass_by(timedelta(seconds=40))
    assert [world.push(news) for news in world.queue.changes()] == [GooglePushed.NOTIFIED, GooglePushed.UP_TO_DATE]
    assert world.told["loyaltyPoints"]["balance"] == {"string": "6 of 10"}
    assert world.google.calls == ["notify", "notify"]


def test_without_a_pause_every_change_goes_at_once() -> None:
    world = GoogleWorld(pause_seconds=0).saved()
    assert [world.changed_after() for _ in range(2)] == [GooglePushed.NOTIFIED] * 2


def test_a_discount_that_reaches_another_level_notifies_and_one_that_only_counts_on_does_not() -> None:
    world = GoogleWorld(pause_seconds=0)
    world.store.programs[builders.TENANT, builders.PROGRAM] = replace(builders.program(), type=ProgramType.DISCOUNT)
    world.put(replace(world.card, type=ProgramType.DISCOUNT, balance=0))
    outcomes = []
    for hundredths, visits in ((0, 9), (500, 5), (500, 4), (1000, 0)):
        level = Level("Regulars", hundredths, "percent", Step(1500, visits, GrowsWith.VISITS))
        seen = Seen(MirrorState.SHOWN, card_id=LoyaltyCardId(1), number="14507", levels=(level,) if hundredths else ())
        world.store.mirrors[world.card.ref] = Mirror(seen, NOW)
        if hundredths:
            outcomes.append(world.changed_after(60, by=0))
        else:
            world.saved()
    assert outcomes == [GooglePushed.NOTIFIED, GooglePushed.UPDATED, GooglePushed.NOTIFIED]
    assert world.told["loyaltyPoints"]["balance"] == {"string": "10%"}


def test_a_clock_that_was_set_back_does_not_silence_a_card(world: GoogleWorld) -> None:
    world.changed_after()
    assert world.changed_after(-3600) is GooglePushed.NOTIFIED


def test_a_fourth_change_in_24_hours_is_silent(world: GoogleWorld) -> None:
    assert [world.changed_after(3600) for _ in range(4)] == [GooglePushed.NOTIFIED] * 3 + [GooglePushed.UPDATED]
    assert world.told["loyaltyPoints"]["balance"] == {"string": "7 of 10"}
    assert world.changed_after(22 * 3600) is GooglePushed.NOTIFIED


def test_a_change_that_leaves_the_balance_is_silent(world: GoogleWorld) -> None:
    assert world.changed_after(by=0) is GooglePushed.UPDATED
    assert world.google.calls == ["patch"]


def test_a_blocked_card_becomes_inactive_without_a_word(world: GoogleWorld) -> None:
    assert world.push(world.change(0, status=CardStatus.BLOCKED)) is GooglePushed.UPDATED
    assert world.told["state"] == "INACTIVE"


def test_when_google_counts_otherwise_the_update_goes_silently_for_a_day(world: GoogleWorld) -> None:
    world.google.failures["notify"] = [GoogleQuotaError("patch answered 429")]
    assert world.changed_after() is GooglePushed.UPDATED
    assert world.google.calls == ["notify", "patch"]
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}
    assert world.changed_after(3600) is GooglePushed.UPDATED
    assert world.changed_after(23 * 3600) is GooglePushed.NOTIFIED


def test_an_object_that_is_missing_is_inserted_which_nobody_hears_of(world: GoogleWorld) -> None:
    world.google.objects.clear()
    assert world.changed_after() is GooglePushed.UPDATED
    assert world.google.calls == ["notify", "insert"]
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}
    assert world.row.notified == ()
    assert world.messages.of(builders.CARD).today(NOW) == 0


def test_an_insert_by_the_link_in_between_is_overwritten_by_the_newer_state() -> None:
    world = GoogleWorld()
    world.passes.offer(builders.CARD)
    older = world.read(world.card)
    news = world.change()

    def insert_older() -> None:
        world.write.insert(older)

    world.google.meanwhile["insert"] = insert_older
    assert world.push(news) is GooglePushed.UPDATED
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}


def test_an_update_waits_while_another_one_of_the_card_is_under_way(world: GoogleWorld) -> None:
    news = world.change()
    world.google.meanwhile["notify"] = lambda: outcomes.append(world.push(news))
    outcomes: list[GooglePushed] = []
    outcomes.append(world.push(news))
    assert outcomes == [GooglePushed.POSTPONED, GooglePushed.NOTIFIED]
    assert world.queue.sent == [(news, 3)]
    assert world.google.calls == ["notify"]


def test_an_update_that_died_holds_the_next_one_up_for_a_while_only(world: GoogleWorld) -> None:
    assert world.passes.claim(builders.CARD, NOW, NOW + CLAIM)
    assert world.changed_after() is GooglePushed.POSTPONED
    assert world.changed_after(int(CLAIM.total_seconds())) is GooglePushed.NOTIFIED


def test_a_claim_that_has_passed_to_another_stays_with_them(world: GoogleWorld) -> None:
    later = NOW + timedelta(hours=1)
    world.google.meanwhile["notify"] = lambda: world.passes.claims.update({builders.CARD: later})
    world.changed_after()
    assert world.passes.claims == {builders.CARD: later}


@pytest.mark.parametrize(
    ("problem", "attempt", "delay"),
    [
        (GoogleUnavailableError("503", 5), 0, 5),
        (GoogleUnavailableError("503", 5), 3, 40),
        (GoogleUnavailableError("503", 0), 0, 1),
        (GoogleUnavailableError("503", 600), 5, 900),
    ],
)
def test_what_may_work_later_is_tried_later(world: GoogleWorld, problem: Exception, attempt: int, delay: int) -> None:
    world.google.failures["notify"] = [problem]
    news = replace(world.change(), attempt=attempt)
    assert world.push(news) is GooglePushed.RETRY
    assert world.queue.sent == [(replace(news, attempt=attempt + 1), delay)]
    assert world.row.pushed < world.card.mark
    assert world.passes.claims == {}
    assert world.push(news) is GooglePushed.NOTIFIED


def test_an_object_that_is_there_and_not_there_is_tried_later(world: GoogleWorld) -> None:
    world.google.failures["notify"] = [GoogleMissingError("404"), GoogleMissingError("404")]
    assert world.changed_after() is GooglePushed.RETRY
    assert [delay for _, delay in world.queue.sent] == [5]


def test_after_a_hundred_attempts_the_next_change_has_to_do(world: GoogleWorld) -> None:
    world.google.failures["notify"] = [GoogleUnavailableError("503", 5)]
    assert world.push(replace(world.change(), attempt=100)) is GooglePushed.GIVEN_UP
    assert world.queue.sent == []
    assert world.changed_after() is GooglePushed.NOTIFIED


def test_a_refusal_is_for_a_person_and_frees_the_card(world: GoogleWorld) -> None:
    world.google.failures["notify"] = [GoogleRefusedError("patch answered 403")]
    with pytest.raises(GoogleRefusedError):
        world.changed_after()
    assert world.passes.claims == {}


def test_a_card_that_is_gone_is_up_to_date(world: GoogleWorld) -> None:
    news = world.change()
    world.store.cards.clear()
    assert world.push(news) is GooglePushed.UP_TO_DATE


def test_a_saved_card_whose_callback_was_lost_is_noticed_by_the_next_update() -> None:
    world = GoogleWorld().offered()
    world.google.saved.add(OBJECT)
    world.changed_after()
    assert world.row.state is GoogleState.SAVED


def test_a_removed_card_whose_callback_was_lost_is_noticed_and_updated_all_the_same(world: GoogleWorld) -> None:
    world.google.saved.clear()
    world.changed_after()
    assert world.row.state is GoogleState.REMOVED
    assert world.changed_after(3600) is GooglePushed.UPDATED
    assert world.told["loyaltyPoints"]["balance"] == {"string": "5 of 10"}
