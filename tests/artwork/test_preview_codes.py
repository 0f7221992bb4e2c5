"""Barcodes on pictures of cards."""

from dataclasses import replace

import pytest
import segno
from PIL import Image

from comeback.adapters.artwork.previews.codes import drawn_code
from comeback.adapters.artwork.previews.letters import SCALE
from comeback.domain.card_face import ShownCode
from tests.preview_pictures import APPLE, CODE, GOOGLE, apple, google


def modules_of(card: Image.Image, code: ShownCode) -> list[bytes]:
    """Read back from the picture: the code is the only black on white."""
    rows = drawn_code(code.kind, code.message).rows
    ground = card.point(lambda level: 255 if level > 250 else 0).convert("L").point(lambda level: 255 if level == 255 else 0)
    box = ground.getbbox()
    assert box
    inner = card.crop(box).convert("L")
    dark = inner.crop((0, 0, inner.width, inner.height - 30 * SCALE // 2 - 22)).point(lambda level: 255 if level < 5 else 0)
    left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
    across, down = (right - left) / len(rows[0]), (bottom - top) / len(rows)
    assert across == int(across)
    return [
        bytes(
            dark.getpixel((int(left + (column + 0.5) * across), int(top + (row + 0.5) * down))) == 255
            for column in range(len(rows[0]))
        )
        for row in range(len(rows))
    ]


@pytest.mark.parametrize("kind", ["qr", "aztec", "pdf417", "code128"])
def test_every_module_of_a_code_is_on_the_card(kind: str) -> None:
    code = replace(CODE, kind=kind)
    plain = replace(APPLE, logo_text="", header=(), front=(), code=code)
    assert modules_of(apple(plain, logo=b"", strip=b""), code) == drawn_code(kind, code.message).rows


def test_the_square_code_says_what_the_pass_says() -> None:
    matrix = [bytes(row) for row in segno.make_qr(CODE.message, error="m").matrix]
    plain = replace(GOOGLE, issuer="", title="", points=())
    assert modules_of(google(plain, logo=b"", hero=b""), CODE) == matrix


def test_the_long_code_begins_ends_and_is_checked_as_code_128_is() -> None:
    (row,) = drawn_code("code128", CODE.message).rows
    bars = "".join(map(str, row))
    assert bars.startswith(("11010010000", "11010011100"))
    assert bars.endswith("1100011101011")
    assert (len(bars) - 13) % 11 == 0
    assert drawn_code("code128", CODE.message + "1").rows[0] != row


@pytest.mark.parametrize("kind", ["aztec", "pdf417"])
def test_a_code_that_only_looks_like_one_is_another_for_each_card(kind: str) -> None:
    one, other = drawn_code(kind, "one"), drawn_code(kind, "other")
    assert one.rows != other.rows
    assert {len(row) for row in one.rows} == {len(one.rows[0])}
    assert len({bytes(row) for row in one.rows}) > len(one.rows) // 2
