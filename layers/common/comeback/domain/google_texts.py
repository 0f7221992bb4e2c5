"""What one reads below a card in Google Wallet: text modules, of which Google takes ten (wallets.md §4.2)."""

from collections.abc import Sequence
from typing import Any

from comeback.domain.card import CardStatus
from comeback.domain.card_changes import changes_told
from comeback.domain.card_content import CardContent, count_of, lacking, milestones_told, reward_of
from comeback.domain.design import Design
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import facts_of
from comeback.domain.words import Words

Json = dict[str, Any]

_MOST = 10
_LATEST = "latest"


def texts_of(content: CardContent) -> list[Json]:
    """Of a card: its facts, and what changed last."""
    facts = _facts(content) if content.card.type in MIRRORED else _stamps(content)
    return _within(as_named([*facts, *_changes(content)], content.program.design), content.words)


def as_named(texts: Sequence[Json], design: Design) -> list[Json]:
    """With the owner's names for facts in the place of ours, and without what is hidden."""
    hidden = design.layout.hidden
    return [{**text, "header": design.label_of(text["id"], text["header"])} for text in texts if text["id"] not in hidden]


def _within(texts: list[Json], words: Words) -> list[Json]:
    """Google takes ten: of more the last ones share one, in front of the latest changes."""
    if len(texts) <= _MOST:
        return texts
    end = [text for text in texts if text["id"] == _LATEST]
    facts = [text for text in texts if text["id"] != _LATEST]
    room = _MOST - 1 - len(end)
    rest = "\n".join(f"{text['header']}: {text['body']}" for text in facts[room:])
    return [*facts[:room], {"id": "more", "header": words.say("card.more"), "body": rest}, *end]


def _facts(content: CardContent) -> list[Json]:
    if content.card.status is CardStatus.ERASED:
        return []
    return [{"id": fact.key, "header": fact.label, "body": fact.text} for fact in facts_of(content)]


def _changes(content: CardContent) -> list[Json]:
    told = changes_told(content)
    return [{"id": _LATEST, "header": content.words.say("card.latest"), "body": told}] if told else []


def _stamps(content: CardContent) -> list[Json]:
    card, program, words = content.card, content.program, content.words
    label, reward = reward_of(card, program, words)
    texts = [{"id": "reward", "header": label, "body": reward}]
    if missing := lacking(card, program):
        texts.append({"id": "next", "header": words.say("card.next"), "body": words.write(missing)})
    if on_the_way := milestones_told(card, program, words):
        texts.append({"id": "milestones", "header": words.say("card.on_the_way"), "body": on_the_way})
    if card.shown.debt:
        texts.append({"id": "debt", "header": words.say("card.debt"), "body": count_of(card.shown.debt, words)})
    return texts
