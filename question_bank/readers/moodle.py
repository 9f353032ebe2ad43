"""Moodle's XML: every question that an item can hold, or the reason why not.

Not carried over, as a bank has no place for them: marks, penalties, numbering of options, and
what is said in general to right, partly right and wrong answers. Hints follow the explanation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.moodle_files import Files
from question_bank.readers.moodle_kinds import read_kind
from question_bank.readers.moodle_texts import Texts
from question_bank.readers.moodle_xml import MAX_ELEMENTS
from question_bank.readers.moodle_xml import questions
from question_bank.readers.questions_items import Quiz
from question_bank.readers.questions_items import category
from question_bank.readers.questions_words import UnfitError
from question_bank.readers.texts_decoding import MAX_ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from question_bank.readers.contents import Contents
    from question_bank.readers.moodle_xml import Element


def read_moodle(text: str, name: str, title: str, media: Path | None) -> Contents:
    """Read questions.

    Args:
        text: the whole file.
        name: how it is called to people.
        title: the topic of questions that have no category.
        media: the folder that files are written to, each under its digest; None: nowhere.

    Raises:
        RefusedFileError: it can't be read as XML, or has no question, or too many.
    """
    quiz = Quiz(title)
    files = Files(media)
    topic = title
    for question in questions(text, name):
        if question.attributes.get("type") == "category":
            topic = category(question.words("category"), title)
            continue
        quiz.rows += 1
        if quiz.rows > MAX_ROWS:
            raise RefusedFileError(f"{name}:{question.line}: over {MAX_ROWS:,} questions: split it")
        try:
            _take(quiz, question, files, topic)
        except UnfitError as error:
            quiz.leave_out(f"line {question.line}", str(error))
    if not quiz.rows:
        raise RefusedFileError(f"{name}: there are no questions in it")
    return quiz.contents("moodle-xml", files.media)


def _take(quiz: Quiz, question: Element, files: Files, topic: str) -> None:
    """Take a question.

    Raises:
        UnfitError: it can't be taken; the message says why.
    """
    if not question.children:
        raise UnfitError(f"it is empty, or has over {MAX_ELEMENTS:,} elements")
    texts = Texts(files, question.first("questiontext").attributes.get("format", "html"))
    made = read_kind(question, texts)
    quiz.add(
        made,
        name=question.words("idnumber") or question.words("name")[:200],
        topic=topic,
        tags=[tag.words("text") for tag in question.first("tags").all("tag")],
        explanation=[
            texts.markdown(question.first("generalfeedback")),
            *(texts.markdown(hint) for hint in question.all("hint")),
        ],
    )
