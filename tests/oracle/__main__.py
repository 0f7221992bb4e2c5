"""`python -m tests.oracle COUNT SEED`: so many histories from this seed on; exit status 1 with the first that disagrees."""

import sys

from tests.oracle.histories import first_disagreement


def main(count: str = "1000000", seed: str = "0") -> int:
    """Exit status."""
    found = first_disagreement(range(int(seed), int(seed) + int(count)))
    sys.stdout.write((found or f"The engine and the oracle agree on {count} histories from seed {seed} on.") + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
