"""The owner's page of a design: forms in, pages and pictures out."""

import re
from base64 import b64decode
from html import unescape
from typing import Any

import pytest

from comeback.domain.card_layout import Label, Layout
from comeback.domain.design import Design, Link, ShopPlace
from comeback.domain.ids import ProgramId
from comeback.domain.ready_designs import READY, ReadyDesign
from comeback.web.pages import PICTURES, picture_of
from tests.api_world import BASE, MINE, PLACE, SECOND, THEIRS
from tests.console_designs import fields_of
from tests.console_world import Browser, ConsoleWorld, Page
from tests.handlers.events import http_event

RICH = Design(
    background="#102030", foreground="#ffffff", label="#ffeedd", accent="#ff8800", stamp="heart", empty_stamp="star",
    reward_stamp="crown", frame="hexagon", pattern="waves", barcode="aztec", logo_text="Ann's", organization="Ann & Co",
    contact="1 Main Street\n+1 212 555 0100", terms="No refunds.", links=(Link("Book", "https://example.com/?a=1&b=2"),),
    last_changes=False, labels=(Label("code", "Code"), Label("balance", "Visits"), Label("reward", "You get")),
    layout=Layout(header=("number",), auxiliary=("member", "reward"), hidden=("debt",)), languages=("ru", "de"),
    places=(ShopPlace(40.7128, -74.006, "Come in"), ShopPlace(52.52, 13.405), ShopPlace(location_id=PLACE, text="Here")),
    nearby=False,
)  # fmt: skip


class Studio:
    """An owner at the design of a program."""

    def __init__(self, **program: Any) -> None:
        self.world = ConsoleWorld()
        self.browser = Browser(self.world).sign_in()
        self.program = ProgramId(self.world.active_program(**program))
        self.path = f"/console/programs/{self.program}/design"

    @property
    def design(self) -> Design:
        """As it is stored."""
        program = self.world.programs.get(MINE, self.program)
        assert program is not None
        return program.design

    def store(self, design: Design) -> None:
        fields = {name: getattr(design, name) for name in Design.__dataclass_fields__}
        self.world.console_calls().programs.change(MINE, self.program, {}, fields)

    def fields(self, **typed: str) -> list[tuple[str, str]]:
        """What the page's form holds, with some fields typed anew; dots of names are written as two underscores."""
        changed = {name.replace("__", "."): value for name, value in typed.items()}
        shown = fields_of(self.browser.get(self.path).body, "design")
        return [(name, changed.pop(name, value)) for name, value in shown] + list(changed.items())

    def save(self, **typed: str) -> Page:
        return self.browser.post(self.path, self.fields(**typed))

    def preview(self, **typed: str) -> Page:
        return self.browser.post(f"{self.path}/preview", self.fields(**typed))


def pictures(page: Page) -> list[str]:
    """Addresses of the cards on the page."""
    return [unescape(found) for found in re.findall(r'<figure><img src="([^"]+)"', page.body)]


def drawn(page: Page) -> list[str]:
    """What is drawn on pictures that come with the page."""
    return [b64decode(address.partition("base64,")[2]).decode() for address in pictures(page)]


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.mark.parametrize("ready", READY.values(), ids=list(READY))
def test_a_ready_design_is_shown_as_it_is_drawn_now(ready: ReadyDesign) -> None:
    """Fails after a change of a design or of the drawing: `python -m dev.ready_pictures` makes the pictures anew."""
    answer = ConsoleWorld().console(BASE)(http_event("GET", f"/console/static/{picture_of(ready)}"), None)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "image/png")
    assert "immutable" in answer["headers"]["Cache-Control"]
    assert b64decode(answer["body"]).startswith(b"\x89PNG")


def test_no_picture_is_there_for_nothing() -> None:
    assert {path.name for path in PICTURES.iterdir()} == {picture_of(ready) for ready in READY.values()}


