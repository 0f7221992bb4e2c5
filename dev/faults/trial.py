"""One fault on one call of one function, from the first sight of it to the proof that nothing was lost or doubled."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dev.faults.callers import workers_of
from dev.faults.ground import wait_until
from dev.faults.troubles import Fault, Trouble

if TYPE_CHECKING:
    from dev.faults.acts import Act, Made
    from dev.faults.ground import Ground

# The SDK asks so often before it gives up, the first time included.
_TRIES = {"dynamodb": 5}
_OTHER_TRIES = 4
_TRIES_OF_CALLERS = 3
_TRIES_TO_BEGIN = 3
_LOOK_SECONDS = 20
# Nobody waits for these functions' answers: what fails comes again.
_BEHIND_A_QUEUE = frozenset({"accrual", "relay", "pass_update", "google_update", "sync"})
_WELL = frozenset({"200", "201", "303", "304", "run done"})
_OF_THE_BATCH = frozenset({"BatchProcessingError"})  # says only that all of its records failed
_ONCE = frozenset({Trouble.LOST, Trouble.KILL_AFTER})  # all is done then
AT_START = ("secretsmanager.", "s3.")  # read once and kept


@dataclass(frozen=True, slots=True)
class Result:
    """What happened. `right` is the one thing that matters."""

    act: str
    function: str
    operation: str
    trouble: Trouble
    outcome: str
    right: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """`operation` fails for the function until the SDK has given up; an answer is lost once and a process dies once."""

    ground: Ground
    made: Made
    function: str

    def operations(self) -> list[str]:
        """What the function asks of AWS during the act when nothing fails, from its start on."""
        seen = self.ground.faults.seen
        before = dict(seen)
        end_workers(self.ground, self.function)
        act = self._begun()
        act.do()
        if not wait_until(act.right):
            raise AssertionError(f"{type(act).__name__} does not come right even without faults")
        self._rest()
        after = {place for place, times in seen.items() if times > before.get(place, 0)}
        return sorted(operation for function, operation in after if function == self.function)

    def run(self, operation: str, trouble: Trouble) -> Result:
        """Fault, act, end of the fault, the caller's next try, the look at the books."""
        act = self._begun()
        # A process that has seen many faults has used up the SDK's quota of repeated calls, and a single one would be too many.
        if operation.startswith(AT_START) or trouble is Trouble.LOST:
            end_workers(self.ground, self.function)
        log = Log(self.ground.log(self.function))
        fault = Fault(self.function, operation, trouble, 1 if trouble in _ONCE else -1)
        saw = self._suffered(act, fault, log)
        noticed = self.function not in _BEHIND_A_QUEUE and saw not in _WELL
        right = _until_right(act) if noticed else wait_until(act.right, act.patience)
        self._rest()
        said = outcome(saw, noticed=noticed, errors=log.errors(), fault=fault)
        if aside := self.ground.set_aside():
            said += f"; set aside: {', '.join(aside)}"
        return Result(type(act).__name__, self.function, operation, trouble, said, right and not aside)

    def _suffered(self, act: Act, fault: Fault, log: Log) -> str:
        """What the caller saw of an act with a fault in force, until the function has given up."""
        self.ground.faults.add(fault)
        try:
            saw = act.do()
            given_up = fault.times if fault.times > 0 else _TRIES.get(fault.operation.partition(".")[0], _OTHER_TRIES)
            if self.function in _BEHIND_A_QUEUE:
                wait_until(lambda: fault.met >= given_up or act.right())
                wait_until(lambda: fault.times > 0 or bool(log.errors()) or act.right())
        finally:
            self.ground.faults.lift(fault)
        return saw

    def _begun(self) -> Act:
        """What precedes the act is not on trial, but may meet a process that is still dying of the fault before."""
        self.ground.stack.desk.lose_webhooks(-1 if self.made.untold else 0)
        for _ in range(_TRIES_TO_BEGIN - 1):
            with suppress(Exception):
                return self.made(self.ground)
        return self.made(self.ground)

    def _rest(self) -> None:
        """Else this fault's failures are taken for the next one's."""
        wait_until(lambda: self.ground.at_rest(self.function), _LOOK_SECONDS)


def _until_right(act: Act) -> bool:
    """People and machines try more than once; the first try may meet a process that is still dying of the fault."""
    for _ in range(_TRIES_OF_CALLERS):
        with suppress(Exception):
            act.again()
        if wait_until(act.right, _LOOK_SECONDS):
            return True
    return False


def outcome(saw: str, *, noticed: bool, errors: set[str], fault: Fault) -> str:
    """In words."""
    if not fault.met:
        return "did not ask"
    if noticed:
        return f"{saw}, well when asked again"
    if errors:
        return f"comes again after {', '.join(sorted(errors))}"
    return "done by the next process" if fault.trouble is Trouble.KILL_AFTER else "mended by the SDK's next call"


def end_workers(ground: Ground, function: str) -> None:
    """So that the next event meets a cold start, which is when secrets are read."""
    workers = list(workers_of(function, ground.proxy.url))
    for worker in workers:
        with suppress(ProcessLookupError):
            worker.kill()
    # An event that meets a process which is just ending fails with it.
    wait_until(lambda: not any(Path(f"/proc/{worker.pid}").exists() for worker in workers), _LOOK_SECONDS)


class Log:
    """What a function has written since this was made."""

    def __init__(self, file: Path) -> None:
        """The file may not exist yet."""
        self._file = file
        self._begin = file.stat().st_size if file.exists() else 0

    def errors(self) -> set[str]:
        """Types of errors that left a record, a request or the start."""
        if not self._file.exists():
            return set()
        with self._file.open("rb") as log:
            log.seek(self._begin)
            lines = log.read().decode(errors="replace").splitlines()
        return {error for line in lines if (error := _error_of(line)) and error not in _OF_THE_BATCH}


def _error_of(line: str) -> str:
    """Our own lines say `error`; a start that fails is told by the runtime."""
    if line.startswith("[ERROR] "):
        return line.removeprefix("[ERROR] ").partition(":")[0]
    with suppress(ValueError, AttributeError):
        return str(json.loads(line).get("error") or "")
    return ""
