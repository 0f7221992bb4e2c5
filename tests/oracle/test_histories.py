"""The oracle can be wrong, and would be noticed: histories happen, and a broken engine is found and told in few words."""

from collections import Counter
from typing import Any

from comeback.domain.ledger import EntryKind
from tests.oracle.engine import Engine
from tests.oracle.histories import History, Played, disagreement, first_disagreement, history, shrunk


def test_the_same_seed_is_the_same_history() -> None:
    assert history(7) == history(7)
    assert Played(history(7)).engine.entries == Played(history(7)).engine.entries


def test_histories_earn_take_back_spend_and_carry_over() -> None:
    seen, carried = Counter[EntryKind](), 0
    for seed in range(200):
        engine = Played(history(seed)).engine
        seen.update(entry.kind for own in engine.entries.values() for entry in own)
        carried += any(card.carry.pots for card in engine.cards.values())
    assert min(seen[kind] for kind in (EntryKind.ACCRUAL, EntryKind.REVERSAL, EntryKind.SCAN, EntryKind.REDEMPTION)) >= 10
    assert carried >= 10


def test_owners_choose_everything_that_may_be_chosen() -> None:
    chosen: set[tuple[str, Any]] = set()
    for seed in range(300):
        for versions in history(seed).owner.program.rows.values():
            for version in versions:
                settings = version.settings
                rule = settings.accrual_rule
                chosen |= {("rule", rule.kind), ("count_by", settings.count_by), ("gate", settings.payment_gate)}
                chosen |= {("basis", settings.basis), ("cap", settings.max_per_unit), ("day", settings.max_per_day)}
                chosen |= {(name, getattr(rule, name)) for name in ("inclusive", "remainder", "per") if hasattr(rule, name)}
    names = Counter(name for name, _ in chosen)
    assert names == {
        "rule": 4, "count_by": 3, "gate": 3, "basis": 4, "cap": 4, "day": 4, "inclusive": 2, "remainder": 2, "per": 2,
    }  # fmt: skip


class Forgetful(Engine):
    """An engine that never takes anything back."""

    def hear(self, readings: Any) -> None:
        before = {customer: card.lifetime_earned for customer, card in self.cards.items()}
        kept = dict(self.cards), {customer: list(own) for customer, own in self.entries.items()}, dict(self.days)
        super().hear(readings)
        if any(self.cards[customer].lifetime_earned < earned for customer, earned in before.items()):
            self.cards, self.entries, self.days = kept


def test_a_broken_engine_is_found_and_its_history_made_small() -> None:
    told = first_disagreement(range(200), Forgetful)
    assert told.startswith("seed ")
    assert "the oracle" in told
    failing = next(history(seed) for seed in range(200) if disagreement(history(seed), Forgetful))
    small = shrunk(failing, Forgetful)
    assert len(small.acts) < len(failing.acts)
    for place in range(len(small.acts)):
        assert not disagreement(History(small.seed, small.acts[:place] + small.acts[place + 1 :]), Forgetful)


class Lawless(Engine):
    """An engine that loses its last entry."""

    def settle(self, customer: Any) -> None:
        self.entries[customer][:-1] = self.entries[customer][1:]


def test_a_broken_law_of_the_ledger_is_a_disagreement() -> None:
    assert any(found.startswith("a law is broken") for seed in range(60) for found in disagreement(history(seed), Lawless))
