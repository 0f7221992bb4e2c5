"""Everything that the owner's pages ask: for the most part what the REST API asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from comeback.domain.errors import NotFound
from comeback.domain.ids import TenantId
from comeback.domain.ledger import Actor
from comeback.ports.activations import ConnectJobs
from comeback.ports.api_keys import ApiKeys
from comeback.ports.signing import SigningIdentities
from comeback.ports.system import Clock, Ids
from comeback.ports.trail import Trail
from comeback.usecases.list_choices import ListChoices
from comeback.usecases.manage_api_keys import CreateApiKey, RevokeApiKey
from comeback.usecases.preview_card import PreviewCard
from comeback.web.api.attention_routes import AttentionCalls
from comeback.web.api.balance_routes import BalanceCalls
from comeback.web.api.card_routes import CardCalls
from comeback.web.api.customer_routes import CustomerCalls
from comeback.web.api.delivery_routes import DeliveryCalls
from comeback.web.api.design_routes import DesignCalls
from comeback.web.api.drift_routes import DriftCalls
from comeback.web.api.program_routes import ProgramCalls
from comeback.web.api.recalculation_routes import RecalculationCalls
from comeback.web.api.sync_routes import SyncCalls
from comeback.web.api.tenant_routes import TenantCalls
from comeback.web.api.webhook_routes import WebhookCalls


@dataclass(frozen=True, slots=True)
class KeyCalls:
    """API keys of a tenant."""

    keys: ApiKeys
    create: CreateApiKey
    revoke: RevokeApiKey


@dataclass(frozen=True, slots=True)
class ConsoleCalls:
    """Use cases and what is read without one. `languages`: what each language that has words calls itself, by its tag."""

    programs: ProgramCalls
    recalculations: RecalculationCalls
    cards: CardCalls
    tenant: TenantCalls
    sync: SyncCalls
    balances: BalanceCalls
    customers: CustomerCalls
    deliveries: DeliveryCalls
    attention: AttentionCalls
    trail: Trail
    keys: KeyCalls
    drift: DriftCalls
    webhooks: WebhookCalls
    jobs: ConnectJobs
    clock: Clock
    ids: Ids
    choices: ListChoices
    identities: SigningIdentities
    preview: PreviewCard
    designs: DesignCalls
    languages: Mapping[str, str]

    def person(self, tenant: TenantId) -> Actor:
        """Who is signed in: an account is one Altegio user's (ruling 9). Raises NotFound."""
        found = self.tenant.connections.tenant(tenant)
        if found is None:
            raise NotFound("the tenant is gone")
        return Actor("person", str(found.altegio_user_id))
