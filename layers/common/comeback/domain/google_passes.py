"""A program as Google's loyalty class and a card as its loyalty object: pure functions (wallets.md §4.1 to §4.3).

An object is always written whole, so that whatever was missed before is mended by the next update. Ids are derived from
ours: they can never be reused, and nothing can be deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from comeback.domain.card import Card, CardStatus
from comeback.domain.card_barcode import GOOGLE_BARCODES
from comeback.domain.card_content import (
    CardContent,
    expires_at,
    first_said,
    owner_of,
    pictured_size,
    stamps_shown,
    terms_of,
)
from comeback.domain.card_layout import BALANCE
from comeback.domain.design import Design, artwork_version
from comeback.domain.google_languages import localised
from comeback.domain.google_texts import as_named, texts_of
from comeback.domain.ids import CardId, ProgramId, is_id
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import code_of, google_points, google_second
from comeback.domain.passes import barcode_message, card_number
from comeback.domain.places import Spot, places_for, same_for_all, spots_of
from comeback.domain.program import Program
from comeback.domain.words import Words

Json = dict[str, Any]

_STATES = {CardStatus.ACTIVE: "ACTIVE", CardStatus.EXPIRED: "EXPIRED"}
_MOST_NOTIFICATIONS = 3
_NOTIFICATION_PERIOD = timedelta(hours=24)


class GoogleState(StrEnum):
    """What is known of a card's object; a callback is a hint, not a ledger (§4.7)."""

    NONE = "none"
    OFFERED = "offered"
    """The link was asked for: the object exists, or is about to."""
    SAVED = "saved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class GooglePass:
    """What Google was told of a card. `pushed`: change mark of the last write (0: never inserted), `balance` what its main
    figure counted and `look` what it showed of its program (`Look.objects`); `pushed_at`: when an update was last sent;
    `notified`: when the last notifying ones were.
    """

    state: GoogleState
    pushed: int = 0
    pushed_at: datetime | None = None
    balance: int | None = None
    notified: tuple[datetime, ...] = ()
    look: str = ""

    def may_notify(self, card: Card, counted: int, now: datetime) -> bool:
        """Whether an update to what the main figure counts is worth one of the card's three notifications in 24 hours (§4.6)."""
        told = card.status is not CardStatus.ACTIVE or counted == self.balance or card.is_quiet
        return not told and self.state is not GoogleState.REMOVED and len(recent(self.notified, now)) < _MOST_NOTIFICATIONS


def told_by(known: GoogleState, has_users: bool | None) -> GoogleState | None:  # noqa: FBT001 - Google's own word
    """What an answer shows that no callback has told us; None: nothing new."""
    if has_users and known is not GoogleState.SAVED:
        return GoogleState.SAVED
    if has_users is False and known is GoogleState.SAVED:
        return GoogleState.REMOVED
    return None


def recent(notified: Sequence[datetime], now: datetime) -> tuple[datetime, ...]:
    """The notifications that still count against the limit."""
    return tuple(moment for moment in notified if now - moment < _NOTIFICATION_PERIOD)


def class_id(issuer_id: str, program: ProgramId) -> str:
    """The class of a program."""
    return f"{issuer_id}.{program}"


def object_id(issuer_id: str, card: CardId) -> str:
    """The object of a card."""
    return f"{issuer_id}.{card}"


def card_of_object(issuer_id: str, name: str) -> CardId | None:
    """The card of an object's id; None for one that is not ours."""
    issuer, _, suffix = name.partition(".")
    return CardId(suffix) if issuer == issuer_id and is_id("cd", suffix) else None


def class_json(
    program: Program, organization: str, issuer_id: str, base_url: str, *, words: Words, others: Sequence[Words] = ()
) -> Json:  # fmt: skip
    """The template that all cards of a program share, in its language and in the `others` that its design names; its places
    too, where they are the same for all of them.
    """
    return localised({one.language: _class(program, organization, issuer_id, base_url, one) for one in (words, *others)})


