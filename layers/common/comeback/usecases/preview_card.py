"""A picture of a program's card as a phone would show it: for looking at a design, also at one that is not saved yet."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from comeback.domain.card_content import languages_of, pictured_size
from comeback.domain.card_face import AppleFace, GoogleFace, apple_face, google_face
from comeback.domain.design import artwork_version
from comeback.domain.design_rules import check_design
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.google_passes import class_json, object_json
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.mirror import MIRRORED
from comeback.domain.pass_languages import in_all_languages
from comeback.domain.passes import PassContent
from comeback.domain.program import Program
from comeback.domain.sample_card import sample_of, usual_state
from comeback.domain.signing import PassIdentity
from comeback.domain.words import Words, WordsFor
from comeback.ports.artwork import Artist, Artwork, ArtworkStore
from comeback.ports.connections import Connections
from comeback.ports.own_images import OwnImages, own_pictures
from comeback.ports.previews import CardPainter
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import read_program
from comeback.usecases.program_zone import zone_of
from comeback.usecases.show_picture import picture_in
from comeback.usecases.valid_places import valid_places

PreviewWallet = Literal["apple", "google"]
PreviewSide = Literal["front", "back"]
_NOBODYS = PassIdentity("pass.preview", "PREVIEW000")


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at. `state`: one of `domain.sample_card.sample_states`, empty for the usual one; `language`: one of the
    card's, empty for that of its program.
    """

    wallet: PreviewWallet = "apple"
    side: PreviewSide = "front"
    state: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class PreviewCard:
    """`artist` and `painter` load a large library, so they are made when a picture is. Nothing is stored. `languages`: those that
    there are words in.
    """

    programs: Programs
    connections: Connections
    artwork: ArtworkStore
    words: WordsFor
    artist: Callable[[], Artist]
    painter: Callable[[], CardPainter]
    clock: Clock
    base_url: str
    images: OwnImages
    languages: Collection[str]

    def __call__(
        self, tenant: TenantId, program_id: ProgramId, sight: Sight, design: Mapping[str, Any] | None = None
    ) -> bytes:  # fmt: skip
        """A PNG. `design`: fields of a design that is to be looked at before it is saved. Raises NotFound, FieldRefused."""
        content = self.content(self._program(tenant, program_id, design), sight)
        words = _read_in(content, sight.language)
        face = self._google(content, words) if sight.wallet == "google" else _apple(content, words)
        if sight.side == "back":
            return self.painter().details(face.back)
        drawn, stamps = self._pictures(content)
        if isinstance(face, GoogleFace):
            return self.painter().google(face, picture_in(drawn, face.logo) or b"", picture_in(drawn, face.hero) or b"")
        return self.painter().apple(face, drawn.images.get("logo@2x.png", b""), drawn.strips[stamps].get("strip@2x.png", b""))

    def content(self, program: Program, sight: Sight) -> PassContent:
        """A sample card of the program, as the card of a customer would be read. Raises FieldRefused."""
        words, others = languages_of(program, self.words)
        tenant = self.connections.tenant(program.tenant_id)
        sample = sample_of(program, sight.state or usual_state(program), words, self.clock.now())
        return PassContent(
            card=sample.card,
            program=program,
            first_name=words.say("sample.name"),
            organization=tenant.title if tenant else "",
            latest=sample.latest,
            token="",
            web_service_url="",
            timezone=zone_of(self.connections, program),
            mirror=sample.mirror,
            places=valid_places(self.connections, program),
            words=words,
            others=others,
        )

    def _program(self, tenant: TenantId, program_id: ProgramId, design: Mapping[str, Any] | None) -> Program:
        program = read_program(self.programs, tenant, program_id)
        if not design:
            return program
        changed = replace(program.design, **design).redrawn()
        check_design(changed, program.design, self.languages, program.locations)
        return replace(program, design=changed)

    def _google(self, content: PassContent, words: Words) -> GoogleFace:
        program, issuer = content.program, "0"
        shared = class_json(
            program, content.organization, issuer, self.base_url, words=content.words, others=content.others
        )  # fmt: skip
        return google_face(shared, object_json(content, issuer, self.base_url), words)

    def _pictures(self, content: PassContent) -> tuple[Artwork, int]:
        """Those of the card's passes where they are drawn already; those of a new design are drawn for this one state."""
        program, design = content.program, content.program.design
        size = pictured_size(program, content.card.size)
        stamps = 0 if program.type in MIRRORED else content.stamps_shown
        if drawn := self.artwork.get(artwork_version(design, size)):
            return drawn, stamps
        return self.artist().sketch(design, size, stamps, own_pictures(self.images, program.tenant_id, design)), stamps


def _apple(content: PassContent, words: Words) -> AppleFace:
    document, strings = in_all_languages(content, _NOBODYS)
    return apple_face(document, strings.get(words.language, {}), words)


def _read_in(content: PassContent, language: str) -> Words:
    spoken = {one.language: one for one in (content.words, *content.others)}
    if language and language not in spoken:
        raise FieldRefused(FieldError("language", f"One of {', '.join(spoken)}."))
    return spoken[language or content.words.language]
