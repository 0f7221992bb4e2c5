"""What changed since a tag, and the pass as it is now (wallets.md §2.2, §2.3)."""

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from comeback.domain.design import Design
from comeback.domain.ids import CardId, ProgramId
from comeback.domain.look import Given
from comeback.domain.message_budget import LIMIT
from tests.wallet_world import SECOND_CARD, SECOND_PROGRAM, Answered, WalletWorld, opened

MIME = "application/vnd.apple.pkpass"


@pytest.fixture
def world() -> WalletWorld:
    return WalletWorld()


def serials(answered: Answered) -> set[str]:
    return set(answered.json["serialNumbers"])


# ---------------------------------------------------------------- what changed


def test_the_first_question_gets_every_pass_of_the_device(world: WalletWorld) -> None:
    other = world.add_card(SECOND_CARD, SECOND_PROGRAM)
    world.register()
    world.register(card=other)
    answered = world.ask()
    assert answered.status == 200
    assert answered.headers["content-type"] == "application/json"
    assert serials(answered) == {world.card.id, other.id}


def test_nothing_newer_is_204_without_a_body(world: WalletWorld) -> None:
    world.register()
    tag = world.ask().json["lastUpdated"]
    answered = world.ask(tag)
    assert (answered.status, answered.body) == (204, b"")


def test_every_pass_that_changed_since_the_tag_is_told_not_only_the_newest(world: WalletWorld) -> None:
    cards = [world.card, world.add_card(SECOND_CARD, SECOND_PROGRAM)]
    cards.append(world.add_card(CardId("cd_" + "0" * 25 + "3"), ProgramId("pr_" + "0" * 25 + "3")))
    for card in cards:
        world.register(card=card)
    tag = world.ask().json["lastUpdated"]
    for card in cards[:2]:
        world.clock.pass_by(timedelta(minutes=1))
        world.change(card)
    answered = world.ask(tag)
    assert serials(answered) == {world.card.id, SECOND_CARD}
    assert answered.json["lastUpdated"] != tag
    assert world.ask(answered.json["lastUpdated"]).status == 204


def test_a_card_is_told_although_another_ones_mark_is_ahead_of_the_clock(world: WalletWorld) -> None:
    other = world.add_card(SECOND_CARD, SECOND_PROGRAM)
    for card in (world.card, other):
        world.register(card=card)
    for _ in range(5):
        world.change()
    tag = world.ask().json["lastUpdated"]
    world.clock.pass_by(timedelta(seconds=1))
    assert world.change(other).mark < world.head().mark
    answered = world.ask(tag)
    assert serials(answered) == {SECOND_CARD}
    assert world.ask(answered.json["lastUpdated"]).status == 204
    assert serials(world.ask(tag)) == {SECOND_CARD}


def test_a_change_that_is_stored_after_a_later_one_was_told_is_told(world: WalletWorld) -> None:
    other = world.add_card(SECOND_CARD, SECOND_PROGRAM)
    for card in (world.card, other):
        world.register(card=card)
    world.clock.pass_by(timedelta(minutes=1))
    world.change()
    tag = world.ask().json["lastUpdated"]
    world.clock.moment -= timedelta(seconds=3)
    world.change(other)
    world.clock.pass_by(timedelta(minutes=5))
    assert serials(world.ask(tag)) == {SECOND_CARD}


def test_the_tag_grows_with_every_change_even_within_one_second(world: WalletWorld) -> None:
    world.register()
    tags = [int(world.ask().json["lastUpdated"])]
    for _ in range(3):
        world.change()
        answered = world.ask(str(tags[-1]))
        assert serials(answered) == {world.card.id}
        tags.append(int(answered.json["lastUpdated"]))
    assert tags == sorted(set(tags))


def test_the_tag_of_several_cards_grows_too_however_much_time_lies_between_changes(world: WalletWorld) -> None:
    other = world.add_card(SECOND_CARD, SECOND_PROGRAM)
    for card in (world.card, other):
        world.register(card=card)
    tags = [int(world.ask().json["lastUpdated"])]
    for seconds in (1, 8, 30, 0.5, 3600):
        world.clock.pass_by(timedelta(seconds=seconds))
        world.change()
        tags.append(int(world.ask(str(tags[-1])).json["lastUpdated"]))
    assert tags == sorted(set(tags))


@pytest.mark.parametrize("tag", ["", "rubbish", "-1", "1.5", "9" * 400, "١٢", "2026-09-21", "1,2", " "])
def test_a_tag_that_is_not_ours_means_everything(world: WalletWorld, tag: str) -> None:
    world.register()
    assert serials(world.ask(tag)) == {world.card.id}


