"""`make faults`: every call of AWS that a function makes fails in every way; what came of it, as a table.

`python -m dev.faults accrual Forgotten` tries only these functions and acts.
"""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter

from dev.faults.lanes import TROUBLES, Lanes
from dev.faults.table import render
from dev.faults.trials import asked_for
from dev.faults.troubles import Trouble


def main() -> int:
    """Exit status 1 when anything was lost, doubled, set aside or not tried."""
    options = ArgumentParser("python -m dev.faults", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", help="functions and acts; by default all")
    options.add_argument("--stacks", type=int, default=4, help="local stacks side by side, a gigabyte each (default 4)")
    options.add_argument("--minutes", type=float, default=40, help="what is not begun by then is not tried (default 40)")
    options.add_argument("--fault", type=Trouble, choices=TROUBLES, action="append", help="only this one; may be repeated")
    options.add_argument("--call", action="append", default=[], help="only this one, e.g. dynamodb.Query; may be repeated")
    asked = options.parse_args()
    try:
        trials = asked_for(asked.names)
    except KeyError as unknown:
        options.error(str(unknown.args[0]))
    lanes = Lanes(trials, asked.fault or TROUBLES, asked.call, asked.minutes * 60)
    lanes.run(asked.stacks)
    print(render(lanes.results))
    missed = sum(result.outcome == "did not ask" for result in lanes.results)
    print(f"{len(lanes.results)} faults, {missed} of which met no call; {len(lanes.amiss)} amiss")
    print(*lanes.amiss, sep="\n")
    return 1 if lanes.amiss else 0


if __name__ == "__main__":
    sys.exit(main())
