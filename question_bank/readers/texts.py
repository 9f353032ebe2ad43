"""The door to text files that others made: tables, Quizlet's lists, GIFT and Moodle XML."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.gift import looks_like_gift
from question_bank.readers.gift import read_gift
from question_bank.readers.moodle import read_moodle
from question_bank.readers.quizlet import read_quizlet
from question_bank.readers.quizlet import signs
from question_bank.readers.tables import read_table
from question_bank.readers.tables_head import read_head
from question_bank.readers.texts_decoding import decode

if TYPE_CHECKING:
    from pathlib import Path

    from question_bank.readers.contents import Contents

_XML = re.compile(r"\s*+<(?:\?xml|quiz|!)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def read_text(raw: bytes, name: str, media: Path | None = None) -> Contents:
    """Read a text file, told apart by what is in it and by its name.

    Args:
        raw: its bytes.
        name: its name; a path's last part is shown to people.
        media: a folder that its pictures and sounds are written to, each under its digest; None
            counts them only, and their paths lead nowhere.

    Raises:
        RefusedFileError: it can't be taken at all; the message is one line with ``file:line``.
    """
    shown = _CONTROL.sub(" ", PurePath(name.replace("\\", "/")).name)[:100] or "file"
    suffix = PurePath(shown).suffix.lower()
    title = " ".join(PurePath(shown).stem.replace("_", " ").split()) or "Import"
    text = decode(raw, shown)
    if not text.strip():
        raise RefusedFileError(f"{shown}: it is empty")
    if suffix == ".xml" or _XML.match(text):
        return read_moodle(text, shown, title, media)
    if suffix == ".gift":
        return read_gift(text, shown, title)
    if suffix in {".csv", ".tsv", ".tab"} or read_head(text).said:
        return read_table(text, shown, title)
    if looks_like_gift(text):
        return read_gift(text, shown, title)
    if "quizlet" in shown.lower() or signs(text):
        return read_quizlet(text, shown, title)
    return read_table(text, shown, title)
