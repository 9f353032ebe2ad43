"""The few parts of protobuf messages that Anki's newer packages need, decoded strictly.

The wire format: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_FIXED = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}
_LAST_FIELD = 2**29 - 1
_SHIFTS = range(0, 70, 7)


class BrokenMessageError(ValueError):
    """Bytes that are no protobuf message."""


def fields_of(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field of a message, in its order.

    Raises:
        BrokenMessageError: the bytes are no message: cut, too long a number, an unknown wire type.
    """
    at = 0
    while at < len(raw):
        key, at = _varint(raw, at)
        number, wire = key >> 3, key & 7
        if not 0 < number <= _LAST_FIELD:
            raise BrokenMessageError(f"field {number}")
        if wire == _VARINT:
            value, at = _varint(raw, at)
            yield number, value
            continue
        if wire == _LENGTH:
            size, at = _varint(raw, at)
        elif wire in _FIXED:
            size = _FIXED[wire]
        else:
            raise BrokenMessageError(f"wire type {wire}")
        if size > len(raw) - at:
            raise BrokenMessageError("cut off")
        yield number, raw[at : at + size]
        at += size


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in _SHIFTS:
        if at >= len(raw):
            raise BrokenMessageError("cut off")
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the bit that says another byte follows
            if value >= 2**64:
                break
            return value, at
    raise BrokenMessageError("a number of more than 64 bits")


class Message:
    """A decoded message; of a field given more than once, the last one counts."""

    def __init__(self, raw: bytes) -> None:
        self._values = dict(fields_of(raw))

    def has(self, field: int) -> bool:
        """Return whether a field is given, be it empty."""
        return field in self._values

    def number(self, field: int) -> int:
        """Return a number; 0 if it is not given.

        Raises:
            BrokenMessageError: the field is no number.
        """
        value = self._values.get(field, 0)
        if not isinstance(value, int):
            raise BrokenMessageError(f"field {field} is no number")
        return value

    def raw(self, field: int) -> bytes:
        """Return bytes; none if they are not given.

        Raises:
            BrokenMessageError: the field is a number.
        """
        value = self._values.get(field, b"")
        if isinstance(value, int):
            raise BrokenMessageError(f"field {field} is a number")
        return value

    def text(self, field: int) -> str:
        """Return a text; empty if it is not given.

        Raises:
            BrokenMessageError: the field is no text in UTF-8.
        """
        try:
            return self.raw(field).decode()
        except UnicodeDecodeError as error:
            raise BrokenMessageError(f"field {field} is no text") from error
