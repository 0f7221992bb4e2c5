"""Pictures as owners send them, and broken ones."""

import struct
from io import BytesIO
from zlib import compress, crc32

from PIL import Image
from PIL.PngImagePlugin import PngInfo


def a_png(width: int, height: int, mode: str = "RGBA", text: str = "", colour: str = "#d6336c") -> bytes:
    """Even, in one colour."""
    info, buffer = PngInfo(), BytesIO()
    info.add_text("Comment", text)
    Image.new("RGBA", (width, height), colour).convert("L" if mode == "I;16" else mode).convert(mode).save(
        buffer, "PNG", pnginfo=info
    )
    return buffer.getvalue()


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


def a_moving_png(width: int, height: int) -> bytes:
    """Two frames."""
    buffer = BytesIO()
    frames = [Image.new("RGB", (width, height), colour) for colour in ("#000000", "#ffffff")]
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
