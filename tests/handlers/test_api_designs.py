"""Designs over REST: event in, response out."""

from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.ready_designs import READY
from tests.api_world import BASE, FOREIGN_PLACE, PLACE, PROGRAM, SECOND, ApiWorld, is_a_problem

PROGRAMS = "/api/v1/programs"
EVERYTHING = {
    "background": "#101020", "foreground": "#ffffff", "label": "#dddddd", "accent": "#ffcc00", "stamp": "heart",
    "empty_stamp": "star", "reward_stamp": "crown", "frame": "hexagon", "pattern": "waves", "barcode": "aztec",
    "logo_text": "La Visage", "organization": "La Visage Ltd", "contact": "5 Main Street", "terms": "One stamp a day.",
    "links": [{"title": "Book", "url": "https://la-visage.example/book"}], "last_changes": False,
    "labels": {"balance": "Visits", "member": "Guest"},
    "layout": {"header": [], "secondary": ["member"], "auxiliary": [], "back": ["number"], "hidden": ["debt"]},
    "languages": ["de", "pt-BR"], "places": [{"latitude": 40.7, "longitude": -74.0, "text": "Come in", "location_id": None}],
}  # fmt: skip


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def design_of(program: str) -> str:
    return f"{PROGRAMS}/{program}/design"


def test_every_key_of_a_design_is_written_and_read_back(world: ApiWorld) -> None:
    program = world.program()
    changed = world.call("POST", design_of(program), EVERYTHING)
    assert (changed.status, {**changed.json, **EVERYTHING}) == (200, changed.json)
    assert world.call("GET", design_of(program)).json == changed.json
    within = world.call("GET", f"{PROGRAMS}/{program}").json["design"]
    assert {**changed.json, **within} == changed.json
    assert {**within, **EVERYTHING, "images": {}} == within
    made = world.call("POST", PROGRAMS, {**PROGRAM, "design": EVERYTHING})
    assert (made.status, made.json["design"]) == (201, within)


def test_a_missing_key_keeps_its_value_and_a_whole_design_may_be_sent_back(world: ApiWorld) -> None:
    program = world.program(design=EVERYTHING)
    accent = world.call("POST", design_of(program), {"accent": "#FF8800"}).json
    assert {**accent, **EVERYTHING, "accent": "#ff8800"} == accent
    assert world.call("POST", design_of(program), accent).json == accent
    patched = world.call("PATCH", f"{PROGRAMS}/{program}", {"design": {"stamp": "gift", "images": {"icon": "0" * 64}}})
    assert (patched.json["design"]["stamp"], patched.json["design"]["images"]) == ("gift", {})


def test_a_design_comes_with_its_version_its_contrast_and_the_addresses_of_its_pictures(world: ApiWorld) -> None:
    program = world.program()
    draft = world.call("GET", design_of(program)).json
    assert len(draft["version"]) == 32
    assert (draft["made_at"], draft["picture_urls"], draft["image_urls"]) == ("2026-09-21T15:30:00Z", None, {})
    assert draft["contrast"] == {"foreground": 14.4, "label": 9.4, "accent": 8.7}
    world.call("POST", f"{PROGRAMS}/{program}/activate")
    active = world.call("GET", design_of(program)).json
    assert active["version"] == draft["version"]
    logo, hero = active["picture_urls"]["logo"], active["picture_urls"]["hero"]
    assert logo.startswith(f"{BASE}/pictures/")
    assert (logo.rpartition("/")[2], hero) == ("logo.png", logo.replace("logo.png", "0.png"))


