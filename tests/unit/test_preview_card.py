"""What a preview shows is what the wallets would get."""

from collections import Counter
from dataclasses import replace

import pytest

from comeback.domain.card_face import AppleFace
from comeback.domain.design import BARCODES, Barcode, Design, Link, artwork_version
from comeback.domain.design_images import Images, Role
from comeback.domain.errors import FieldRefused, NotFound
from comeback.domain.passes import card_of_barcode
from comeback.domain.program import Program, ProgramType, Validity
from comeback.domain.sample_card import SAMPLE_CARD, sample_states, usual_state
from comeback.ports.artwork import Artwork
from comeback.usecases.preview_card import Sight
from tests import builders
from tests.preview_world import PreviewWorld, texts

KINDS = list(ProgramType)
STATES = [(kind, state) for kind in KINDS for state in sample_states(replace(builders.program(size=3), type=kind))]
THREE = Design(languages=("de", "ru"))


def of_type(kind: ProgramType) -> Program:
    return replace(builders.program(), type=kind)


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_both_wallets_show_every_state_of_every_type(kind: ProgramType, state: str) -> None:
    world = PreviewWorld(kind, size=3)
    counted = world.apple(state=state).header[0].text
    assert world.google(state=state).points[0].text == counted
    assert world.back(state=state)
    assert world.back(state=state, wallet="google")["Card number"] == "4K7M 2Q9T X3WD"


@pytest.mark.parametrize("kind", KINDS)
def test_the_states_of_a_type_look_different(kind: ProgramType) -> None:
    world = PreviewWorld(kind)
    looks = Counter(world.look(state=state) + world.look(state=state, side="back") for state in sample_states(world.program))
    alike = [count for count in looks.values() if count > 1]
    assert alike == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_usual_state_is_one_of_them(kind: ProgramType) -> None:
    for size in range(1, 31):
        program = replace(of_type(kind), size=size)
        assert usual_state(program) in sample_states(program)


def test_a_stamp_card_is_shown_with_as_many_stamps_as_are_asked_for() -> None:
    world = PreviewWorld(size=5)
    for stamps in range(6):
        assert world.apple(state=str(stamps)).header[0].text == f"{stamps} of 5"
        assert world.google(state=str(stamps)).hero == f"{stamps}.png"
    assert world.apple().header[0].text == "3 of 5"


def test_a_reward_and_a_debt_are_shown() -> None:
    world = PreviewWorld()
    assert texts(world.apple(state="reward").front)["REWARD READY"] == "A free haircut"
    assert texts(world.google(state="reward").points) == {"Stamps": "3 of 10", "Rewards": "1"}
    assert world.back(state="debt")["To catch up"] == "2 stamps"
    assert PreviewWorld(size=1).back(state="debt")["To catch up"] == "1 stamp"


def test_the_last_changes_have_led_to_what_is_shown() -> None:
    world = PreviewWorld()
    assert world.back(state="2")["Latest changes"].splitlines() == ["Nov 23, 2026: +1, visit", "Nov 9, 2026: +1, visit"]
    assert world.back(state="debt")["Latest changes"].splitlines()[0] == "Nov 23, 2026: -2, visit corrected"
    gone = PreviewWorld(ProgramType.CASHBACK).back(state="empty")["Latest changes"]
    assert gone.splitlines()[0] == "Nov 23, 2026: spent -$20.00"


def test_a_card_that_altegio_has_nothing_for_has_no_changes() -> None:
    assert PreviewWorld(ProgramType.GIFT).back(state="none")["Latest changes"] == "None yet."
    assert PreviewWorld(ProgramType.GIFT).back(state="single")["Latest changes"] == "None yet."


def test_amounts_are_written_as_phones_write_them() -> None:
    assert PreviewWorld(ProgramType.CASHBACK).apple().header[0].text == "$48.00"
    assert PreviewWorld(ProgramType.CASHBACK, currency="JPY").google().points[0].text == "¥48"
    german = PreviewWorld(ProgramType.CASHBACK, currency="EUR", locale="de")
    assert german.apple().header[0].text == german.google().points[0].text == "48,00\N{NO-BREAK SPACE}€"
    assert texts(PreviewWorld(ProgramType.GIFT).apple().front)["VALID UNTIL"] == "Jun 13, 2027"


def test_sessions_are_counted_or_unlimited() -> None:
    world = PreviewWorld(ProgramType.MULTIPASS)
    assert world.apple(state="sessions").header[0].text == world.google(state="sessions").points[0].text == "7"
    assert world.apple(state="unlimited").header[0].text == "unlimited"
    assert "Massage: 6, Sauna: 3." in world.back(state="services")["Ten visits"]
    assert "Frozen" in world.back(state="frozen")["Ten visits"]


def test_a_blocked_card_is_pale_in_both_wallets() -> None:
    world = PreviewWorld()
    assert world.apple(state="blocked").is_voided
    assert world.google(state="blocked").is_over
    assert not world.apple().is_voided
    assert not world.google().is_over


def test_the_code_is_that_of_a_card_that_nobody_has() -> None:
    world = PreviewWorld()
    assert card_of_barcode(world.apple().code.message) == card_of_barcode(world.google().code.message) == SAMPLE_CARD
    assert PreviewWorld(ProgramType.GIFT).apple().code.message == "GIFT-2047"


@pytest.mark.parametrize("kind", BARCODES)
def test_the_code_has_the_form_of_the_design(kind: Barcode) -> None:
    world = PreviewWorld(design=Design(barcode=kind))
    assert world.apple().code.kind == world.google().code.kind == kind


