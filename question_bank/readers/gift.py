"""Moodle's GIFT: every kind of question in it, or the reason why not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.gift_answers import read_answers
from question_bank.readers.gift_blocks import blocks
from question_bank.readers.gift_text import cut_form
from question_bank.readers.gift_text import find
from question_bank.readers.gift_text import markdown
from question_bank.readers.gift_text import signs
from question_bank.readers.gift_text import unescape
from question_bank.readers.questions_items import Quiz
from question_bank.readers.questions_items import category
from question_bank.readers.questions_words import UnfitError
from question_bank.readers.texts_decoding import MAX_FIELD
from question_bank.readers.texts_decoding import MAX_ROWS

if TYPE_CHECKING:
    from question_bank.readers.contents import Contents
    from question_bank.readers.gift_blocks import Block

_BLANK = r"\_\_\_\_\_"  # where the answer stands within the sentence, as Moodle shows it
_SIGN = re.compile(
    r"(?m)^\s*+(?:::|\$CATEGORY:)|(?<!\\)\{\s*+(?:[=~#}]|T(?:RUE)?[#}]|F(?:ALSE)?[#}])"
)


def looks_like_gift(text: str) -> bool:
    """Whether a text has a title, a category or an answer as GIFT writes them."""
    return bool(_SIGN.search(text[:200_000])) and "{{c" not in text[:200_000]


def read_gift(text: str, name: str, title: str) -> Contents:
    """Read questions.

    Args:
        text: the whole file.
        name: how it is called to people.
        title: the topic of questions that have no category.

    Raises:
        RefusedFileError: there is no question in it, or there are too many.
    """
    quiz = Quiz(title)
    for block in blocks(text):
        quiz.rows += 1
        if quiz.rows > MAX_ROWS:
            raise RefusedFileError(f"{name}:{block.line}: over {MAX_ROWS:,} questions: split it")
        try:
            _take(quiz, block)
        except UnfitError as error:
            quiz.leave_out(f"line {block.line}", str(error))
    if not quiz.rows:
        raise RefusedFileError(f"{name}: there are no questions in it")
    return quiz.contents("gift")


def _take(quiz: Quiz, block: Block) -> None:
    """Take a question.

    Raises:
        UnfitError: it can't be taken; the message says why.
    """
    if block.fault:
        raise UnfitError(block.fault)
    text = block.text
    if len(text) > MAX_FIELD:
        raise UnfitError(f"a question of over {MAX_FIELD // 10**6} MB")
    text, name = _cut_title(text)
    before, inner, after = _cut_answers(text)
    before, form = cut_form(before)
    stem = markdown(before, form)
    if after.strip():
        rest = markdown(after, form)
        stem = " ".join(part for part in (stem, _BLANK) if part) + (
            rest if rest[:1] in ".,;:!?)" else f" {rest}"
        )
    if not stem:
        raise UnfitError("there is no question before the {")
    at = find(inner, "####")
    general = markdown(inner[at + 4 :], form) if at >= 0 else ""
    made = read_answers(stem, inner[:at] if at >= 0 else inner, general, form)
    quiz.add(
        made,
        name=block.name or name,
        topic=category(block.category, quiz.title),
        tags=block.tags,
        explanation=[] if made.get("model_answer") == general else [general],
    )


def _cut_title(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return text, ""
    end = find(text, "::", 2)
    if end < 0:
        raise UnfitError("its title has no :: at its end")
    return text[end + 2 :].strip(), " ".join(unescape(text[2:end]).split())[:200]


def _cut_answers(text: str) -> tuple[str, str, str]:
    """Cut a question into what stands before its braces, in them, and after them."""
    braces = list(signs(text, "{}"))
    if not braces:
        raise UnfitError("a description: it asks nothing")
    if text[braces[0]] == "}":
        raise UnfitError("a } without its {: write \\}")
    if len(braces) == 1:
        raise UnfitError("its { is never closed")
    if text[braces[1]] == "{":
        raise UnfitError("a { within its answers: write \\{")
    if len(braces) > 2:  # noqa: PLR2004 - the two of its answers
        raise UnfitError("a second pair of braces: a question has one")
    return text[: braces[0]], text[braces[0] + 1 : braces[1]], text[braces[1] + 1 :]
