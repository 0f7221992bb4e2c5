"""The contract of ports.own_images.OwnImages, for both implementations."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from comeback.adapters.s3.own_images import S3OwnImages
from tests.builders import OTHER_TENANT, TENANT
from tests.memory.own_images import MemoryOwnImages

if TYPE_CHECKING:
    from comeback.ports.own_images import OwnImages
    from tests.own_aws import OwnAws


@pytest.fixture(params=["memory", "s3"])
def images(request: pytest.FixtureRequest) -> OwnImages:
    if request.param == "memory":
        return MemoryOwnImages()
    aws: OwnAws = request.getfixturevalue("aws")
    return S3OwnImages(aws.s3, request.getfixturevalue("bucket"))


def test_a_picture_is_found_by_its_digest_and_by_no_other_tenant(images: OwnImages) -> None:
    one, other = bytes(range(256)), b"another"
    for png in (one, other, one):
        images.put(TENANT, sha256(png).hexdigest(), png)
    assert images.get(TENANT, sha256(one).hexdigest()) == one
    assert images.get(TENANT, sha256(other).hexdigest()) == other
    assert images.get(TENANT, "0" * 64) is None
    assert images.get(OTHER_TENANT, sha256(one).hexdigest()) is None
