"""What the README of the format says is so: its examples are sound, its tables are whole."""

from __future__ import annotations

import re

import pytest
import yaml

from app.settings import shipped_bank
from question_bank.answers import Model
from question_bank.bank import BankInfo
from question_bank.checks import check
from question_bank.items import KINDS
from question_bank.items import ItemBase
from question_bank.loader import read
from question_bank.nodes import parse
from tests import strategies
from tests.bank import readme


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    """The ten examples as one bank, beside the real bank.yaml and its source."""
    folder = tmp_path_factory.mktemp("readme")
    info = (shipped_bank() / "bank.yaml").read_bytes()
    (folder / "bank.yaml").write_bytes(info)
    name = re.search(r"file: (\S+)", info.decode())[1]
    seeds = next(home / "seeds" for home in shipped_bank().parents if (home / "seeds").is_dir())
    (folder / name).write_bytes((seeds / name).read_bytes())
    text = "".join(readme.examples())
    (folder / "examples.yaml").write_text(f"topic: growing-synergy\nitems:\n{text}")
    return read(folder)


def test_there_is_one_example_of_each_kind_in_their_order():
    rows = [yaml.safe_load(text) for text in readme.examples()]
    assert [len(row) for row in rows] == [1] * 10
    assert tuple(row[0]["kind"] for row in rows) == KINDS


def test_the_examples_are_a_bank_without_problems(reading):
    assert reading.problems == ()
    assert len(reading.bank.items) == 10
    assert check(reading.bank) == ()


def test_every_passage_of_the_examples_is_where_they_say(reading):
    found = [passage.status for row in reading.bank.passages.values() for passage in row]
    assert set(found) == {"exact"}


def test_the_examples_are_none_of_the_bank_s_own_items(reading):
    own = read(shipped_bank()).bank
    assert not own.by_id.keys() & reading.bank.by_id.keys()


def test_each_example_shows_every_key_of_its_kind(reading):
    for item in reading.bank.items:
        common = set(ItemBase.model_fields)
        own = set(type(item).model_fields) - common
        assert own <= item.model_fields_set, item.id


def test_the_bank_yaml_of_the_readme_is_one():
    tree = parse(readme.blocks("yml")[0].encode())
    assert tree.faults == []
    assert BankInfo.model_validate(tree.value).id == "japan-korea-2023"


def test_the_table_of_common_keys_is_whole():
    _, _, after = readme.TEXT.partition("## Keys that every kind has")
    table, _, _ = after.partition("\n## ")
    rows = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    assert set(rows) == {*ItemBase.model_fields, "kind"} - {"origin"}  # an import's


def test_every_typed_answer_of_the_table_is_one():
    _, _, after = readme.TEXT.partition("## Typed answers")
    found = re.findall(r"^\| `(\w+)` \| `(\{.*?\})` \|", after, re.MULTILINE)
    assert [kind for kind, _ in found] == ["text", "phrase", "number", "date", "set", "order"]
    for kind, text in found:
        row = {"id": "a", "kind": "short_answer", "topic": "b", "stem": "c"}
        item = strategies.ITEM.validate_python(row | {"answer": parse(text.encode()).value})
        assert item.answer.kind == kind
        assert isinstance(item.answer, Model)


@pytest.mark.parametrize("status", ["exact", "moved", "drifted", "ambiguous", "missing"])
def test_every_status_of_a_citation_is_explained(status):
    assert re.search(rf"^\| `{status}` \|", readme.TEXT, re.MULTILINE)


@pytest.mark.parametrize("refused", ["&a", "*a", "<<", "!!str", "---"])
def test_what_is_refused_is_told(refused):
    assert f"`{refused}`" in readme.TEXT
