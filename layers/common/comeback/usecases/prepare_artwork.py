"""Draw the pictures of a design before the first card in it is handed out."""

from dataclasses import dataclass

from comeback.domain.design import Design, artwork_version
from comeback.domain.ids import TenantId
from comeback.ports.artwork import Artist, ArtworkStore
from comeback.ports.own_images import OwnImages, own_pictures


@dataclass(frozen=True, slots=True)
class PrepareArtwork:
    """To be called whenever a program is made or its design or size changes."""

    artist: Artist
    store: ArtworkStore
    images: OwnImages

    def __call__(self, tenant: TenantId, design: Design, size: int) -> str:
        """The version of the pictures, which are stored when this returns."""
        version = artwork_version(design, size)
        if not self.store.has(version):
            self.store.put(self.artist.draw(design, size, own_pictures(self.images, tenant, design)))
        return version
