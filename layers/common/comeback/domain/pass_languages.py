"""One pass in several languages: its document, and what each language says in the place of its texts (wallets.md §1.6).

Made by laying the same pass in every language side by side, so that no text can be forgotten. A text is its own key: whoever
reads none of the languages sees it as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from comeback.domain.passes import PassContent, pass_json
from comeback.domain.signing import PassIdentity

Json = dict[str, Any]
Strings = Mapping[str, Mapping[str, str]]
"""By language: keys, and what stands in their place."""
NO_STRINGS: Strings = {}

_AT_THE_TOP = ("description", "logoText")
_IN_A_FIELD = ("label", "value", "changeMessage")
_TYPED = ("dateStyle", "currencyCode", "numberStyle")


def in_all_languages(content: PassContent, identity: PassIdentity) -> tuple[Json, Strings]:
    """The document of `pass_json`, and no strings at all where the card has one language."""
    own = pass_json(content, identity)
    if not content.others:
        return own, NO_STRINGS
    tongues = (content.words, *content.others)
    documents = [own, *(pass_json(replace(content, words=words), identity) for words in content.others)]
    keys: dict[str, Sequence[str]] = {}
    for name, holders in zip(_names(own), zip(*map(_holders, documents), strict=True), strict=True):
        place, text = name
        texts = [holder[text] for holder in holders]
        key = texts[0]
        if keys.setdefault(key, texts) != texts:
            # The same word means something else here, and another language tells them apart.
            key = holders[0][text] = place
            keys[key] = texts
    differing = {key: texts for key, texts in keys.items() if any(text != key for text in texts)}
    return own, {words.language: {key: texts[at] for key, texts in differing.items()} for at, words in enumerate(tongues)}


def _holders(document: Json) -> Iterator[Json]:
    """The objects with a text, once for each text."""
    return (holder for _, holder, _ in _texts(document))


def _names(document: Json) -> Iterator[tuple[str, str]]:
    return ((f"{place}.{text}", text) for place, _, text in _texts(document))


def _texts(document: Json) -> Iterator[tuple[str, Json, str]]:
    yield from (("pass", document, text) for text in _AT_THE_TOP)
    for group in document["storeCard"].values():
        for field in group:
            typed = any(style in field for style in _TYPED)
            yield from (
                (field["key"], field, text) for text in _IN_A_FIELD
                if isinstance(field.get(text), str) and not (typed and text == "value")
            )  # fmt: skip
    for place, location in enumerate(document.get("locations", ())):
        yield f"location{place}", location, "relevantText"
