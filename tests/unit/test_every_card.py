"""Cards of every type, in every state and language, held against the rules of both wallets."""

from dataclasses import replace

import pytest

from comeback.adapters.words import languages, words_for
from comeback.domain.card_content import CardContent
from comeback.domain.card_layout import Layout
from comeback.domain.design import Design, Link
from comeback.domain.design_rules import check_design
from comeback.domain.google_passes import class_json, object_json
from comeback.domain.pass_languages import in_all_languages
from comeback.domain.passes import PassContent
from comeback.domain.program import Program, ProgramType
from comeback.domain.sample_card import sample_of, sample_states
from comeback.domain.signing import PassIdentity
from dev.google.documents import check
from dev.phone.rules import complaints
from tests import builders
from tests.api_world import BASE, NOW
from tests.memory.google import ISSUER

IDENTITY = PassIdentity("pass.dev.comeback.test", "TEST000001")
DESIGN = Design(contact="hello@example.com", links=(Link("Book", "https://example.com/book"),))


def program_of(kind: ProgramType) -> Program:
    return replace(builders.program(size=3), type=kind, design=DESIGN)


STATES = [(kind, state) for kind in ProgramType for state in sample_states(program_of(kind))]
each = pytest.mark.parametrize(("kind", "state"), STATES)


def content_of(kind: ProgramType, state: str, language: str) -> PassContent:
    """In one language, readable in all others."""
    program, words = replace(program_of(kind), locale=language), words_for(language)
    sample = sample_of(program, state, words, NOW)
    return PassContent(
        sample.card, program, "Zoë", "La Visage", "America/New_York", sample.mirror, ("La Visage",), latest=sample.latest,
        words=words, others=tuple(words_for(one) for one in languages() if one != language),
        token="a-token-of-enough-length", web_service_url=f"{BASE}/apple",
    )  # fmt: skip


@each
def test_phones_take_it_in_every_language(kind: ProgramType, state: str) -> None:
    for language in languages():
        document, strings = in_all_languages(content_of(kind, state, language), IDENTITY)
        assert complaints(document) == []
        assert set(strings) == set(languages())
        assert len({frozenset(said) for said in strings.values()}) == 1
        assert all(text.strip() for said in strings.values() for text in said.values())


CROWDED = (
    Layout(secondary=("number", "points"), auxiliary=("loyalty", "debt")),
    Layout(header=("number", "member"), secondary=("valid", "code", "state"), back=("reward", "single")),
    Layout(auxiliary=("most",), back=("member",), hidden=("number", "latest")),
)


@each
@pytest.mark.parametrize("layout", CROWDED)
def test_phones_take_it_wherever_an_owner_puts_its_facts(kind: ProgramType, state: str, layout: Layout) -> None:
    made = content_of(kind, state, "en")
    check_design(replace(DESIGN, layout=layout))
    program = replace(made.program, design=replace(DESIGN, layout=layout))
    document, _ = in_all_languages(replace(made, program=program), IDENTITY)
    assert complaints(document) == []


@each
def test_google_takes_it_in_every_language(kind: ProgramType, state: str) -> None:
    for language in languages():
        made = content_of(kind, state, language)
        program, owner = made.program, made.organization
        check("loyaltyObject", object_json(made, ISSUER, BASE), ISSUER, whole_document=True)
        shared = class_json(program, owner, ISSUER, BASE, words=made.words, others=made.others)
        check("loyaltyClass", shared, ISSUER, whole_document=True)


@each
def test_both_wallets_tell_the_same_latest_changes(kind: ProgramType, state: str) -> None:
    made = content_of(kind, state, "en")
    document, _ = in_all_languages(replace(made, others=()), IDENTITY)
    apple = [field["value"] for field in document["storeCard"]["backFields"] if field["key"] == "latest"]
    google = [text["body"] for text in _texts(made) if text["id"] == "latest"]
    assert apple == google
    assert len(apple) == (kind is not ProgramType.DISCOUNT)


def _texts(made: CardContent) -> list[dict[str, str]]:
    texts: list[dict[str, str]] = object_json(replace(made, others=()), ISSUER, BASE)["textModulesData"]
    return texts
