"""Bytes to text: UTF-8 or UTF-16 with its mark; any other encoding is refused by its name."""

from __future__ import annotations

import codecs
import re

from question_bank.readers.contents import RefusedFileError

MAX_BYTES = 64_000_000
MAX_FIELD = 8_000_000  # characters of one field
MAX_ROWS = 1_000_000
_FEW = 4  # bytes that tell a wide encoding

_BINARY = (
    (b"PK\x03\x04", "a zip package"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF-", "a PDF"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In a declaration, which comes before any other character: ASCII in every encoding we take.
_DECLARED = re.compile(
    rb"\s*+<\?xml\s[^>]{0,200}?encoding\s*+=\s*+[\"']([A-Za-z0-9._:-]{1,40})[\"']"
)
_TAKEN = ("utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf16", "us-ascii", "ascii")


def decode(raw: bytes, name: str) -> str:
    r"""Return a file's text, its line breaks all ``\n``.

    Args:
        raw: its bytes.
        name: how it is called to people.

    Raises:
        RefusedFileError: it is too big, no text, or in another encoding.
    """
    if len(raw) > MAX_BYTES:
        raise RefusedFileError(f"{name}: over {MAX_BYTES // 10**6} MB: split it into smaller files")
    _refuse_binary(raw, name)
    encoding = _encoding(raw, name)
    mark = next((mark for mark, _ in _MARKS if raw.startswith(mark)), b"")
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        # a wide text may hold the byte of a line break anywhere: count in what was read
        line = error.object[: error.start].decode(encoding, "replace").count("\n") + 1
        raise RefusedFileError(_not_it(name, line, encoding)) from None
    if "\x00" in text:
        raise RefusedFileError(f"{place(name, text, text.index(chr(0)))}: {_NUL}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_NUL = "a NUL character: this is no plain text; save it as UTF-8"


def place(name: str, text: str, at: int) -> str:
    """Return ``file:line`` of a place in a text."""
    return f"{name}:{text.count(chr(10), 0, at) + 1}"


def _refuse_binary(raw: bytes, name: str) -> None:
    for start, what in _BINARY:
        if raw.startswith(start):
            raise RefusedFileError(f"{name}: this is {what}, not text; export it as text first")


def _encoding(raw: bytes, name: str) -> str:
    if raw.startswith((codecs.BOM_UTF32_BE, codecs.BOM_UTF32_LE)):
        raise RefusedFileError(f"{name}:1: this is UTF-32: save the file as UTF-8")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    head = raw[:200]
    if len(head) >= _FEW and (not any(head[1:40:2]) or not any(head[0:40:2])):
        raise RefusedFileError(
            f"{name}:1: this looks like UTF-16 without its mark: save the file as UTF-8"
        )
    declared = _DECLARED.match(raw[:400])
    if declared and declared[1].decode().lower() not in _TAKEN and not raw.isascii():
        raise RefusedFileError(
            f"{name}:1: this is {declared[1].decode()}: save the file as UTF-8 "
            "and say so in its first line"
        )
    return "utf-8"


def _not_it(name: str, line: int, encoding: str) -> str:
    if encoding == "utf-8":
        return (
            f"{name}:{line}: this is not UTF-8, perhaps Windows-1252 or another old encoding: "
            "save the file as UTF-8"
        )
    return f"{name}:{line}: this is not whole UTF-16: save the file as UTF-8"
