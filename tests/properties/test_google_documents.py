"""Whatever a business writes and a customer is called, Google takes every state of a card and every class."""

from hypothesis import given

from comeback.domain.card_content import CardContent
from comeback.domain.google_passes import class_json, object_json
from comeback.domain.passes import PassContent
from dev.google.documents import check
from tests.api_world import BASE
from tests.memory.google import ISSUER
from tests.properties.test_pass_documents import contents


@given(contents())
def test_every_card_and_class_keeps_googles_rules(made: PassContent) -> None:
    content = CardContent(
        made.card, made.program, made.first_name, made.organization, made.timezone, visited=made.visited, words=made.words,
        others=made.others,
    )  # fmt: skip
    check("loyaltyObject", object_json(content, ISSUER, BASE), ISSUER, whole_document=True)
    check(
        "loyaltyClass",
        class_json(made.program, made.organization, ISSUER, BASE, words=made.words, others=made.others),
        ISSUER,
        whole_document=True,
    )


@given(contents())
def test_a_name_stands_in_one_place_only(made: PassContent) -> None:
    content = CardContent(
        made.card, made.program, "Žofie-Marie", made.organization, made.timezone, words=made.words, others=made.others
    )
    document = object_json(content, ISSUER, BASE)
    assert "Žofie" not in str({**document, "accountName": ""})
