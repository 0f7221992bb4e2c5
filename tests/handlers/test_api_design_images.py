"""The owner's own pictures over REST: a file in, a design out."""

from base64 import b64decode
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from comeback.domain.design_images import LARGEST_IMAGE, WANTED, Role
from tests.api_world import BASE, Answered, ApiWorld, api_document, is_a_problem
from tests.pictures import a_jpeg, a_moving_png, a_png, announced, grey_at

PROGRAMS = "/api/v1/programs"
ICON = a_png(200, 200)


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def put(world: ApiWorld, program: str, role: str, data: bytes, kind: str = "image/png", key: str = "") -> Answered:
    return world.call("PUT", f"{PROGRAMS}/{program}/design/images/{role}", raw=data, content_type=kind, key=key)


def picture(answer: Answered) -> Image.Image:
    return Image.open(BytesIO(b64decode(answer.text)))


@pytest.mark.parametrize("role", Role)
def test_a_picture_of_each_role_is_kept_and_read_back(world: ApiWorld, role: Role) -> None:
    program, wanted = world.program(), WANTED[role]
    changed = put(world, program, role.value, a_png(wanted.width, wanted.height))
    assert (changed.status, list(changed.json["images"])) == (200, [role.value])
    address = changed.json["image_urls"][role.value]
    assert address == f"{BASE}{PROGRAMS}/{program}/design/images/{role.value}"
    read = world.call("GET", address.removeprefix(BASE))
    assert (read.status, read.headers["content-type"], read.headers["cache-control"]) == (200, "image/png", "private, no-cache")
    assert sha256(b64decode(read.text)).hexdigest() == changed.json["images"][role.value]
    assert picture(read).size == (wanted.width, wanted.height)


def test_a_photograph_is_turned_upright_and_says_nothing_of_where_it_was_taken(world: ApiWorld) -> None:
    program = world.program()
    assert put(world, program, "icon", a_jpeg(300, 300, turned=6), "image/jpeg").status == 200
    read = world.call("GET", f"{PROGRAMS}/{program}/design/images/icon")
    # The file's upper half is the right one of what was seen.
    assert grey_at(picture(read), 280, 150) < 20
    assert grey_at(picture(read), 20, 150) > 230
    assert b"home" not in b64decode(read.text)


def test_pictures_of_an_active_program_are_drawn_before_they_are_shown(world: ApiWorld) -> None:
    program = world.active_program()
    before = len(world.pictures)
    digest = put(world, program, "stamp_filled", a_png(186, 186)).json["images"]["stamp_filled"]
    ((design, size),) = world.pictures[before:]
    assert (design.images.stamp_filled, size) == (digest, 10)
    assert world.call("DELETE", f"{PROGRAMS}/{program}/design/images/stamp_filled").status == 204
    assert world.pictures[-1][0].images.stamp_filled == ""


def test_several_pictures_stand_beside_each_other_and_one_is_taken_out(world: ApiWorld) -> None:
    program = world.program()
    put(world, program, "icon", ICON)
    both = put(world, program, "logo", a_png(480, 150))
    assert set(both.json["images"]) == {"icon", "logo"}
    path = f"{PROGRAMS}/{program}/design/images/icon"
    assert world.call("DELETE", path).status == 204
    assert set(world.call("GET", f"{PROGRAMS}/{program}/design").json["images"]) == {"logo"}
    is_a_problem(world.call("DELETE", path), 404)
    is_a_problem(world.call("GET", path), 404)


def test_the_same_picture_again_is_no_new_version(world: ApiWorld) -> None:
    program = world.program()
    first, again = put(world, program, "icon", ICON).json, put(world, program, "icon", ICON).json
    assert first == again
    assert len(world.call("GET", f"{PROGRAMS}/{program}/design/versions").json["items"]) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (a_png(100, 100), "At least 114 x 114 pixels"), (a_png(400, 114), "cropped to 114 x 114"),
        (b"", "neither a PNG nor a JPEG"), (b"GIF89a" + bytes(40), "neither a PNG nor a JPEG"), (b"<svg/>", "neither a PNG"),
        (a_moving_png(200, 200), "stands still"), (ICON[:-30], "damaged"), (a_jpeg(300, 300)[:500], "damaged"),
        (announced(60_000, 60_000), "60000 x 60000 pixels are too many"),
    ],
)  # fmt: skip
def test_what_is_no_picture_for_its_place_is_refused_with_what_is_needed(world: ApiWorld, data: bytes, said: str) -> None:
    program = world.program()
    refused = put(world, program, "icon", data)
    is_a_problem(refused, 422)
    (error,) = refused.json["errors"]
    assert error["field"] == "body"
    assert said in error["message"]
    assert world.images.kept == {}
    assert world.call("GET", f"{PROGRAMS}/{program}/design").json["images"] == {}


def test_a_picture_is_sent_as_one_and_is_not_too_large(world: ApiWorld) -> None:
    program = world.program()
    for kind in ("application/json", "image/gif", "multipart/form-data; boundary=x", ""):
        refused = put(world, program, "icon", ICON, kind)
        is_a_problem(refused, 415)
        assert "image/png or image/jpeg" in refused.json["detail"]
    too_large = put(world, program, "icon", ICON + bytes(LARGEST_IMAGE))
    is_a_problem(too_large, 413)
    assert "at most 4,000,000 bytes" in too_large.json["detail"]
    is_a_problem(world.call("POST", PROGRAMS, raw=ICON, content_type="image/png"), 415)


def test_a_role_or_program_that_there_is_not_is_not_found(world: ApiWorld) -> None:
    program = world.program()
    is_a_problem(put(world, program, "banner", ICON), 404)
    is_a_problem(put(world, "pr_unknown", "icon", ICON), 404)
    is_a_problem(put(world, program, "icon", ICON, key=world.other_key), 404)
    assert world.images.kept == {}


def test_the_trail_tells_by_which_picture_another_was_replaced(world: ApiWorld) -> None:
    program = world.program()
    first = put(world, program, "icon", ICON).json["images"]["icon"]
    second = put(world, program, "icon", a_png(200, 200, colour="#112233")).json["images"]["icon"]
    record = world.call("GET", "/api/v1/audit-trail").json["items"][0]
    assert (record["action"], record["subject"]) == ("program.changed", program)
    assert record["details"] == {"role": "icon", "design.images.icon.before": first, "design.images.icon.after": second}


def test_the_document_says_that_a_picture_is_the_body() -> None:
    operation = api_document().operations["PUT", "/api/v1/programs/{program_id}/design/images/{role}"]
    assert operation["requestBody"] == {"required": True, "content": {"image/png": {}, "image/jpeg": {}}}
    described = next(one for one in operation["parameters"] if one["name"] == "role")["description"]
    assert "strip 1125 x 432" in described
