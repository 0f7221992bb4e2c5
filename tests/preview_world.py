"""A business that looks at the cards of its program before anybody has one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from comeback.adapters.words import languages, words_for
from comeback.domain.card_face import AppleFace, GoogleFace, ShownField
from comeback.domain.connection import Tenant
from comeback.domain.design import Design
from comeback.domain.program import Program, ProgramType
from comeback.usecases.preview_card import PreviewCard, Sight
from tests import builders
from tests.memory.artwork import MemoryArtworkStore, QuickArtist
from tests.memory.connections import MemoryConnections
from tests.memory.own_images import MemoryOwnImages
from tests.memory.previews import MemoryCards
from tests.memory.programs import MemoryPrograms
from tests.memory.store import Store
from tests.memory.system import MovedClock

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BASE = "https://comeback.example"


class PreviewWorld:
    """One program, and everything that is drawn of it."""

    def __init__(self, kind: ProgramType = ProgramType.STAMP, design: Design | None = None, **changes: Any) -> None:
        store = Store()
        self.programs, self.connections = MemoryPrograms(store), MemoryConnections(store)
        self.artwork, self.artist, self.painter = MemoryArtworkStore(), QuickArtist(), MemoryCards()
        self.images = MemoryOwnImages()
        self.connections.create_tenant(Tenant(builders.TENANT, "La Visage", 1, "owner@example.com", NOW))
        self.connections.save(builders.TENANT, builders.connection())
        self.program: Program = replace(builders.program(), type=kind, design=design or Design(), **changes)
        self.program = self.programs.save(builders.TENANT, self.program)
        self.preview = PreviewCard(
            self.programs, self.connections, self.artwork, words_for, lambda: self.artist, lambda: self.painter, MovedClock(NOW),
            BASE, self.images, languages(),
        )  # fmt: skip

    def look(self, *, design: Mapping[str, Any] | None = None, **sight: Any) -> bytes:
        """The picture."""
        return self.preview(builders.TENANT, self.program.id, Sight(**sight), design)

    def apple(self, **sight: Any) -> AppleFace:
        """The front of the store card."""
        self.look(wallet="apple", **sight)
        face = self.painter.faces[-1]
        assert isinstance(face, AppleFace)
        return face

    def google(self, **sight: Any) -> GoogleFace:
        """The front of the loyalty card."""
        self.look(wallet="google", **sight)
        face = self.painter.faces[-1]
        assert isinstance(face, GoogleFace)
        return face

    def back(self, **sight: Any) -> dict[str, str]:
        """Texts of the back by their labels."""
        self.look(side="back", **sight)
        return texts(self.painter.details_shown[-1])


def texts(fields: Any) -> dict[str, str]:
    """By label."""
    shown: list[ShownField] = list(fields)
    return {field.label: field.text for field in shown}
