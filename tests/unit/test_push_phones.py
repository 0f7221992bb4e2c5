"""The phones of a page of cards: each is told once, and what Apple says of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.ids import SigningIdentityId
from comeback.domain.signing import SigningChoice
from comeback.messages import PhonesDue
from comeback.ports.passes import Device
from comeback.ports.push import PushResult, Verdict
from comeback.usecases.push_card import MOST_ATTEMPTS, Pushed, PushRefusedError
from tests import builders
from tests.batch_world import REGISTERED, BatchWorld

KEY = builders.TENANT, builders.PROGRAM


def test_a_phone_with_two_cards_of_a_page_is_told_once() -> None:
    world = BatchWorld(2)
    world.phones.register(world.cards[1].ref, world.cards[1].id, "pass.test", Device("phone-0", "token-0", REGISTERED))
    world.push_phones(PhonesDue(*KEY))
    assert sorted(world.apple.pushed[0]) == ["token-0", "token-1"]


@pytest.mark.parametrize("verdict", [Verdict.TOO_MANY, Verdict.UNAVAILABLE])
def test_only_what_apple_could_not_take_is_pushed_again(verdict: Verdict) -> None:
    world = BatchWorld(3)
    world.apple.answers["token-1"] = PushResult(verdict, retry_after=60)
    assert world.push_phones(PhonesDue(*KEY)).outcome is Pushed.RETRY
    again = PhonesDue(*KEY, cards=(world.cards[1].id,), attempt=1)
    assert world.apple_batches.sent == [(again, 60)]
    world.push_phones(again)
    assert world.apple.pushed[1] == ["token-1"]
    assert world.push_phones(replace(again, attempt=MOST_ATTEMPTS)).outcome is Pushed.GIVEN_UP
    assert len(world.apple_batches.sent) == 2


def test_dead_devices_of_a_page_are_removed() -> None:
    world = BatchWorld(3)
    world.apple.answers["token-0"] = PushResult(Verdict.GONE)
    world.apple.answers["token-2"] = PushResult(Verdict.BAD_TOKEN)
    report = world.push_phones(PhonesDue(*KEY))
    assert (report.outcome, report.devices, report.dead) == (Pushed.PUSHED, 3, 2)
    assert [bool(world.phones.devices(card.id)) for card in world.cards] == [False, True, False]


def test_a_refused_certificate_keeps_nobody_else_from_being_told() -> None:
    world = BatchWorld(3)
    since = world.cards[0].issued_at
    world.change_card(2, issued_at=since + timedelta(days=1))
    later = SigningChoice(since + timedelta(hours=1), SigningIdentityId("si_1"))
    world.store.programs[KEY] = replace(world.store.programs[KEY], signing=(later,))
    world.apple.answers["token-0"] = PushResult(Verdict.CERTIFICATE, "BadCertificate")
    assert world.push_phones(PhonesDue(*KEY)).outcome is Pushed.PUSHED
    assert sorted(world.apple.pushed) == [["token-0", "token-1"], ["token-2"]]
    left = world.apple_batches.take()
    assert left == PhonesDue(*KEY, cards=(world.cards[0].id, world.cards[1].id))
    with pytest.raises(PushRefusedError):
        world.push_phones(left)


def test_a_refused_certificate_keeps_the_message() -> None:
    world = BatchWorld(1)
    world.apple.answers["token-0"] = PushResult(Verdict.CERTIFICATE, "BadCertificate")
    with pytest.raises(PushRefusedError):
        world.push_phones(PhonesDue(*KEY))