def test_an_unknown_device_or_pass_type_has_nothing_new(world: WalletWorld) -> None:
    world.register()
    assert world.ask(device="somebody").status == 204
    assert world.ask(pass_type="pass.somebody.else").status == 204


@pytest.mark.parametrize("odd", ["no%20device", "x" * 300, "%2E%2E"])
def test_what_can_be_no_device_or_pass_type_has_nothing_new(world: WalletWorld, odd: str) -> None:
    world.register()
    assert world.ask(device=odd).status == 204
    assert world.ask(pass_type=odd).status == 204


# ---------------------------------------------------------------- fetch


def test_a_phone_gets_the_current_pass_and_its_date(world: WalletWorld) -> None:
    world.change(stamps=3)
    answered = world.fetch()
    assert (answered.status, answered.headers["content-type"]) == (200, MIME)
    assert opened(answered).value("stamps") == "3 of 10"
    assert answered.headers["last-modified"] == "Mon, 21 Sep 2026 07:21:34 GMT"
    assert answered.headers["cache-control"] == "no-store"


def test_date_and_tag_come_from_the_same_mark(world: WalletWorld) -> None:
    world.register()
    for _ in range(3):
        world.change()
        date = parsedate_to_datetime(world.fetch().headers["last-modified"])
        assert int(date.timestamp()) == int(world.ask().json["lastUpdated"]) // 1000


def test_an_unchanged_pass_is_not_sent_again(world: WalletWorld) -> None:
    date = world.fetch().headers["last-modified"]
    answered = world.fetch(if_modified_since=date)
    assert (answered.status, answered.body, answered.headers["last-modified"]) == (304, b"", date)
    world.change()
    assert world.fetch(if_modified_since=date).status == 200


@pytest.mark.parametrize(
    "since", ["", "rubbish", "2026", "Mon, 99 Sep 2026 07:21:34 GMT", "Mon, 21 Sep 0001 00:00:00 +2359", "0"]
)
def test_a_date_that_is_none_counts_as_not_given(world: WalletWorld, since: str) -> None:
    assert world.fetch(if_modified_since=since).status == 200


def test_whatever_was_listed_as_changed_is_not_304(world: WalletWorld) -> None:
    world.register()
    tag, date = world.ask().json["lastUpdated"], world.fetch().headers["last-modified"]
    world.change()
    assert serials(world.ask(tag)) == {world.card.id}
    assert world.fetch(if_modified_since=date).status == 200


def test_an_erased_customers_pass_goes_grey_and_says_nothing_of_the_person(world: WalletWorld) -> None:
    world.erase()
    file = opened(world.fetch())
    assert file.document["voided"] is True
    assert "Jane" not in json.dumps(file.document)


def test_a_pass_whose_pictures_were_never_drawn_is_for_later(world: WalletWorld) -> None:
    world.redesign(Design(accent="#123456"), draw=False)
    answered = world.fetch()
    assert (answered.status, answered.headers["retry-after"]) == (503, "60")


def test_a_phone_that_has_heard_enough_for_a_day_gets_its_stamps_silently(world: WalletWorld) -> None:
    spoken = []
    for _ in range(LIMIT + 1):
        world.clock.pass_by(timedelta(minutes=5))
        world.change()
        (field,) = opened(world.fetch()).document["storeCard"]["headerFields"]
        spoken.append("changeMessage" in field)
    assert spoken == [*[True] * LIMIT, False]


def test_the_first_download_is_no_message(world: WalletWorld) -> None:
    assert world.download().status == 200
    assert world.messages.of(world.card.id).at == ()


def test_a_new_look_of_a_card_that_was_only_added_is_no_message(world: WalletWorld) -> None:
    world.download()
    world.redesign(Design(accent="#123456"))
    world.change(stamps=0)
    world.fetch()
    assert world.messages.of(world.card.id).at == ()
    world.change()
    world.fetch()
    assert len(world.messages.of(world.card.id).at) == 1


def test_it_is_remembered_in_which_look_phones_were_given_a_state(world: WalletWorld) -> None:
    date = world.download().headers["last-modified"]
    first = world.given
    assert (first.mark, bool(first.look)) == (world.head().mark, True)
    world.redesign(Design(accent="#123456"))
    assert world.fetch(if_modified_since=date).status == 304
    assert world.given == first
    world.download()
    assert world.given == Given(first.mark)  # one phone may have either
    changed = world.change()
    world.fetch()
    assert world.given.mark == changed.mark
    assert world.given.look not in ("", first.look)
