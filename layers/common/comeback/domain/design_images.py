"""Pictures that an owner brings instead of ours: what each is for, and how large it has to be (wallets.md §1.5, §4.3)."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a picture is for."""

    ICON = "icon"
    LOGO = "logo"
    STRIP = "strip"
    HERO = "hero"
    STAMP_FILLED = "stamp_filled"
    STAMP_EMPTY = "stamp_empty"
    REWARD = "reward"
    ARTWORK = "artwork"
    PRIMARY_LOGO = "primary_logo"


_OF_POSTERS = frozenset({Role.ARTWORK.value, Role.PRIMARY_LOGO.value})


@dataclass(frozen=True, slots=True, repr=False)
class Images:
    """Per role the digest of the owner's own picture; empty: ours is drawn. Only `artwork` makes a card a poster on phones that
    know them (`domain.poster_style`), with `primary_logo` or another logo on it.
    """

    icon: str = ""
    logo: str = ""
    strip: str = ""
    hero: str = ""
    stamp_filled: str = ""
    stamp_empty: str = ""
    reward: str = ""
    artwork: str = ""
    primary_logo: str = ""

    def __repr__(self) -> str:
        """Looks are told apart by it."""
        return f"Images({', '.join(f'{name}={digest!r}' for name, digest in self.content.items())})"

    @property
    def content(self) -> dict[str, str]:
        """What versions are named after. Pictures of posters came later: without them all names are what they were."""
        return {name: digest for name, digest in asdict(self).items() if digest or name not in _OF_POSTERS}

    def of(self, role: Role) -> str:
        """The digest, or nothing."""
        return str(getattr(self, role))

    @property
    def named(self) -> dict[Role, str]:
        """Those that the owner brought."""
        return {role: digest for role in Role if (digest := self.of(role))}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The least pixels of a picture at 3x, and the most that are kept. `widest`: how much wider than the least it may be in
    proportion; a picture of a fixed shape is cropped to it, but never by more than a quarter, one of a free shape stays whole.
    """

    width: int
    height: int
    kept: tuple[int, int]
    widest: float = 1.0

    def refusal(self, width: int, height: int) -> str:
        """Why a picture of this size cannot be used; empty when it can."""
        if width < self.width or height < self.height:
            scale = int(min(3 * width / self.width, 3 * height / self.height))
            enough = f", enough for @{scale}x only" if scale > 1 else ", enough for old phones only" if scale == 1 else ""
            return (
                f"At least {self.width} x {self.height} pixels are needed, so that it is sharp on every phone (@3x); "
                f"this one has {width} x {height}{enough}."
            )
        shape, own = self.width / self.height, width / height
        widest = shape / 0.75 if self.widest == 1 else shape * self.widest
        if not 0.75 * shape <= own <= widest:
            return f"It is cropped to {self.described}; of {width} x {height} pixels too much would be lost."
        return ""

    def fitted(self, width: int, height: int) -> tuple[int, int]:
        """In which pixels a picture of this size is kept: never enlarged."""
        share = min(width / self.kept[0], height / self.kept[1], 1)
        return max(1, round(self.kept[0] * share)), max(1, round(self.kept[1] * share))

    @property
    def described(self) -> str:
        """The shape in words."""
        if self.widest > 1:
            return f"{self.width} to {round(self.width * self.widest)} x {self.height}"
        return f"{self.width} x {self.height}"


_STAMP = Wanted(186, 186, (186, 186))
WANTED: dict[Role, Wanted] = {
    # Google cuts a circle out of 660 pixels; a large icon serves there too.
    Role.ICON: Wanted(114, 114, (660, 660)),
    Role.LOGO: Wanted(150, 150, (480, 150), widest=3.2),
    Role.STRIP: Wanted(1125, 432, (1125, 432)),
    Role.HERO: Wanted(1032, 336, (1032, 336)),
    Role.STAMP_FILLED: _STAMP,
    Role.STAMP_EMPTY: _STAMP,
    Role.REWARD: _STAMP,
    Role.ARTWORK: Wanted(1074, 1344, (1074, 1344)),
    Role.PRIMARY_LOGO: Wanted(90, 90, (378, 90), widest=4.2),
}
LARGEST_IMAGE = 4_000_000
"""Bytes: in base64 still below the 6 MB that a Lambda function is given."""
MOST_PIXELS = 25_000_000
"""Of a picture before it is scaled down: that of a good phone, 100 MB when it is unpacked; more is taken for a decompression
bomb."""
