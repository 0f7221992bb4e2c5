"""Possible and recommended settings rows (loyalty-domain.md §5.1, ruling 12)."""

from dataclasses import replace

import pytest

from comeback.domain.errors import FieldRefused
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings, EveryN, Item, Items
from comeback.domain.settings_rules import possible, recommended


@pytest.mark.parametrize("kind", [ProgramType.STAMP, ProgramType.MULTIPASS])
def test_what_is_recommended_is_possible(kind: ProgramType) -> None:
    assert possible(kind, recommended(kind)) == recommended(kind)


def test_a_cashback_program_names_its_card_type() -> None:
    proposed = recommended(ProgramType.CASHBACK)
    with pytest.raises(FieldRefused) as refused:
        possible(ProgramType.CASHBACK, proposed)
    assert [error.field for error in refused.value.errors] == ["crm_card_type"]
    named = replace(proposed, crm_card_type=5)
    assert possible(ProgramType.CASHBACK, named) == named


def test_only_a_multipass_program_lists_services() -> None:
    settings = CardSettings(services=(1, 2))
    assert possible(ProgramType.MULTIPASS, settings) == settings
    with pytest.raises(FieldRefused):
        possible(ProgramType.STAMP, settings)


def test_every_impossible_field_is_named_at_once() -> None:
    settings = CardSettings(
        write_to_crm=True,
        deliver_via_crm=True,
        crm_card_type=1,
        services=(1,),
        accrual_rule=EveryN(100, "carry"),
        max_per_unit=1,
        max_per_day=2,
    )
    with pytest.raises(FieldRefused) as refused:
        possible(ProgramType.STAMP, settings)
    assert {error.field for error in refused.value.errors} == {
        "deliver_via_crm", "crm_card_type", "services", "max_per_unit", "max_per_day",
    }  # fmt: skip


def test_a_read_only_row_writes_nothing() -> None:
    asked = CardSettings(deliver_via_crm=True, sms_via_crm=True, email_via_crm=True, create_crm_client=True)
    assert possible(ProgramType.STAMP, asked) == CardSettings()


def test_a_listed_product_needs_products_to_be_counted() -> None:
    listed = CardSettings(accrual_rule=Items((Item("service", 1), Item("product", 2))))
    with pytest.raises(FieldRefused) as refused:
        possible(ProgramType.STAMP, listed)
    assert [error.field for error in refused.value.errors] == ["accrual_rule.items.1"]
    counted = replace(listed, count_products=True)
    assert possible(ProgramType.STAMP, counted) == counted


def test_a_cap_has_no_place_where_the_whole_card_earns_as_one() -> None:
    carrying = CardSettings(accrual_rule=EveryN(100, "carry"))
    assert possible(ProgramType.STAMP, carrying) == carrying
    with pytest.raises(FieldRefused) as refused:
        possible(ProgramType.STAMP, replace(carrying, max_per_day=2))
    assert [error.field for error in refused.value.errors] == ["max_per_day"]
