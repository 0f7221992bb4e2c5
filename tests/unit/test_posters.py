"""Posters as files: what is on them, and that every phone can read their code."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from comeback.adapters.posters.letters import BOLD, fitted, lines_of, width_of
from comeback.adapters.posters.press import ReportlabPress
from comeback.adapters.posters.sheet import HEIGHT, WIDTH, Box, Line, Picture, shapes_of
from comeback.domain.design import Design
from comeback.domain.errors import LettersMissing
from comeback.domain.poster import Paper, Poster
from tests.memory.artwork import even_png

POSTER = Poster(
    owner="La Visage", title="10 visits", label="Your reward", headline="A free haircut", under="after 10 stamps",
    call="Scan with your phone", steps=("Scan.", "Add.", "Come back."), address="https://c.example/join/pr_1?src=poster",
    languages="English · Русский", language="en", design=Design(background="#123456"), logo=even_png(64, 64),
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def texts(poster: Poster) -> list[str]:
    return [one.text for one in shapes_of(poster) if isinstance(one, Line)]


def test_everything_that_is_said_is_on_the_sheet_in_the_owners_colours() -> None:
    assert texts(POSTER) == [
        "La Visage", "10 visits", "YOUR REWARD", "A free haircut", "after 10 stamps", "Scan with your phone", "1", "Scan.", "2",
        "Add.", "3", "Come back.", "https://c.example/join/pr_1", "English · Русский",
    ]  # fmt: skip
    assert "#123456" in [one.colour for one in shapes_of(POSTER) if isinstance(one, Box)]


def test_what_there_is_not_leaves_no_gap() -> None:
    bare = replace(POSTER, logo=b"", under="", languages="")
    assert not [one for one in shapes_of(bare) if isinstance(one, Picture)]
    assert "" not in texts(bare)


@pytest.mark.parametrize("text", ["W" * 60, "Ein ganz besonders langes Versprechen " * 6])
def test_nothing_runs_off_the_sheet(text: str) -> None:
    steps = (text, text, text)
    crowded = replace(POSTER, owner=text, title=text, headline=text, call=text, steps=steps, address=f"https://{text}")
    for one in shapes_of(crowded):
        if isinstance(one, Line):
            width = width_of(one.text, one.font, one.size)
            left = one.x - width / 2 if one.centred else one.x
            assert left > 20, one
            assert left + width < WIDTH - 20, one
            assert 0 < one.y < HEIGHT, one


def test_the_code_has_its_quiet_zone_and_leads_to_the_page() -> None:
    """Drawn again from the boxes, it is the code that the library makes of the address."""
    import segno

    wanted = [bytes(row) for row in segno.make_qr(POSTER.address, error="m").matrix]
    boxes = [one for one in shapes_of(POSTER) if isinstance(one, Box) and one.colour == "#000000"]
    side = 232 / len(wanted)
    left, top = min(one.x for one in boxes), min(one.y for one in boxes)
    drawn = [bytearray(len(wanted)) for _ in wanted]
    for one in boxes:
        for step in range(round(one.width / side)):
            drawn[round((one.y - top) / side)][round((one.x - left) / side) + step] = 1
    assert [bytes(row) for row in drawn] == wanted
    (panel,) = [one for one in shapes_of(POSTER) if isinstance(one, Box) and one.radius == 22]
    # The panel is drawn over the band; its corners are round, so the zone is measured at the sides.
    assert (panel.width - 232) / 2 >= 20
    assert min(left - panel.x, top - panel.y) >= 2 * side


@pytest.mark.parametrize(("paper", "size"), [("a4", ("210mm", "297mm")), ("a5", ("148mm", "210mm"))])
def test_the_svg_is_a_sheet_whose_text_stays_text(paper: Paper, size: tuple[str, str]) -> None:
    attack = replace(POSTER, owner='<b>"&', paper=paper)
    root = ET.fromstring(ReportlabPress().svg(attack))
    assert (root.get("width"), root.get("height")) == size
    assert [one.text for one in root.iter(f"{SVG}text")] == texts(attack)
    assert len(list(root.iter(f"{SVG}image"))) == 1
    assert root.findtext(f"{SVG}title") == '<b>"&: A free haircut'


@pytest.mark.parametrize(("paper", "box"), [("a4", (595, 842)), ("a5", (420.7245, 595.3782))])
def test_the_pdf_is_one_page_with_its_letters_in_it(paper: Paper, box: tuple[float, float]) -> None:
    made = ReportlabPress().pdf(replace(POSTER, paper=paper))
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == 1
    (found,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", made)
    assert (float(found[0]), float(found[1])) == pytest.approx(box, abs=0.01)
    assert made.count(b"/FontFile2") == 2
    assert made == ReportlabPress().pdf(replace(POSTER, paper=paper))


def test_words_that_the_pdf_could_not_print_are_refused_and_the_svg_has_them() -> None:
    chinese = replace(POSTER, headline="免费理发")
    with pytest.raises(LettersMissing, match="免费理发"):
        ReportlabPress().pdf(chinese)
    assert "免费理发" in ReportlabPress().svg(chinese)


def test_lines_break_between_words_and_long_words_anywhere() -> None:
    lines = lines_of("a few words and Donaudampfschifffahrtsgesellschaftskapitän", BOLD, 20, 120)
    assert "".join(lines).replace(" ", "") == "afewwordsandDonaudampfschifffahrtsgesellschaftskapitän"
    assert all(width_of(line, BOLD, 20) <= 120 for line in lines)
    assert lines_of("", BOLD, 20, 120) == [""]


def test_text_is_as_large_as_its_room_allows_and_at_last_cut() -> None:
    assert fitted("Short", BOLD, (20, 10), (200, 1)) == (20, ["Short"])
    assert fitted("A little longer than that", BOLD, (20, 10), (200, 1))[0] == 10
    size, (cut,) = fitted("Much too long " * 10, BOLD, (20, 10), (200, 1))
    assert (size, cut[-1]) == (10, "…")
