"""OwnImages over S3: one object a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from comeback.domain.ids import TenantId

# As for artwork: who may not list a bucket is not told that an object is missing.
_NOT_THERE = frozenset({"404", "NoSuchKey", "403", "AccessDenied"})


class S3OwnImages:
    """Objects `images/<tenant>/<digest>.png`."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        """`bucket` is private."""
        self._client = client
        self._bucket = bucket

    def get(self, tenant: TenantId, digest: str) -> bytes | None:
        """One request."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=_key(tenant, digest))["Body"].read()
        except ClientError as problem:
            if problem.response["Error"]["Code"] in _NOT_THERE:
                return None
            raise

    def put(self, tenant: TenantId, digest: str, png: bytes) -> None:
        """One request."""
        self._client.put_object(Bucket=self._bucket, Key=_key(tenant, digest), Body=png, ContentType="image/png")


def _key(tenant: TenantId, digest: str) -> str:
    return f"images/{tenant}/{digest}.png"
