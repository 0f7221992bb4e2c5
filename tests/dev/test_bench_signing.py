"""What the benchmark of signing measures, and what it says when there is nothing to compare with."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography import x509

from dev.bench import pass_budget
from dev.bench.node_signer import node_signer
from dev.bench.our_passes import OurPasses, rsa_certificate
from dev.bench.rounds import PeerMissingError
from dev.bench.signing import compare
from dev.bench.table import Remark, Row
from dev.phone.package import open_pass


@pytest.fixture(scope="module")
def certificate() -> Mapping[str, str]:
    return rsa_certificate()


@pytest.fixture(scope="module")
def ours(certificate: Mapping[str, str]) -> OurPasses:
    return OurPasses(certificate)


def test_the_passes_that_are_measured_are_ones_that_a_phone_takes(ours: OurPasses, certificate: Mapping[str, str]) -> None:
    authority = x509.load_pem_x509_certificate(certificate["wwdr_pem"].encode())
    taken = [open_pass(ours.make(number), [authority]) for number in (1, 2)]
    assert [one.value("stamps") for one in taken] == ["1 of 10", "2 of 10"]
    assert len({one.serial for one in taken}) == 2


def test_without_programs_to_compare_with_each_says_so_in_one_line(
    ours: OurPasses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PeerMissingError, match=r"^passkit-generator: Node or npm is missing, [^\n]*$"), node_signer(tmp_path):
        pass
    many, remark = compare(ours, {}, rounds=1, seconds=0.001)
    assert isinstance(many, Row)
    assert many.what == "signed passes in 5 languages"
    assert remark == Remark("openssl is missing, so there is nothing to compare with")


def test_parts_of_a_pass_are_compared_with_the_cheapest_which_is_in_all_of_them(ours: OurPasses) -> None:
    spent = pass_budget.costs(ours.steps(), turns=2, each=2)
    lines = pass_budget.rows({**dict.fromkeys(spent, 300.0), "RSA signatures of cryptography": 200.0})
    assert [(line.what, line.ratio) for line in lines if isinstance(line, Row)] == [(part, 1.5) for part in list(spent)[:-1]]
    assert all(microseconds > 0 for microseconds in spent.values())
