"""Cards whose balance Altegio owns, and what the wallets are told of them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from comeback.adapters.words import words_for
from comeback.domain.card import Card
from comeback.domain.card_content import CardContent
from comeback.domain.google_passes import object_json
from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.loyalty import GiftCard, MembershipStatus
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen
from comeback.domain.mirror_content import facts_of, figure_of
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.program import Program, ProgramType
from comeback.domain.signing import PassIdentity
from tests import builders

AT = datetime(2026, 9, 21, 16, tzinfo=UTC)
EN = words_for("en")
ENDS = datetime(2026, 12, 1, 5, tzinfo=UTC)
REGULAR = Level("Regulars", 500, "percent", Step(750, 4000, GrowsWith.PAID))
GIFT = GiftCard(GiftCardId(1), 27841, "GC-888", "Gift card 100", 6000, restriction="No limits", expires_at=ENDS)
CASHBACK, DISCOUNT, GIFTS, SESSIONS = ProgramType.CASHBACK, ProgramType.DISCOUNT, ProgramType.GIFT, ProgramType.MULTIPASS


def program(kind: ProgramType, **changes: Any) -> Program:
    return replace(builders.program(), type=kind, title="Points", **changes)


def card(kind: ProgramType, balance: int = 0, **changes: Any) -> Card:
    return replace(builders.card(size=1), type=kind, balance=balance, **changes)


def mirror(**seen: Any) -> Mirror:
    return Mirror(Seen(MirrorState.SHOWN, **seen), AT)


def levels(*found: Level, **seen: Any) -> Mirror:
    return mirror(levels=found, card_id=LoyaltyCardId(1), number="14507", **seen)


def facts(kind: ProgramType, of: Mirror, balance: int = 0, places: tuple[str, ...] = (), **changes: Any) -> dict[str, str]:
    content = CardContent(card(kind, balance), program(kind, **changes), "", "", "America/New_York", of, places, words=EN)
    found = facts_of(content)
    return {fact.key: f"{fact.label}: {fact.text}" for fact in found}


def figure(kind: ProgramType, of: Mirror | None, balance: int = 0) -> str:
    return figure_of(CardContent(card(kind, balance), program(kind), mirror=of, words=EN))


def apple(kind: ProgramType, of: Mirror, balance: int = 0, **changes: Any) -> Any:
    made = PassContent(
        card=card(kind, balance), program=program(kind), first_name="Jane", organization="La Visage", latest=(),
        token="a-token-of-enough-length", web_service_url="https://example.com/apple", words=EN, mirror=of,
    )  # fmt: skip
    return pass_json(replace(made, **changes), PassIdentity("pass.dev.comeback.test", "TEST000001"))


def field(document: Any, key: str) -> Any:
    return next(one for group in document["storeCard"].values() for one in group if one["key"] == key)


def google(kind: ProgramType, of: Mirror, balance: int = 0, **changes: Any) -> Any:
    made = CardContent(card(kind, balance), program(kind), "Jane", "La Visage", mirror=of, words=EN)
    return object_json(replace(made, **changes), "3388000000000000001", "https://example.com")


def part(**changes: Any) -> Part:
    one = Part(MembershipId(1), "M1", "Haircuts", 9, (), MembershipStatus.ACTIVE, AT, ENDS, None)
    return replace(one, **changes)
