"""Several stacks side by side, each of which takes one trial after another, until none is left or the time is over."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import TYPE_CHECKING

from dev.faults.ground import Ground, wait_until
from dev.faults.trial import AT_START, Result, Trial
from dev.faults.troubles import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dev.faults.acts import Made

_AGAIN_SECONDS = 2
_SETTLES_SECONDS = 60
TROUBLES = (Trouble.THROTTLED, Trouble.BROKEN, Trouble.RESET, Trouble.HANGS, Trouble.LOST, Trouble.KILL_AFTER)


class Lanes:
    """Most of a fault is waiting, and a stack at rest costs next to nothing: that is why they are side by side. Each has its own
    world, so that no fault meets another's act.
    """

    def __init__(
        self, todo: Iterable[tuple[Made, str]], troubles: Sequence[Trouble], calls: Sequence[str], seconds: float
    ) -> None:
        """`calls`: only these; all when it is empty. What is not begun after these seconds is not tried."""
        self.results: list[Result] = []
        self.amiss: list[str] = []
        self._todo = deque(todo)
        self._troubles = troubles
        self._calls = calls
        self._began = time.monotonic()
        self._seconds = seconds
        self._opening = Lock()
        self._starts: set[tuple[str, str]] = set()

    def run(self, stacks: int) -> None:
        """Returns when all is tried or the time is over."""
        with ThreadPoolExecutor(stacks) as threads:
            for _ in range(min(stacks, len(self._todo))):
                threads.submit(self._lane)
            try:
                threads.shutdown()
            except KeyboardInterrupt:
                self._seconds = 0
                raise
        self.amiss += [f"{made.__name__} {function}: not tried" for made, function in self._todo]

    def _lane(self) -> None:
        folder = Path(mkdtemp(prefix="faults-"))
        known = len(self.amiss)
        try:
            with ExitStack() as entered:
                ground = self._opened(entered, folder)
                while not self._is_over and (trial := self._next(ground)):
                    self._try(trial)
                if not wait_until(lambda: not ground.waiting()):
                    self._fail(f"{len(ground.waiting())} messages left over")
        except Exception as problem:  # noqa: BLE001  a lane that breaks is told with the others' results
            self._fail(f"a stack broke: {problem!r}")
        if len(self.amiss) > known:
            self._say(f"what the functions wrote: {folder}/data/logs")
        else:
            rmtree(folder, ignore_errors=True)

    def _opened(self, entered: ExitStack, folder: Path) -> Ground:
        """One after another: processes that start are all that costs much, and slow ones would be taken for faults."""
        with self._opening:
            ground = entered.enter_context(Ground(folder, _AGAIN_SECONDS))
            ground.customer()
            ground.stack.settle(_SETTLES_SECONDS)
            return ground

    def _next(self, ground: Ground) -> Trial | None:
        try:
            return Trial(ground, *self._todo.popleft())
        except IndexError:
            return None

    def _try(self, trial: Trial) -> None:
        name = f"{trial.made.__name__} {trial.function}"
        try:
            operations = [one for one in trial.operations() if self._is_wanted(trial.function, one)]
        except Exception as problem:  # noqa: BLE001  the other trials are of use without this one
            self._fail(f"{name}: broke before any fault: {problem!r}")
            return
        self._say(f"{name}: {len(operations) * len(self._troubles)} faults")
        for operation in operations:
            for trouble in self._troubles:
                if self._is_over:
                    self.amiss.append(f"{name} {operation} {trouble.value}: not tried")
                    continue
                try:
                    self._note(trial.run(operation, trouble))
                except Exception as problem:  # noqa: BLE001  as above
                    self._fail(f"{name} {operation} {trouble.value}: the trial broke: {problem!r}")

    def _is_wanted(self, function: str, operation: str) -> bool:
        """What a process reads at its start it reads before any act: that is tried once."""
        if self._calls and operation not in self._calls:
            return False
        place = function, operation
        known = operation.startswith(AT_START) and place in self._starts
        self._starts.add(place)
        return not known

    def _note(self, result: Result) -> None:
        self.results.append(result)
        line = f"{result.act} {result.function} {result.operation} {result.trouble.value}: {result.outcome}"
        if result.right:
            self._say(line)
        else:
            self._fail(f"{line}  WRONG")

    @property
    def _is_over(self) -> bool:
        return time.monotonic() - self._began > self._seconds

    def _fail(self, line: str) -> None:
        self.amiss.append(line)
        self._say(line)

    def _say(self, line: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        print(f"{minutes:2}:{seconds:02}  {line}", flush=True)
