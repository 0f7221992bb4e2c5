"""The way into Google Wallet, and the class before it."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.google_passes import GoogleState
from comeback.ports.google_wallet import GoogleMissingError, GoogleUnavailableError
from comeback.usecases.push_google import GooglePushed
from tests import builders
from tests.api_world import NOW
from tests.google_world import CLASS, OBJECT, GoogleWorld


def test_the_object_is_inserted_before_the_link_is_given() -> None:
    world = GoogleWorld()
    assert world.offer(world.token()) == f"https://pay.google.com/gp/v/save/{OBJECT}"
    assert world.google.calls == ["insert"]
    assert (world.row.state, world.row.pushed, world.row.balance) == (GoogleState.OFFERED, world.card.mark, 3)
    assert world.row.pushed_at is None


def test_a_second_click_asks_google_for_nothing() -> None:
    world = GoogleWorld().offered()
    assert world.offer(world.token())
    assert world.google.calls == []


def test_a_wrong_token_offers_nothing_and_stores_nothing() -> None:
    world = GoogleWorld()
    assert world.offer(f"{world.card.id}.k1.wrong") is None
    assert (world.passes.rows, world.google.calls) == ({}, [])


def test_a_missing_class_is_inserted_first() -> None:
    world = GoogleWorld()
    world.google.classes.clear()
    assert world.offer(world.token())
    assert world.google.calls == ["insert", "put_class", "insert"]
    assert world.google.classes[CLASS]["issuerName"] == "La Visage"


def test_no_link_is_given_while_the_object_cannot_be_inserted() -> None:
    world = GoogleWorld()
    world.google.failures["insert"] = [GoogleUnavailableError("insert answered 503", 5)]
    with pytest.raises(GoogleUnavailableError):
        world.offer(world.token())
    assert world.row.pushed == 0
    assert world.offer(world.token())
    assert world.row.pushed == world.card.mark


def test_an_object_that_somebody_else_has_just_inserted_is_left_as_it_is() -> None:
    world = GoogleWorld()
    world.google.objects[OBJECT] = {"id": OBJECT, "of": "the other click"}
    assert world.offer(world.token())
    assert world.told == {"id": OBJECT, "of": "the other click"}
    assert world.row.pushed == 0


def test_a_change_before_the_insert_is_never_lost() -> None:
    world = GoogleWorld()
    world.google.meanwhile["insert"] = lambda: world.push(world.change())
    assert world.offer(world.token())
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}
    assert world.row.pushed == world.card.mark


def test_a_card_that_changed_while_the_link_was_checked_is_inserted_as_it_is_now() -> None:
    world = GoogleWorld()
    old, token = world.card, world.token()
    world.change()
    world.put(replace(world.card, key_id=old.key_id))
    assert world.offer(token)
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}


def test_an_erased_card_is_not_offered() -> None:
    world = GoogleWorld()
    world.put(replace(world.card, status=CardStatus.ERASED))
    assert world.offer(world.token()) is None


def test_a_program_without_a_location_or_an_owner_is_shown_all_the_same() -> None:
    world = GoogleWorld()
    world.store.programs[builders.TENANT, builders.PROGRAM] = builders.program(locations=())
    world.store.tenants.clear()
    world.store.profiles.clear()
    assert world.offer(world.token())
    assert world.told["accountName"] == ""


def test_a_card_without_its_program_is_a_defect() -> None:
    world = GoogleWorld()
    world.store.programs.clear()
    with pytest.raises(LookupError):
        world.offer(world.token())


def test_a_class_that_stays_missing_is_an_error() -> None:
    world = GoogleWorld()
    world.google.failures["insert"] = [GoogleMissingError("404"), GoogleMissingError("404")]
    with pytest.raises(GoogleMissingError):
        world.offer(world.token())


def test_an_offered_card_is_told_of_changes_although_nobody_has_saved_it_and_that_is_no_message() -> None:
    world = GoogleWorld().offered()
    assert world.changed_after() is GooglePushed.UPDATED
    assert world.told["loyaltyPoints"]["balance"] == {"string": "4 of 10"}
    assert world.messages.of(builders.CARD).today(NOW) == 0