def test_versions_are_kept_the_newest_first(world: ApiWorld) -> None:
    program = world.program()
    first = world.call("GET", design_of(program)).json
    world.clock.pass_by(timedelta(hours=1))
    second = world.call("POST", design_of(program), {"stamp": "heart"}).json
    world.clock.pass_by(timedelta(hours=1))
    world.call("POST", design_of(program), {"stamp": "heart"})
    third = world.call("POST", design_of(program), {"stamp": "star"}).json
    assert third["made_at"] == "2026-09-21T17:30:00Z"
    listed = world.call("GET", f"{design_of(program)}/versions").json
    assert [one["version"] for one in listed["items"]] == [third["version"], second["version"], first["version"]]
    assert [one["is_current"] for one in listed["items"]] == [True, False, False]
    assert [one["made_at"] for one in listed["items"]] == [third["made_at"], second["made_at"], first["made_at"]]
    assert [one["design"]["stamp"] for one in listed["items"]] == ["star", "heart", "flower"]
    page = world.call("GET", f"{design_of(program)}/versions", query="limit=2").json
    rest = world.call("GET", f"{design_of(program)}/versions", query=f"cursor={page['next_cursor']}").json
    assert [*page["items"], *rest["items"]] == listed["items"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"foreground": "#33202e"}, {"foreground"}), ({"stamp": "cat"}, {"stamp"}), ({"empty_stamp": "cat"}, {"empty_stamp"}),
        ({"frame": "oval"}, {"frame"}), ({"barcode": "ean"}, {"barcode"}), ({"accent": "red"}, {"accent"}),
        ({"labels": {"balance": "A long name"}}, {"labels.balance"}), ({"labels": {"cat": "Cat"}}, {"labels.cat"}),
        ({"layout": {"header": ["terms"]}}, {"layout"}), ({"layout": {"top": []}}, {"layout.top"}),
        ({"links": [{"title": "Book", "url": "javascript:alert(1)"}]}, {"links.0.url"}),
        ({"links": [{"url": "x"}]}, {"links.0.title"}),
        ({"languages": ["de", "ja", "fr-CA"]}, {"languages"}), ({"languages": ["English"]}, {"languages.0"}),
        ({"terms": "x" * 5001}, {"terms"}), ({"last_changes": "yes"}, {"last_changes"}), ({"ready": "bakery"}, {"ready"}),
        ({"colour": "#ffffff"}, {"colour"}), ({"places": [{"latitude": 91, "longitude": 0}]}, {"places"}),
        ({"places": [{"location_id": False}]}, {"places.0.location_id"}),
        ({"places": [{"location_id": "4564"}]}, {"places.0.location_id"}),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_and_changes_nothing(world: ApiWorld, body: dict[str, Any], fields: set[str]) -> None:
    program = world.program()
    before = world.call("GET", design_of(program)).json
    refused = world.call("POST", design_of(program), body)
    is_a_problem(refused, 422)
    assert refused.fields == fields
    assert world.call("GET", design_of(program)).json == before
    inside = world.call("PATCH", f"{PROGRAMS}/{program}", {"design": body})
    assert (inside.status, inside.fields) == (422, {f"design.{field}" for field in fields})


@pytest.mark.parametrize("elsewhere", [SECOND, FOREIGN_PLACE, 5])
def test_a_place_is_at_no_location_but_the_programs(world: ApiWorld, elsewhere: int) -> None:
    program, design = world.program(), {"places": [{"location_id": PLACE}, {"location_id": elsewhere, "text": "Come in"}]}
    doors = (
        ("POST", design_of(program), design, ""), ("PATCH", f"{PROGRAMS}/{program}", {"design": design}, "design."),
        ("POST", PROGRAMS, {**PROGRAM, "design": design}, "design."),
        ("POST", f"{PROGRAMS}/{program}/preview.png", {"design": design}, "design."),
    )  # fmt: skip
    for method, path, body, prefix in doors:
        refused = world.call(method, path, body)
        is_a_problem(refused, 422)
        assert refused.fields == {f"{prefix}places.1.location_id"}
        assert refused.json["errors"][0]["message"] == f"Location {elsewhere} is not one of the program's."
    assert world.call("GET", design_of(program)).json["places"] == []


