"""Texts of a Moodle question, each in its format and with its files, as Markdown."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from question_bank.readers.moodle_files import pointing
from question_bank.readers.questions_words import html_markdown
from question_bank.readers.questions_words import one_line
from question_bank.readers.questions_words import plain_markdown

if TYPE_CHECKING:
    from question_bank.readers.moodle_files import Files
    from question_bank.readers.moodle_xml import Element


class Texts:
    """Reads the texts of a question."""

    def __init__(self, files: Files, form: str) -> None:
        self.files = files
        self.form = form or "html"

    def html(self, element: Element) -> str:
        """Return an element's text as HTML, its files named as in a bank.

        Raises:
            UnfitError: a file of it isn't sound.
        """
        said = element.first("text").text if element.has("text") else element.text
        names = dict(self.files.take(file) for file in element.all("file"))
        match element.attributes.get("format", self.form):
            case "plain_text" | "plain":
                return html.escape(said, quote=False).replace("\n", "<br>")
            case "moodle_auto_format":
                return pointing(said.strip().replace("\n", "<br>"), names)
            case _:
                return pointing(said, names)

    def markdown(self, element: Element) -> str:
        """Return an element's text as Markdown.

        Raises:
            UnfitError: Markdown can't say it, or a file of it isn't sound.
        """
        said = element.first("text").text if element.has("text") else element.text
        match element.attributes.get("format", self.form):
            case "markdown":
                return said.strip()
            case "plain_text" | "plain":
                return plain_markdown(said)
            case _:
                return html_markdown(self.html(element), self.files.stored)

    def plain(self, element: Element) -> str:
        """Return a plain text, as answers to type have it, in one line."""
        return one_line(element.first("text").text if element.has("text") else element.text)
