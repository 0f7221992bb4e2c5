"""Every line of the table over memory: milliseconds a case."""

import pytest

from tests.edge_cases.memory import MemoryReception
from tests.edge_cases.story import Story
from tests.edge_cases.table import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_edge_case(case: Case) -> None:
    reception = MemoryReception(case.program)

    case.story(Story(reception))
    reception.hear()

    assert sum(reception.amounts("Jane")) == case.stamps
    if case.ann is not None:
        assert sum(reception.amounts("Ann")) == case.ann
    if case.amounts is not None:
        assert reception.amounts("Jane") == case.amounts


def test_every_edge_case_and_every_example_is_in_the_table() -> None:
    told = {case.number for case in CASES}

    # 31 is refused before anything can happen: tests/handlers/test_api_programs.py
    assert told == {str(number) for number in range(1, 43) if number != 31} | {f"§17.{number}" for number in range(1, 13)}
