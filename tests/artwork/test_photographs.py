"""What an owner's photographs weigh: in a pass, and on the pages of customers, of which 60 KB are promised."""

import re
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from comeback.adapters.artwork.artist import PillowArtist
from comeback.domain.design import LARGEST_SIZE, Design
from comeback.domain.design_images import WANTED, Images, Role
from comeback.domain.milestone import Milestone
from comeback.ports.artwork import Artwork
from comeback.usecases.show_picture import ShowPicture
from comeback.web.google import GoogleCalls, GoogleDoors
from tests.api_world import Answered
from tests.customer_world import CustomerWorld
from tests.handlers.events import http_event
from tests.memory.artwork import MemoryArtworkStore
from tests.pictures import a_photograph

HEAVIEST, SIZE = 60_000, 2
OWN = {role: a_photograph(*WANTED[role].kept) for role in (Role.STRIP, Role.LOGO)} | {Role.ICON: a_photograph(200, 200)}
# As many words as there may be, in letters of two bytes.
DESIGN = Design(contact="Щ" * 500, images=Images(strip="1", logo="2", icon="3"))
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0.0.0 Safari/537.36"
IN_APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1 Instagram 400.0"


@pytest.fixture(scope="module")
def drawn() -> Artwork:
    return PillowArtist().draw(DESIGN, SIZE, OWN)


class Visitor:
    """Loads a page as a browser does, and weighs all that comes, headers included."""

    def __init__(self, drawn: Artwork, design: Design = DESIGN, size: int = SIZE) -> None:
        self.world, store = CustomerWorld(), MemoryArtworkStore()
        store.put(drawn)
        self.world.know()
        milestones = tuple(Milestone(number, "Щ" * 60) for number in range(1, 6))
        self.world.change_program(size=size, design=design, title="Щ" * 60, reward_title="Щ" * 60, milestones=milestones)
        self._pictures: Any = APIGatewayHttpResolver()
        calls: Any = GoogleCalls(lambda: None, lambda: None, ShowPicture(store))  # type: ignore[arg-type, return-value]
        GoogleDoors(self._pictures, calls)

    def weight(self, page: Answered) -> int:
        """In bytes."""
        fetched = re.sub(r"<picture><source[^>]* srcset=(\S+) type=.image/webp.><img[^>]*>", r"<img src=\1>", page.text)
        addresses = re.findall(r'<(?:img|script|link|source)\b[^>]*? (?:src|href|srcset)="([^"]+)"', fetched)
        answers = [self._pictures.resolve(http_event("GET", one), None) for one in addresses if one != "data:,"]
        assert [answer["statusCode"] for answer in answers] == [200, 200]
        bodies = [b64decode(answer["body"]) for answer in answers] + [page.text.encode()]
        heads = [*(answer["headers"] for answer in answers), page.headers]
        return sum(map(len, bodies)) + sum(len(f"{name}: {value}\r\n") for head in heads for name, value in head.items())


def test_whatever_photographs_an_owner_brings_a_pass_stays_small(drawn: Artwork) -> None:
    assert sum(map(len, OWN.values())) > 1_000_000
    for strip in drawn.strips:
        assert len(strip["strip@3x.png"]) < 220_000
        assert sum(map(len, (*strip.values(), *drawn.images.values()))) < 400_000
    assert len(drawn.logo) < 250_000


@pytest.mark.parametrize("agent", [WINDOWS, IN_APP])
@pytest.mark.parametrize("stamps", range(SIZE + 1))
def test_a_card_page_with_photographs_is_light_in_every_state(drawn: Artwork, stamps: int, agent: str) -> None:
    visitor = Visitor(drawn)
    path = visitor.world.path(visitor.world.give_card(size=SIZE, balance=stamps))
    page = visitor.world.get(f"{path}?lang=ru", user_agent=agent)
    assert f"/{stamps}.webp" in page.text
    assert visitor.weight(page) < HEAVIEST


@pytest.mark.parametrize("form", [None, {"name": "", "phone": "12", "email": "?", "birthday": "?"}])
def test_a_join_page_with_photographs_is_light(drawn: Artwork, form: dict[str, str] | None) -> None:
    visitor = Visitor(drawn)
    page = visitor.world.get(f"/join/{visitor.world.program().id}?lang=ru")
    if form:
        page = visitor.world.join({**form, "lang": "ru", "opened": re.findall(r'name="opened" value="([^"]+)"', page.text)[0]})
    assert visitor.weight(page) < HEAVIEST


def test_a_page_with_our_pictures_is_light_even_for_the_largest_card() -> None:
    design = replace(DESIGN, images=Images())
    visitor = Visitor(PillowArtist().draw(design, LARGEST_SIZE), design, LARGEST_SIZE)
    card = visitor.world.give_card(size=LARGEST_SIZE, balance=LARGEST_SIZE - 1)
    assert visitor.weight(visitor.world.get(visitor.world.path(card), user_agent=WINDOWS)) < HEAVIEST
