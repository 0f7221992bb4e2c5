"""How the story is told: plain sentences, what was sent and what came back, and whether it came true."""

import textwrap
from dataclasses import dataclass, field

_WIDTH = 100


@dataclass(slots=True)
class Teller:
    """Writes to standard output and remembers what did not come true."""

    broken: list[str] = field(default_factory=list)
    _step: str = ""

    def step(self, number: int, title: str) -> None:
        """A new chapter; numbers are those of the story in the README."""
        self._step = f"{number}. {title}"
        print(f"\n{self._step}", flush=True)

    def say(self, text: str) -> None:
        """A sentence."""
        print(textwrap.fill(text, _WIDTH, initial_indent="   ", subsequent_indent="   "), flush=True)

    def sent(self, what: str) -> None:
        """A request."""
        print(f"     → {what}", flush=True)

    def got(self, what: str) -> None:
        """Its answer."""
        print(f"     ← {what}", flush=True)

    def show(self, block: str) -> None:
        """Several lines as they are."""
        print(textwrap.indent(block, "     "), flush=True)

    def check(self, text: str, *, holds: bool, found: object = None) -> None:
        """Something that must be true now; `found` is told when it is not."""
        if holds:
            print(f"   ✓ {text}", flush=True)
            return
        self.broken.append(f"{self._step}: {text}")
        print(f"   ✗ {text}" + ("" if found is None else f" (found: {found})"), flush=True)
