"""What the owner's pages say about designs: stamps, grounds, codes, and the facts of a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.card_layout import BALANCE
from comeback.domain.design_images import Role
from comeback.domain.program import ProgramType
from comeback.domain.ready_designs import READY
from comeback.web.pages import picture_of

if TYPE_CHECKING:
    from comeback.domain.words import Words

_ABOUT = ("latest", "terms", "links", "contact", "number")
_OF_MIRRORS = ("member", "state", "debt", *_ABOUT)
FACTS_OF: dict[ProgramType, tuple[str, ...]] = {
    ProgramType.STAMP: ("reward", "member", "next", "debt", "milestones", *_ABOUT),
    ProgramType.CASHBACK: ("points", "most", "loyalty", *_OF_MIRRORS),
    ProgramType.MULTIPASS: _OF_MIRRORS,
    ProgramType.DISCOUNT: ("places", "most", "loyalty", *(fact for fact in _OF_MIRRORS if fact not in ("latest", "debt"))),
    ProgramType.GIFT: ("valid", "code", "single", "restriction", "used", *_OF_MIRRORS),
}
"""The facts that cards of a type can have beside the balance, as they stand by default."""

FACTS = {
    BALANCE: "The balance",
    "reward": "The next reward",
    "member": "First name",
    "next": "What is lacking to the next stamp",
    "debt": "What is owed",
    "milestones": "Rewards on the way",
    "points": "How long points last",
    "most": "The most that can be had",
    "loyalty": "Number of the loyalty card",
    "state": "What is wrong with the balance",
    "places": "Where it holds",
    "valid": "How long it is valid",
    "code": "Code of the gift card",
    "single": "Used at once",
    "restriction": "What it pays for",
    "used": "That it is used up",
    "latest": "Latest changes",
    "terms": "Terms",
    "links": "Links",
    "contact": "Contact",
    "number": "Card number",
}
NAMES = {
    "reward": "card.reward_next", "member": "card.member", "next": "card.next", "debt": "card.debt",
    "milestones": "card.on_the_way", "points": "fact.points", "most": "fact.most", "loyalty": "fact.loyalty",
    "state": "fact.stale", "places": "fact.places", "valid": "fact.valid_until", "code": "fact.code", "single": "fact.single",
    "restriction": "fact.pays_for", "used": "fact.used", "latest": "card.latest", "links": "card.links",
    "contact": "card.contact", "number": "card.number",
}  # fmt: skip
"""The messages of what we call them on cards; terms are called as the program is."""

PLACES = {
    "": "As usual",
    "header": "At the top",
    "secondary": "First row",
    "auxiliary": "Second row",
    "back": "On the back",
    "hidden": "Nowhere",
}
STAMPS = {
    "check": "Check mark", "flower": "Flower", "heart": "Heart", "star": "Star", "scissors": "Scissors", "moustache": "Moustache",
    "polish": "Nail polish", "lotus": "Lotus", "cross": "Cross", "dumbbell": "Dumbbell", "crown": "Crown", "gift": "Gift",
}  # fmt: skip
EMPTY = {"": "As the stamp", **STAMPS}
FRAMES = {"circle": "Circle", "squircle": "Rounded square", "hexagon": "Hexagon", "scallop": "Scalloped"}
PATTERNS = {
    "plain": "Plain", "petals": "Petals", "stripes": "Stripes", "drops": "Drops", "waves": "Waves", "grid": "Grid",
    "chevrons": "Chevrons",
}  # fmt: skip
BARCODES = {
    "qr": "QR code", "aztec": "Aztec", "pdf417": "PDF417, wide and low", "code128": "Code 128, lines only",
}  # fmt: skip
COLOURS = {"background": "Background", "foreground": "Text", "label": "Small text", "accent": "Stamps"}
IMAGES = {
    Role.ICON: ("Icon", "Beside messages on the lock screen, and in a circle at Google."),
    Role.LOGO: ("Logo", "At the top left of the card. Transparent is best."),
    Role.STRIP: ("Ground of the stamps", "Behind the stamps, instead of colour and pattern."),
    Role.HERO: ("Wide picture at Google", "On cards that count something else than stamps, in place of the ground."),
    Role.STAMP_FILLED: ("Stamp", "Each stamp that was collected. Transparent around it."),
    Role.STAMP_EMPTY: ("Empty place", "Each stamp that is still to come."),
    Role.REWARD: ("Last stamp", "The one that completes the card."),
    Role.ARTWORK: (
        "Full picture on iPhones",
        "In place of the stamps from iOS 27 on; a bar covers its lower edge. Elsewhere and in previews cards stay as they are.",
    ),
    Role.PRIMARY_LOGO: ("Logo on the full picture", "At its top left, small. Without one your logo stands there, or ours."),
}


def ready_choices(words: Words) -> list[dict[str, str]]:
    """The ready designs with their pictures, for templates."""
    return [
        {"name": one.name, "title": words.say(f"design.{one.name}"), "picture": picture_of(one)} for one in READY.values()
    ]  # fmt: skip
