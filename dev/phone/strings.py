"""`pass.strings`: what a pass says to those who read another language (wallets.md §1.6)."""

import re
from collections.abc import Mapping
from typing import Any

_FILE = re.compile(r"([a-z]{2}(?:-[A-Z]{2})?)\.lproj/pass\.strings")
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(rf"\s*{_TEXT}\s*=\s*{_TEXT}\s*;", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_REPLACED = ("label", "value", "description", "logoText", "relevantText", "changeMessage")

Strings = Mapping[str, Mapping[str, str]]


def is_strings(name: str) -> bool:
    """Whether a file of a pass is one of these."""
    return _FILE.fullmatch(name) is not None


def strings_of(files: Mapping[str, bytes]) -> Strings:
    """By language. Raises ValueError: all have to be readable, and to hold the same keys."""
    found = {match[1]: _read(name, files[name]) for name in files if (match := _FILE.fullmatch(name))}
    if len({frozenset(said) for said in found.values()}) > 1:
        raise ValueError(f"the languages {', '.join(found)} have not the same keys")
    return found


def replaced(part: Any, said: Mapping[str, str]) -> Any:
    """A document as it is shown: every text that is a key, by what stands for it."""
    if isinstance(part, list):
        return [replaced(one, said) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: said.get(one, one) if name in _REPLACED and isinstance(one, str) else replaced(one, said)
        for name, one in part.items()
    }


def _read(name: str, data: bytes) -> dict[str, str]:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as problem:
        raise ValueError(f"{name} is neither UTF-16 nor UTF-8") from problem
    said, place = {}, 0
    while text[place:].strip():
        line = _LINE.match(text, place)
        if line is None:
            raise ValueError(f"{name} cannot be read from {text[place : place + 40].strip()!r} on")
        said[_plain(line[1])], place = _plain(line[2]), line.end()
    return said


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda escaped: {"n": "\n", "r": "\r", "t": "\t"}.get(escaped[1], escaped[1]), text)
