"""`python -m dev.bench [name…]`: all benchmarks, or those that are named."""

import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module

from dev.bench.table import Line, Row, render
from dev.phone.package import PassRejected
from dev.runner.drive import StackError
from dev.runner.errors import StartError

# In the order in which they are run; each module has a TITLE and `run`.
NAMES = (
    "signing", "pass_budget", "cores", "first_pass", "save_links", "pushes", "cold_imports", "evaluations", "mirrors", "latency",
    "sync", "flood", "outage",
)  # fmt: skip


def main(names: Sequence[str]) -> int:
    """Exit status: a goal that is missed is told, and no failure; an unknown name is one, and a stack that breaks."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"bench: there is no {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or NAMES:
        began = time.monotonic()
        module = import_module(f"dev.bench.{name}")
        run: Callable[[], Sequence[Line]] = module.run
        try:
            lines = run()
        except (StackError, StartError, PassRejected) as problem:
            print(f"bench: {name}: {problem}", file=sys.stderr)
            return 1
        missed += sum(isinstance(line, Row) and line.missed for line in lines)
        print(f"{render(module.TITLE, lines)}\n  ({name}: {time.monotonic() - began:.0f} s)\n", flush=True)
    print(f"{missed} goals missed" if missed else "every goal met")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
