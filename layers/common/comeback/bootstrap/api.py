"""Composition root of the REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import accrual_queue, dynamodb, main, note_change, settings, the_customers, the_ledger, trail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.posters.press import ReportlabPress
    from comeback.domain.design import Design
    from comeback.domain.design_images import Role
    from comeback.domain.ids import TenantId
    from comeback.usecases.change_program import ChangeProgram
    from comeback.usecases.make_poster import MakePoster
    from comeback.web.api.card_routes import CardCalls
    from comeback.web.api.design_routes import DesignCalls
    from comeback.web.api.door import ApiDoor
    from comeback.web.api.operator_routes import OperatorCalls
    from comeback.web.api.program_routes import ProgramCalls
    from comeback.web.api.sync_routes import SyncCalls
    from comeback.web.api.tenant_routes import TenantCalls
    from comeback.web.changes import Witness


def api() -> ApiDoor:
    """Everything under `/api/v1`, `/operator/v1` and `/health`."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.bootstrap.auditing import drift_calls
    from comeback.bootstrap.balances import attention, balance_calls
    from comeback.bootstrap.connecting import webhook_calls
    from comeback.bootstrap.crm_writing import delivery_calls
    from comeback.bootstrap.people import customer_calls
    from comeback.bootstrap.previews import preview_card
    from comeback.bootstrap.recalculations import recalculation_calls
    from comeback.bootstrap.signing import signing_calls
    from comeback.usecases.manage_api_keys import HolderOfKey
    from comeback.web.api.door import ApiCalls, ApiDoor
    from comeback.web.api.entrance import Entrance

    entrance = Entrance(HolderOfKey(DynamoDirectory(main())), operator_keys_now)
    cards = card_calls()
    calls = ApiCalls(
        program_calls(), cards, tenant_calls(), _operator_calls(), sync_calls(), balance_calls(cards), attention(cards.read),
        trail=trail(), witness=witness(), customers=customer_calls(cards.show),
        recalculations=recalculation_calls(), drift=drift_calls(), deliveries=delivery_calls(cards.read, cards.find.customers),
        webhooks=webhook_calls(), signing=signing_calls(), designs=design_calls(), preview=preview_card(),
    )  # fmt: skip
    return ApiDoor(entrance, calls, settings.base_url)


def witness() -> Witness:
    """Notes what requests change."""
    from comeback.web.changes import Witness

    return Witness(note_change())


def operator_keys_now() -> Sequence[str]:
    """The keys that are valid at this moment."""
    from comeback.adapters.aws.secrets import operator_keys, read_secret

    return operator_keys(read_secret(settings.operator_secret))


def prepare_pictures(tenant: TenantId, design: Design, size: int) -> str:
    """Late, because drawing loads a large library that most requests do not need."""
    from comeback.bootstrap.wallets import prepare_artwork

    return prepare_artwork()(tenant, design, size)


def clean_picture(role: Role, data: bytes) -> bytes:
    """Late, as drawing."""
    from comeback.adapters.artwork.own_pictures import clean_picture

    return clean_picture(role, data)


def program_calls() -> ProgramCalls:
    """Programs and their settings."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.looks import DynamoLooks
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.adapters.words import languages, words_asked
    from comeback.usecases.activate_program import ActivateProgram, PauseProgram
    from comeback.usecases.create_program import CreateProgram
    from comeback.usecases.write_settings import ReadSettings, WriteSettings
    from comeback.web.api.program_routes import ProgramCalls

    clock, spoken = SystemClock(), languages()
    programs, connections = DynamoPrograms(main()), DynamoConnections(main())
    return ProgramCalls(
        programs=programs,
        create=CreateProgram(programs, connections, RandomIds(clock), clock, spoken),
        change=change_program(),
        activate=ActivateProgram(programs, connections, DynamoLooks(main()), prepare_pictures, clock),
        pause=PauseProgram(programs, clock),
        write_settings=WriteSettings(programs, clock),
        read_settings=ReadSettings(programs),
        words=words_asked,
        poster=_make_poster(),
    )


def change_program() -> ChangeProgram:
    """Changes of programs and of their designs."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.adapters.words import languages
    from comeback.usecases.change_program import ChangeProgram

    return ChangeProgram(DynamoPrograms(main()), DynamoConnections(main()), prepare_pictures, SystemClock(), languages())


