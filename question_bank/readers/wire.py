"""How parts go through a pipe: framed, JSON or packed numbers, nothing whose decoding runs code."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING
from typing import Any

from question_bank.readers.parts import CARD
from question_bank.readers.parts import REVIEW
from question_bank.readers.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_KINDS = (
    "head",
    "notes",
    "cards",
    "reviews",
    "items",
    "media",
    "left_out",
    "progress",
    "refused",
)
_FRAME = struct.Struct("<BI")
_LARGEST = 2**30
_PACKED = {"cards": CARD.size, "reviews": REVIEW.size}


class BrokenPipeFrameError(Exception):
    """What came through the pipe is no part: the other end failed, or lies."""


def encode(part: Part) -> bytes:
    """Return a part as a frame: its kind, its length, its bytes."""
    raw = (
        part.value
        if part.kind in _PACKED
        else json.dumps(part.value, ensure_ascii=False, separators=(",", ":")).encode()
    )
    return _FRAME.pack(_KINDS.index(part.kind), len(raw)) + raw


def decode(pipe: BinaryIO, most: int) -> Iterator[Part]:
    """Yield the parts that come through a pipe, until it is closed.

    Raises:
        BrokenPipeFrameError: a frame is cut or garbled, or there are more than ``most`` bytes.
    """
    while frame := pipe.read(_FRAME.size):
        if len(frame) < _FRAME.size:
            raise BrokenPipeFrameError
        code, size = _FRAME.unpack(frame)
        most -= size
        if code >= len(_KINDS) or size > _LARGEST or most < 0:
            raise BrokenPipeFrameError
        raw = pipe.read(size)
        if len(raw) < size:
            raise BrokenPipeFrameError
        yield Part(_KINDS[code], _value(_KINDS[code], raw))


def _value(kind: str, raw: bytes) -> Any:
    if kind in _PACKED:
        if len(raw) % _PACKED[kind]:
            raise BrokenPipeFrameError
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BrokenPipeFrameError from error
