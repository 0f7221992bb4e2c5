"""Looks over DynamoDB."""

from datetime import datetime

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.table import Table
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.look import Look, ToldLook


class DynamoLooks:
    """Looks over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds the rows."""
        self._main = main

    def get(self, tenant: TenantId, program: ProgramId) -> ToldLook | None:
        """One read."""
        item = self._main.get(keys.look(tenant, program))
        if item is None:
            return None
        designed_at = item.get("designed_at")
        return ToldLook(Look(item["passes"], item["objects"]), datetime.fromisoformat(designed_at) if designed_at else None)

    def put(self, tenant: TenantId, program: ProgramId, look: ToldLook) -> None:
        """One update, so that the function needs no right to put items."""
        designed_at = look.designed_at.isoformat() if look.designed_at else ""
        self._main.update(
            keys.look(tenant, program),
            {":passes": look.look.passes, ":objects": look.look.objects, ":designed": designed_at},
            UpdateExpression="SET passes = :passes, objects = :objects, designed_at = :designed",
        )
