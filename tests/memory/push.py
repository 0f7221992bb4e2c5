"""Apple's push service as a script, and the queue of changes it is fed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comeback.domain.card import Card
from comeback.messages import CardChanged
from comeback.ports.push import ApplePush, PushResult, Verdict


class ScriptedApplePush:
    """Answers each token as told in `answers`, else accepts it; remembers what was pushed."""

    def __init__(self) -> None:
        self.answers: dict[str, PushResult] = {}
        self.pushed: list[list[str]] = []

    def of(self, card: Card) -> ApplePush:
        return self

    def push(self, tokens: Sequence[str]) -> Mapping[str, PushResult]:
        self.pushed.append(list(tokens))
        return {token: self.answers.get(token, PushResult(Verdict.ACCEPTED)) for token in tokens}


@dataclass(frozen=True, slots=True)
class Delayed:
    """A message and when it becomes visible."""

    message: CardChanged
    delay_seconds: int


class MemoryApplePushQueue:
    """Messages in the order of sending."""

    def __init__(self) -> None:
        self.sent: list[Delayed] = []

    def send(self, message: CardChanged, delay_seconds: int = 0) -> None:
        self.sent.append(Delayed(message, delay_seconds))
