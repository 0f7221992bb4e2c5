"""What the owner's pages say of the link of a card that Altegio sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.crm_writing import IntentState
from comeback.domain.delivery import NoLink
from comeback.domain.program import ProgramType
from comeback.usecases.deliver_link import FULL_CAP, OUTSIDE_HOURS
from comeback.usecases.send_again import WHY
from comeback.web.pages import moment

if TYPE_CHECKING:
    from comeback.domain.crm_writing import Intent
    from comeback.domain.program import Program

_STATES = {
    IntentState.PLANNED: "It is being sent through Altegio.",
    IntentState.CALLING: "It is being sent through Altegio.",
    IntentState.DONE: "It was sent through Altegio.",
    IntentState.UNCERTAIN: "Altegio did not say whether it was sent. Ask the client, or send it again.",
}
_WAITS = {OUTSIDE_HOURS: "these are not the hours for messages", FULL_CAP: "the most messages of the hour or day were sent"}


def link_in_words(program: Program, intent: Intent | None, zone: str) -> str:
    """What became of the last one; of a program that sends none, why it does not."""
    if program.type is ProgramType.STAMP:
        return WHY[NoLink.STAMP_PROGRAM]
    if intent is None:
        return "It was never sent through Altegio."
    if intent.state is IntentState.WAITING:
        why = _WAITS.get(intent.reason, "it is not its time yet")
        return f"It waits until {moment(intent.not_before, zone)}: {why}."
    if intent.state is IntentState.DROPPED:
        return f"It was not sent. {_reason(intent.reason)}".rstrip()
    return _STATES[intent.state]


def _reason(text: str) -> str:
    return WHY[NoLink(text)] if text in [*WHY] else ""
