"""What an owner must look at in Altegio for a mirror to be right; it is settled by itself when the matter is gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.card import Card
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.mirror import Mirror, MirrorState
from comeback.domain.program import Program
from comeback.ports.attention import Attention
from comeback.ports.system import Clock


@dataclass(frozen=True, slots=True)
class NoteMirror:
    """Called before a mirror is stored: noticing twice changes nothing, and a crash in between forgets nothing."""

    attention: Attention
    clock: Clock

    def of_card(self, card: Card, location: LocationId, before: Mirror | None, after: Mirror) -> None:
        """Several cards of a type; a card type that is gone."""
        was, now = before.seen.several if before else False, after.seen.several
        if was or now:
            self._note(card.tenant_id, self._duplicates(card, location), open_now=now)
        if after.seen.state is MirrorState.ATTENTION and (before is None or before.seen.state is not after.seen.state):
            self.attention.notice(card.tenant_id, self._missing_type(card, location))

    def of_card_type(self, program: Program, location: LocationId, *, missing: bool) -> None:
        """Whether the location has the program's card type."""
        self._note(program.tenant_id, self._missing_type(program, location), open_now=missing)

    def of_services(self, program: Program, location: LocationId, gone: Iterable[int]) -> None:
        """Services of the settings that the location's price list does not have any more."""
        numbers = sorted(gone)
        item = self._item(AttentionKind.SERVICES_MISSING, program, location, services=", ".join(map(str, numbers)))
        self._note(program.tenant_id, item, open_now=bool(numbers))

    def _note(self, tenant: TenantId, item: AttentionItem, *, open_now: bool) -> None:
        if open_now:
            self.attention.notice(tenant, item)
        else:
            self.attention.settle(tenant, item.id)

    def _duplicates(self, card: Card, location: LocationId) -> AttentionItem:
        return AttentionItem(
            AttentionKind.DUPLICATE_CARDS, card.id, self.clock.now(), location, card.program_id, card.customer_id, card.id
        )

    def _missing_type(self, of: Card | Program, location: LocationId) -> AttentionItem:
        return self._item(AttentionKind.CARD_TYPE_MISSING, of, location)

    def _item(self, kind: AttentionKind, of: Card | Program, location: LocationId, **facts: str) -> AttentionItem:
        program = of.program_id if isinstance(of, Card) else of.id
        return AttentionItem(kind, f"{program}|{location}", self.clock.now(), location, program, facts=facts)
