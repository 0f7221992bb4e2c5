"""The customer's card page: `GET /c/{token}`."""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.design import Design, artwork_version
from comeback.domain.design_images import Images
from comeback.domain.ids import GiftCardId, LoyaltyCardId
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.links import apple_token
from comeback.domain.loyalty import GiftCard
from comeback.domain.milestone import Milestone
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.program import ProgramType, Validity
from comeback.domain.settings import CardSettings, EveryN
from comeback.web.card_page import columns_of
from tests import builders
from tests.card_page import WINDOWS, shown, wallets
from tests.customer_world import KEYS, CustomerWorld


@pytest.fixture
def world() -> CustomerWorld:
    world = CustomerWorld()
    world.know()
    return world


def test_the_balance_is_drawn_and_said(world: CustomerWorld) -> None:
    body = shown(world, balance=3)
    assert 'alt="3 of 10 stamps"' in body
    assert "<b>3 of 10</b>" in body
    assert "7 more to your reward" in body
    assert "next stamp" not in body
    assert "A free haircut" in body
    assert "La Visage" in body


def test_a_balance_that_altegio_owns_is_money_and_speaks_of_no_stamps(world: CustomerWorld) -> None:
    world.change_program(type=ProgramType.CASHBACK)
    seen = Seen(MirrorState.SHOWN, 10450, card_id=LoyaltyCardId(1), number="14507")
    world.store.mirrors[world.give_card().ref] = Mirror(seen, world.clock.now())
    body = shown(world, type=ProgramType.CASHBACK, balance=10450)
    assert "$104.50" in body
    assert "14507" in body
    assert "stamp" not in body.lower()
    assert "Next reward" not in body


def test_a_gift_card_has_its_code_to_scan_and_what_is_left(world: CustomerWorld) -> None:
    world.change_program(type=ProgramType.GIFT)
    gift = GiftCard(GiftCardId(1), 27841, "GC-888", "Gift card 100", 6000, single=True, restriction="Any services")
    world.store.mirrors[world.give_card().ref] = Mirror(
        Seen(MirrorState.SHOWN, 6000, number="GC-888", gifts=(gift,)), world.clock.now()
    )
    body = shown(world, type=ProgramType.GIFT, balance=6000)
    assert all(text in body for text in ("$60.00", "GC-888", "One-time", "Any services", "to be scanned at the desk"))
    assert "to be scanned" not in shown(world, type=ProgramType.GIFT, balance=6000, status=CardStatus.BLOCKED)


def test_a_discount_says_its_level_and_where_it_is_valid(world: CustomerWorld) -> None:
    world.change_program(type=ProgramType.DISCOUNT)
    level = Level("Regulars", 500, "percent", Step(1000, 3, GrowsWith.VISITS))
    seen = Seen(MirrorState.SHOWN, card_id=LoyaltyCardId(1), number="14507", levels=(level,))
    world.store.mirrors[world.give_card().ref] = Mirror(seen, world.clock.now())
    body = shown(world, type=ProgramType.DISCOUNT)
    assert all(text in body for text in ("5%", "Regulars", "3 visits more to 10%", "Valid at", "14507"))


def test_a_card_that_carries_over_says_what_the_next_stamp_lacks(world: CustomerWorld) -> None:
    rows = builders.program(CardSettings(accrual_rule=EveryN(1000, "carry"))).rows
    world.change_program(rows=rows, currency="EUR")
    assert "€10.00 to the next stamp." in shown(world)


def test_a_full_card_stays_full_until_the_next_stamp(world: CustomerWorld) -> None:
    body = shown(world, balance=10)
    assert 'alt="10 of 10 stamps"' in body
    assert "<b>10 of 10</b>" in body
    assert "Reward ready" in body
    assert "1 reward for you" in body


def test_several_rewards_are_counted(world: CustomerWorld) -> None:
    body = shown(world, balance=23)
    assert 'alt="3 of 10 stamps"' in body
    assert "2 rewards for you" in body
    assert "A free haircut (2)" in body


@pytest.mark.parametrize(("balance", "said"), [(-1, "1 stamp to catch up"), (-2, "2 stamps to catch up")])
def test_a_debt_is_said(world: CustomerWorld, balance: int, said: str) -> None:
    body = shown(world, balance=balance)
    assert said in body
    assert 'alt="0 of 10 stamps"' in body


def test_the_card_has_the_colours_and_pictures_of_its_pass(world: CustomerWorld) -> None:
    world.change_program(design=Design(background="#123456", stamp="star"))
    body = world.get(world.path(world.give_card(balance=1))).text
    pictures = f"/pictures/{artwork_version(world.program().design, 10)}"
    assert "--card:#123456;" in body
    strip = f'<img class="strip" src="{pictures}/1@2x.png" width="375" height="144" alt="1 of 10 stamps">'
    assert f'<picture><source srcset="{pictures}/1.webp" type="image/webp">{strip}</picture>' in body
    logo = f'<img class="logo" src="{pictures}/logo@3x.png" width="50" height="50" alt="">'
    assert f'<picture><source srcset="{pictures}/logo.webp" type="image/webp">{logo}</picture>' in body


