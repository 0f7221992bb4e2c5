"""A card's entries as far back as somebody looks."""

from collections.abc import Iterator

from comeback.domain.card import Card
from comeback.domain.ids import TenantId
from comeback.domain.ledger import Entry
from comeback.ports.ledger import ClaimLost, Ledger

_PAGE = 100


def newest_first(ledger: Ledger, tenant: TenantId, head: Card) -> Iterator[Entry]:
    """Entries of a card, as many as are asked for. Raises ClaimLost while they are behind the head or ahead of it: a
    reversal that is not seen would be posted twice.
    """
    entries, cursor = ledger.entries(tenant, head.id, _PAGE, None)
    if (entries[0].seq if entries else 0) != head.seq:
        raise ClaimLost("the card is being written to")
    yield from entries
    while cursor is not None:
        entries, cursor = ledger.entries(tenant, head.id, _PAGE, cursor)
        yield from entries
