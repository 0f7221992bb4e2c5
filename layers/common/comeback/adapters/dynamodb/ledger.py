"""Ledger over DynamoDB. The claim is one update of the day, the commit one transaction (data-model.md §2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import booking_legs, codec, keys
from comeback.adapters.dynamodb.card_items import card_from
from comeback.adapters.dynamodb.cursors import booking_cursor, cursor_of, start_of
from comeback.adapters.dynamodb.errors import is_condition_failed, is_conflict, lost_condition
from comeback.adapters.dynamodb.program_items import program_from
from comeback.adapters.dynamodb.wire import from_wire
from comeback.domain.card import CardRef
from comeback.domain.day import Day, Scan, UnitState
from comeback.domain.ids import CardId, CustomerId, EntryId, ProgramId, TenantId
from comeback.domain.ledger import Entry
from comeback.domain.question import Question
from comeback.domain.visit import Place, VisitFacts
from comeback.ports.ledger import Claim, ClaimLost, DayBusy, DayWrite, Pointer, Posting, Receipt, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item

_ENTRY_KEY = frozenset({"pk", "sk"})


class DynamoLedger:
    """The two tables of a booking. No method updates or deletes an entry, and no role may."""

    def __init__(self, main: Table, ledger: Table) -> None:
        """`main` holds days and heads, `ledger` the entries."""
        self._main = main
        self._ledger = ledger

    def claim(self, tenant: TenantId, place: Place, now: datetime, at_work_since: datetime | None = None) -> Claim:
        """One update that raises the epoch and answers with the item as it was."""
        values = {":one": 1, ":now": now.isoformat(), ":kind": "day"}
        polite: dict[str, str] = {}
        if at_work_since is not None:
            values[":since"] = at_work_since.isoformat()
            # A commit removes `claimed_at`: one that is there belongs to a handler that reads, or that has ended.
            polite = {
                "ConditionExpression": "attribute_not_exists(claimed_at) OR claimed_at <= :since",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        try:
            before = self._main.update(
                keys.day(tenant, place.customer_id, place.date),
                values,
                UpdateExpression="ADD epoch :one SET claimed_at = :now, kind = :kind",
                ReturnValues="ALL_OLD",
                **polite,
            )
        except ClientError as problem:
            if is_conflict(problem):
                raise ClaimLost("somebody's commit is under way") from problem
            if not is_condition_failed(problem):
                raise
            item: Any = problem.response.get("Item", {})
            raise DayBusy(_day_from(from_wire(item))) from problem
        return Claim(place=place, epoch=before.get("epoch", 0) + 1, day=_day_from(before))

    def day(self, tenant: TenantId, place: Place) -> Day:
        """One strongly consistent read."""
        return _day_from(self._main.get(keys.day(tenant, place.customer_id, place.date)) or {})

    def days(self, tenant: TenantId, places: Sequence[Place]) -> Sequence[tuple[Place, Day]]:
        """Stored days among the places, in batches."""
        found = self._main.get_all(keys.day(tenant, place.customer_id, place.date) for place in places)
        by_key = {keys.day(tenant, place.customer_id, place.date): place for place in places}
        return [(by_key[key], _day_from(item)) for key, item in found.items()]

    def standing(self, tenant: TenantId, customer: CustomerId, programs: Sequence[ProgramId]) -> Standing:
        """Programs and heads in one batch."""
        program_keys = [keys.program(tenant, program) for program in programs]
        head_keys = [keys.head(tenant, customer, program) for program in programs]
        found = self._main.get_all([*program_keys, *head_keys])
        return Standing(
            tuple(program_from(found[key]) for key in program_keys if key in found),
            tuple(card_from(found[key]) for key in head_keys if key in found),
        )

    def days_of(self, tenant: TenantId, customer: CustomerId, since: date = date.min) -> Sequence[tuple[Place, Day]]:
        """One query; days sort by date."""
        partition, first = keys.day(tenant, customer, since)
        items = self._main.query(
            KeyConditionExpression="pk = :customer AND sk BETWEEN :first AND :last",
            values={":customer": partition, ":first": first, ":last": keys.day(tenant, customer, date.max)[1]},
        )
        return [(_place_of(item)[1], _day_from(item)) for item in items]

    def receipt(self, tenant: TenantId, route: str, key: str) -> Receipt | None:
        """One read."""
        item = self._main.get(keys.idempotency(tenant, route, key))
        return Receipt(route, key, item["inputs"], _entry_from(item)) if item else None

    def commit(
        self,
        tenant: TenantId,
        writes: Sequence[DayWrite],
        postings: Sequence[Posting],
        pointers: Sequence[Pointer] = (),
        receipt: Receipt | None = None,
    ) -> None:
        """One transaction over both tables."""
        legs = [booking_legs.day_leg(self._main, tenant, write) for write in writes]
        for posting in postings:
            legs.append(booking_legs.head_leg(self._main, tenant, posting))
            legs.extend(booking_legs.entry_leg(self._ledger, tenant, entry) for entry in posting.entries)
            legs.extend(booking_legs.question_legs(self._main, tenant, posting))
        legs.extend(booking_legs.pointer_legs(self._main, pointers))
        if receipt is not None:
            legs.append(booking_legs.receipt_leg(self._main, tenant, receipt))
        try:
            self._main.transact(legs)
        except ClientError as problem:
            if lost_condition(problem):
                raise ClaimLost("somebody else was first") from problem
            raise

    def entries(self, tenant: TenantId, card: CardId, limit: int, cursor: str | None) -> tuple[Sequence[Entry], str | None]:
        """One query, newest first."""
        partition = keys.entry(tenant, card, 0)[0]
        items, last = self._ledger.query_page(
            KeyConditionExpression="pk = :card",
            values={":card": partition},
            ScanIndexForward=False,
            Limit=limit,
            start=start_of(cursor, {"pk": partition}, _ENTRY_KEY),
        )
        return [_entry_from(item) for item in items], cursor_of(last)

    def booked_between(
        self, tenant: TenantId, start: datetime, end: datetime, limit: int, cursor: str | None
    ) -> tuple[Sequence[Entry], str | None]:
        """One query per day of booking, until the page is full."""
        first = start.astimezone(UTC).date()
        day, key = booking_cursor(cursor, tenant, first) or (first, None)
        entries: list[Entry] = []
        while day <= end.astimezone(UTC).date():
            items, key = self._ledger.query_page(
                IndexName="by_day",
                KeyConditionExpression="day_pk = :day AND day_sk BETWEEN :start AND :end",
                values={
                    ":day": keys.booked_day(tenant, day),
                    ":start": keys.booked_at(start.astimezone(UTC), ""),
                    # `#` sorts before every entry's id, so an entry booked at the end itself stays out.
                    ":end": keys.booked_at(end.astimezone(UTC), ""),
                },
                Limit=limit - len(entries),
                start=key,
            )
            entries.extend(map(_entry_from, items))
            day = day if key else day + timedelta(days=1)
            if len(entries) >= limit:
                return entries, cursor_of({"on": day.isoformat(), **(key or {})})
        return entries, None

    def due_days(self, until: datetime, limit: int) -> Sequence[tuple[TenantId, Place]]:
        """One query of the due index, the longest waiting first."""
        return [_place_of(item) for item in self._due(keys.DUE, until, limit)]

    def due_cards(self, until: datetime, limit: int) -> Sequence[CardRef]:
        """One query of the due index, the longest waiting first."""
        return [_ref_of(item) for item in self._due(keys.ENDING, until, limit)]

    def question(self, tenant: TenantId, question: EntryId) -> Question | None:
        """One strongly consistent read."""
        item = self._main.get(keys.question(tenant, question))
        return codec.load(Question, item["question"]) if item else None

    def questions(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[Question], str | None]:
        """One query; ids of entries sort by time."""
        partition, prefix = keys.question(tenant, EntryId(""))
        items, last = self._main.query_page(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :prefix)",
            values={":tenant": partition, ":prefix": prefix},
            Limit=limit,
            start=start_of(cursor, {"pk": partition}, _ENTRY_KEY),
        )
        return [codec.load(Question, item["question"]) for item in items], cursor_of(last)

    def _due(self, what: str, until: datetime, limit: int) -> list[Item]:
        items = self._main.query(
            IndexName="due",
            KeyConditionExpression="due_pk = :due AND due_sk <= :until",
            values={":due": what, ":until": keys.due_at(until, "~")},
            Limit=limit,
        )
        return list(islice(items, limit))


def _day_from(item: Item) -> Day:
    visits = codec.load(tuple[VisitFacts, ...], item["visits"]) if "visits" in item else ()
    states = codec.load(tuple[UnitState, ...], item["units"]) if "units" in item else ()
    scans = codec.load(tuple[Scan, ...], item["scans"]) if "scans" in item else ()
    return Day(visits, {(state.program_id, state.unit.key): state for state in states}, scans)


def _entry_from(item: Item) -> Entry:
    return codec.load(Entry, item["entry"])


def _place_of(item: Item) -> tuple[TenantId, Place]:
    """Tenant, customer and date from a day's own key."""
    tenant, customer = str(item["pk"]).removeprefix("T#").split("#CU#")
    return TenantId(tenant), Place(CustomerId(customer), date.fromisoformat(str(item["sk"]).removeprefix("DAY#")))


def _ref_of(item: Item) -> CardRef:
    """Tenant, customer and program from a head's own key."""
    tenant, customer = str(item["pk"]).removeprefix("T#").split("#CU#")
    return CardRef(TenantId(tenant), CustomerId(customer), ProgramId(str(item["sk"]).removeprefix("CARD#")))
