"""What becomes of a changed card: whom it is told, when, and every answer of Apple's (wallets.md §3.3)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.ports.push import PushResult, Verdict
from comeback.usecases.push_card import Pushed, PushRefusedError
from tests.api_world import NOW
from tests.memory.push import Delayed
from tests.push_world import REGISTERED, PushWorld


@pytest.fixture
def world() -> PushWorld:
    made = PushWorld()
    made.phone()
    return made


def test_the_first_change_is_pushed_at_once(world: PushWorld) -> None:
    assert world.push(world.change()).outcome is Pushed.PUSHED
    assert world.apple.pushed == [["token-of-phone"]]
    assert (world.card.pushed_apple, world.card.pushed_apple_at) == (world.card.mark, NOW)
    assert world.queue.sent == []


def test_the_same_change_told_again_pushes_nothing(world: PushWorld) -> None:
    change = world.change()
    world.push(change)
    assert world.push(change).outcome is Pushed.UP_TO_DATE
    assert len(world.apple.pushed) == 1


def test_changes_within_the_pause_become_one_push_at_its_end(world: PushWorld) -> None:
    world.push(world.change())
    world.clock.pass_by(timedelta(seconds=10))
    second, third = world.change(), world.change()
    assert [world.push(change).outcome for change in (second, third)] == [Pushed.POSTPONED] * 2
    assert world.queue.sent == [Delayed(second, 50), Delayed(third, 50)]
    assert len(world.apple.pushed) == 1
    world.clock.pass_by(timedelta(seconds=50))
    assert [world.push(change).outcome for change in (second, third)] == [Pushed.PUSHED, Pushed.UP_TO_DATE]
    assert len(world.apple.pushed) == 2


def test_a_change_after_the_pause_goes_at_once(world: PushWorld) -> None:
    world.push(world.change())
    world.clock.pass_by(timedelta(seconds=60))
    assert world.push(world.change()).outcome is Pushed.PUSHED


def test_the_rest_of_the_pause_is_rounded_up_to_what_a_queue_can_wait(world: PushWorld) -> None:
    world.push(world.change())
    world.clock.pass_by(timedelta(milliseconds=100))
    world.push(world.change())
    assert [sent.delay_seconds for sent in world.queue.sent] == [60]


def test_without_a_pause_every_change_is_pushed() -> None:
    world = PushWorld(pause_seconds=0)
    world.phone()
    assert [world.push(world.change()).outcome for _ in range(3)] == [Pushed.PUSHED] * 3


def test_a_clock_that_was_set_back_does_not_silence_a_card(world: PushWorld) -> None:
    world.push(world.change())
    world.clock.pass_by(timedelta(hours=-1))
    assert world.push(world.change()).outcome is Pushed.PUSHED


def test_a_card_on_no_phone_is_done_with() -> None:
    world = PushWorld()
    change = world.change()
    assert [world.push(change).outcome for _ in range(2)] == [Pushed.NO_DEVICES, Pushed.UP_TO_DATE]
    assert world.apple.pushed == []


def test_a_phone_that_comes_after_a_change_nobody_was_told_hears_the_next_one_at_once() -> None:
    world = PushWorld()
    world.push(world.change())
    world.phone()
    world.clock.pass_by(timedelta(seconds=5))
    assert world.push(world.change()).outcome is Pushed.PUSHED


def test_a_card_that_is_gone_is_done_with(world: PushWorld) -> None:
    change = world.change()
    world.store.cards.clear()
    assert world.push(change).outcome is Pushed.UP_TO_DATE


def test_every_phone_is_told_and_a_shared_token_once(world: PushWorld) -> None:
    world.phone("watch", "token-of-phone")
    world.phone("tablet")
    report = world.push(world.change())
    assert world.apple.pushed == [["token-of-phone", "token-of-tablet"]]
    assert report.devices == 3


def test_a_phone_that_is_gone_since_is_removed(world: PushWorld) -> None:
    world.phone("old")
    world.apple.answers["token-of-old"] = PushResult(Verdict.GONE, "Unregistered", REGISTERED + timedelta(seconds=1))
    report = world.push(world.change())
    assert (report.outcome, report.devices, report.dead) == (Pushed.PUSHED, 2, 1)
    assert world.registered == {"phone"}


def test_a_phone_that_registered_after_it_was_gone_stays(world: PushWorld) -> None:
    world.apple.answers["token-of-phone"] = PushResult(Verdict.GONE, "Unregistered", REGISTERED)
    assert world.push(world.change()).dead == 0
    assert world.registered == {"phone"}


def test_a_phone_that_is_gone_since_nobody_knows_when_is_removed(world: PushWorld) -> None:
    world.apple.answers["token-of-phone"] = PushResult(Verdict.GONE, "ExpiredToken")
    world.push(world.change())
    assert world.registered == set()


def test_a_token_that_apple_does_not_know_is_removed_and_not_repeated(world: PushWorld) -> None:
    world.apple.answers["token-of-phone"] = PushResult(Verdict.BAD_TOKEN, "BadDeviceToken")
    assert world.push(world.change()).outcome is Pushed.PUSHED
    assert (world.registered, world.queue.sent) == (set(), [])


@pytest.mark.parametrize(
    ("result", "attempt", "delay"),
    [
        (PushResult(Verdict.TOO_MANY, "TooManyRequests", retry_after=60), 0, 60),
        (PushResult(Verdict.TOO_MANY, "TooManyRequests", retry_after=60), 2, 240),
        (PushResult(Verdict.TOO_MANY, "TooManyRequests", retry_after=60), 50, 900),
        (PushResult(Verdict.UNAVAILABLE, "ServiceUnavailable", retry_after=900), 0, 900),
        (PushResult(Verdict.UNAVAILABLE, "TimeoutError", retry_after=5), 1, 10),
    ],
)
def test_what_apple_did_not_take_comes_again_later(world: PushWorld, result: PushResult, attempt: int, delay: int) -> None:
    world.apple.answers["token-of-phone"] = result
    change = replace(world.change(), attempt=attempt)
    report = world.push(change)
    assert (report.outcome, [one.reason for one in report.answers]) == (Pushed.RETRY, [result.reason])
    assert world.queue.sent == [Delayed(replace(change, attempt=attempt + 1), delay)]
    assert world.card.pushed_apple < world.card.mark
    world.apple.answers.clear()
    assert world.push(world.queue.sent[0].message).outcome is Pushed.PUSHED


def test_after_more_than_a_day_it_is_left_to_the_phones_own_question(world: PushWorld) -> None:
    world.apple.answers["token-of-phone"] = PushResult(Verdict.UNAVAILABLE, "ServiceUnavailable", retry_after=900)
    assert world.push(replace(world.change(), attempt=100)).outcome is Pushed.GIVEN_UP
    assert world.queue.sent == []
    assert world.card.pushed_apple == world.card.mark


@pytest.mark.parametrize("verdict", [Verdict.CERTIFICATE, Verdict.OUR_FAULT])
def test_a_refusal_of_ourselves_is_raised_and_nothing_counts_as_told(world: PushWorld, verdict: Verdict) -> None:
    world.phone("gone")
    world.apple.answers["token-of-phone"] = PushResult(verdict, "BadCertificate")
    world.apple.answers["token-of-gone"] = PushResult(Verdict.GONE, "Unregistered")
    with pytest.raises(PushRefusedError, match=r"^BadCertificate$"):
        world.push(world.change())
    assert world.card.pushed_apple < world.card.mark
    assert world.registered == {"phone"}
    assert world.queue.sent == []
