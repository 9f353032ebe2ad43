"""What an import writes as YAML is what the loader reads."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from app.services.importing_yaml import entry
from app.services.importing_yaml import mapping
from app.services.importing_yaml import topic_head
from question_bank.loader import load
from tests.strategies import ITEM
from tests.strategies import items
from tests.strategies import patient

PAPER = {"id": "paper", "title": "P", "author": "A", "short": "A", "file": "paper.txt"}


def read_back(item):
    info = {"format": 1, "id": "b", "title": "B", "sources": [PAPER]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.joinpath("paper.txt").write_text("A Paper\n\nIt has a sentence.\n")
        folder.joinpath("bank.yaml").write_text(
            mapping({**info, "topics": [{"id": item.topic, "title": "T"}]}), encoding="utf-8"
        )
        folder.joinpath("one.yaml").write_text(
            topic_head(item.topic) + entry(item), encoding="utf-8"
        )
        [found] = load(folder).items
    return found


@given(items())
@patient
def test_any_item_is_read_as_it_was_written(item):
    uncited = item.model_copy(update={"cite": ()})
    assert read_back(uncited) == uncited


@pytest.mark.parametrize("word", ["it's", 'a "b"', "\U000f0000", "a\\b", "[x, y]", "null", "#1"])
def test_words_in_a_list_of_lists_are_written_as_texts(word):
    answer = {"kind": "phrase", "value": "x", "groups": [[word, "x"]]}
    row = {"id": "a", "kind": "short_answer", "topic": "t", "stem": "s", "answer": answer}
    item = ITEM.validate_python(row)

    assert read_back(item) == item


@pytest.mark.parametrize("topic", ["null", "true", "no", "1e5", "0x1f", "2024-01-02"])
def test_a_topic_and_a_tag_that_look_like_something_else_are_names(topic):
    row = {"id": "a", "kind": "flashcard", "topic": topic, "stem": "s", "answer": "x"}
    item = ITEM.validate_python({**row, "tags": [topic]})

    assert read_back(item) == item
