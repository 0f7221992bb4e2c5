"""REST v1: bookings, visits and money."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dev.altegio.http import Response
from dev.altegio.model import Kind, Location, Record, Settlement
from dev.altegio.routes.answers import Call, RefusalError, route
from dev.altegio.shapes import loyalty, money
from dev.altegio.shapes import records as shapes
from dev.altegio.world import UnknownError


def records(call: Call) -> Response:
    """A page of bookings, by id."""
    place = call.location("timetable_access")
    query = call.request.query
    mine = call.stage.index.by_client.get(_number(query["client_id"], "client_id"), []) if query.get("client_id") else None
    found: Iterable[Record] = call.stage.world.records_of(place.id) if mine is None else mine
    wanted = [
        one for one in found
        if one.location_id == place.id and (call.flag("with_deleted") or not one.deleted)
        and _within(call, one.start.date()) and changed(call, place, one.changed_at)
        and query.get("staff_id", str(one.team_member_id)) == str(one.team_member_id)
    ]  # fmt: skip
    shown, number = call.page(sorted(wanted, key=lambda one: one.id))
    render = _renderer(call, place.id)
    meta = {"page": number, "total_count": len(wanted)}
    return call.ok([render(call.stage.context, one, "records") for one in shown], meta)


def _renderer(call: Call, location_id: int) -> Callable[..., object]:
    asked = call.flag("include_finance_transactions")
    if asked and call.stage.context.allowed(location_id, "records_finances_access"):
        return shapes.with_transactions
    return shapes.record


def _number(text: str, name: str) -> int:
    if not text.isdecimal():
        raise RefusalError(422, "An error has occurred.", {name: ["Value must be a number"]})
    return int(text)


def _within(call: Call, day: date) -> bool:
    """Whether a date lies in `start_date`…`end_date`, both inclusive, dashes or not."""
    query = call.request.query
    try:
        first, last = query.get("start_date"), query.get("end_date")
        return (not first or date.fromisoformat(first) <= day) and (not last or day <= date.fromisoformat(last))
    except ValueError:
        raise RefusalError(422, "An error has occurred.", {"start_date": ["Wrong date"]}) from None


def changed(call: Call, place: Location, moment: datetime) -> bool:
    """Whether a change lies in `changed_after`…`changed_before`; naive values mean the location's wall clock."""
    after, before = (_moment(call.request.query.get(name), place.zone) for name in ("changed_after", "changed_before"))
    return (after is None or after <= moment) and (before is None or moment <= before)


def _moment(text: str | None, zone: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise RefusalError(422, "An error has occurred.", {"changed_after": ["Wrong date"]}) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _record(call: Call) -> Record:
    place = call.location("timetable_access")
    record = call.stage.world.records.get(call.ids["record_id"])
    if record is None or record.location_id != place.id:
        raise RefusalError(404, "Not found.")
    return record


def record(call: Call) -> Response:
    """One booking, a deleted one too."""
    one = _record(call)
    return call.ok(_renderer(call, one.location_id)(call.stage.context, one, "record"))


def visit(call: Call) -> Response:
    """A visit with its bookings. The path names no location: it is looked up."""
    found = _visit(call)
    shown = [shapes.record(call.stage.context, one, "record") for one in found if not one.deleted]
    first = shown[0] if shown else shapes.record(call.stage.context, found[0], "record")
    kept = {"attendance": first["visit_attendance"], "datetime": first["datetime"], "comment": "", "records": shown}
    return call.ok(kept)


def _visit(call: Call) -> list[Record]:
    try:
        found = call.stage.index.visit(call.ids["visit_id"])
    except UnknownError:
        raise RefusalError(404, "Not found.") from None
    call.readable(found[0].location_id, "timetable_access")
    return found


def details(call: Call) -> Response:
    """Lines, payments and loyalty of a visit."""
    place = call.location("timetable_access", "records_finances_access")
    found = _visit(call)
    if found[0].location_id != place.id or call.ids["record_id"] not in {one.id for one in found}:
        raise RefusalError(404, "Not found.")
    return call.ok(money.visit_details(call.stage.context, found))


def visit_loyalty(call: Call) -> Response:
    """Loyalty of a visit, without an envelope."""
    _visit(call)
    return Response(200, loyalty.of_visit(call.stage.context, call.ids["visit_id"]))


def _payments(call: Call, place: Location) -> list[Settlement]:
    return [one for one in call.stage.world.settlements.values() if one.location_id == place.id and one.money]


def timetable_transactions(call: Call) -> Response:
    """Payments of a booking or visit."""
    place = call.location("finances_transactions_access")
    query = call.request.query
    found = [
        one for one in _payments(call, place)
        if not one.deleted and query.get("visit_id", str(one.visit_id)) == str(one.visit_id)
        and query.get("record_id", str(one.record_id)) in (str(one.record_id), "0")
    ]  # fmt: skip
    return call.ok([money.transaction(call.stage.context, one) for one in found])


def transactions(call: Call) -> Response:
    """Payments of a location in a range of days; deleted ones with `deleted=1`."""
    place = call.location("finances_transactions_access")
    zone = ZoneInfo(place.zone)
    found = [
        one for one in _payments(call, place)
        if _within(call, one.at.astimezone(zone).date()) and (call.flag("deleted") or not one.deleted)
    ]  # fmt: skip
    shown, _ = call.page(found)
    return call.ok([money.transaction(call.stage.context, one) for one in shown])


def storage_transactions(call: Call) -> Response:
    """Products sold; ids and money are text."""
    place = call.location("storages_access")
    sold = [
        (one, line) for one in call.stage.world.records_of(place.id) for line in one.lines
        if line.kind is Kind.PRODUCT and not one.deleted and changed(call, place, line.created_at)
    ]  # fmt: skip
    shown, _ = call.page(sold)
    return call.ok([money.storage_transaction(call.stage.context, one, line) for one, line in shown])


ROUTES = (
    route("GET", "/api/v1/records/{location_id}", records),
    route("GET", "/api/v1/record/{location_id}/{record_id}", record),
    route("GET", "/api/v1/visits/{visit_id}", visit),
    route("GET", "/api/v1/visit/details/{location_id}/{record_id}/{visit_id}", details),
    route("GET", "/api/v1/visit/loyalty/transactions/{visit_id}", visit_loyalty),
    route("GET", "/api/v1/timetable/transactions/{location_id}", timetable_transactions),
    route("GET", "/api/v1/transactions/{location_id}", transactions),
    route("GET", "/api/v1/storages/transactions/{location_id}", storage_transactions),
)
