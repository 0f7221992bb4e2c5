"""In which language a page is read: as its address says, else as the browser asks for, else as the program speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comeback.domain.words import Words

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True, slots=True)
class Languages:
    """`asked`: the words for the first language of a header that there is, else for a locale; `names`: what each language that
    there is calls itself, by its tag.
    """

    asked: Callable[[str, str], Words]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """`chosen`: the end of an address that keeps the language that its own end has chosen; empty when the browser has."""

    words: Words
    names: Mapping[str, str]
    chosen: str = ""


def reader_of(event: Mapping[str, Any], languages: Languages, locale: str = "en", field: str = "") -> Reader:
    """The reader of a request's answer. `field`: the language of a form that was read before."""
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    chosen = tag_of((event.get("queryStringParameters") or {}).get("lang", ""))
    asked = (chosen, tag_of(field), headers.get("accept-language", ""))
    words = languages.asked(",".join(filter(None, asked)), locale)
    return Reader(words, languages.names, f"?lang={words.language}" if chosen else "")


def tag_of(text: object) -> str:
    """A language's tag; empty for what has not the form of one."""
    return text if isinstance(text, str) and _TAG.fullmatch(text) else ""