def test_a_design_is_shown_as_it_is_saved_in_both_wallets(studio: Studio) -> None:
    page = studio.browser.get(studio.path)
    assert page.status == 200
    assert "As saved." in page.text
    apple, google = (studio.browser.get(address) for address in pictures(page))
    assert b64decode(apple.body).startswith(b"apple: ")
    assert b"#33202e" in b64decode(apple.body)
    assert b64decode(google.body).startswith(b"google: ")
    assert apple.headers["Content-Type"] == "image/png"
    assert apple.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("design", [Design(), RICH], ids=["plain", "rich"])
@pytest.mark.parametrize("kind", ["stamp", "cashback", "multipass", "discount", "gift"])
def test_saving_what_is_shown_changes_nothing(kind: str, design: Design) -> None:
    studio = Studio(type=kind) if kind == "stamp" else Studio(type=kind, size=None, reward=None)
    studio.store(design)
    assert studio.save().to == studio.path
    assert studio.design == design


def test_what_is_typed_is_saved_and_phones_are_told(studio: Studio) -> None:
    page = studio.save(
        background="#102030", stamp="heart", barcode="pdf417", logo_text="Ann's", links__0__title="Book",
        links__0__url="https://example.com", layout__number="header", labels__reward="You get", languages="de",
        places__0__latitude="40,7128", places__0__longitude="-74.006",
    )  # fmt: skip
    assert page.to == studio.path
    assert "The design was saved." in studio.browser.get(page.to).text
    design = studio.design
    assert (design.background, design.stamp, design.barcode, design.logo_text) == ("#102030", "heart", "pdf417", "Ann's")
    assert (design.links, design.labels) == ((Link("Book", "https://example.com"),), (Label("reward", "You get"),))
    assert (design.layout, design.languages) == (Layout(header=("number",)), ("de",))
    assert design.places == (ShopPlace(40.7128, -74.006),)
    assert "Changed a program" in studio.browser.get("/console/trail").text


def test_a_preview_shows_what_is_typed_and_saves_nothing(studio: Studio) -> None:
    page = studio.preview(background="#102030", state="3", side="front")
    assert page.status == 200
    assert page.typed("background") == "#102030"
    assert "not saved yet" in page.text
    apple, google = drawn(page)
    assert "#102030" in apple
    assert "#102030" in google
    assert "3 of 10" in apple
    assert studio.design == Design()


def test_the_back_is_looked_at_in_another_language(studio: Studio) -> None:
    studio.save(languages="de", contact="1 Main Street")
    apple, google = drawn(studio.preview(side="back", language="de"))
    assert apple.startswith("back: ")
    assert "Kontakt" in apple
    assert "1 Main Street" in google


@pytest.mark.parametrize("ready", list(READY))
def test_a_ready_design_is_looked_at_with_the_owners_words_kept(studio: Studio, ready: str) -> None:
    page = studio.browser.post(f"{studio.path}/preview", [*studio.fields(logo_text="Ann's"), ("ready", ready)])
    assert page.typed("background") == READY[ready].design.background
    assert page.typed("logo_text") == "Ann's"
    assert READY[ready].design.background in drawn(page)[0]
    assert studio.design == Design()
    assert studio.browser.post(studio.path, fields_of(page.body, "design")).status == 303
    look = READY[ready].look
    assert {name: getattr(studio.design, name) for name in look} == look
    assert studio.design.logo_text == "Ann's"


