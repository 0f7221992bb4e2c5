"""The contract of ports.artwork.ArtworkStore, for both implementations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from comeback.adapters.s3.artwork import S3ArtworkStore
from comeback.domain.design import Design, artwork_version
from comeback.ports.artwork import Artwork, ArtworkStore
from tests.memory.artwork import MemoryArtworkStore

if TYPE_CHECKING:
    from tests.own_aws import OwnAws

Opened = Callable[[], ArtworkStore]


@pytest.fixture(params=["memory", "s3"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Each call is another process that has seen nothing yet."""
    if request.param == "memory":
        store = MemoryArtworkStore()
        return lambda: store
    aws: OwnAws = request.getfixturevalue("aws")
    bucket = request.getfixturevalue("bucket")
    return lambda: S3ArtworkStore(aws.s3, bucket)


def some_artwork(size: int = 12) -> Artwork:
    strips = tuple({"strip.png": b"1 of %d" % stamps, "strip@2x.png": b"2 of %d" % stamps} for stamps in range(size + 1))
    return Artwork(
        artwork_version(Design(), size), {"icon.png": b"icon", "logo@3x.png": bytes(range(256))}, strips, b"logo", b"hero",
        tuple(b"light %d" % stamps for stamps in range(size + 1)), b"light logo",
        tuple(b"wide %d" % stamps for stamps in range(size + 1)),
    )  # fmt: skip


def test_what_was_never_drawn_is_not_there(opened: Opened) -> None:
    assert not opened().has("v1")
    assert opened().get("v1") is None


def test_what_was_stored_is_the_same_everywhere(opened: Opened) -> None:
    stored, other = some_artwork(12), some_artwork(5)
    opened().put(stored)
    opened().put(other)
    opened().put(stored)
    assert opened().get(stored.version) == stored
    assert opened().get(other.version) == other
    assert opened().has(stored.version)


def test_what_was_missing_is_found_once_it_is_stored(opened: Opened) -> None:
    reader = opened()
    assert not reader.has(some_artwork().version)
    opened().put(some_artwork())
    assert reader.get(some_artwork().version) == some_artwork()


def test_what_an_older_drawing_stored_is_read_without_pictures_for_pages_and_wide_ones(aws: OwnAws, bucket: str) -> None:
    whole = some_artwork()
    S3ArtworkStore(aws.s3, bucket).put(whole)
    key, older = f"artwork/{whole.version}.zip", BytesIO()
    stored = BytesIO(aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    with ZipFile(stored) as archive, ZipFile(older, "w") as without:
        for name in archive.namelist():
            if not re.match(r"pages/|google/\d", name):
                without.writestr(name, archive.read(name))
    aws.s3.put_object(Bucket=bucket, Key=key, Body=older.getvalue())
    assert S3ArtworkStore(aws.s3, bucket).get(whole.version) == replace(whole, pages=(), page_logo=b"", heroes=())


def test_more_sets_than_a_process_keeps_are_all_found(opened: Opened) -> None:
    sets = [Artwork(f"v{number}", {"icon.png": b"%d" % number}, ({"strip.png": b"s"},)) for number in range(40)]
    store = opened()
    for one in sets:
        store.put(one)
    assert [store.get(one.version) for one in (*sets, *reversed(sets))] == [*sets, *reversed(sets)]


def test_sets_with_large_photographs_are_all_found(opened: Opened) -> None:
    sets = [Artwork(f"large{number}", {"icon.png": bytes([number]) * 9_000_000}, ({"strip.png": b"s"},)) for number in range(7)]
    store = opened()
    for one in sets:
        store.put(one)
    assert all(store.get(one.version) == one for one in (*sets, *reversed(sets)))
