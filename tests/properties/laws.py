"""The laws of the ledger (style.md §9.7, loyalty-domain.md §11), checked over everything that a store holds."""

from collections import Counter
from itertools import accumulate

from comeback.domain.fold import fold
from comeback.domain.ledger import Entry, EntryKind
from tests.memory.store import Store

_COLLECTED = (EntryKind.ACCRUAL, EntryKind.REVERSAL, EntryKind.SCAN, EntryKind.IMPORT)
_LOWERING = (EntryKind.REVERSAL, EntryKind.REDEMPTION, EntryKind.ADJUSTMENT, EntryKind.EXPIRY)
_REVERSING = {EntryKind.REVERSAL: EntryKind.ACCRUAL, EntryKind.REDEMPTION_REVERSAL: EntryKind.REDEMPTION}


def check_books(store: Store) -> None:
    """Every card's entries and head, whatever has happened so far."""
    for card in store.cards.values():
        entries = store.entries.get((card.tenant_id, card.id), [])
        check_entries(entries)
        for entry in entries:
            # Rewards that nobody has redeemed never end (ruling 1).
            before = entry.balance_after - entry.amount
            assert entry.kind is not EntryKind.EXPIRY or entry.balance_after // card.size == before // card.size
        assert (card.seq, card.balance) == (len(entries), sum(entry.amount for entry in entries))
        assert card.lifetime_earned == sum(entry.amount for entry in entries if entry.kind in _COLLECTED)
        assert card.held >= 0
        own = (card.tenant_id, card.customer_id)
        days = [(place, one.day) for (owner, place), one in store.days.items() if (owner, place.customer_id) == own]
        assert fold(card, entries, days) == []  # the audit finds nothing to report, whatever has happened


def check_entries(entries: list[Entry]) -> None:
    """`seq` without a gap, running balance, ordinals per unit, and reversals that take no more than was given."""
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.balance_after for entry in entries] == list(accumulate(entry.amount for entry in entries))
    keys = [(entry.earning_unit, entry.ordinal) for entry in entries if entry.earning_unit]
    assert len(keys) == len(set(keys))
    taken = Counter[str]()
    by_id = {entry.id: entry for entry in entries}
    for entry in entries:
        if entry.kind in _REVERSING:
            assert entry.reverses is not None
            taken[entry.reverses] += abs(entry.amount)
            reversed_one = by_id[entry.reverses]
            assert reversed_one.seq < entry.seq
            assert reversed_one.kind is _REVERSING[entry.kind]
            # Where a remainder is carried the whole card is the unit, also when the visit has gone and no rule is left.
            if not any(one.rule and one.rule.carried for one in (entry, reversed_one)):
                assert reversed_one.earning_unit == entry.earning_unit
            assert taken[entry.reverses] <= abs(reversed_one.amount)
        else:
            assert entry.reverses is None
        # Only the reward of a milestone costs nothing.
        assert (entry.amount == 0) == (entry.milestone is not None)
        assert entry.amount > 0 or entry.kind in _LOWERING or entry.milestone is not None
        assert (entry.actor is None) == (entry.earning_unit is not None)
