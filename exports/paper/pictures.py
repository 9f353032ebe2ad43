"""Pictures on paper: found in the bank's folder, looked at before they are printed."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from question_bank.media import FOLDER
from question_bank.media import type_of

if TYPE_CHECKING:
    from question_bank.bank import Bank

PRINTED = {"png", "jpg", "jpeg", "gif", "webp", "svg"}
_BIGGEST = 8_000_000  # bytes
_MOST_PIXELS = 40_000_000  # decoded at 4 bytes each: 160 MB
_DPI = 120  # how fine a picture is taken to be that doesn't say
_MM = 25.4 / _DPI
_UNKNOWN = (640, 480)
_SVG_BOX = re.compile(rb"viewBox\s*=\s*[\"'][\s,]*\S+[\s,]+\S+[\s,]+([\d.]+)[\s,]+([\d.]+)")
_SVG_TAG = re.compile(rb"<svg\b[^>]*>")
_SVG_SIDES = re.compile(rb"\b(width|height)\s*=\s*[\"']([\d.]+)")
# What an SVG could ask for besides its own lines; the engine has no door to it, and isn't asked.
_SVG_OUTSIDE = re.compile(
    rb"<!ENTITY|<(?:\w+:)?(?:image|feImage|script|foreignObject)\b", re.IGNORECASE
)


class Unprintable(ValueError):  # noqa: N818 - it says what the picture is
    """A picture that can't be printed; the message says why, without the file's name."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes, and the size in mm that it has by itself."""

    name: str
    data: bytes
    width: float
    height: float

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Return width and height in mm, no more than these and in the picture's shape."""
        by = min(1.0, width / self.width, height / self.height)
        return round(self.width * by, 2), round(self.height * by, 2)


def picture(bank: Bank, name: str) -> Picture:
    """Return a picture of a bank.

    Raises:
        Unprintable: it isn't there, is too big, or of a type that paper can't show.
    """
    kind = type_of(name)
    ending = name.rpartition(".")[2]
    if kind is None or bank.folder is None:
        raise Unprintable("isn’t there")
    if ending not in PRINTED:
        raise Unprintable(f"is {kind}, which can’t be printed: make it a PNG or JPEG")
    path = bank.folder / FOLDER / name
    try:
        if path.stat().st_size > _BIGGEST:
            raise Unprintable(f"is over {_BIGGEST // 1_000_000} MB: make it smaller")
        data = path.read_bytes()
    except OSError:
        raise Unprintable("isn’t there") from None
    width, height = _size(data, ending)
    if width * height > _MOST_PIXELS:
        raise Unprintable(f"has {width} × {height} pixels: make it smaller")
    return Picture(name, data, max(width * _MM, 1.0), max(height * _MM, 1.0))


def _size(data: bytes, ending: str) -> tuple[int, int]:
    """Return a picture's pixels, read from its first bytes."""
    try:
        width, height = _of_svg(data) if ending == "svg" else _of_pixels(data)
    except (struct.error, IndexError):
        raise Unprintable("can’t be read: it is damaged") from None
    if width < 1 or height < 1:
        raise Unprintable("can’t be read: it is damaged")
    return width, height


def _of_pixels(data: bytes) -> tuple[int, int]:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(b"GIF8"):
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _of_webp(data)
    if data.startswith(b"\xff\xd8"):
        return _of_jpeg(data)
    raise Unprintable("can’t be read: it isn’t what its name says")


def _of_webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _of_jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if data[at] != 0xFF:  # noqa: PLR2004 - a marker's first byte
            raise Unprintable("can’t be read: it is damaged")
        mark = data[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):  # noqa: PLR2004 - SOF0 to 15
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        at += 2 + max(int(length), 2)


def _of_svg(data: bytes) -> tuple[int, int]:
    if b"<svg" not in data[:4000]:
        raise Unprintable("can’t be read: it isn’t what its name says")
    if _SVG_OUTSIDE.search(data):
        raise Unprintable("has other files in it: draw it with lines alone, or make it a PNG")
    tag = _SVG_TAG.search(data)
    head = tag[0] if tag else b""
    sides = dict(_SVG_SIDES.findall(head))
    if found := _SVG_BOX.search(head):
        return round(float(found[1])), round(float(found[2]))
    if b"width" in sides and b"height" in sides:
        return round(float(sides[b"width"])), round(float(sides[b"height"]))
    return _UNKNOWN
