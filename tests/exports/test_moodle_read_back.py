"""Moodle's XML and GIFT, read by our own readers: the same questions with the same keys."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume
from hypothesis import given

from exports import exporter
from exports.base import Selection
from exports.moodle.typed import right_answers
from exports.teaching import words
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import stem_of
from question_bank.readers.texts import read_text
from tests.strategies import ITEM
from tests.strategies import bank_of
from tests.strategies import items
from tests.strategies import patient

INFO = {
    "format": 1,
    "id": "small",
    "title": "Small",
    "sources": [{"id": "s", "title": "S", "author": "A", "short": "S 2023", "file": "s.txt"}],
}
# what our reader takes for a cloze of Anki, a sound, a formula or a quotation, wherever it stands
UNREAD = re.compile(r"\{\{|\}\}|\[sound:|\\[(\[]|<|&|\$|\">")


def read_back(name, item, folder):
    bank = bank_of({**INFO, "topics": [{"id": item.topic, "title": "T"}]}, [])
    form = exporter(name)
    out = folder / f"out{form.suffix}"
    report = form.write(Selection(bank, (item,), "Small"), out)
    assume(report.written)
    contents = read_text(out.read_bytes(), out.name)
    assert contents.left_out == ()
    [row] = contents.items
    assert row.pop("name") == item.id
    return ITEM.validate_python({**row, "id": item.id, "topic": item.topic})


def shown(text):
    return re.sub(r"\s", "", words(text))


def asked(item):
    if isinstance(item, Cloze):
        return shown(CLOZE.sub(lambda m: f"[…] ({m['hint']})" if m["hint"] else "[…]", item.text))
    return shown(stem_of(item))


def key(item):  # noqa: C901 - one case a kind
    match item:
        case MultipleChoice() | MultipleResponse():
            return [(shown(option.text), option.key) for option in item.options]
        case TrueFalseItem():
            return item.key
        case Ordering():
            return [shown(step) for step in item.sequence]
        case Matching():
            pairs = [(shown(pair.left), shown(pair.right)) for pair in item.pairs]
            rights = {right for _, right in pairs}
            return pairs, {shown(text) for text in item.extra} - rights
        case Open():
            return shown(item.model_answer)
        case Flashcard():
            return shown(item.answer)
        case Cloze():
            return [shown(found["hidden"]) for found in CLOZE.finditer(item.text)]
        case ShortAnswer(answer=NumberAnswer() as answer) | Numeric(answer=answer):
            return answer.value, answer.tolerance
        case ShortAnswer(answer=OrderAnswer() as answer):
            return [shown(entry.value) for entry in answer.value]
        case ShortAnswer():
            return "".join(right_answers(item.answer)[0].split())


@pytest.mark.parametrize("name", ["moodle-xml", "gift"])
@given(item=items())
@patient
def test_a_question_is_read_back_with_its_words_and_its_key(name, item, tmp_path_factory):
    assume(not UNREAD.search(item.model_dump_json().replace("\\\\", "\\")))
    again = read_back(name, item, tmp_path_factory.mktemp("back"))

    assert asked(again).startswith(asked(item))
    if isinstance(item, Open | Flashcard):  # in GIFT the explanation follows the answer
        assert key(again).startswith(key(item))
    else:
        assert key(again) == key(item)
