"""What a phone knows of its passes, as the tag that it brings back unread (wallets.md §2.2): digits, never the same twice.

The greatest change mark alone would do if marks came in order. They do not among cards: one that changes often within a
second is ahead of the clock, and a change is stored a moment after its mark was taken. Where a device has several cards, the
tag therefore names after the greatest mark the one that nothing can come before any more, and each later state that was told.
All parts have fixed lengths, so that later tags are greater numbers, too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from comeback.domain.ids import CardId

LATE_MS = 10_000
"""From a mark's moment to its being stored; longer than a function that changes cards takes between the two."""
_MARK, _STATE = 13, 10
_PLAIN = re.compile(r"[0-9]{1,15}")
_NAMING = re.compile(rf"[0-9]{{{2 * _MARK}}}(?:[0-9]{{{_STATE}}})+")
_NO_STATE = "0" * _STATE


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
        states = (text[start : start + _STATE] for start in range(2 * _MARK, len(text), _STATE))
        return UpdateTag(int(text[_MARK : 2 * _MARK]), frozenset(states) - {_NO_STATE})
    return UpdateTag()


def tag_of(marks: Mapping[CardId, int], now_ms: int) -> str:
    """The tag of a phone that has been told of all these cards, at least one."""
    newest = max(marks.values())
    if len(marks) == 1:
        return str(newest)
    floor = max(min(newest, now_ms - LATE_MS), 0)
    states = sorted(_state(card, mark) for card, mark in marks.items() if mark > floor)
    room = [_NO_STATE] * (len(marks) - len(states))
    return f"{newest:0{_MARK}d}{floor:0{_MARK}d}" + "".join((*states, *room))


def _state(card: CardId, mark: int) -> str:
    return f"{crc32(f'{card} {mark}'.encode()):0{_STATE}d}"
