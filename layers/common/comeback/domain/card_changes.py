"""The latest changes of a card in words, for the details of either wallet."""

from comeback.domain.card import CardStatus
from comeback.domain.card_content import CardContent
from comeback.domain.ledger import Entry
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import change_of, day_of
from comeback.domain.program import ProgramType

LATEST_CHANGES = 3


def changes_told(content: CardContent) -> str:
    """A line for each, the newest first, or that there are none yet; empty where a card does not tell them."""
    card, design, words = content.card, content.program.design, content.words
    if not design.last_changes or card.status is CardStatus.ERASED or card.type is ProgramType.DISCOUNT:
        return ""
    is_mirrored = card.type in MIRRORED
    told = change_of if is_mirrored else _stamps_changed
    lines = [told(entry, content) for entry in content.latest[:LATEST_CHANGES]]
    return "\n".join(lines) or words.say("card.latest_none" if is_mirrored else "card.stamps_none")


def _stamps_changed(entry: Entry, content: CardContent) -> str:
    day, what = day_of(entry, content), content.words.say(f"change.{entry.kind.value}")
    return f"{content.words.write(day)}: {what if entry.milestone else f'{entry.amount:+d}, {what}'}"
