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
_TYPED = frozenset({"dateStyle", "currencyCode", "numberStyle"})


def in_all_languages(content: PassContent, identity: PassIdentity) -> tuple[Json, Strings]:
    """The document of `pass_json`, and no strings at all where the card has one language."""
    own = pass_json(content, identity)
    if not content.others:
        return own, NO_STRINGS
    tongues = (content.words, *content.others)
    documents = [own, *(pass_json(replace(content, words=words), identity) for words in content.others)]
    keys: dict[str, Sequence[str]] = {}
    for told in zip(*map(_texts, documents), strict=True):
        place, own_holder, text = told[0]
        texts = [holder[text] for _, holder, _ in told]
        key = texts[0]
        if keys.setdefault(key, texts) != texts:
            # The same word means something else here, and another language tells them apart.
            key = own_holder[text] = f"{place}.{text}"
            keys[key] = texts
    differing = {key: texts for key, texts in keys.items() if {key} != set(texts)}
    return own, {words.language: {key: texts[at] for key, texts in differing.items()} for at, words in enumerate(tongues)}


def _texts(document: Json) -> Iterator[tuple[str, Json, str]]:
    """Where each text is: the place by name, the object, and its key there."""
    for text in _AT_THE_TOP:
        yield "pass", document, text
    for group in document["storeCard"].values():
        for field in group:
            typed = not _TYPED.isdisjoint(field)
            for text in _IN_A_FIELD:
                if isinstance(field.get(text), str) and not (typed and text == "value"):
                    yield field["key"], field, text
    for place, location in enumerate(document.get("locations", ())):
        yield f"location{place}", location, "relevantText"
