"""What the benchmark of pushes measures, and what it says when there is nothing to compare with."""

from pathlib import Path

from dev.apns.server import ApnsServer
from dev.bench.pushes import OurPushes, compare
from dev.bench.table import Remark, Row
from dev.runner.certificates import provide_certificates


def test_pushes_are_counted_by_the_senders_own_time(tmp_path: Path) -> None:
    certificates = provide_certificates(tmp_path)
    with ApnsServer(*certificates.server, certificates.ca_file) as apns:
        ours = OurPushes(apns.url, certificates)
        assert ours.round(0.001) > 0
        ours.close()
        assert {seen["status"] for seen in apns.service.pushes()} == {200}


def test_the_goal_is_three_tenths_ahead_of_the_peer() -> None:
    (ahead,) = compare(lambda _: 1310, lambda _: 1000, rounds=1)
    (behind,) = compare(lambda _: 1290, lambda _: 1000, rounds=1)
    assert isinstance(ahead, Row)
    assert isinstance(behind, Row)
    assert (ahead.missed, behind.missed) == (False, True)


def test_without_the_peer_one_line_says_so() -> None:
    expected = "1,310 pushes/s; aioapns could not be installed, so there is nothing to compare with"
    assert compare(lambda _: 1310, None, rounds=1) == [Remark(expected)]
