"""The laws of the ledger (style.md §9.7, loyalty-domain.md §11), checked over everything that a store holds."""

from collections import Counter
from itertools import accumulate

from comeback.domain.ledger import Entry, EntryKind
from tests.memory.store import Store


def check_books(store: Store) -> None:
    """Every card's entries and head, whatever has happened so far."""
    for card in store.cards.values():
        entries = store.entries.get((card.tenant_id, card.id), [])
        check_entries(entries)
        assert (card.seq, card.balance) == (len(entries), sum(entry.amount for entry in entries))
        assert card.lifetime_earned == card.balance
        assert card.held >= 0


def check_entries(entries: list[Entry]) -> None:
    """`seq` without a gap, running balance, ordinals per unit, and reversals that take no more than was given."""
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.balance_after for entry in entries] == list(accumulate(entry.amount for entry in entries))
    keys = [(entry.earning_unit, entry.ordinal) for entry in entries]
    assert len(keys) == len(set(keys))
    taken = Counter[str]()
    by_id = {entry.id: entry for entry in entries}
    for entry in entries:
        if entry.kind is EntryKind.REVERSAL:
            assert entry.reverses is not None
            taken[entry.reverses] += -entry.amount
            reversed_one = by_id[entry.reverses]
            assert reversed_one.seq < entry.seq
            assert reversed_one.earning_unit == entry.earning_unit
            assert taken[entry.reverses] <= reversed_one.amount
        else:
            assert entry.amount > 0
