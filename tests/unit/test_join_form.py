"""What a join form takes."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.join_form import JoinForm, problems_of

TODAY = date(2026, 9, 21)
GOOD = JoinForm("Jane Doe", "+12125550123", consent_service=True)


def refused(form: JoinForm) -> list[str]:
    return [problem.field for problem in problems_of(form, TODAY)]


@pytest.mark.parametrize(
    "form",
    [
        GOOD,
        replace(GOOD, consent_marketing=True),
        replace(GOOD, email="jane@example.com", birthday="1990-02-28"),
        replace(GOOD, name="n" * 100, email=f"{'e' * 242}@example.com"),
        replace(GOOD, birthday="2026-09-22"),
        replace(GOOD, birthday="1900-01-01"),
    ],
)
def test_a_good_form_has_no_problem(form: JoinForm) -> None:
    assert refused(form) == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(GOOD, name=""), "name"),
        (replace(GOOD, name="n" * 101), "name"),
        (replace(GOOD, phone=""), "phone"),
        (replace(GOOD, phone="1" * 41), "phone"),
        (replace(GOOD, email="jane"), "email"),
        (replace(GOOD, email="jane@example"), "email"),
        (replace(GOOD, email="jane doe@example.com"), "email"),
        (replace(GOOD, email=f"{'e' * 243}@example.com"), "email"),
        (replace(GOOD, birthday="28.2.1990"), "birthday"),
        (replace(GOOD, birthday="1990-02-30"), "birthday"),
        (replace(GOOD, birthday="1990-W01-1"), "birthday"),
        (replace(GOOD, birthday="1899-12-31"), "birthday"),
        (replace(GOOD, birthday="2026-09-23"), "birthday"),
        (replace(GOOD, consent_service=False), "consent_service"),
    ],
)
def test_each_field_is_judged_for_itself(form: JoinForm, field: str) -> None:
    assert refused(form) == [field]


def test_all_problems_are_told_at_once_in_the_order_of_the_form() -> None:
    assert refused(JoinForm(email="x", birthday="x")) == ["name", "phone", "email", "birthday", "consent_service"]
