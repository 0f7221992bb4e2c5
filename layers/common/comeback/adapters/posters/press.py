"""Posters as SVG and PDF, both from the same shapes."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from comeback.adapters.posters.letters import BOLD, fonts, missing_in
from comeback.adapters.posters.sheet import HEIGHT, SCALE, WIDTH, Box, Line, Picture, Shape, shapes_of
from comeback.domain.errors import LettersMissing

if TYPE_CHECKING:
    from comeback.domain.poster import Poster

_FAMILY = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif"
_MILLIMETRES = {"a4": (210, 297), "a5": (148, 210)}


class ReportlabPress:
    """`Press` by reportlab, which also measures the letters of the SVG."""

    def svg(self, poster: Poster) -> str:
        """Text stays text, so that it can be changed."""
        width, height = _MILLIMETRES[poster.paper]
        sheet = f'width="{width}mm" height="{height}mm" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" lang="{escape(poster.language)}"'
        drawn = "\n".join(_element(shape) for shape in shapes_of(poster))
        title = f"<title>{escape(f'{poster.owner}: {poster.headline}')}</title>"
        return f'<svg xmlns="http://www.w3.org/2000/svg" {sheet} font-family="{_FAMILY}">\n{title}\n{drawn}\n</svg>\n'

    def pdf(self, poster: Poster) -> bytes:
        """One page with its letters in it. Raises LettersMissing: a printed gap is seen too late."""
        shapes = list(shapes_of(poster))
        missing = missing_in("".join(shape.text for shape in shapes if isinstance(shape, Line)))
        if missing:
            raise LettersMissing(f"The PDF has no letters for {missing[:20]!r}. Take the SVG, or other words.")
        fonts()
        scale, out = SCALE[poster.paper], BytesIO()
        # Equal posters are equal files.
        canvas = Canvas(out, pagesize=(WIDTH * scale, HEIGHT * scale), invariant=True, lang=poster.language)
        canvas.setTitle(f"{poster.owner}: {poster.headline}")
        canvas.scale(scale, scale)
        for shape in shapes:
            _draw(canvas, shape)
        canvas.save()
        return out.getvalue()


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, colour, radius):
            corners = f' rx="{radius:g}"' if radius else ' shape-rendering="crispEdges"'
            return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{colour}"{corners}/>'
        case Line(x, y, text, size, colour, font, centred):
            looks = f' font-weight="{600 if font == BOLD else 400}"' + (' text-anchor="middle"' if centred else "")
            return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{colour}"{looks}>{escape(text)}</text>'
        case Picture(x, y, side, png):
            half, data = side / 2, b64encode(png).decode()
            return (
                f'<clipPath id="logo"><circle cx="{x + half:g}" cy="{y + half:g}" r="{half:g}"/></clipPath>'
                f'<image x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}" clip-path="url(#logo)"'
                f' href="data:image/png;base64,{data}"/>'
            )


def _draw(canvas: Canvas, shape: Shape) -> None:
    """PDF counts from the bottom."""
    match shape:
        case Box(x, y, width, height, colour, radius):
            canvas.setFillColor(HexColor(colour))
            canvas.roundRect(x, HEIGHT - y - height, width, height, radius, stroke=0, fill=1)
        case Line(x, y, text, size, colour, font, centred):
            canvas.setFillColor(HexColor(colour))
            canvas.setFont(font, size)
            (canvas.drawCentredString if centred else canvas.drawString)(x, HEIGHT - y, text)
        case Picture(x, y, side, png):
            canvas.saveState()
            circle = canvas.beginPath()
            circle.circle(x + side / 2, HEIGHT - y - side / 2, side / 2)
            canvas.clipPath(circle, stroke=0)
            canvas.drawImage(ImageReader(BytesIO(png)), x, HEIGHT - y - side, side, side, mask="auto")
            canvas.restoreState()
