"""Whatever a business writes and a customer is called, every state of a card is a pass that a phone takes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comeback.adapters.words import languages, words_for
from comeback.domain.card import CardStatus
from comeback.domain.design import LARGEST_SIZE, STAMPS, Design, ShopPlace
from comeback.domain.ids import EntryId, LocationId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.poster_style import poster_of
from comeback.domain.program import Validity
from comeback.domain.signing import PassIdentity
from comeback.domain.site import Site
from dev.phone.rules import complaints
from tests import builders

IDENTITY = PassIdentity("pass.dev.comeback.test", "TEST000001")

texts = st.text(max_size=30) | st.sampled_from(["", " ", "\n", "Zoë", "ישראל"])
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
numbers = st.integers(1, 15).map(LocationId)
north, east = st.floats(-90, 90), st.floats(-180, 180)
places = st.builds(ShopPlace, north, east, texts, st.none() | numbers) | st.builds(
    ShopPlace, text=texts, location_id=numbers
)  # fmt: skip
sites = st.builds(Site, numbers, st.just("Europe/Berlin"), st.none() | st.tuples(north, east))
designs = st.builds(
    Design,
    background=colours, foreground=colours, label=colours, accent=colours, stamp=st.sampled_from(STAMPS),
    logo_text=texts, organization=texts, contact=texts, terms=texts, places=st.lists(places, max_size=15).map(tuple),
)  # fmt: skip
validities = st.sampled_from([Validity(), Validity("until", date(2026, 12, 31)), Validity("days", days=30)])
entries = st.builds(
    Entry,
    st.just(EntryId("en_1")), st.just(builders.CARD), st.just(builders.PROGRAM), st.just(1), st.sampled_from(EntryKind),
    st.integers(-30, 30), st.just(0), st.just(builders.NOON), st.just(builders.NOON),
)  # fmt: skip


@st.composite
def contents(draw: st.DrawFn) -> PassContent:
    title, reward = draw(texts), draw(texts)
    program = replace(builders.program(), title=title, reward_title=reward, design=draw(designs), validity=draw(validities))
    known = draw(st.lists(sites, max_size=15, unique_by=lambda site: site.location_id).map(tuple))
    program = replace(program, locations=tuple(site.location_id for site in known), sites=known)
    card = replace(
        builders.card(balance=draw(st.integers(-40, 100)), size=draw(st.integers(1, LARGEST_SIZE))),
        status=draw(st.sampled_from(CardStatus)),
        issued_at=builders.NOON - draw(st.timedeltas(timedelta(), timedelta(days=4000))),
    )
    own, *others = draw(st.lists(st.sampled_from(languages()), min_size=1, unique=True))
    return PassContent(
        card, program, draw(texts), draw(texts), draw(st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York"])),
        words=words_for(own), others=tuple(map(words_for, others)), latest=draw(st.lists(entries, max_size=5)),
        token="a-token-of-enough-length", web_service_url="https://comeback.example/apple",
        visited=draw(st.lists(numbers, max_size=5, unique=True).map(tuple)),
    )  # fmt: skip


def said_in(style: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {field["key"]: field["value"] for group in style.values() for field in group}


@given(contents())
def test_every_state_of_every_card_keeps_apples_rules(content: PassContent) -> None:
    assert complaints(pass_json(content, IDENTITY)) == []


@given(contents())
def test_every_card_is_a_poster_too_that_says_no_less(content: PassContent) -> None:
    document = pass_json(content, IDENTITY)
    poster = poster_of(document["storeCard"])
    assert complaints({**document, "posterGeneric": poster}) == []
    assert said_in(poster) == said_in(document["storeCard"])


@given(contents())
def test_the_number_is_what_the_strip_shows(content: PassContent) -> None:
    (header,) = pass_json(content, IDENTITY)["storeCard"]["headerFields"]
    assert header["value"] == content.words.say("card.stamps_of", shown=content.stamps_shown, size=content.card.size)
    assert 0 <= content.stamps_shown <= content.card.size
