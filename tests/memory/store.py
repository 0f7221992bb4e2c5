"""What all memory adapters of a test share, as one database would."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from comeback.domain.attention import AttentionItem
    from comeback.domain.card import Card, CardRef
    from comeback.domain.connection import Connection, Tenant
    from comeback.domain.customer import Profile
    from comeback.domain.drift import AuditRun, Difference, DifferenceId
    from comeback.domain.ids import (
        AttentionId,
        CardId,
        ClientId,
        CustomerId,
        EntryId,
        LocationId,
        LoyaltyCardId,
        ProgramId,
        RecordId,
        SigningIdentityId,
        TenantId,
        VisitId,
    )
    from comeback.domain.ledger import Entry
    from comeback.domain.mirror import Mirror
    from comeback.domain.program import KeptDesign, Program
    from comeback.domain.question import Question
    from comeback.domain.signing import SigningIdentity
    from comeback.domain.trail import TrailRecord
    from comeback.domain.visit import Place
    from comeback.ports.api_keys import ApiKey
    from comeback.ports.directory import ApiKeyHolder
    from comeback.ports.erasures import Erasure
    from comeback.ports.ledger import Receipt
    from tests.memory.ledger import StoredDay


@dataclass(slots=True)
class Store:
    """Plain dicts; the keys show what is unique."""

    connections: dict[LocationId, Connection] = field(default_factory=dict)
    tenants: dict[TenantId, Tenant] = field(default_factory=dict)
    users: dict[int, TenantId] = field(default_factory=dict)
    programs: dict[tuple[TenantId, ProgramId], Program] = field(default_factory=dict)
    designs: dict[tuple[TenantId, ProgramId], dict[str, KeptDesign]] = field(default_factory=dict)
    erasures: dict[tuple[TenantId, CustomerId], Erasure] = field(default_factory=dict)
    profiles: dict[tuple[TenantId, CustomerId], Profile] = field(default_factory=dict)
    phones: dict[tuple[TenantId, str], CustomerId] = field(default_factory=dict)
    clients: dict[tuple[LocationId, ClientId], CustomerId] = field(default_factory=dict)
    cards: dict[tuple[TenantId, CustomerId, ProgramId], Card] = field(default_factory=dict)
    api_keys: dict[tuple[TenantId, str], ApiKey] = field(default_factory=dict)
    api_key_holders: dict[str, ApiKeyHolder] = field(default_factory=dict)
    days: dict[tuple[TenantId, Place], StoredDay] = field(default_factory=dict)
    entries: dict[tuple[TenantId, CardId], list[Entry]] = field(default_factory=dict)
    questions: dict[tuple[TenantId, EntryId], Question] = field(default_factory=dict)
    signing: dict[tuple[TenantId, SigningIdentityId], SigningIdentity] = field(default_factory=dict)
    receipts: dict[tuple[TenantId, str, str], Receipt] = field(default_factory=dict)
    mirrors: dict[CardRef, Mirror] = field(default_factory=dict)
    loyalty_cards: dict[tuple[TenantId, LoyaltyCardId], CustomerId] = field(default_factory=dict)
    record_places: dict[tuple[LocationId, RecordId], set[Place]] = field(default_factory=dict)
    missing_records: dict[tuple[LocationId, RecordId], datetime] = field(default_factory=dict)
    visit_places: dict[tuple[LocationId, VisitId], set[Place]] = field(default_factory=dict)
    attention: dict[tuple[TenantId, AttentionId], AttentionItem] = field(default_factory=dict)
    trail: dict[TenantId, list[TrailRecord]] = field(default_factory=dict)
    audits: dict[tuple[TenantId, LocationId], AuditRun] = field(default_factory=dict)
    differences: dict[tuple[TenantId, LocationId, DifferenceId], Difference] = field(default_factory=dict)
