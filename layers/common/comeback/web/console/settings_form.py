"""Settings of a program at a location as a form: each row is the fields that would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.domain.mirror import MIRRORED
from comeback.domain.settings import AmountOver, EveryN, Items
from comeback.web.api.settings_shapes import SettingsKeys
from comeback.web.forms import ON, Form, major, minor, validated, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from comeback.domain.program import Program
    from comeback.domain.settings import AccrualRule, CardSettings

_FLAGS = (
    "crm_profile_wins", "write_to_crm", "deliver_via_crm", "sms_via_crm", "email_via_crm", "create_crm_client",
    "enrol_new_crm_clients",
)  # fmt: skip
_OF_STAMPS = ("count_products", "membership_visits_earn", "scan_excludes_crm")
_CHOICES = ("count_by", "payment_gate", "basis")
_CAPS = ("max_per_unit", "max_per_day")
_NUMBERS = ("crm_card_type", *_CAPS)
_CHOSEN = ("gift_card_types", "services")
_OF_DELIVERY = ("deliver_from", "deliver_until", "deliveries_per_hour", "deliveries_per_day")
_KIND, _STAMPS = "accrual_rule.kind", "accrual_rule.stamps"
_SERVICES, _PRODUCTS = "items.services", "items.products"


def settings_fields(settings: CardSettings, currency: str) -> Form:
    """A row as it would be typed."""
    return Form(_fields(settings, currency))


def read_settings(form: Form, program: Program) -> CardSettings:
    """The row that was typed; rules are of stamps only. Raises FieldRefused."""
    raw: dict[str, Any] = {name: form.has(name) for name in _FLAGS}
    raw["crm_card_type"] = whole(form.text("crm_card_type"))
    raw |= {name: _hour_or_number(form.text(name)) for name in _OF_DELIVERY if form.text(name)}
    raw |= {name: _numbers(" ".join(form.several(name))) or "all" for name in _CHOSEN}
    if program.type not in MIRRORED:
        raw |= {name: form.has(name) for name in _OF_STAMPS}
        raw |= {name: form.text(name) or None for name in _CHOICES}
        raw |= {name: whole(form.text(name)) for name in _CAPS}
        raw["accrual_rule"] = {name: value for name, value in _rule(form, program.currency).items() if value is not None}
    return validated(SettingsKeys, raw).settings()


def field_in(form: Form) -> Callable[[str], str]:
    """From a refused key to the field that shows it: the rule's own fields stand with their rule."""
    kind = form.text(_KIND)
    services = len(_numbers(form.text(_SERVICES)))

    def field_of(key: str) -> str:
        if key.startswith("accrual_rule.items"):
            place = key.split(".")[2:3]
            return _PRODUCTS if place and int(place[0]) >= services else _SERVICES
        if key.partition(".")[0] in _CHOSEN:
            return key.partition(".")[0]
        return key if key in (_KIND, _STAMPS) else key.replace("accrual_rule", kind)

    return field_of


def _rule(form: Form, currency: str) -> dict[str, Any]:
    kind = form.text(_KIND)
    rule: dict[str, Any] = {"kind": kind or None, "stamps": whole(form.text(_STAMPS))}
    if kind in ("amount_over", "every_n"):
        rule["amount"] = minor(form.text(f"{kind}.amount"), currency)
    if kind == "every_n":
        rule["remainder"] = form.text("every_n.remainder") or None
    if kind == "amount_over":
        rule["inclusive"] = form.has("amount_over.inclusive")
    if kind == "items":
        chosen = {"service": _numbers(form.text(_SERVICES)), "product": _numbers(form.text(_PRODUCTS))}
        rule["items"] = [{"type": of, "id": number} for of, numbers in chosen.items() for number in numbers]
        rule["per"] = form.text("items.per") or None
    return rule


def _hour_or_number(text: str) -> str | int | None:
    return text if ":" in text else whole(text)


def _numbers(text: str) -> list[int | str | None]:
    return [whole(part) for part in text.replace(",", " ").split()]


def _fields(settings: CardSettings, currency: str) -> Iterator[tuple[str, str]]:
    yield from ((name, ON) for name in (*_FLAGS, *_OF_STAMPS) if getattr(settings, name))
    values = ((name, getattr(settings, name)) for name in (*_CHOICES, *_NUMBERS, *_OF_DELIVERY))
    yield from ((name, str(value)) for name, value in values if value is not None)
    for name in _CHOSEN:
        chosen = getattr(settings, name)
        yield from ((name, str(number)) for number in (() if chosen == "all" else chosen))
    yield _KIND, settings.accrual_rule.kind
    yield _STAMPS, str(settings.accrual_rule.stamps)
    yield from _rule_fields(settings.accrual_rule, currency)


def _rule_fields(rule: AccrualRule, currency: str) -> Iterator[tuple[str, str]]:
    if isinstance(rule, AmountOver | EveryN):
        yield f"{rule.kind}.amount", major(rule.amount, currency)
    if isinstance(rule, AmountOver) and rule.inclusive:
        yield "amount_over.inclusive", ON
    if isinstance(rule, EveryN):
        yield "every_n.remainder", rule.remainder
    if isinstance(rule, Items):
        yield _SERVICES, ", ".join(str(item.id) for item in rule.items if item.type == "service")
        yield _PRODUCTS, ", ".join(str(item.id) for item in rule.items if item.type == "product")
        yield "items.per", rule.per
