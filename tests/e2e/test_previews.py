"""A program's card is looked at through the API, and looks as those of its customers."""

from io import BytesIO

from PIL import Image, ImageChops

from dev.runner.drive import StackDriver
from tests.e2e.shop import Shop

# In pixels: the page around a card, and where its strip is.
_EDGE, _STRIP = 44, (44, 184, 794, 472)


def test_the_preview_of_a_program_has_the_strip_of_its_cards(stack: StackDriver, shop: Shop) -> None:
    path, key = f"/api/v1/programs/{shop.program_id}/preview.png?state=0", {"Authorization": f"Bearer {shop.key}"}
    answer = stack.http.get(path, headers=key)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    hero = str(shop.call("GET", f"/programs/{shop.program_id}/design")["picture_urls"]["hero"])
    strip = _opened(stack.http.get(hero.replace(".png", "@2x.png")).content)
    assert ImageChops.difference(_opened(answer.content).crop(_STRIP), strip).getbbox() is None


def test_another_design_is_looked_at_before_it_is_saved(stack: StackDriver, shop: Shop) -> None:
    path, key = f"/api/v1/programs/{shop.program_id}/preview.png?wallet=google", {"Authorization": f"Bearer {shop.key}"}
    answer = stack.http.post(path, headers=key, json={"design": {"ready": "barber"}})
    assert answer.status_code == 200, answer.text
    assert _opened(answer.content).getpixel((_EDGE + 10, _EDGE + 190)) == (0x16, 0x21, 0x1F)
    again = stack.http.post(path, headers={**key, "If-None-Match": answer.headers["etag"]}, json={"design": {"ready": "barber"}})
    assert (again.status_code, again.content) == (304, b"")


def _opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")
