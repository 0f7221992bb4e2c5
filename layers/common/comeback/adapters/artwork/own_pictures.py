"""CleanPicture over Pillow: what an owner sent is decoded once, here, and only pixels of ours are kept."""

from io import BytesIO

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from comeback.adapters.artwork.painter import contain, cover, whole_png
from comeback.domain.design_images import MOST_PIXELS, WANTED, Role, Wanted
from comeback.domain.errors import FieldError, FieldRefused

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_ORIENTATION, _LYING = 0x0112, frozenset({5, 6, 7, 8})
_DAMAGED = "This picture is damaged: it cannot be read to its end."


def clean_picture(role: Role, data: bytes) -> bytes:
    """Raises FieldRefused with what is wanted."""
    try:
        opened = _opened(data)
        size, wanted = _size(opened), WANTED[role]
        if refusal := wanted.refusal(*size):
            raise _refused(refusal)
        picture = _decoded(opened, wanted)
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise _refused(_DAMAGED) from problem
    if wanted.widest > 1:
        return whole_png(contain(picture, *wanted.kept))
    return whole_png(cover(picture, *wanted.fitted(*size)))


def _opened(data: bytes) -> Image.Image:
    """Its head only: what it promises is judged before anything is unpacked."""
    if data.startswith(_JPEG):
        opened: Image.Image = JpegImageFile(BytesIO(data))
    elif data.startswith(_PNG):
        opened = PngImageFile(BytesIO(data))
        if getattr(opened, "is_animated", False):
            raise _refused("This picture moves; one that stands still is needed.")
    else:
        raise _refused("This is neither a PNG nor a JPEG.")
    if opened.width * opened.height > MOST_PIXELS:
        raise _refused(f"{opened.width} x {opened.height} pixels are too many: at most {MOST_PIXELS:,}.")
    return opened


def _size(opened: Image.Image) -> tuple[int, int]:
    """As it is looked at: a camera that was turned says so."""
    lies = opened.getexif().get(_ORIENTATION) in _LYING
    return (opened.height, opened.width) if lies else opened.size


def _decoded(opened: Image.Image, wanted: Wanted) -> Image.Image:
    profile = opened.info.get("icc_profile")
    # A JPEG can be unpacked small; that saves most of the time and memory of a photograph.
    opened.draft(None, (2 * max(wanted.kept),) * 2)
    opened.load()
    picture = _in_srgb(_in_eight_bits(opened), profile)
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _in_eight_bits(opened: Image.Image) -> Image.Image:
    if opened.mode.startswith("I"):
        opened = opened.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    wanted = "CMYK" if opened.mode == "CMYK" else "RGBA" if opened.has_transparency_data else "RGB"
    return opened if opened.mode == wanted else opened.convert(wanted)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones take photographs in wider colours; without their profile these would look pale."""
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            told = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, told, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError):
            changed = None  # a profile of nonsense, or of another kind of picture
        if changed is not None:
            return changed
    return picture if picture.mode == wanted else picture.convert(wanted)


def _refused(message: str) -> FieldRefused:
    return FieldRefused(FieldError("body", message))
