"""The owner's page of their own pictures."""

from base64 import b64decode

import pytest

from comeback.domain.design_images import LARGEST_IMAGE, Role
from comeback.domain.ids import ProgramId
from tests.api_world import MINE, THEIRS
from tests.console_world import Browser, ConsoleWorld, Page
from tests.memory.artwork import even_png

SAVED = "The picture is on the card."


class Album:
    """An owner at the pictures of a program."""

    def __init__(self, **program: object) -> None:
        self.world = ConsoleWorld()
        self.browser = Browser(self.world).sign_in()
        self.program = self.world.active_program(**program)
        self.path = f"/console/programs/{self.program}/design/images"

    def digest(self, role: Role) -> str:
        program = self.world.programs.get(MINE, ProgramId(self.program))
        assert program is not None
        return program.design.images.of(role)

    def send(self, role: Role, image: bytes) -> Page:
        return self.browser.upload(f"/console/programs/{self.program}/design/images/{role}", image)


@pytest.fixture
def album() -> Album:
    return Album()


def test_every_role_says_what_it_is_for_and_which_size_is_wanted(album: Album) -> None:
    page = album.browser.get(f"/console/programs/{album.program}/design/images")
    assert page.status == 200
    assert page.body.count('type="file"') == len(Role)
    assert "At least 150 x 150 pixels, up to 3.2 times as wide as high." in page.text
    assert "up to 4 MB" in page.text
    assert "thumb" not in page.body


def test_nobody_draws_art_for_a_poster_but_a_logo_on_it(album: Album) -> None:
    assert album.browser.get(album.path).body.count(">none<") == 2
    album.send(Role.ARTWORK, even_png(1074, 1344))
    page = album.browser.get(album.path)
    assert (page.body.count(">none<"), page.body.count(">yours<")) == (0, 1)


def test_a_card_that_counts_no_stamps_asks_for_no_pictures_of_them() -> None:
    album = Album(type="cashback", size=None, reward=None)
    assert album.browser.get(album.path).body.count('type="file"') == len(Role) - 3


def test_a_picture_is_sent_shown_and_taken_off_again(album: Album) -> None:
    assert album.send(Role.ICON, even_png(200, 200, 90)).to == album.path
    page = album.browser.get(album.path)
    assert SAVED in page.text
    assert f'src="{album.path}/icon?v={album.digest(Role.ICON)[:8]}"' in page.body
    shown = album.browser.get(f"/console/programs/{album.program}/design/images/icon")
    assert (shown.status, shown.headers["Content-Type"]) == (200, "image/png")
    assert b64decode(shown.body).startswith(b"\x89PNG")
    removed = album.browser.send(f"/console/programs/{album.program}/design/images/icon/removal")
    assert removed.to == album.path
    assert album.digest(Role.ICON) == ""
    assert "thumb" not in album.browser.get(album.path).body
    actions = [record.action for record in album.world.trail.records(MINE, 2, None)[0]]
    assert actions == ["program.changed", "program.changed"]
    assert {record.subject for record in album.world.trail.records(MINE, 2, None)[0]} == {album.program}


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (even_png(20, 20), "At least 186 x 186 pixels are needed"),
        (b"GIF89a", "This is neither a PNG nor a JPEG."),
        (b"", "Choose a picture first."),
        (b"\x89PNG" + bytes(LARGEST_IMAGE), "At most 4 MB."),
    ],
    ids=["small", "foreign", "none", "large"],
)
def test_what_cannot_be_used_is_said_at_its_role(album: Album, image: bytes, sentence: str) -> None:
    page = album.send(Role.REWARD, image)
    assert page.status == 422
    assert sentence in page.error_at("reward-image")
    assert album.digest(Role.REWARD) == ""


@pytest.mark.parametrize("path", ["", "/removal"])
def test_a_picture_that_there_is_not_is_not_found(album: Album, path: str) -> None:
    for role in ("icon", "portrait"):
        answer = album.browser.send(f"{album.path}/{role}{path}") if path else album.browser.get(f"{album.path}/{role}")
        assert answer.status == 404
    assert album.browser.upload(f"{album.path}/portrait", even_png(200, 200)).status == 404


def test_another_tenants_pictures_are_unknown(album: Album) -> None:
    album.send(Role.ICON, even_png(200, 200))
    stranger = Browser(album.world).sign_in(THEIRS)
    assert stranger.get(album.path).status == 404
    assert stranger.get(f"{album.path}/icon").status == 404
    assert stranger.upload(f"{album.path}/icon", even_png(200, 200, 50)).status == 404
    assert stranger.send(f"{album.path}/icon/removal").status == 404
    assert album.digest(Role.ICON)


def test_a_file_without_the_forms_token_is_refused(album: Album) -> None:
    answer = album.browser.post(f"{album.path}/icon", {"image": "x"})
    assert answer.status == 403
