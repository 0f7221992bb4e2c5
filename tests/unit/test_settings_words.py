"""A row in plain language."""

import pytest

from comeback.adapters.words import words_for
from comeback.domain.program import ProgramType
from comeback.domain.settings import AmountOver, Basis, CardSettings, Completed, CountBy, EveryN, Item, Items, PaymentGate
from comeback.domain.settings_rules import recommended
from comeback.domain.settings_words import plain_words

DESK = "A stamp given at the desk stands for a visit of the same day."
CAME = "It counts when the client has come"


def said(settings: CardSettings, of: ProgramType = ProgramType.STAMP) -> list[str]:
    return [words_for("en").tell(phrase) for phrase in plain_words(of, settings, "USD")]


def test_the_recommended_row() -> None:
    assert said(CardSettings()) == [
        "A stamp for each day with a visit.",
        f"{CAME} and everything is paid.",
        "Products do not count.",
        "Visits paid with a membership do not count.",
        DESK,
    ]


def test_everything_else() -> None:
    row = CardSettings(
        count_by=CountBy.VISIT, payment_gate=PaymentGate.NONE, count_products=True, accrual_rule=EveryN(100_000, stamps=2),
        basis=Basis.SOLD, max_per_unit=3, max_per_day=1, membership_visits_earn=True, scan_excludes_crm=False,
    )  # fmt: skip

    assert said(row) == [
        "2 stamps for every $1,000.00 of a visit.",
        "What is over is lost.",
        f"{CAME}, paid or not.",
        "Products count like services.",
        "Visits paid with a membership count.",
        "Amounts are prices before discounts.",
        "At most 3 stamps a visit.",
        "At most one stamp a day in all.",
        "Stamps given at the desk come on top.",
    ]


@pytest.mark.parametrize("unit", CountBy)
@pytest.mark.parametrize("gate", PaymentGate)
@pytest.mark.parametrize(
    "rule",
    [
        Completed(), AmountOver(5000), AmountOver(5000, inclusive=True), EveryN(5000), EveryN(5000, "carry"),
        Items((Item("service", 1),)), Items((Item("service", 1),), "quantity"),
    ],
)  # fmt: skip
def test_every_row_can_be_told(unit: CountBy, gate: PaymentGate, rule: Completed) -> None:
    row = CardSettings(count_by=unit, payment_gate=gate, accrual_rule=rule, max_per_unit=2)

    assert all(sentence.endswith(".") for sentence in said(row))


@pytest.mark.parametrize(
    ("of", "row", "sentence"),
    [
        (ProgramType.CASHBACK, CardSettings(),
         "The balance of a client's card of the type that is named here, as Altegio has it."),
        (ProgramType.CASHBACK, CardSettings(crm_card_type=10992),
         "The balance of a client's card of type 10992, as Altegio has it."),
        (ProgramType.DISCOUNT, CardSettings(),
         "The discount of a client's card of the type that is named here, as Altegio has it."),
        (ProgramType.DISCOUNT, CardSettings(crm_card_type=1), "The discount of a client's card of type 1, as Altegio has it."),
        (ProgramType.MULTIPASS, CardSettings(), "The sessions of a client's memberships for any service, as Altegio has them."),
        (ProgramType.MULTIPASS, CardSettings(services=(1, 2)),
         "The sessions of a client's memberships for 2 chosen services, as Altegio has them."),
        (ProgramType.GIFT, CardSettings(), "What is left on a client's gift card, as Altegio has it."),
        (ProgramType.GIFT, CardSettings(gift_card_types=(7,)),
         "What is left on a client's gift card of one chosen type, as Altegio has it."),
    ],
)  # fmt: skip
def test_a_mirror_is_told_in_one_sentence(of: ProgramType, row: CardSettings, sentence: str) -> None:
    assert said(row, of) == [sentence]


@pytest.mark.parametrize("of", ProgramType)
def test_the_recommended_row_of_each_type_says_nothing_of_what_is_not_chosen_yet(of: ProgramType) -> None:
    assert all("None" not in sentence and sentence.endswith(".") for sentence in said(recommended(of), of))