def design_calls() -> DesignCalls:
    """Designs of programs and the pictures in them."""
    from comeback.adapters.words import words_asked
    from comeback.bootstrap.wallets import own_images
    from comeback.usecases.design_images import PutImage, ReadImage, RemoveImage
    from comeback.web.api.design_routes import DesignCalls

    change, images = change_program(), own_images()
    put, read = PutImage(change, images, clean_picture), ReadImage(change.programs, images)
    return DesignCalls(change.programs, change, put, RemoveImage(change), read, words_asked)


def _make_poster() -> MakePoster:
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.words import language_names, words_for
    from comeback.bootstrap.wallets import artwork_store
    from comeback.usecases.make_poster import MakePoster

    programs, connections = DynamoPrograms(main()), DynamoConnections(main())
    return MakePoster(programs, connections, artwork_store(), words_for, _press, settings.base_url, language_names())


def _press() -> ReportlabPress:
    """Late, as drawing."""
    from comeback.adapters.posters.press import ReportlabPress

    return ReportlabPress()


def card_calls() -> CardCalls:
    """Cards and their holders."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.dynamodb.messages import DynamoMessages
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.enroll import enrol_customer
    from comeback.bootstrap.mirrors import mirrors
    from comeback.bootstrap.wallets import link_keys
    from comeback.usecases.read_cards import FindCards, ReadCard, ShowCard
    from comeback.usecases.replace_links import ReplaceLinks
    from comeback.web.api.card_routes import CardCalls

    programs, customers = DynamoPrograms(main()), the_customers()
    google, messages = DynamoGooglePasses(main()), DynamoMessages(main())
    read = ReadCard(DynamoDirectory(main()), customers)
    return CardCalls(
        enrol=enrol_customer(),
        find=FindCards(programs, DynamoConnections(main()), customers, LibraryPhones()),
        read=read,
        show=ShowCard(customers, DynamoPasses(main()), google, mirrors(), link_keys(), SystemClock(), programs, messages),
        ledger=the_ledger(),
        replace_links=ReplaceLinks(read, the_ledger(), accrual_queue()),
    )


def tenant_calls() -> TenantCalls:
    """Connections, the ledger, and why a visit earned."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.adapters.words import words_asked
    from comeback.usecases.explain_visit import ExplainVisit
    from comeback.usecases.list_entries import ListEntries
    from comeback.web.api.tenant_routes import TenantCalls

    connections = DynamoConnections(main())
    ledger = the_ledger()
    return TenantCalls(
        connections=connections,
        entries=ListEntries(ledger, connections, DynamoPrograms(main()), SystemClock()),
        explain=ExplainVisit(connections, DynamoDirectory(main()), ledger),
        words=words_asked,
    )


def sync_calls() -> SyncCalls:
    """Client synchronisation."""
    from comeback.bootstrap.sync import commit_backfill, follow_sync, start_sync
    from comeback.web.api.sync_routes import SyncCalls

    return SyncCalls(start=start_sync(), follow=follow_sync(), commit=commit_backfill())


def _operator_calls() -> OperatorCalls:
    from comeback.adapters.dynamodb.api_keys import DynamoApiKeys
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.sessions import DynamoSessions
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.manage_api_keys import CreateApiKey, RevokeApiKey
    from comeback.usecases.sign_in import IssueSignInLink
    from comeback.web.api.operator_routes import OperatorCalls

    clock = SystemClock()
    ids = RandomIds(clock)
    connections, api_keys = DynamoConnections(main()), DynamoApiKeys(main())
    sessions = DynamoSessions(dynamodb(), settings.sessions_table)
    return OperatorCalls(
        connections=connections,
        create_key=CreateApiKey(connections, api_keys, ids, clock),
        revoke_key=RevokeApiKey(api_keys),
        issue_link=IssueSignInLink(connections, sessions, ids, clock, settings.base_url),
    )
