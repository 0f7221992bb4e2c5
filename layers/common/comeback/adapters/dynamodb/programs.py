"""Programs over DynamoDB."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import lost_condition
from comeback.adapters.dynamodb.program_items import kept_design_from, kept_design_item, program_from, program_item
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.program import ProgramStatus
from comeback.ports.programs import ProgramChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.program import KeptDesign, Program


class DynamoPrograms:
    """One item a program; each of its locations' connections names it."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def get(self, tenant: TenantId, program: ProgramId) -> Program | None:
        """One read."""
        item = self._main.get(keys.program(tenant, program))
        return program_from(item) if item else None

    def of_tenant(self, tenant: TenantId) -> Sequence[Program]:
        """One query; ids sort by the time of their making."""
        partition, prefix = keys.program(tenant, ProgramId(""))
        items = self._main.query(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :program)",
            values={":tenant": partition, ":program": prefix},
        )
        return [program_from(item) for item in items]

    def designs(self, tenant: TenantId, program: ProgramId) -> Sequence[KeptDesign]:
        """One query."""
        partition, prefix = keys.design(tenant, program, "")
        items = self._main.query(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :design)",
            values={":tenant": partition, ":design": prefix},
        )
        return sorted((kept_design_from(item) for item in items), key=lambda kept: kept.made_at, reverse=True)

    def save(self, tenant: TenantId, program: Program) -> Program:
        """One transaction: the program, its design, its reference, and its name in the connections. Raises ProgramChanged."""
        saved = replace(program, revision=program.revision + 1)
        # A draft is taken out of a set that does not hold it: the same leg, the same condition, and nothing changes.
        verb = "DELETE" if program.status is ProgramStatus.DRAFT else "ADD"
        legs = [self._program_leg(tenant, program, saved), self._design_leg(tenant, program)]
        if program.revision == 0:
            legs.append(self._main.put_leg(keys.program_ref(program.id), {"tenant_id": tenant}))
        legs.extend(
            self._main.update_leg(
                keys.connection(location),
                {":program": {program.id}, ":tenant": tenant},
                UpdateExpression=f"{verb} program_ids :program",
                # A location of another tenant can never be named, whatever the caller forgot to check.
                ConditionExpression="tenant_id = :tenant",
            )
            for location in program.locations
        )
        try:
            self._main.transact(legs)
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            raise ProgramChanged("somebody else saved the program, or a location is not the tenant's") from problem
        return saved

    def _design_leg(self, tenant: TenantId, program: Program) -> dict[str, object]:
        """What is there stays: a version is as old as its first use."""
        item = kept_design_item(program.kept_design)
        return self._main.update_leg(
            keys.design(tenant, program.id, program.design.version),
            {f":{name}": value for name, value in item.items()},
            UpdateExpression="SET " + ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in item),
            ExpressionAttributeNames={f"#{name}": name for name in item},
        )

    def _program_leg(self, tenant: TenantId, program: Program, saved: Program) -> dict[str, object]:
        key = keys.program(tenant, program.id)
        if program.revision == 0:
            return self._main.put_leg(key, program_item(saved), ConditionExpression="attribute_not_exists(pk)")
        item = program_item(saved)
        return self._main.update_leg(
            key,
            {**{f":{name}": value for name, value in item.items()}, ":read": program.revision},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in item),
            ConditionExpression="revision = :read",
            ExpressionAttributeNames={f"#{name}": name for name in item},
        )
