"""Who answers at an address, and what time it is there."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from datetime import datetime

_SECONDS = 5.0


class HttpAddresses:
    """Addresses over HTTP; whatever the answer, nothing of its body is read."""

    def __init__(self, extra_ca_file: str | None = None, transport: httpx.BaseTransport | None = None) -> None:
        """`extra_ca_file` is trusted in addition."""
        context = httpx.create_ssl_context(trust_env=False)
        if extra_ca_file:
            context.load_verify_locations(cafile=extra_ca_file)
        self._client = httpx.Client(verify=context, transport=transport, trust_env=False, timeout=_SECONDS)

    def date_of(self, url: str) -> datetime | None:
        """The `Date` of the answer. Raises OSError."""
        try:
            moment = parsedate_to_datetime(self._get(url).headers.get("Date", ""))
        except ValueError:
            return None
        return moment.astimezone(UTC)

    def status_of(self, url: str) -> int:
        """Raises OSError."""
        return self._get(url).status_code

    def _get(self, url: str) -> httpx.Response:
        try:
            return self._client.get(url)
        except httpx.TransportError as problem:
            raise ConnectionError(type(problem).__name__) from problem
