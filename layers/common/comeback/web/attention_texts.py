"""What the matter is and what to do about it: one plain sentence for each kind of attention item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.web.texts import is_named, right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comeback.domain.words import Words
    from comeback.usecases.list_attention import Matter

TITLES = {
    "redeemed_then_refunded": "A reward was redeemed, then its visit was taken back",
    "reward_taken_back": "A reward went back into stamps",
    "missing_rights": "A right is missing",
    "phone_changed": "A client's phone was changed",
    "masked_phones": "Phones are hidden",
    "duplicate_cards": "A client has two cards in Altegio",
    "card_type_missing": "A card type is gone",
    "services_missing": "Services are gone",
    "paid_not_arrived": "Paid, but not marked as arrived",
    "drift": "Two sums that should be the same differ",
    "uncertain_write": "A write to Altegio has no certain end",
    "certificate_ends": "A certificate ends that signs your cards",
}
# What a sentence may ask for; one that an item does not have is "some", and the sentence stays one without it.
_ASKED_FOR = (
    "stamps", "policy", "rewards", "right_name", "why", "where", "client_id", "clients", "services", "visit_id", "pass_type_id",
    "day",
)  # fmt: skip


def text_of(matter: Matter, words: Words) -> str:
    """The sentence."""
    some, facts = words.say("attention.some"), facts_of(matter)
    told = {name: str(facts.get(name, some)) for name in _ASKED_FOR}
    if "right" in facts:
        slug = str(facts["right"])
        told["why"] = words.say(f"right.{slug}" if is_named(slug) else "right.unnamed")
    return words.say(_message_of(matter), **told, place=matter.place or words.say("attention.a_place"))


def _message_of(matter: Matter) -> str:
    if matter.question:
        return "attention.redeemed_then_refunded.asked"
    if "separate" in matter.answers:
        return "attention.phone_changed.shared"
    return f"attention.{matter.item.kind.value}"


def facts_of(matter: Matter) -> Mapping[str, str | int]:
    """The item's own facts; a right comes with the owner's words for it and the place where it is granted."""
    facts = dict(matter.item.facts)
    if "right" not in facts:
        return facts
    granted = right(str(facts["right"]))
    return {**facts, "right_name": granted.name, "why": granted.why, "where": granted.where}
