"""What can happen to a call of AWS, and the answers that AWS gives when it refuses."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Condition

from dev.faults.callers import Caller


class Trouble(StrEnum):
    """Everything that a caller cannot prevent. `LOST` and `KILL_AFTER` take effect at AWS all the same."""

    THROTTLED = "throttled"
    BROKEN = "500"
    RESET = "reset"
    HANGS = "time-out"
    LOST = "answer lost"
    KILL_BEFORE = "killed before"
    KILL_AFTER = "killed after"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a function to AWS; `operation` is e.g. `dynamodb.GetItem`."""

    caller: Caller
    operation: str
    body: bytes = b""


@dataclass(slots=True)
class Fault:
    """Meets the next `times` calls (-1: all) of a function's operation whose body contains each text of `holding`."""

    function: str
    operation: str
    trouble: Trouble
    times: int = -1
    holding: tuple[str, ...] = ()
    met: int = 0

    def meets(self, call: Call) -> bool:
        """Whether this call is one of them."""
        return (
            (self.times < 0 or self.met < self.times)
            and (self.function, self.operation) == (call.caller.function, call.operation)
            and all(text.encode() in call.body for text in self.holding)
        )


@dataclass(slots=True)
class Faults:
    """Those in force, and every call so far; usable from several threads."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    _inforce: list[Fault] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)

    def add(self, fault: Fault) -> Fault:
        """From the next call on."""
        with self._changed:
            self._inforce.append(fault)
        return fault

    def lift(self, fault: Fault) -> None:
        """All is well again."""
        with self._changed:
            self._inforce.remove(fault)

    def meet(self, call: Call) -> Trouble | None:
        """What happens to this call."""
        with self._changed:
            place = call.caller.function, call.operation
            self.seen[place] = self.seen.get(place, 0) + 1
            for fault in self._inforce:
                if fault.meets(call):
                    fault.met += 1
                    self._changed.notify_all()
                    return fault.trouble
        return None

    def wait(self, fault: Fault, times: int = 1, seconds: float = 30) -> bool:
        """Until it has met so many calls; False when it has not."""
        with self._changed:
            return self._changed.wait_for(lambda: fault.met >= times, seconds)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of AWS."""

    status: int
    kind: str
    body: bytes


# service -> (status, code) when it is asked too often, and when it is broken. AWS's own words, by which SDKs decide.
_REFUSALS = {
    "dynamodb": ((400, "ProvisionedThroughputExceededException"), (500, "InternalServerError")),
    "sqs": ((400, "RequestThrottled"), (500, "InternalError")),
    "secretsmanager": ((400, "ThrottlingException"), (500, "InternalServiceError")),
    "s3": ((503, "SlowDown"), (500, "InternalError")),
}


def refusal(service: str, trouble: Trouble) -> Refusal:
    """What the service says."""
    status, code = _REFUSALS[service][trouble is Trouble.BROKEN]
    if service == "s3":
        return Refusal(status, "application/xml", f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())
    return Refusal(status, "application/x-amz-json-1.0", json.dumps({"__type": code, "message": "no"}).encode())
