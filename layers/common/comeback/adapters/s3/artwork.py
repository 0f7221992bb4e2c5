"""ArtworkStore over S3: one object per version, read once per process."""

from __future__ import annotations

import zipfile
from collections import OrderedDict
from io import BytesIO
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.ports.artwork import Artwork

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MOST_KEPT, _MOST_BYTES = 32, 48_000_000
# S3 answers AccessDenied for a missing object to those who may not list the bucket, and our functions may not.
_NOT_THERE = frozenset({"404", "NoSuchKey", "403", "AccessDenied"})


class S3ArtworkStore:
    """Objects `artwork/<version>.zip`; what was found is kept in memory, what was not is looked for again."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        """`bucket` is private."""
        self._client = client
        self._bucket = bucket
        self._kept: OrderedDict[str, Artwork] = OrderedDict()
        self._bytes: dict[str, int] = {}

    def has(self, version: str) -> bool:
        """One request unless it is in memory."""
        return self.get(version) is not None

    def get(self, version: str) -> Artwork | None:
        """One request the first time."""
        if version in self._kept:
            self._kept.move_to_end(version)
            return self._kept[version]
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=_key(version))
        except ClientError as problem:
            if problem.response["Error"]["Code"] in _NOT_THERE:
                return None
            raise
        packed = answer["Body"].read()
        return self._keep(_unpack(version, packed), len(packed))

    def put(self, artwork: Artwork) -> None:
        """One request."""
        packed = _pack(artwork)
        self._client.put_object(Bucket=self._bucket, Key=_key(artwork.version), Body=packed, ContentType="application/zip")
        self._keep(artwork, len(packed))

    def _keep(self, artwork: Artwork, size: int) -> Artwork:
        """Sets with an owner's photographs are several megabytes."""
        self._kept[artwork.version], self._bytes[artwork.version] = artwork, size
        while len(self._kept) > _MOST_KEPT or (len(self._kept) > 1 and sum(self._bytes.values()) > _MOST_BYTES):
            self._bytes.pop(self._kept.popitem(last=False)[0])
        return artwork


def _key(version: str) -> str:
    return f"artwork/{version}.zip"


def _pack(artwork: Artwork) -> bytes:
    """Images under `all/`, strips under the number of their stamps, what is for Google and for pages beside them."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in artwork.images.items():
            archive.writestr(f"all/{name}", data)
        for stamps, strip in enumerate(artwork.strips):
            for name, data in strip.items():
                archive.writestr(f"{stamps}/{name}", data)
        archive.writestr("google/logo.png", artwork.logo)
        archive.writestr("google/hero.png", artwork.hero)
        for stamps, hero in enumerate(artwork.heroes):
            archive.writestr(f"google/{stamps}.png", hero)
        archive.writestr("pages/logo.webp", artwork.page_logo)
        for stamps, webp in enumerate(artwork.pages):
            archive.writestr(f"pages/{stamps}.webp", webp)
    return buffer.getvalue()


def _unpack(version: str, packed: bytes) -> Artwork:
    folders: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        for path in archive.namelist():
            folder, _, name = path.partition("/")
            folders.setdefault(folder, {})[name] = archive.read(path)
    images, google = folders.pop("all"), folders.pop("google")
    light = folders.pop("pages", {})  # what an older drawing did not have
    logo = light.pop("logo.webp", b"")
    strips = tuple(folders[str(stamps)] for stamps in range(len(folders)))
    pages = tuple(light[f"{stamps}.webp"] for stamps in range(len(light)))
    theirs = google.pop("logo.png"), google.pop("hero.png")
    heroes = tuple(google[f"{stamps}.png"] for stamps in range(len(google)))
    return Artwork(version, images, strips, *theirs, pages, logo, heroes)
