"""A painter that keeps what it was asked to draw."""

from collections.abc import Sequence

from comeback.domain.card_face import AppleFace, GoogleFace, ShownField


class MemoryCards:
    """The pictures are the words in them."""

    def __init__(self) -> None:
        self.faces: list[AppleFace | GoogleFace] = []
        self.pictures: list[tuple[bytes, bytes]] = []
        self.details_shown: list[Sequence[ShownField]] = []

    def apple(self, face: AppleFace, logo: bytes, strip: bytes) -> bytes:
        return self._kept(face, logo, strip)

    def google(self, face: GoogleFace, logo: bytes, hero: bytes) -> bytes:
        return self._kept(face, logo, hero)

    def details(self, fields: Sequence[ShownField]) -> bytes:
        self.details_shown.append(fields)
        return repr(fields).encode()

    def _kept(self, face: AppleFace | GoogleFace, *pictures: bytes) -> bytes:
        self.faces.append(face)
        self.pictures.append((pictures[0], pictures[1]))
        return repr(face).encode()