def _class(program: Program, organization: str, issuer_id: str, base_url: str, words: Words) -> Json:
    design, owner = program.design, owner_of(program, organization)
    texts = [{"id": "terms", "header": program.title, "body": terms_of(program, program.size, words)}]
    if design.contact:
        texts.append({"id": "contact", "header": words.say("card.contact"), "body": design.contact})
    pictures, label, hidden = _pictures(base_url, design, pictured_size(program)), design.label_of, design.layout.hidden
    document: Json = {
        "id": class_id(issuer_id, program.id),
        "issuerName": owner,
        "programName": first_said(program.title, owner),
        "programLogo": _image(words, f"{pictures}/logo.png", owner),
        # What an approved class must send again with every change (§4.2).
        "reviewStatus": "UNDER_REVIEW",
        "hexBackgroundColor": design.background,
        "accountIdLabel": label("number", words.say("card.number")),
        "accountNameLabel": label("member", words.say("card.member")),
        "multipleDevicesAndHoldersAllowedStatus": "ONE_USER_ALL_DEVICES",
        "callbackOptions": {"url": f"{base_url}/google/callback"},
        "textModulesData": as_named(texts, design),
        # Sent even when it is empty: a field that is left out keeps its old value.
        "linksModuleData": {
            "uris": [
                {"id": f"link{place}", "uri": one.url, "description": one.title}
                for place, one in enumerate(() if "links" in hidden else design.links)
            ]
        },
    }
    document["merchantLocations"] = _points(spots_of(program) if same_for_all(program) else ())
    # Ours, too, is sent: a field that is left out would keep the owner's after they took it away.
    document["heroImage"] = _image(words, f"{pictures}/{'hero' if design.images.hero else '0'}.png", owner)
    return document


def object_json(content: CardContent, issuer_id: str, base_url: str) -> Json:
    """The card as it is now, in its language and in the others that its design names."""
    told = {
        words.language: _object(replace(content, words=words), issuer_id, base_url) for words in (content.words, *content.others)
    }
    return localised(told)


def _object(content: CardContent, issuer_id: str, base_url: str) -> Json:
    """In one language."""
    document = _as_it_is(content, issuer_id, base_url)
    points = document["loyaltyPoints"]
    named = {**points, "label": content.program.design.label_of(BALANCE, points["label"])}
    return {**document, "loyaltyPoints": named, "textModulesData": texts_of(content)}


def _as_it_is(content: CardContent, issuer_id: str, base_url: str) -> Json:
    if content.card.type in MIRRORED:
        pictures = _pictures(base_url, content.program.design, pictured_size(content.program))
        points, wide = google_points(content), "hero" if content.program.design.images.hero else "0"
        return _common(content, issuer_id) | {
            "loyaltyPoints": points,
            **google_second(content),
            "heroImage": _image(content.words, f"{pictures}/{wide}.png", str(points["label"])),
        }
    card, words = content.card, content.words
    stamps = stamps_shown(card)
    counted = words.say("card.stamps_of", shown=stamps, size=card.size)
    picture = f"{_pictures(base_url, content.program.design, card.size)}/{stamps}.png"
    return _common(content, issuer_id) | {
        "loyaltyPoints": {"label": words.say("card.stamps"), "balance": {"string": counted}},
        "secondaryLoyaltyPoints": {"label": words.say("card.rewards"), "balance": {"int": card.shown.rewards}},
        "heroImage": _image(words, picture, counted),
    }


def _common(content: CardContent, issuer_id: str) -> Json:
    """What the object of every card has, whoever owns its balance."""
    card, hidden = content.card, content.program.design.layout.hidden
    code = "" if card.status is CardStatus.ERASED else code_of(card, content.mirror)
    document: Json = {
        "id": object_id(issuer_id, card.id),
        "classId": class_id(issuer_id, card.program_id),
        "state": _STATES.get(card.status, "INACTIVE"),
        # Sent even when they are empty: a field that is left out keeps its old value.
        "accountId": "" if "number" in hidden else card_number(card.id),
        "accountName": "" if "member" in hidden else content.member,
        "barcode": {
            "type": GOOGLE_BARCODES[content.program.design.barcode],
            "value": code or barcode_message(card.id),
            "alternateText": code or card_number(card.id),
        },
    }
    own = card.status is CardStatus.ACTIVE and not same_for_all(content.program)
    document["merchantLocations"] = _points(places_for(spots_of(content.program), content.visited) if own else ())
    if ends_at := expires_at(card, content.program, content.timezone):
        document["validTimeInterval"] = {"end": {"date": ends_at.isoformat(timespec="seconds")}}
    return document


def _points(spots: Sequence[Spot]) -> list[Json]:
    """Sent even when there are none. What it says there is Google's own business (§4.6)."""
    return [{"latitude": spot.latitude, "longitude": spot.longitude} for spot in spots]


def _pictures(base_url: str, design: Design, size: int) -> str:
    """Google fetches pictures itself and keeps them: another content has another address."""
    return f"{base_url}/pictures/{artwork_version(design, size)}"


def _image(words: Words, uri: str, text: str) -> Json:
    return {"sourceUri": {"uri": uri}, "contentDescription": {"defaultValue": {"language": words.language, "value": text}}}
