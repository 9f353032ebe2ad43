"""Formats a selection of items can be written in: one row a format, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exports.base import Exporter

# name -> "module:Class". Lazy: genanki alone takes 150 ms to import, and `--help` needs none.
EXPORTERS: Mapping[str, str] = {
    "anki": "exports.anki:Anki",
    "html": "exports.html:Html",
    "jsonl": "exports.jsonl:Jsonl",
    "moodle-xml": "exports.moodle.file:MoodleXml",
    "gift": "exports.gift:Gift",
    "aiken": "exports.aiken:Aiken",
    "markdown": "exports.markdown:Markdown",
    "canvas": "exports.qti.canvas:Canvas",
    "qti21": "exports.qti.standard:Qti21",
    "qti3": "exports.qti.standard:Qti3",
    "kahoot": "exports.sheets.kahoot:Kahoot",
    "blooket": "exports.sheets.blooket:Blooket",
    "wayground": "exports.sheets.wayground:Wayground",
    "gimkit": "exports.sheets.gimkit:Gimkit",
    "quizlet": "exports.sheets.quizlet:Quizlet",
    "csv": "exports.sheets.listing:Csv",
    "xlsx": "exports.sheets.listing:Xlsx",
    "pdf": "exports.paper.pdf:Pdf",
    "docx": "exports.paper.word:Docx",
}


class UnknownFormat(ValueError):  # noqa: N818 - it names the fault, not that it is one
    """There is no such format; the message says which there are."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no format `{name}`: formats are {', '.join(sorted(EXPORTERS))}")


def exporter(name: str) -> Exporter:
    """Return the exporter of a format.

    Raises:
        UnknownFormat: no format has this name.
    """
    if name not in EXPORTERS:
        raise UnknownFormat(name)
    module, _, attribute = EXPORTERS[name].partition(":")
    made: Exporter = getattr(import_module(module), attribute)()
    return made
