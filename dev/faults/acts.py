"""What people and machines do while AWS has its bad day, each act with what must be true in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

import httpx

from dev.faults.ground import PATIENCE_SECONDS

if TYPE_CHECKING:
    from dev.faults.ground import Ground

# What AWS and its SDK call things; none of it belongs into an answer.
_INNER_WORDS = ("botocore", "dynamodb", "aws", "sqs", "Traceback", "Throughput")


class Act(Protocol):
    """Done once with a fault in force; done again, by whoever would, when it is over. `untold`: Altegio's own events get lost;
    `patience`: in so many seconds all has to be right.
    """

    untold: ClassVar[bool]
    patience: ClassVar[float]

    def __init__(self, ground: Ground) -> None:
        """What has to be there before."""

    def do(self) -> str:
        """What the caller saw; empty when nobody waits for an answer."""

    def again(self) -> None:
        """What the caller does next."""

    def right(self) -> bool:
        """Whether everything is as if nothing had happened: nothing lost, nothing twice."""


Made = type[Act]


class Unattended:
    """Nobody sees a failure, and nobody has to do anything again."""

    untold: ClassVar[bool] = False
    patience: ClassVar[float] = PATIENCE_SECONDS

    def again(self) -> None:
        """Nobody has to."""


def told(answer: httpx.Response) -> str:
    """A status; with a warning when the answer tells strangers what we are made of. The gateway answers for a function that
    was cut off at its time-out.
    """
    if answer.is_error and any(word in answer.text for word in _INNER_WORDS):
        return f"{answer.status_code} WITH INNER WORDS"
    cut_off = answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Service Unavailable" in answer.text
    return "503 of the gateway" if cut_off else str(answer.status_code)
