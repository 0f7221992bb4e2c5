"""As much of DER (X.690) as a CMS signature needs to be taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass

SEQUENCE, SET, OBJECT, OCTETS = 0x30, 0x31, 0x06, 0x04


class DerError(ValueError):
    """Not DER, or not of the expected form."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element: `raw` with its header, `content` without."""

    tag: int
    content: bytes
    raw: bytes

    def __iter__(self) -> Iterator["Node"]:
        """Yield the elements inside."""
        rest = self.content
        while rest:
            node = read(rest)
            yield node
            rest = rest[len(node.raw) :]

    def children(self, *tags: int | None) -> list["Node"]:
        """The first elements inside, which must have these tags (None: any)."""
        nodes = list(self)
        if len(nodes) < len(tags) or any(tag is not None and node.tag != tag for node, tag in zip(nodes, tags, strict=False)):
            raise DerError("an element is missing or of another kind")
        return nodes


def read(data: bytes) -> Node:
    """The first element."""
    if len(data) < 2:
        raise DerError("too short")
    length, start = data[1], 2
    if length & 0x80:
        start = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:start])
    if len(data) < start + length:
        raise DerError("cut off")
    return Node(data[0], data[start : start + length], data[: start + length])
