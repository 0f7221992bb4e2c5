"""Posters of a program as files."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from comeback.domain.ids import LocationId
from comeback.domain.poster import Paper
from comeback.usecases.make_poster import MakePoster, Wish
from comeback.web.api.endpoints import Calling, Endpoint, program_of
from comeback.web.responses import download

SVG, PDF = "image/svg+xml", "application/pdf"
_POSTER = "/api/v1/programs/<program_id>/poster"
_Place = Annotated[int | None, Query(ge=1, le=2**53, description="The location where it is to hang; the join page is told")]
_Size = Annotated[Paper, Query(description="The sheet")]
_Language = Annotated[
    str, Query(pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2})?$", description="Of its words; else the program's locale")
]


class PosterRoutes:
    """Views: a request in, one use case, a file out."""

    def __init__(self, make: MakePoster, calling: Calling) -> None:
        """`calling` knows the tenant of the request."""
        self._make = make
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint("GET", f"{_POSTER}.svg", self.poster_svg, "A poster to be changed", {200: None}, media=SVG),
            Endpoint("GET", f"{_POSTER}.pdf", self.poster_pdf, "A poster to be printed", {200: None}, (409,), media=PDF),
        ]

    def poster_svg(
        self, program_id: str, location_id: _Place = None, size: _Size = "a4", lang: _Language = ""
    ) -> Response[str]:  # fmt: skip
        """With the code of the program's join page, in the colours of its cards."""
        wish = _wish(location_id, size, lang)
        return download(self._make.svg(self._calling.tenant, program_of(program_id), wish), SVG, f"poster-{size}.svg")

    def poster_pdf(
        self, program_id: str, location_id: _Place = None, size: _Size = "a4", lang: _Language = ""
    ) -> Response[str]:  # fmt: skip
        """409 for words in letters that the PDF has not got: Latin, Greek and Cyrillic ones it has."""
        wish = _wish(location_id, size, lang)
        return download(self._make.pdf(self._calling.tenant, program_of(program_id), wish), PDF, f"poster-{size}.pdf")


def _wish(location_id: int | None, size: Paper, language: str) -> Wish:
    return Wish(LocationId(location_id) if location_id is not None else None, size, language)
