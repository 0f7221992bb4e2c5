"""Pictures as owners send them, and broken ones."""

import struct
from io import BytesIO
from zlib import compress, crc32

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def a_png(
    width: int, height: int, mode: str = "RGBA", text: str = "", colour: str = "#d6336c", *, packed: bool = False
) -> bytes:  # fmt: skip
    """Even, in one colour; `text` stands in it, as it is or `packed`."""
    info, buffer = PngInfo(), BytesIO()
    info.add_text("Comment", text, zip=packed)
    even = Image.new("RGBA", (width, height), colour)
    if mode == "I;16":
        picture = Image.new(mode, (width, height), 257 * int(grey_at(even.convert("L"), 0, 0)))
    else:
        picture = even.convert(mode)
    picture.save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def grey_at(picture: Image.Image, x: int, y: int) -> int:
    """How bright it is there, from 0 to 255."""
    return picture.convert("L").tobytes()[y * picture.width + x]


def announced(width: int, height: int) -> bytes:
    """A PNG that promises pixels and has none."""
    head = struct.pack(">2I5B", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", compress(b"")) + _chunk(b"IEND", b"")


def a_jpeg(width: int, height: int, *, turned: int = 1, mode: str = "RGB") -> bytes:
    """Upper half black, lower half white as the file has it; `turned`: how the camera was held (1 to 8)."""
    picture, buffer, exif = Image.new("L", (width, height), 255), BytesIO(), Image.Exif()
    picture.paste(0, (0, 0, width, height // 2))
    exif[0x0112], exif[0x010E] = turned, "taken at home"
    picture.convert("RGB").convert(mode).save(buffer, "JPEG", exif=exif, quality=95)
    return buffer.getvalue()


def a_photograph(width: int, height: int) -> bytes:
    """A PNG with more grain than any camera's."""
    grain = [Image.effect_noise((width // 2, height // 2), 64).resize((width, height)) for _ in range(3)]
    buffer = BytesIO()
    Image.merge("RGB", grain).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def a_moving_png(width: int, height: int) -> bytes:
    """Two frames."""
    buffer = BytesIO()
    frames = [Image.new("RGB", (width, height), colour) for colour in ("#000000", "#ffffff")]
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
