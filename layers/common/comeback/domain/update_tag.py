"""What a phone knows of its passes, as the tag that it brings back unread (wallets.md §2.2): digits, never the same twice.

The greatest change mark alone would do if marks came in order. They do not among cards: one that changes often within a
second is ahead of the clock, and a change is stored a moment after its mark was taken. While such a mark may still come, the
tag names, after the mark that nothing can come before any more, each later state that was told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from comeback.domain.ids import CardId

LATE_MS = 10_000
"""From a mark's moment to its being stored; longer than a function that changes cards takes between the two."""
_MARK, _STATE = 15, 10
_PLAIN = re.compile(rf"[0-9]{{1,{_MARK}}}")
_NAMING = re.compile(rf"[0-9]{{{_MARK}}}(?:[0-9]{{{_STATE}}})+")


@dataclass(frozen=True, slots=True)
class UpdateTag:
    """Everything up to `floor` was told, and beyond it the states in `told`."""

    floor: int = -1
    told: frozenset[str] = frozenset()

    def has(self, card: CardId, mark: int) -> bool:
        """Whether the phone was told of this state."""
        return mark <= self.floor or _state(card, mark) in self.told


def read_tag(text: str | None) -> UpdateTag:
    """What is not ours knows nothing."""
    if text and _PLAIN.fullmatch(text):
        return UpdateTag(int(text))
    if text and _NAMING.fullmatch(text):
        states = (text[start : start + _STATE] for start in range(_MARK, len(text), _STATE))
        return UpdateTag(int(text[:_MARK]), frozenset(states))
    return UpdateTag()


def tag_of(marks: Mapping[CardId, int], now_ms: int) -> str:
    """The tag of a phone that has been told of all these cards, at least one."""
    newest, floor = max(marks.values()), now_ms - LATE_MS
    if newest <= floor or len(marks) == 1:
        return str(newest)
    states = sorted(_state(card, mark) for card, mark in marks.items() if mark > floor)
    return f"{max(floor, 0):0{_MARK}d}" + "".join(states)


def _state(card: CardId, mark: int) -> str:
    return f"{crc32(f'{card} {mark}'.encode()):0{_STATE}d}"
