"""The official badges of the wallets, where whoever runs this has put them (`static/badges/README.md`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from aws_lambda_powertools.event_handler import Response

from comeback.web.responses import bare, security_headers

SHIPPED = Path(__file__).parent / "static" / "badges"
_NAME = re.compile(r"(?:apple|google)(?:\.[A-Za-z-]{2,10})?\.svg")
# Badges have their own styles; nothing else of a picture is to work if somebody opens it by itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Badges:
    """Files of a folder; most folders have none."""

    folder: Path = SHIPPED

    @cached_property
    def _files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.glob("*.svg") if _NAME.fullmatch(path.name)}

    def address(self, wallet: str, language: str) -> str:
        """Of the badge in a language, else in English; it changes with the file. Empty: there is none."""
        name = next((name for name in (f"{wallet}.{language}.svg", f"{wallet}.svg") if name in self._files), "")
        return f"/badges/{name}?v={sha256(self._files[name]).hexdigest()[:12]}" if name else ""

    def show(self, name: str) -> Response[str]:
        """The file."""
        if name not in self._files:
            return bare(404)
        kept = {"Content-Security-Policy": _POLICY, "Cache-Control": "public, max-age=31536000, immutable"}
        return Response(200, "image/svg+xml", self._files[name].decode(), headers={**security_headers(), **kept})
