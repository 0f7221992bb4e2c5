"""Half of the 10,000 histories of every `make test`.

In a process of its own, since counting branches would triple its time; in a file of its own, since the cores share by file.
"""

from tests.oracle.running import oracle


def test_the_engine_and_the_oracle_agree_on_5000_histories() -> None:
    assert oracle(5_000, seed=0) == (0, "The engine and the oracle agree on 5000 histories from seed 0 on.\n")
