"""The Apple pass of a card as `pass.json`: a pure function of card, program and what its owner says (wallets.md §1).

Exactly one field of each pass has a change message, because phones merge several into one general line. Nothing
personal but the first name stands in it, and a card of an erased customer shows not even that (ruling 21).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardStatus
from comeback.domain.card_barcode import apple_barcodes, links_field
from comeback.domain.card_content import (
    count_of,
    expires_at,
    first_said,
    lacking,
    milestones_told,
    owner_of,
    stamps_shown,
    terms_of,
)
from comeback.domain.card_layout import arranged
from comeback.domain.contrast import rgb
from comeback.domain.design import Design
from comeback.domain.ids import CardId, is_id
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.mirror import MIRRORED, Mirror
from comeback.domain.mirror_content import change_of, code_of, facts_of, header_field
from comeback.domain.program import Program, ProgramType
from comeback.domain.signing import PassIdentity

LATEST_CHANGES = 3
_WORDS = {
    EntryKind.ACCRUAL: "visit",
    EntryKind.REVERSAL: "visit corrected",
    EntryKind.REDEMPTION: "reward redeemed",
    EntryKind.REDEMPTION_REVERSAL: "reward given back",
    EntryKind.EXPIRY: "expired",
    EntryKind.ADJUSTMENT: "adjusted",
    EntryKind.SCAN: "at the desk",
    EntryKind.IMPORT: "brought over",
    EntryKind.MIRROR: "updated",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PassContent:
    """Everything a pass shows. `latest`: newest entries first; `organization`: the owner's name; `token`: the pass's
    `authenticationToken`; `timezone`: the zone in which dates are told; `places`: titles of the locations at
    which a discount holds.
    """

    card: Card
    program: Program
    first_name: str
    organization: str
    latest: Sequence[Entry]
    token: str
    web_service_url: str
    timezone: str = "UTC"
    mirror: Mirror | None = None
    places: Sequence[str] = ()

    @property
    def voided(self) -> bool:
        """Greyed out: only an active card can be used."""
        return self.card.status is not CardStatus.ACTIVE

    @property
    def stamps_shown(self) -> int:
        """Which strip."""
        return stamps_shown(self.card)


def pass_json(content: PassContent, identity: PassIdentity) -> Json:
    """The whole document, ready for `json.dumps`."""
    card, program, design = content.card, content.program, content.program.design
    owner = owner_of(program, content.organization)
    document: Json = {
        "formatVersion": 1,
        "passTypeIdentifier": identity.pass_type_id,
        "teamIdentifier": identity.team_id,
        "serialNumber": card.id,
        "organizationName": owner,
        "description": f"{owner}: {program.title}",
        "logoText": first_said(design.logo_text, owner),
        "foregroundColor": _colour(design.foreground),
        "backgroundColor": _colour(design.background),
        "labelColor": _colour(design.label),
        "webServiceURL": content.web_service_url,
        "authenticationToken": content.token,
        "sharingProhibited": True,
        "barcodes": apple_barcodes(design.barcode, *_code(content)),
        "storeCard": _mirror(content, owner)
        if card.type in MIRRORED
        else {
            "headerFields": [_stamps_field(content)],
            "secondaryFields": _front(content),
            "backFields": _back(content, owner),
        },
    }
    if missing := lacking(card, program):
        document["storeCard"]["auxiliaryFields"] = [{"key": "next", "label": "TO THE NEXT STAMP", "value": missing}]
    document["storeCard"] = arranged(document["storeCard"], design.layout, design.labels)
    if content.voided:
        document["voided"] = True
    if ends_at := expires_at(card, program, content.timezone):
        document["expirationDate"] = ends_at.isoformat(timespec="seconds")
    if design.places:
        document["locations"] = _locations(design)
    return document


def barcode_message(card: CardId) -> str:
    """What the card's code says: id and a check against misreading; nothing personal."""
    return f"cb1.{card}.{crc32(card.encode()):08x}"


def card_of_barcode(message: str) -> CardId | None:
    """The card of a scanned code; None for a foreign or misread one."""
    parts = message.split(".")
    if len(parts) != 3 or not is_id("cd", parts[1]):
        return None
    card = CardId(parts[1])
    return card if message == barcode_message(card) else None


def card_number(card: CardId) -> str:
    """The id as people read it aloud: the last 12 characters in groups."""
    end = card[-12:]
    return f"{end[:4]} {end[4:8]} {end[8:]}"


