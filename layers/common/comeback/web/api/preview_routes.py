"""Pictures of a program's cards, as phones would show them."""

from hashlib import sha256
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from comeback.usecases.preview_card import PreviewCard, PreviewSide, PreviewWallet, Sight
from comeback.web.api.design_shapes import DesignShape
from comeback.web.api.endpoints import Calling, Endpoint, program_of
from comeback.web.api.shapes import Request
from comeback.web.responses import PNG, checked_picture, security_headers

_PREVIEW = "/api/v1/programs/<program_id>/preview.png"
_Wallet = Annotated[PreviewWallet, Query(description="Whose")]
_Side = Annotated[PreviewSide, Query(description="The back is what one reads below the card in Google Wallet")]
_State = Annotated[
    str,
    Query(
        max_length=20,
        description="A number of stamps, `reward`, `debt`; of other cards `balance`, `empty`, `sessions`, `frozen` and more; "
        "`blocked` of all. An unknown one is refused with all that there are; without one, the usual state",
        examples=["6"],
    ),
]
_Language = Annotated[str, Query(max_length=11, description="One of the card's; else the program's own", examples=["de"])]


class DesignToSee(Request):
    """A design that is not saved."""

    design: DesignShape


class PreviewRoutes:
    """Views: a request in, one use case, a picture out."""

    def __init__(self, preview: PreviewCard, calling: Calling) -> None:
        """`calling` knows the tenant of the request."""
        self._preview = preview
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint("GET", _PREVIEW, self.preview_card, "How a card looks", {200: None}, media=PNG, tagged=True),
            Endpoint(
                "POST", _PREVIEW, self.preview_design, "How a card would look in another design", {200: None}, has_body=True,
                media=PNG, tagged=True,
            ),
        ]  # fmt: skip

    def preview_card(
        self, program_id: str, wallet: _Wallet = "apple", side: _Side = "front", state: _State = "", language: _Language = ""
    ) -> Response[str]:  # fmt: skip
        """A sample card of nobody, drawn from what phones and Google would get, in twice the pixels that it is shown at."""
        sight = Sight(wallet, side, state, language)
        return self._picture(self._preview(self._calling.tenant, program_of(program_id), sight))

    def preview_design(
        self, program_id: str, body: DesignToSee, wallet: _Wallet = "apple", side: _Side = "front", state: _State = "",
        language: _Language = "",
    ) -> Response[str]:  # fmt: skip
        """The same with some keys of its design changed. Nothing is saved."""
        sight = Sight(wallet, side, state, language)
        return self._picture(self._preview(self._calling.tenant, program_of(program_id), sight, body.design.changes()))

    def _picture(self, png: bytes) -> Response[str]:
        """Kept by whoever asked, who asks again whether it is still the same."""
        tag = f'"{sha256(png).hexdigest()[:32]}"'
        if tag in self._calling.known:
            return Response(304, body="", headers={**security_headers(), "Cache-Control": "private, no-cache", "ETag": tag})
        return checked_picture(png, {"ETag": tag})
