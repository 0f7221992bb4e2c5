"""One document of Google's in several languages: `localized…` beside each text that differs (wallets.md §4.2).

Made by laying the same document in every language side by side, so that no text can be forgotten.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

_TEXTS = frozenset({"label", "header", "body", "accountIdLabel", "accountNameLabel"})
# An update leaves alone what it does not name: these are always sent, so that translations of yesterday go away.
_ALWAYS = frozenset({"label", "accountIdLabel", "accountNameLabel"})


def localised(documents: Mapping[str, Json]) -> Json:
    """The first of them, with what the others say beside it. All have the same form."""
    merged: Json = _merged(dict(documents))
    return merged


def _merged(told: Mapping[str, Any]) -> Any:
    own = next(iter(told.values()))
    if isinstance(own, list):
        return [_merged({language: one[place] for language, one in told.items()}) for place in range(len(own))]
    if not isinstance(own, dict):
        return own
    if "defaultValue" in own:
        return _translated({language: one["defaultValue"]["value"] for language, one in told.items()})
    found: Json = {}
    for name in own:
        values = {language: one[name] for language, one in told.items()}
        found[name] = _merged(values)
        if name in _ALWAYS or (name in _TEXTS and len(set(values.values())) > 1):
            found[f"localized{name[0].upper()}{name[1:]}"] = _translated(values)
    return found


def _translated(texts: Mapping[str, str]) -> Json:
    """A text that is the same everywhere needs no translation."""
    (language, text), *others = texts.items()
    said = [{"language": one, "value": value} for one, value in others] if len(set(texts.values())) > 1 else []
    return {"defaultValue": {"language": language, "value": text}, "translatedValues": said}