def test_a_design_of_an_older_drawing_shows_the_pictures_of_its_pass(world: CustomerWorld) -> None:
    world.change_program(design=Design(drawing=4))
    body = world.get(world.path(world.give_card(balance=1))).text
    pictures = f"/pictures/{artwork_version(Design(drawing=4), 10)}"
    assert f'<picture><img class="strip" src="{pictures}/1@2x.png"' in body
    assert f'<picture><img class="logo" src="{pictures}/logo@3x.png"' in body
    assert ".webp" not in body


def test_a_logo_of_the_owners_has_a_line_of_its_own_as_its_shape_is_not_known(world: CustomerWorld) -> None:
    world.change_program(design=Design(images=Images(logo="0" * 64)))
    assert '/logo@3x.png" alt="">' in shown(world)
    assert '<img class="logo own"' in shown(world)
    assert '<img class="logo own"' in world.get(f"/join/{builders.PROGRAM}").text


def test_a_card_of_another_size_than_the_program_has_is_drawn(world: CustomerWorld) -> None:
    body = shown(world, size=7, balance=3)
    assert 'class="strip"' not in body
    assert 'aria-label="3 of 7 stamps"' in body
    assert body.count('class="on"') == 3


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.EXPIRED])
def test_a_card_that_is_no_longer_used_shows_neither_balance_nor_wallets(world: CustomerWorld, status: CardStatus) -> None:
    body = shown(world, WINDOWS, balance=3, status=status)
    assert "no longer valid" in body
    assert "3 of 10" not in body
    assert wallets(body) == []
    assert 'class="code"' not in body


def test_the_link_of_an_erased_card_leads_nowhere(world: CustomerWorld) -> None:
    card = world.give_card(status=CardStatus.ERASED)
    answered = world.get(world.path(card))
    assert answered.status == 404
    assert answered.text == world.get("/c/nonsense").text


def test_the_last_day_terms_and_contact_are_shown(world: CustomerWorld) -> None:
    assert "valid until" not in shown(world)
    design = Design(contact="12 Main Street", terms="One stamp a visit.")
    world.change_program(validity=Validity("until", date(2027, 3, 1)), design=design)
    body = shown(world)
    assert "valid until Mar 1, 2027" in body
    assert "12 Main Street" in body
    assert "One stamp a visit." in body


def test_nothing_of_the_person_stands_on_the_page(world: CustomerWorld) -> None:
    body = shown(world, balance=3)
    for private in ("Janet", "Known", "555", builders.CUSTOMER):
        assert private not in body


def test_texts_of_the_owner_are_escaped(world: CustomerWorld) -> None:
    attack = "<script>alert(1)</script>"
    world.change_program(title=attack, reward_title=attack, design=Design(organization=attack, contact=attack, terms=attack))
    body = shown(world)
    assert body.count("<script") == 1  # our own
    assert body.count("&lt;script&gt;") >= 5


def test_wrong_tokens_unknown_cards_and_old_links_get_the_same_page(world: CustomerWorld) -> None:
    card = world.give_card()
    right = world.path(card)
    unknown = right.replace(card.id, "cd_" + "0" * 25 + "9")
    answers = [
        world.get(path) for path in (f"{right}x", unknown, f"/c/{apple_token(KEYS, card)}", "/c/rubbish", "/c/%00", "/c/é")
    ]
    world.give_card(link_version=2)
    answers += [world.get(right), world.get("/elsewhere"), world.get("/join/pr_1")]
    assert {(answer.status, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert "La Visage" not in answers[0].text


def test_a_page_is_never_cached_listed_or_told_to_others(world: CustomerWorld) -> None:
    for answer in (world.get(world.path(world.give_card())), world.get("/c/rubbish")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.text


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(world: CustomerWorld) -> None:
    answer = world.get(world.path(world.give_card()))
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    for directive, element in (("style-src", "style"), ("script-src", "script")):
        (own,) = re.findall(f"<{element}>(.*?)</{element}>", answer.text, re.DOTALL)
        assert policy[directive] == f"'sha256-{b64encode(sha256(own.encode()).digest()).decode()}'"
    assert (policy["default-src"], policy["connect-src"]) == ("'none'", "'self'")
    for forbidden in ('<link rel="stylesheet', " style=", " onclick", "http://", 'src="http'):
        assert forbidden not in answer.text
    assert "set-cookie" not in answer.headers


def test_rows_are_about_as_long_as_each_other() -> None:
    assert {size: columns_of(size) for size in (1, 5, 6, 7, 8, 10, 12, 13, 30)} == {
        1: 1, 5: 5, 6: 6, 7: 4, 8: 4, 10: 5, 12: 6, 13: 5, 30: 6,
    }  # fmt: skip


def test_a_defect_is_a_page_and_a_line_without_a_word(world: CustomerWorld, capsys: pytest.CaptureFixture[str]) -> None:
    card = world.give_card()
    del world.store.programs[builders.TENANT, builders.PROGRAM]
    answer = world.get(world.path(card))
    assert answer.status == 500
    assert "Something went wrong" in answer.text
    assert '"error":"LookupError"' in capsys.readouterr().out


def test_rewards_on_the_way_are_told(world: CustomerWorld) -> None:
    world.change_program(milestones=(Milestone(3, "Coffee"), Milestone(6, "Shampoo")))
    body = shown(world, lifetime_earned=4, milestones=(3,))
    assert "3 stamps: Coffee (redeemed)" in body
    assert "6 stamps: Shampoo (2 to go)" in body
    assert "Coffee" not in shown(world, status=CardStatus.BLOCKED)
