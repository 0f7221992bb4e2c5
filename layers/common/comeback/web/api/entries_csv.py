"""Entries as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator

from comeback.domain.ledger import Entry
from comeback.web.api.shapes import zulu

COLUMNS = (
    "id", "card_id", "program_id", "seq", "kind", "amount", "unit", "balance_after", "location_id", "visit_ids", "source",
    "rule", "settings_version", "reverses", "actor_kind", "actor_id", "reason", "effective_at", "booked_at",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def entries_csv(entries: Iterable[Entry]) -> str:
    """A header line and one line per entry (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_row(entry) for entry in entries)
    return out.getvalue()


def _row(entry: Entry) -> Iterator[object]:
    cause, rule, actor = entry.cause, entry.rule, entry.actor
    yield from (entry.id, entry.card_id, entry.program_id, entry.seq, entry.kind.value, entry.amount, entry.unit)
    yield entry.balance_after
    yield cause.location_id if cause else ""
    yield " ".join(str(visit) for visit in cause.visit_ids) if cause else ""
    yield cause.source if cause else ""
    yield from (rule.kind, rule.settings_version) if rule else ("", "")
    yield entry.reverses or ""
    yield from (actor.kind, from_people(actor.id)) if actor else ("", "")
    yield from_people(entry.reason or "")
    yield from (zulu(entry.effective_at), zulu(entry.booked_at))


def from_people(text: str) -> str:
    """A cell that a person wrote: a spreadsheet must not take it for a formula (ruling 24)."""
    return f"'{text}" if text.startswith(_RISKY) else text
