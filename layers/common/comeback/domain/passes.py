"""The Apple pass of a card as `pass.json`: a pure function of card, program and what its owner says (wallets.md §1).

Exactly one field of each pass has a change message, because phones merge several into one general line. Nothing
personal but the first name stands in it, and a card of an erased customer shows not even that (ruling 21).
"""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

from comeback.domain.card import CardStatus
from comeback.domain.card_barcode import apple_barcodes, links_field
from comeback.domain.card_changes import changes_told
from comeback.domain.card_content import (
    CardContent,
    count_of,
    expires_at,
    first_said,
    lacking,
    milestones_told,
    owner_of,
    reward_of,
    stamps_shown,
    terms_of,
)
from comeback.domain.card_layout import arranged
from comeback.domain.contrast import rgb
from comeback.domain.ids import CardId, is_id
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import code_of, facts_of, header_field, money_value
from comeback.domain.mirror_facts import Fact
from comeback.domain.places import places_for, spots_of
from comeback.domain.signing import PassIdentity
from comeback.domain.words import Words

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassContent(CardContent):
    """Everything a pass shows. `token`: the pass's `authenticationToken`."""

    token: str
    web_service_url: str

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
    }
    told = _mirror(content, owner) if card.type in MIRRORED else {**_stamps(content), "backFields": _back(content, owner)}
    document["storeCard"] = arranged(told, design.layout, design.labels)
    if content.voided:
        document["voided"] = True
    if ends_at := expires_at(card, program, content.timezone):
        document["expirationDate"] = ends_at.isoformat(timespec="seconds")
    if places := _locations(content):
        document["locations"] = places
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
    program = content.program
    facts = [] if content.card.status is CardStatus.ERASED else facts_of(content)
    front = [{"key": fact.key, "label": fact.label.upper(), **_told(fact, fact.short)} for fact in _in_front(facts)]
    back: list[Json] = [{"key": f"back-{fact.key}", "label": fact.label, **_told(fact, fact.text)} for fact in facts]
    back += _latest(content)
    if program.design.terms:
        back.append({"key": "terms", "label": program.title, "value": program.design.terms})
    back += _about(content, owner)
    return {"headerFields": [header_field(content)], "secondaryFields": [*front, *_member(content)], "backFields": back}


def _in_front(facts: list[Fact]) -> list[Fact]:
    """The most urgent, and what is lacking to the next level."""
    return [*facts[:1], *(fact for fact in facts[1:] if fact.key == "next0")]


def _told(fact: Fact, text: str) -> Json:
    """A day is written by the phone, in the zone of the business."""
    if fact.moment is None:
        return {"value": text}
    moment = fact.moment.isoformat(timespec="seconds")
    return {"value": moment, "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleNone", "ignoresTimeZone": True}


def _stamps(content: PassContent) -> Json:
    fields = {"headerFields": [_stamps_field(content)], "secondaryFields": _front(content)}
    if missing := lacking(content.card, content.program):
        label = content.words.say("card.next").upper()
        fields["auxiliaryFields"] = [{"key": "next", "label": label, **money_value(missing)}]
    return fields


def _stamps_field(content: PassContent) -> Json:
    """What the strip shows, as a number. Phones speak when a value changes, and every stamp changes this one."""
    shown, size, words = content.stamps_shown, content.card.size, content.words
    said = words.say("card.stamps_full" if shown == size else "card.stamps_changed")
    field = _field(words, "stamps", "card.stamps", words.say("card.stamps_of", shown=shown, size=size), upper=True)
    return field if content.card.is_quiet else {**field, "changeMessage": said}


def _front(content: PassContent) -> list[Json]:
    label, reward = reward_of(content.card, content.program, content.words)
    fields = [{"key": "reward", "label": label.upper(), "value": reward}]
    if owed := content.card.shown.debt:
        # Else somebody who comes again would see no stamp, and not why.
        fields.append(_field(content.words, "debt", "card.debt", count_of(owed, content.words), upper=True))
    return [*fields, *_member(content)]


def _member(content: PassContent) -> list[Json]:
    if not content.member:
        return []
    field = _field(content.words, "member", "card.member", content.member, upper=True)
    return [{**field, "textAlignment": "PKTextAlignmentRight"}]


def _back(content: PassContent, owner: str) -> list[Json]:
    card, program, words = content.card, content.program, content.words
    fields = _latest(content)
    if card.shown.debt:
        fields.append(_field(words, "back-debt", "card.debt", count_of(card.shown.debt, words)))
    if on_the_way := milestones_told(card, program, words):
        fields.append(_field(words, "milestones", "card.on_the_way", on_the_way))
    fields.append({"key": "terms", "label": program.title, "value": terms_of(program, card.size, words)})
    return fields + _about(content, owner)


def _latest(content: PassContent) -> list[Json]:
    told = changes_told(content)
    return [_field(content.words, "latest", "card.latest", told)] if told else []


def _about(content: PassContent, owner: str) -> list[Json]:
    design, number = content.program.design, card_number(content.card.id)
    return [
        *links_field(design.links, content.words),
        _field(content.words, "contact", "card.contact", f"{owner}\n{design.contact}".strip()),
        {**_field(content.words, "number", "card.number", number), "dataDetectorTypes": []},
    ]


def _field(words: Words, key: str, label: str, value: str, *, upper: bool = False) -> Json:
    """`label`: the id of its message."""
    said = words.say(label)
    return {"key": key, "label": said.upper() if upper else said, "value": value}


def _locations(content: PassContent) -> list[Json]:
    """No `maxDistance`: a phone takes the smaller of it and its own (wallets.md §1.2), which is small for store cards. A card
    that cannot be used is suggested nowhere.
    """
    spots = () if content.voided else places_for(spots_of(content.program), content.visited)
    return [
        {
            "latitude": spot.latitude, "longitude": spot.longitude,
            "relevantText": first_said(spot.text, content.words.say("card.nearby")),
        }
        for spot in spots
    ]  # fmt: skip
