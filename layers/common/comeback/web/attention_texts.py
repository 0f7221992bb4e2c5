"""What the matter is and what to do about it: one plain sentence for each kind of attention item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.web.texts import right

if TYPE_CHECKING:
    from collections.abc import Mapping

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
# Placeholders are an item's facts and `place`, its location; one that an item does not have is left to `_Facts`.
_TEXTS = {
    "redeemed_then_refunded": (
        "A visit in {place} was taken back after the reward built on it was redeemed; the stamps missing for it ({stamps}) were "
        "treated as the program says (“{policy}”): correct the card if you want it otherwise."
    ),
    "reward_taken_back": (
        "A visit in {place} was taken back, and with it an unredeemed reward went back into stamps ({rewards}): tell the "
        "client if they knew of it."
    ),
    "missing_rights": "In {place} Altegio does not grant us “{right_name}” ({why}): switch it on at {where}.",
    "phone_changed": (
        "Client {client_id} in {place} has another phone number in Altegio now, and it is not clear whose card they have: merge "
        "them with the customer who has that number, separate them from those who keep the old one, or keep them where they are."
    ),
    "masked_phones": (
        "Altegio hides phone numbers of clients in {place} from us, {clients} so far, and they can have no card: grant "
        "“{right_name}” at {where}, then synchronise the location again."
    ),
    "duplicate_cards": (
        "A client in {place} has several loyalty cards of one type in Altegio, and we can show only one: delete the wrong one "
        "in Altegio."
    ),
    "card_type_missing": (
        "The card type that a program mirrors does not exist any more in {place}: choose another one in the program's settings "
        "there."
    ),
    "services_missing": (
        "Services that a program's settings name ({services}) are not in the price list of {place} any more: choose others in "
        "the settings there."
    ),
    "paid_not_arrived": (
        "Visit {visit_id} in {place} was paid but never marked as arrived, so it gave no stamp: set its status to “Arrived” in "
        "Altegio if the client was there."
    ),
    "drift": (
        "A balance or visit in {place} is not what its records say it should be: look at the drift report and correct the "
        "card if it is wrong."
    ),
    "uncertain_write": (
        "Altegio did not say whether it carried out a write in {place}: look there whether it was done, because it is not "
        "repeated by itself."
    ),
    "certificate_ends": (
        "The certificate for {pass_type_id} ends on {day}, and from then on no card of yours can be made or updated in Apple "
        "Wallet: request the next one for the same pass type identifier and upload it."
    ),
}
_ASKED = (
    "A visit in {place} was taken back after the reward built on it was redeemed, and stamps are owed for it ({stamps}): forgive "
    "them, or leave them as a debt that the next stamps pay."
)
_SHARED = (
    "Client {client_id} in {place} has another phone number in Altegio now, while other clients of the same person keep the old "
    "one: make the client a person of their own, or keep it where it is."
)


class _Facts(dict[str, object]):
    """Facts that a sentence may ask for; the sentence stays one without them."""

    def __missing__(self, key: str) -> str:
        return "some"


def text_of(matter: Matter) -> str:
    """The sentence."""
    facts = {"place": matter.place or "one of your locations", **facts_of(matter)}
    text = _ASKED if matter.question else _SHARED if "separate" in matter.answers else _TEXTS[matter.item.kind]
    return text.format_map(_Facts(facts))


def facts_of(matter: Matter) -> Mapping[str, str | int]:
    """The item's own facts; a right comes with the owner's words for it and the place where it is granted."""
    facts = dict(matter.item.facts)
    if "right" not in facts:
        return facts
    granted = right(str(facts["right"]))
    return {**facts, "right_name": granted.name, "why": granted.why, "where": granted.where}
