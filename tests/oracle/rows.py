"""Which settings hold for a visit, straight from rulings 4 and 7."""

from datetime import datetime

from comeback.domain.program import Program
from comeback.domain.settings import CountBy, EveryN, SettingsVersion


def row_at(program: Program, location: int, moment: datetime) -> SettingsVersion | None:
    """Ruling 7: the newest version that was written by then; the first one holds from the start."""
    versions = [one for place, own in program.rows.items() if place == location for one in own]
    holding = None
    for version in versions:
        if holding is None or version.effective_at <= moment:
            holding = version
    return holding


def count_by_at(program: Program, moment: datetime) -> CountBy:
    """Ruling 4: it belongs to the program, from the moment at which any row wrote it."""
    holding = CountBy.CLIENT_DAY
    for place, version in enumerate(sorted(every_version(program), key=lambda one: one.effective_at)):
        if place == 0 or version.effective_at <= moment:
            holding = version.settings.count_by
    return holding


def remainder_at(program: Program, moment: datetime) -> str:
    """Ruling 4: likewise, from the moment at which any row with such a rule wrote it."""
    holding, first = "drop", True
    for version in sorted(every_version(program), key=lambda one: one.effective_at):
        rule = version.settings.accrual_rule
        if isinstance(rule, EveryN) and (first or version.effective_at <= moment):
            holding, first = rule.remainder, False
    return holding


def every_version(program: Program) -> list[SettingsVersion]:
    return [version for versions in program.rows.values() for version in versions]
