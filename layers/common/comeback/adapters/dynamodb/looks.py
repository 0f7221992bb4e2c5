"""Looks over DynamoDB."""

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.table import Table
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.look import Look


class DynamoLooks:
    """Looks over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds the rows."""
        self._main = main

    def get(self, tenant: TenantId, program: ProgramId) -> Look | None:
        """One read."""
        item = self._main.get(keys.look(tenant, program))
        return Look(item["passes"], item["objects"]) if item else None

    def put(self, tenant: TenantId, program: ProgramId, look: Look) -> None:
        """One update, so that the function needs no right to put items."""
        self._main.update(
            keys.look(tenant, program),
            {":passes": look.passes, ":objects": look.objects},
            UpdateExpression="SET passes = :passes, objects = :objects",
        )