@pytest.mark.parametrize("route", ["", "/preview"])
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("foreground", "#33202e", "#33202e cannot be read on #33202e: contrast 1.0 : 1, at least 4.5 : 1."),
        ("label", "#402030", "cannot be read on"),
        ("background", "red", "A colour is written as #rrggbb."),
        ("stamp", "skull", "Choose one of these."),
        ("logo_text", "x" * 41, "At most 40 characters fit."),
        ("labels.balance", "x" * 10, "1 to 9 characters: more is cut off on some phones."),
        ("labels.reward", "x" * 21, "1 to 20 characters: more is cut off on some phones."),
        ("places.0.text", "x" * 101, "At most 100 characters fit."),
        ("logo_text", "a\x07b", "Control characters are not allowed."),
        ("links.0.url", "ftp://example.com", "An address begins with https://"),
        ("places.0.latitude", "north", "Write a number, like 52.52."),
        ("places.0.latitude", "nan", "Write a number, like 52.52."),
    ],
)
def test_what_cannot_be_shown_is_said_at_its_field_and_nothing_typed_is_lost(
    studio: Studio, route: str, field: str, typed: str, sentence: str
) -> None:
    before = studio.design
    page = studio.browser.post(studio.path + route, [*studio.fields(**{field: typed}), ("accent", "#123456")])
    assert page.status == 422
    assert sentence in page.error_at(field)
    assert (page.typed("accent"), "As saved:" in page.text) == ("#123456", True)
    if field != "stamp":
        assert page.typed(field) == typed
    assert len(pictures(page)) == 2
    assert studio.design == before


def test_too_many_facts_for_a_place_are_said_beside_the_facts(studio: Studio) -> None:
    page = studio.save(layout__number="header", layout__contact="header", layout__member="header")
    assert page.status == 422
    assert "Beside the balance 2 facts fit." in page.error_at("layout")


def test_a_place_at_a_location_of_another_program_is_refused_at_its_row(studio: Studio) -> None:
    page = studio.save(places__0__location_id=str(SECOND), places__0__text="Here")
    assert page.status == 422
    assert f"Location {SECOND} is not one of the program's." in page.error_at("places.0.location_id")
    assert (page.typed("places.0.text"), studio.design) == ("Here", Design())


def test_a_place_whose_location_left_is_told_and_can_be_saved_again() -> None:
    studio = Studio(locations=[PLACE, SECOND])
    studio.save(places__0__location_id=str(SECOND), places__0__text="Here")
    studio.world.console_calls().programs.change(MINE, studio.program, {"locations": (PLACE,)})
    assert "(not of this program: not shown)" in studio.browser.get(studio.path).text
    assert studio.save(logo_text="Ann's").to == studio.path
    assert studio.design.places == (ShopPlace(location_id=SECOND, text="Here"),)


def test_rows_close_up_and_an_error_stands_at_the_row_that_it_is_about(studio: Studio) -> None:
    studio.save(links__0__title="Book", links__0__url="https://example.com")
    page = studio.save(links__0__title="", links__0__url="", links__1__title="Write", links__1__url="nowhere")
    assert page.status == 422
    assert (page.typed("links.0.title"), page.typed("links.0.url")) == ("Write", "nowhere")
    assert page.error_at("links.0.url")
    assert page.typed("links.1.title") == ""


@pytest.mark.parametrize("query", ["", "wallet=pager&state=7000&side=edge&language=xx", "wallet=google&state=reward&side=back"])
def test_a_picture_shows_the_usual_of_what_it_is_not_asked_for(studio: Studio, query: str) -> None:
    assert studio.browser.get(f"{studio.path}/preview.png", query).status == 200


def test_another_tenants_design_is_unknown(studio: Studio) -> None:
    stranger = Browser(studio.world).sign_in(THEIRS)
    program = studio.program
    for path in (studio.path, f"/console/programs/{program}/design/preview.png"):
        assert stranger.get(path).status == 404
    for path in (studio.path, f"/console/programs/{program}/design/preview"):
        assert stranger.send(path, {"background": "#102030"}).status == 404
    assert studio.design == Design()


def test_a_form_without_its_token_is_refused(studio: Studio) -> None:
    typed = [pair for pair in studio.fields(background="#102030") if pair[0] != "csrf_token"]
    assert studio.browser.post(studio.path, typed).status == 403
    assert studio.design == Design()
