"""How long a join form was open."""

from datetime import UTC, datetime, timedelta

import pytest

from comeback.domain.ids import ProgramId
from comeback.domain.join_pace import Pace, pace_of, stamp_of
from tests import builders

KEYS = {"k1": b"k" * 32, "k2": b"l" * 32}
OPENED = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
OTHER = ProgramId("pr_" + "0" * 25 + "9")


def pace(stamp: str, seconds: float = 30.0) -> Pace:
    return pace_of(KEYS, builders.PROGRAM, stamp, OPENED + timedelta(seconds=seconds))


def stamp(key_id: str = "k1", program: ProgramId = builders.PROGRAM) -> str:
    return stamp_of(KEYS, key_id, program, OPENED)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-5, Pace.HASTY), (0, Pace.HASTY), (1.4, Pace.HASTY), (1.5, Pace.HUMAN), (86_400, Pace.HUMAN), (86_401, Pace.STALE),
    ],
)  # fmt: skip
def test_a_person_needs_longer_than_a_moment_and_less_than_a_day(seconds: float, told: Pace) -> None:
    assert pace(stamp(), seconds) is told


def test_a_form_without_a_stamp_says_nothing() -> None:
    assert pace("") is Pace.UNTOLD


def test_every_key_that_we_have_is_known() -> None:
    assert pace(stamp("k2")) is Pace.HUMAN


@pytest.mark.parametrize(
    "forged",
    [
        "rubbish", "1", stamp() + "x", stamp()[:-1] + "é", stamp().replace("17", "18", 1), stamp().replace("k1", "k3"),
        stamp().replace("k1", "k2"), stamp(program=OTHER),
    ],
)  # fmt: skip
def test_nobody_else_writes_a_stamp(forged: str) -> None:
    assert pace(forged) is Pace.STALE
