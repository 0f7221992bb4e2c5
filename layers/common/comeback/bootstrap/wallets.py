"""Composition root of the wallets' entry points."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings, sqs, the_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comeback.adapters.s3.artwork import S3ArtworkStore
    from comeback.adapters.s3.own_images import S3OwnImages
    from comeback.usecases.prepare_artwork import PrepareArtwork
    from comeback.usecases.push_card import PushCard
    from comeback.usecases.read_pass import BuildPass, FindCard
    from comeback.web.wallet import WalletDoor


def wallet_service() -> WalletDoor:
    """Apple's web service, the pass download, and Google's doors."""
    from comeback.adapters.dynamodb.messages import DynamoMessages
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.google import offer_google, receive_google_callback
    from comeback.usecases import serve_phones
    from comeback.usecases.show_picture import ShowPicture
    from comeback.usecases.speak import Speak
    from comeback.web.google import GoogleCalls
    from comeback.web.wallet import PhoneCalls, WalletDoor

    find, build = find_card(), _build_pass()
    passes, speak = DynamoPasses(main()), Speak(DynamoMessages(main()), SystemClock())
    authorize = serve_phones.Authorize(find, build.pass_type_of)
    return WalletDoor(
        PhoneCalls(
            register=serve_phones.RegisterDevice(authorize, passes, SystemClock()),
            unregister=serve_phones.UnregisterDevice(authorize, passes),
            list_changed=serve_phones.ListChanged(passes, SystemClock()),
            fetch=serve_phones.FetchPass(authorize, build, speak),
            download=serve_phones.DownloadPass(find, build, speak),
        ),
        GoogleCalls(offer_google, receive_google_callback, ShowPicture(build.artwork)),
    )


def push_card() -> PushCard:
    """Changed cards to Apple."""
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.signing import pushes
    from comeback.usecases.push_card import PushCard

    return PushCard(
        # Only heads are read here, so this function is not given the key of phones.
        customers=DynamoCustomers(main(), b""),
        passes=DynamoPasses(main()),
        apple=pushes(),
        queue=SqsQueue(sqs(), settings.apple_push_queue_url),
        clock=SystemClock(),
        pause=timedelta(seconds=settings.coalesce_seconds),
    )


def prepare_artwork() -> PrepareArtwork:
    """Draws and stores; loads Pillow, which only the functions have that save programs."""
    from comeback.adapters.artwork.artist import PillowArtist
    from comeback.usecases.prepare_artwork import PrepareArtwork

    return PrepareArtwork(PillowArtist(), artwork_store(), own_images())


def own_images() -> S3OwnImages:
    """Pictures that owners brought."""
    from comeback.adapters.aws import clients
    from comeback.adapters.s3.own_images import S3OwnImages

    return S3OwnImages(clients.client("s3"), settings.artwork_bucket)


def link_keys() -> Mapping[str, bytes]:
    """Keys of links and pass tokens."""
    from comeback.adapters.aws.secrets import read_secret

    keys = read_secret(settings.app_secret)["link_keys"]
    return {key_id: bytes.fromhex(key) for key_id, key in keys.items()}


def find_card() -> FindCard:
    """A card by the token of its page or pass."""
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.usecases.read_pass import FindCard

    return FindCard(DynamoDirectory(main()), DynamoCustomers(main(), b""), link_keys())


def _build_pass() -> BuildPass:
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.words import words_for
    from comeback.bootstrap.mirrors import mirrors
    from comeback.bootstrap.signing import signers
    from comeback.usecases.read_pass import BuildPass

    return BuildPass(
        customers=DynamoCustomers(main(), b""),
        programs=DynamoPrograms(main()),
        connections=DynamoConnections(main()),
        ledger=the_ledger(),
        artwork=artwork_store(),
        signers=signers(),
        keys=link_keys(),
        web_service_url=f"{settings.base_url}/apple",
        mirrors=mirrors(),
        words=words_for,
    )


def artwork_store() -> S3ArtworkStore:
    """Pictures of cards."""
    from comeback.adapters.aws import clients
    from comeback.adapters.s3.artwork import S3ArtworkStore

    return S3ArtworkStore(clients.client("s3"), settings.artwork_bucket)
