"""A settings row in plain language, one sentence for each thing that an owner decided (loyalty-domain.md §5.1, §6)."""

from collections.abc import Iterable

from comeback.domain.program import ProgramType
from comeback.domain.settings import AmountOver, CardSettings, Completed, EveryN, PaymentGate
from comeback.domain.words import Money, Phrase


def plain_words(of: ProgramType, settings: CardSettings, currency: str) -> list[Phrase]:
    """What earns, when it counts, what does not count, and the limits; of a mirror what is shown."""
    if of is not ProgramType.STAMP:
        return [_mirrored(of, settings)]
    return [_rule(settings, currency), *_remainder(settings), _gate(settings), *_lines(settings), *_limits(settings)]


def _mirrored(of: ProgramType, settings: CardSettings) -> Phrase:
    match of:
        case ProgramType.MULTIPASS if settings.services != "all":
            return Phrase("mirrored.multipass_chosen", {"n": len(settings.services)})
        case ProgramType.GIFT if settings.gift_card_types != "all":
            return Phrase("mirrored.gift_chosen", {"n": len(settings.gift_card_types)})
        case ProgramType.MULTIPASS | ProgramType.GIFT:
            return Phrase(f"mirrored.{of.value}")
        case _ if settings.crm_card_type is None:
            return Phrase(f"mirrored.{of.value}_unnamed")
        case _:
            return Phrase(f"mirrored.{of.value}", {"type": str(settings.crm_card_type)})


def _rule(settings: CardSettings, currency: str) -> Phrase:
    rule, unit = settings.accrual_rule, settings.count_by.value
    match rule:
        case Completed():
            return Phrase(f"rule.completed.{unit}", {"n": rule.stamps})
        case AmountOver():
            reached = "from" if rule.inclusive else "over"
            return Phrase(f"rule.amount_{reached}.{unit}", {"n": rule.stamps, "amount": Money(rule.amount, currency)})
        case EveryN() if rule.remainder == "carry":
            return Phrase("rule.every_n.carry", {"n": rule.stamps, "amount": Money(rule.amount, currency)})
        case EveryN():
            return Phrase(f"rule.every_n.{unit}", {"n": rule.stamps, "amount": Money(rule.amount, currency)})
        case _:
            listed = {"n": rule.stamps, "items": len(rule.items)}
            return Phrase("rule.items.quantity" if rule.per == "quantity" else f"rule.items.{unit}", listed)


def _remainder(settings: CardSettings) -> Iterable[Phrase]:
    if isinstance(settings.accrual_rule, EveryN):
        yield Phrase(f"rule.remainder.{settings.accrual_rule.remainder}")


def _gate(settings: CardSettings) -> Phrase:
    return Phrase(f"rule.gate.{settings.payment_gate.value}")


def _lines(settings: CardSettings) -> Iterable[Phrase]:
    yield Phrase("rule.products.count" if settings.count_products else "rule.products.not")
    if settings.payment_gate is not PaymentGate.NONE or settings.membership_visits_earn:
        yield Phrase("rule.sessions.count" if settings.membership_visits_earn else "rule.sessions.not")
    if not isinstance(settings.accrual_rule, Completed):
        yield Phrase(f"rule.basis.{settings.amount_basis.value}")


def _limits(settings: CardSettings) -> Iterable[Phrase]:
    if settings.max_per_unit is not None:
        yield Phrase(f"rule.most.{settings.count_by.value}", {"n": settings.max_per_unit})
    if settings.max_per_day is not None:
        yield Phrase("rule.most.day", {"n": settings.max_per_day})
    yield Phrase("rule.scans.instead" if settings.scan_excludes_crm else "rule.scans.besides")
