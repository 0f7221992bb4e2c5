"""Phones that Altegio hides from us: the documents name the right, not what stands in the phone's place (altegio.md §4.3)."""

import re

# A star stands in no phone. Dots may part its groups and a letter may begin an extension, each of them alone; a row is a mask.
_MASK = re.compile(r"\*|[•●·xX#_?]{2,}|\d…|…\d")


def is_masked(text: str) -> bool:
    """Whether part of a phone, or all of it, is replaced by signs. Such a text is nobody's phone: it never matches a person,
    makes none and overwrites no real one.
    """
    return bool(_MASK.search(text))
