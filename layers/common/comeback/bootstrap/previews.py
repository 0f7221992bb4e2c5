"""Composition root of previews: pictures of cards that nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings

if TYPE_CHECKING:
    from comeback.adapters.artwork.artist import PillowArtist
    from comeback.adapters.artwork.previews.cards import PillowCards
    from comeback.usecases.preview_card import PreviewCard


def preview_card() -> PreviewCard:
    """A program's card as a phone would show it."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.adapters.words import languages, words_for
    from comeback.bootstrap.wallets import artwork_store, own_images
    from comeback.usecases.preview_card import PreviewCard

    return PreviewCard(
        programs=DynamoPrograms(main()),
        connections=DynamoConnections(main()),
        artwork=artwork_store(),
        words=words_for,
        artist=_artist,
        painter=_painter,
        clock=SystemClock(),
        base_url=settings.base_url,
        images=own_images(),
        languages=languages(),
    )


def _artist() -> PillowArtist:
    """Late, because it loads a large library that most requests do not need."""
    from comeback.adapters.artwork.artist import PillowArtist

    return PillowArtist()


def _painter() -> PillowCards:
    """As late."""
    from comeback.adapters.artwork.previews.cards import PillowCards

    return PillowCards()