def test_a_place_comes_with_its_location_and_is_kept_when_that_leaves(world: ApiWorld) -> None:
    program = world.program()
    path, place = f"{PROGRAMS}/{program}", {"latitude": None, "longitude": None, "text": "Come in", "location_id": SECOND}
    both = world.call("PATCH", path, {"locations": [PLACE, SECOND], "design": {"places": [place]}})
    assert (both.status, both.json["design"]["places"]) == (200, [place])
    left = world.call("PATCH", path, {"locations": [PLACE]})
    assert (left.status, left.json["design"]["places"]) == (200, [place])
    moved = world.call("POST", design_of(program), {"places": [{"location_id": PLACE}, place], "stamp": "heart"})
    assert (moved.status, moved.json["places"][1]) == (200, place)
    world.call("POST", design_of(program), {"places": []})
    assert world.call("POST", design_of(program), {"places": [place]}).status == 422


def test_a_language_without_words_is_refused_with_those_that_there_are(world: ApiWorld) -> None:
    refused = world.call("POST", design_of(world.program()), {"languages": ["ja", "de-AT", "fr"]})
    (error,) = refused.json["errors"]
    assert error["message"] == "There are no words in ja, fr; there are in en, de, es, pt-BR, ru."


def test_a_new_design_with_another_ground_gets_texts_that_can_be_read_on_it(world: ApiWorld) -> None:
    made = world.call("POST", PROGRAMS, {**PROGRAM, "design": {"background": "#ffffff"}})
    assert (made.status, made.json["design"]["foreground"]) == (201, "#000000")
    unreadable = world.call("POST", PROGRAMS, {**PROGRAM, "design": {"background": "#ffffff", "label": "#eeeeee"}})
    assert (unreadable.status, unreadable.fields) == (422, {"design.label"})


def test_the_ready_designs_are_listed_in_the_language_that_is_asked_for(world: ApiWorld) -> None:
    listed = world.call("GET", "/api/v1/designs").json
    assert [one["id"] for one in listed["items"]] == list(READY)
    assert listed["items"][1]["title"] == "Barber"
    assert listed["items"][1]["look"] == dict(READY["barber"].look)
    german = world.call("GET", "/api/v1/designs", accept_language="de-AT, en;q=0.5").json
    assert german["items"][2]["title"] == "Nagelstudio"


def test_a_design_begins_with_a_ready_one_and_its_other_keys_win(world: ApiWorld) -> None:
    program = world.program(design={"ready": "spa", "stamp": "heart", "terms": "Be kind."})
    made = world.call("GET", design_of(program)).json
    assert {**made, **READY["spa"].look, "stamp": "heart", "terms": "Be kind."} == made
    changed = world.call("POST", design_of(program), {"ready": "fitness"}).json
    assert {**changed, **READY["fitness"].look, "terms": "Be kind."} == changed
    assert "ready" not in changed


def test_another_tenants_design_is_not_found(world: ApiWorld) -> None:
    program = world.program()
    for method, path, body in (("GET", "", None), ("POST", "", {}), ("GET", "/versions", None), ("GET", "/images/icon", None)):
        is_a_problem(world.call(method, f"{design_of(program)}{path}", body, key=world.other_key), 404)
    is_a_problem(world.call("GET", design_of("pr_unknown")), 404)


def test_what_a_design_becomes_is_told_by_the_trail(world: ApiWorld) -> None:
    program = world.program()
    world.call("POST", design_of(program), {"stamp": "heart"})
    record = world.call("GET", "/api/v1/audit-trail").json["items"][0]
    assert (record["action"], record["subject"]) == ("program.changed", program)
    assert record["details"] == {"design.stamp.before": "flower", "design.stamp.after": "heart"}
    world.call("POST", design_of(program), {"stamp": "heart"})
    assert world.call("GET", "/api/v1/audit-trail").json["items"][0] == record