def _colour(hexadecimal: str) -> str:
    return "rgb({}, {}, {})".format(*rgb(hexadecimal))


def _code(content: PassContent) -> tuple[str, str]:
    """What the card's own code says, and what stands below it; a gift card's pass is bound to the gift card's code
    (loyalty-domain.md §10.8).
    """
    card = content.card
    code = "" if card.status is CardStatus.ERASED else code_of(card, content.mirror)
    return code or barcode_message(card.id), code or card_number(card.id)


def _mirror(content: PassContent, owner: str) -> Json:
    """A balance that Altegio owns: the figure, what it consists of, and what changed it last."""
    card, program = content.card, content.program
    erased = card.status is CardStatus.ERASED
    facts = [] if erased else facts_of(card, program, content.mirror, content.timezone, content.places)
    front = [{"key": fact.key, "label": fact.label.upper(), "value": fact.short} for fact in facts[:1]]
    if content.first_name and not erased:
        front.append({"key": "member", "label": "MEMBER", "value": content.first_name, "textAlignment": "PKTextAlignmentRight"})
    back: list[Json] = [{"key": f"back-{fact.key}", "label": fact.label, "value": fact.text} for fact in facts]
    if program.design.last_changes and not erased and card.type is not ProgramType.DISCOUNT:
        lines = [change_of(entry, program, content.timezone) for entry in content.latest[:LATEST_CHANGES]]
        back.append({"key": "latest", "label": "Latest changes", "value": "\n".join(lines) or "None yet."})
    if program.design.terms:
        back.append({"key": "terms", "label": program.title, "value": program.design.terms})
    back += _about(content, owner)
    return {"headerFields": [header_field(card, program, content.mirror)], "secondaryFields": front, "backFields": back}


def _stamps_field(content: PassContent) -> Json:
    """What the strip shows, as a number. Phones speak when a value changes, and every stamp changes this one."""
    shown, size = content.stamps_shown, content.card.size
    said = "%@ stamps: your reward is ready." if shown == size else "Your card now has %@ stamps."
    field: Json = {"key": "stamps", "label": "STAMPS", "value": f"{shown} of {size}"}
    return field if content.card.is_quiet else {**field, "changeMessage": said}


def _front(content: PassContent) -> list[Json]:
    card, reward, rewards = content.card, first_said(content.program.reward_title, "Reward"), content.card.shown.rewards
    label, counted = "REWARD READY" if rewards else "NEXT REWARD", f"{reward} ({rewards})" if rewards > 1 else reward
    fields: list[Json] = [{"key": "reward", "label": label, "value": counted}]
    if content.first_name and card.status is not CardStatus.ERASED:
        fields.append({"key": "member", "label": "MEMBER", "value": content.first_name, "textAlignment": "PKTextAlignmentRight"})
    return fields


def _back(content: PassContent, owner: str) -> list[Json]:
    card, program = content.card, content.program
    fields: list[Json] = []
    if program.design.last_changes and card.status is not CardStatus.ERASED:
        lines = [_line(entry, content.timezone) for entry in content.latest[:LATEST_CHANGES]]
        fields.append({"key": "latest", "label": "Latest changes", "value": "\n".join(lines) or "No stamps yet."})
    if card.shown.debt:
        fields.append({"key": "debt", "label": "To catch up", "value": count_of(card.shown.debt)})
    if on_the_way := milestones_told(card, program):
        fields.append({"key": "milestones", "label": "On the way", "value": on_the_way})
    fields.append({"key": "terms", "label": program.title, "value": terms_of(program, card.size)})
    return fields + _about(content, owner)


def _about(content: PassContent, owner: str) -> list[Json]:
    return [
        *links_field(content.program.design.links),
        {"key": "contact", "label": "Contact", "value": f"{owner}\n{content.program.design.contact}".strip()},
        {"key": "number", "label": "Card number", "value": card_number(content.card.id), "dataDetectorTypes": []},
    ]


def _line(entry: Entry, timezone: str) -> str:
    day = entry.effective_at.astimezone(ZoneInfo(timezone))
    amount = "" if entry.milestone else f"{entry.amount:+d}, "
    return f"{day.day} {day:%b %Y}: {amount}{_WORDS[entry.kind]}"


def _locations(design: Design) -> list[Json]:
    return [
        {"latitude": place.latitude, "longitude": place.longitude, "relevantText": first_said(place.text, "Your card")}
        for place in design.places
    ]
