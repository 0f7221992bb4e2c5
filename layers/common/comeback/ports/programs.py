"""Programs with their settings rows."""

from collections.abc import Sequence
from typing import Protocol

from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.program import KeptDesign, Program


class ProgramChanged(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Somebody else saved the program in between; read it again."""


class Programs(Protocol):
    """A program is one aggregate: its rows and settings versions are saved with it."""

    def get(self, tenant: TenantId, program: ProgramId) -> Program | None:
        """One program; None when it is another tenant's."""

    def of_tenant(self, tenant: TenantId) -> Sequence[Program]:
        """All programs of a tenant, oldest first."""

    def save(self, tenant: TenantId, program: Program) -> Program:
        """Store it, its design as a version that is kept, and, unless it is a draft, its link to each of its locations'
        connections in one transaction.

        The program is saved when its `revision` is the stored one (0: new); answers with the next revision.
        Raises ProgramChanged.
        """

    def designs(self, tenant: TenantId, program: ProgramId) -> Sequence[KeptDesign]:
        """Every version of its design, the newest first; none of another tenant's."""