def test_colours_and_names_are_those_of_the_design() -> None:
    world = PreviewWorld(design=Design(background="#ffffff", foreground="#101010", label="#202020", logo_text="Visage"))
    apple, google = world.apple(), world.google()
    assert (apple.background, apple.foreground, apple.label, apple.logo_text) == ("#ffffff", "#101010", "#202020", "Visage")
    assert (google.background, google.foreground, google.issuer, google.title) == ("#ffffff", "#000000", "La Visage", "10 visits")
    assert PreviewWorld().google().foreground == "#ffffff"


def test_links_are_named_on_the_back_of_both() -> None:
    world = PreviewWorld(design=Design(links=(Link("Book: online", "https://example.com"), Link("Call", "tel:+1"))))
    world.look(side="back")
    assert world.painter.details_shown[-1][-3].links == ("Book: online", "Call")
    world.look(side="back", wallet="google")
    assert world.painter.details_shown[-1][-1].links == ("Book: online", "Call")


def test_each_language_of_the_card_can_be_read() -> None:
    world = PreviewWorld(design=THREE)
    assert world.apple().header[0].label == "STAMPS"
    assert (world.apple(language="de").header[0].label, world.google(language="de").points[0].label) == ("STEMPEL", "Stempel")
    assert world.apple(language="ru").header[0].text == "6 из 10"
    assert texts(world.google(language="ru").points) == {"Штампы": "6 of 10", "Подарки": "0"}  # Google translates no figures
    assert world.back(language="de")["Letzte Änderungen"].startswith("23.11.2026: +1")
    assert world.google(language="de").title == "10 visits"


def test_another_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(FieldRefused, match="language: One of en, de, ru"):
        PreviewWorld(design=THREE).look(language="es")


def test_a_state_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(FieldRefused, match="state: One of 0, 1, 2, 3, reward, debt, blocked"):
        PreviewWorld(size=3).look(state="4")
    with pytest.raises(FieldRefused, match="state: One of level, top, none, blocked"):
        PreviewWorld(ProgramType.DISCOUNT).look(state="6")


def test_nobody_sees_the_cards_of_others() -> None:
    world = PreviewWorld()
    with pytest.raises(NotFound):
        world.preview(builders.OTHER_TENANT, world.program.id, Sight())


def test_pictures_that_are_drawn_already_are_used() -> None:
    world = PreviewWorld(size=2)
    version = artwork_version(world.program.design, 2)
    strips = tuple({"strip@2x.png": b"%d at 2" % stamps, "strip@3x.png": b"%d at 3" % stamps} for stamps in range(3))
    wide = tuple(b"%d, wide" % stamps for stamps in range(3))
    world.artwork.put(Artwork(version, {"logo@2x.png": b"logo"}, strips, b"round", heroes=wide))
    world.apple(state="2")
    world.google(state="0")
    assert world.painter.pictures == [(b"logo", b"2 at 2"), (b"round", b"0, wide")]
    assert world.artist.drawn == []


def test_those_of_a_new_design_are_drawn_and_not_kept() -> None:
    world = PreviewWorld(ProgramType.CASHBACK)
    world.apple()
    assert world.artist.drawn == [(world.program.design, 0)]
    assert world.artwork.kept == {}


def test_pictures_of_the_owners_are_in_it() -> None:
    own, world = Design(images=Images(hero="a" * 64)), PreviewWorld()
    world.images.put(builders.TENANT, "a" * 64, b"hero of theirs")
    world.look(design={"images": own.images})
    assert world.artist.drawn == [(own, 10)]
    assert world.artist.given == [{Role.HERO: b"hero of theirs"}]


def test_the_owners_wide_picture_is_googles_where_there_are_no_stamps() -> None:
    own = Design(images=Images(hero="a" * 64))
    for kind in ProgramType:
        world = PreviewWorld(kind, own)
        world.images.put(builders.TENANT, "a" * 64, b"hero of theirs")
        world.google()
        assert (world.painter.pictures[-1][1] == b"hero of theirs") is (kind is not ProgramType.STAMP)


def test_a_design_is_looked_at_before_it_is_saved() -> None:
    world = PreviewWorld()
    face = world.apple(design={"background": "#000000", "logo_text": "New"})
    assert isinstance(face, AppleFace)
    assert (face.background, face.logo_text, face.label) == ("#000000", "New", world.program.design.label)
    assert world.programs.get(builders.TENANT, world.program.id) == world.program


def test_a_design_that_nobody_can_read_is_refused() -> None:
    with pytest.raises(FieldRefused, match=r"design\.foreground"):
        PreviewWorld().look(design={"foreground": PreviewWorld().program.design.background})
    with pytest.raises(FieldRefused, match=r"design\.languages"):
        PreviewWorld().look(design={"languages": ("fi",)})


def test_a_program_without_a_location_is_shown_in_utc() -> None:
    world = PreviewWorld(locations=(), validity=Validity("days", days=400))
    assert world.apple().logo_text == "La Visage"


def test_an_owner_who_is_not_known_any_more_leaves_the_name_of_the_program() -> None:
    world = PreviewWorld(locations=())
    foreign = world.programs.save(builders.OTHER_TENANT, replace(world.program, tenant_id=builders.OTHER_TENANT, revision=0))
    world.preview(builders.OTHER_TENANT, foreign.id, Sight())
    face = world.painter.faces[-1]
    assert isinstance(face, AppleFace)
    assert face.logo_text == "10 visits"
