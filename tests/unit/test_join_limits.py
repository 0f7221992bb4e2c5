"""How many people join before somebody has to wait."""

from datetime import timedelta
from math import ceil

import pytest

from comeback.domain.ids import ProgramId
from comeback.domain.join_limits import PER_ADDRESS, PER_PROGRAM, network_of
from comeback.usecases.limit_joins import LimitJoins
from tests import builders
from tests.api_world import NOW, Clock
from tests.memory.join_counts import MemoryJoinCounts

HOME, NEIGHBOUR = "192.0.2.1", "192.0.2.2"
OTHER = ProgramId("pr_" + "0" * 25 + "9")


@pytest.fixture
def limit() -> LimitJoins:
    return LimitJoins(MemoryJoinCounts(), {"k1": b"k" * 32}, "k1", Clock())


def times(limit: LimitJoins, count: int, address: str = HOME) -> list[int]:
    return [limit(builders.PROGRAM, address) for _ in range(count)]


def test_an_address_that_joins_too_often_waits_for_the_next_span(limit: LimitJoins) -> None:
    assert times(limit, PER_ADDRESS.most + 1) == [0] * PER_ADDRESS.most + [ceil((PER_ADDRESS.ends(NOW) - NOW).total_seconds())]
    assert limit(builders.PROGRAM, NEIGHBOUR) == 0
    assert limit(OTHER, HOME) == 0


def test_the_next_span_begins_anew(limit: LimitJoins) -> None:
    assert isinstance(limit.clock, Clock)
    wait = times(limit, PER_ADDRESS.most + 1)[-1]
    limit.clock.pass_by(timedelta(seconds=wait))
    assert limit(builders.PROGRAM, HOME) == 0


def test_a_program_that_too_many_join_makes_all_of_them_wait(limit: LimitJoins) -> None:
    waits = [limit(builders.PROGRAM, f"198.51.100.{number}") for number in range(100) for _ in range(7)]
    assert waits.count(0) == PER_PROGRAM.most
    assert set(waits[PER_PROGRAM.most :]) == {ceil((PER_PROGRAM.ends(NOW) - NOW).total_seconds())}


def test_who_hides_their_address_is_counted_with_the_program_only(limit: LimitJoins) -> None:
    assert times(limit, PER_ADDRESS.most + 1, "") == [0] * (PER_ADDRESS.most + 1)


def test_no_address_is_kept(limit: LimitJoins) -> None:
    assert isinstance(limit.counts, MemoryJoinCounts)
    times(limit, 1)
    assert HOME not in str(limit.counts.taken)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (HOME, HOME), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"), ("", ""),
        ("rubbish", ""), ("127.0.0.1", "127.0.0.1"),
    ],
)  # fmt: skip
def test_of_the_sixth_version_everybody_has_64_bits(address: str, network: str) -> None:
    assert network_of(address) == network
