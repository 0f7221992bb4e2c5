"""Every message can be said in every language, and what wallets show little of is short."""

from datetime import date
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from comeback.adapters.words import languages, words_for
from comeback.domain.words import Money
from tests.template.reading import ROOT

GOOGLES_LONGEST, APPLES_LONGEST = 9, 20
"""What is sure to be shown of the label of a figure, and of a label on the front (wallets.md §4.3)."""
FRONT = (
    "card.stamps", "card.reward_ready", "card.reward_next", "card.next", "card.member", "fact.reading", "fact.none", "fact.stale",
    "fact.membership", "fact.single", "fact.valid_until", "fact.valid", "fact.used", "fact.gives.cashback", "fact.gives.discount",
    "fact.places", "fact.loyalty", "fact.points", "fact.code", "fact.pays_for", "card.debt",
)  # fmt: skip
FIGURES = ("card.stamps", "card.rewards", *(f"figure.{kind}" for kind in ("cashback", "gift", "discount", "multipass")))


@pytest.mark.parametrize("language", languages())
def test_labels_are_short_enough_for_both_wallets(language: str) -> None:
    words = words_for(language)

    assert [one for one in FIGURES if len(words.say(one)) > GOOGLES_LONGEST] == []
    assert [one for one in FRONT if len(words.say(one)) > APPLES_LONGEST] == []


def _english() -> list[tuple[str, set[str]]]:
    """Each id, and what is put into its text."""
    with (ROOT / "layers/common/comeback/locales/en.po").open("rb") as file:
        found = [message for message in read_po(file) if message.id]
    said = {str(one.id if isinstance(one.id, str) else one.id[0]): str(one.string) for one in found}
    return [(name, {hole for _, hole, _, _ in Formatter().parse(text) if hole}) for name, text in said.items()]


@pytest.mark.parametrize("language", languages())
def test_every_message_can_be_said_of_any_number(language: str) -> None:
    words = words_for(language)
    for name, holes in _english():
        for number in (0, 1, 2, 5, 11, 21, 1_000_000):
            values = dict.fromkeys(holes, date(2026, 12, 1)) | {"n": number, "amount": Money(450, "EUR")}
            assert "{" not in words.say(name, **values)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 штамп"), (2, "2 штампа"), (5, "5 штампов"), (11, "11 штампов"), (21, "21 штамп"), (112, "112 штампов")],
)
def test_russian_counts_in_three_forms(number: int, said: str) -> None:
    assert words_for("ru").say("stamps.count", n=number) == said


@pytest.mark.parametrize("language", languages())
def test_changed_figures_stand_in_their_sentence_as_phones_want_it(language: str) -> None:
    speaking = [
        name for name, _ in _english() if name.endswith(("_changed", "_full", ".changed")) and name[:4] in ("card", "figu")
    ]

    assert len(speaking) == 6
    assert [name for name in speaking if words_for(language).say(name).count("%@") != 1] == []
