"""`make faults`: every call of AWS that a function makes fails in every way; what came of it, as a table.

`python -m dev.faults accrual Forgotten` tries only these functions and acts.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from dev.faults.acts import BLOCKS, Event, Made
from dev.faults.ground import Ground, wait_until
from dev.faults.table import render
from dev.faults.trial import Result, Trial
from dev.faults.troubles import Trouble

HIDDEN_SECONDS = 6
TROUBLES = (Trouble.THROTTLED, Trouble.BROKEN, Trouble.RESET, Trouble.HANGS, Trouble.LOST)


def main(wanted: Sequence[str]) -> int:
    """Exit status 1 when anything was lost, doubled or set aside."""
    with TemporaryDirectory() as folder, Ground(Path(folder), HIDDEN_SECONDS) as ground:
        results = [result for block in BLOCKS for result in _block(ground, block, wanted)]
        left = 0 if wait_until(lambda: not ground.waiting()) else len(ground.waiting())
    print(render(results))
    wrong = sum(not result.right for result in results)
    print(f"{len(results)} faults, {wrong} ended wrong, {left} messages left over or set aside")
    return 1 if wrong or left else 0


def _block(ground: Ground, block: Sequence[Sequence[tuple[Made, str]]], wanted: Sequence[str]) -> list[Result]:
    lines = [[Trial(ground, made, function) for made, function in line if _is_wanted(made, function, wanted)] for line in block]
    lines = [line for line in lines if line]
    # Without faults first, one after another: a function's calls are told apart by what it asks meanwhile.
    ground.shop  # noqa: B018  opened by the first who needs it
    ground.stack.settle(60)
    if any(made is Event for line in block for made, _ in line):
        ground.stack.desk.lose_webhooks()
    tasks = [[(trial, operation) for trial in line for operation in trial.operations()] for line in lines]
    ground.stack.settle(60)
    with ThreadPoolExecutor(max(1, len(tasks))) as lanes:
        return [result for lane in lanes.map(_lane, tasks) for result in lane]


def _is_wanted(made: Made, function: str, wanted: Sequence[str]) -> bool:
    return not wanted or function in wanted or getattr(made, "__name__", "") in wanted


def _lane(tasks: Sequence[tuple[Trial, str]]) -> list[Result]:
    results = []
    for trial, operation in tasks:
        for trouble in TROUBLES:
            result = trial.run(operation, trouble)
            print(
                f"{result.function} {operation} {trouble.value}: {result.outcome}{'' if result.right else '  WRONG'}", flush=True
            )
            results.append(result)
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
