"""What phones get of a card in several languages."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from comeback.domain.design import Design
from dev.phone.package import PassFile, open_pass
from dev.phone.rules import complaints
from tests import builders
from tests.api_world import PLACE, PROGRAM, ApiWorld
from tests.certificates import authority
from tests.wallet_world import WalletWorld

FOUR = ("de", "es", "pt-BR", "ru")


@pytest.fixture
def world() -> WalletWorld:
    return WalletWorld()


def speaking(world: WalletWorld, *languages: str, locale: str = "en") -> PassFile:
    """The pass of the card in a program of this locale, whose design names these languages."""
    program = world.programs.get(builders.TENANT, builders.PROGRAM)
    assert program is not None
    world.programs.save(builders.TENANT, replace(program, locale=locale, design=replace(program.design, languages=languages)))
    world.prepare(program.tenant_id, program.design, program.size)
    return open_pass(world.fetch().body, [authority().root.certificate])


def test_a_pass_has_a_folder_for_its_own_language_and_for_each_further_one(world: WalletWorld) -> None:
    file = speaking(world, *FOUR)

    assert sorted(file.strings) == ["de", "en", "es", "pt-BR", "ru"]
    assert file.value("stamps") == "0 of 10"
    with zipfile.ZipFile(BytesIO(world.fetch().body)) as archive:
        raw = archive.read("ru.lproj/pass.strings")
    assert raw.startswith(b"\xff\xfe")
    assert '"STAMPS" = "ШТАМПЫ";' in raw.decode("utf-16")


def test_a_pass_of_one_language_has_none(world: WalletWorld) -> None:
    assert speaking(world).strings == {}
    assert speaking(world, "en").strings == {}
    assert speaking(world, locale="de").value("stamps") == "0 von 10"


@pytest.mark.parametrize(
    ("language", "count", "label"),
    [("de", "2 von 10", "STEMPEL"), ("es", "2 de 10", "SELLOS"), ("pt-BR", "2 de 10", "SELOS"), ("ru", "2 из 10", "ШТАМПЫ")],
)
def test_a_phone_shows_the_card_in_its_own_language(world: WalletWorld, language: str, count: str, label: str) -> None:
    world.change(stamps=2)
    shown = speaking(world, *FOUR).in_language(language)

    (header,) = shown.style["headerFields"]
    assert (header["value"], header["label"]) == (count, label)
    assert complaints(shown.document) == []


def test_what_a_language_has_no_words_for_stays_as_it_is(world: WalletWorld) -> None:
    file = speaking(world, "de")

    assert file.in_language("fr").document == file.document
    assert file.in_language("de").document["organizationName"] == file.document["organizationName"]


def test_quotes_and_lines_of_the_owner_come_through(world: WalletWorld) -> None:
    terms = 'Say "hello".\\ And\nbe kind.'
    world.redesign(Design(terms=terms, contact=terms, languages=("de",)))
    file = open_pass(world.fetch().body, [authority().root.certificate])

    assert file.in_language("de").value("terms") == terms
    assert file.in_language("de").value("latest") == "Noch keine Stempel."


def test_an_owner_chooses_further_languages_over_rest() -> None:
    api = ApiWorld()
    made = api.call("POST", "/api/v1/programs", {**PROGRAM, "design": {"languages": ["de", "pt-BR"]}})

    assert (made.status, made.json["design"]["languages"]) == (201, ["de", "pt-BR"])
    address = f"/api/v1/programs/{made.json['id']}"
    changed = api.call("PATCH", address, {"design": {"languages": ["ru"]}})
    assert (changed.status, changed.json["design"]["languages"]) == (200, ["ru"])
    assert api.call("PATCH", address, {"design": {"languages": ["Russian"]}}).status == 422


def test_what_an_owner_must_look_at_is_said_in_the_language_of_the_caller() -> None:
    api = ApiWorld()
    held = api.store.connections[PLACE]
    api.store.connections[PLACE] = replace(held, missing_rights=("clients_access",))

    (item,) = api.call("GET", "/api/v1/attention", accept_language="de-DE,de;q=0.9,en;q=0.5").json["items"]
    assert item["text"].startswith("In La Visage gewährt uns Altegio „Client base“ nicht (um Kunden zu finden)")
