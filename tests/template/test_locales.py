"""Every message that the code says is written down, in every language, with the same things put into it."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.template.reading import ROOT

_FOLDER = ROOT / "layers/common/comeback/locales"
_FILES = sorted(_FOLDER.glob("*.po"))
_SAID = re.compile(r'\b(?:Phrase|say)\(\s*f?"([^"]+)"')
# An id may also be chosen first: any text that looks like one.
_NAMED = re.compile(r'"([a-z_]+(?:\.[a-z_0-9{}.]+)+)"')
_HOLE = re.compile(r"\{[^}]*\}")


def _catalogue(language: str) -> Catalog:
    with (_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def _messages(language: str) -> dict[str, Message]:
    """By id."""
    found = (message for message in _catalogue(language) if message.id)
    return {str(message.id if isinstance(message.id, str) else message.id[0]): message for message in found}


def _forms(message: Message) -> list[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _ids_by(look: re.Pattern[str]) -> dict[str, re.Pattern[str]]:
    """Ids in the code; a part that is only known when it runs fits anything."""
    sources = [*(ROOT / "layers/common/comeback").rglob("*.py"), *(ROOT / "layers/common/comeback").rglob("*.html")]
    found = {match for path in sources for match in look.findall(path.read_text(encoding="utf-8"))}
    return {text: re.compile("[a-z_0-9]+".join(map(re.escape, _HOLE.split(text)))) for text in found}


def test_every_message_that_is_said_is_written_down() -> None:
    known = _messages("en")

    assert [text for text, pattern in _ids_by(_SAID).items() if not any(pattern.fullmatch(one) for one in known)] == []


def test_no_message_is_written_down_that_nobody_says() -> None:
    patterns = list(_ids_by(_NAMED).values())

    assert [one for one in _messages("en") if not any(pattern.fullmatch(one) for pattern in patterns)] == []


@pytest.mark.parametrize("file", _FILES, ids=lambda path: path.stem)
def test_a_language_has_every_message_with_what_is_put_into_it(file: Path) -> None:
    english, own = _messages("en"), _messages(file.stem)

    assert set(own) == set(english)
    for name, message in own.items():
        assert all(_forms(message)), name
        wanted = set().union(*map(_values, _forms(english[name])))
        assert set().union(*map(_values, _forms(message))) == wanted, name
        assert len(_forms(message)) == (_catalogue(file.stem).num_plurals if message.pluralizable else 1), name


@pytest.mark.parametrize("file", _FILES, ids=lambda path: path.stem)
def test_a_language_names_itself(file: Path) -> None:
    assert str(_catalogue(file.stem).locale).replace("_", "-") == file.stem
