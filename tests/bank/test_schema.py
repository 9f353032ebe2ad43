"""The JSON Schema that editors use fits what the loader reads, and nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from app.settings import shipped_bank
from question_bank import schema
from question_bank.items import KINDS
from tests import strategies
from tests.bank import readme
from tests.bank import small

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = schema.json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


class Yaml12(yaml.SafeLoader):
    """YAML as editors read it: by the core schema of 1.2."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the attribute is PyYAML's


for tag, pattern, first in (
    ("null", r"(?:~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^{pattern}$"), first)


def editor(text):
    """Read YAML as an editor would."""
    return yaml.load(text, Loader=Yaml12)  # noqa: S506 - a SafeLoader of ours


def faults(data):
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one_of_draft_2020_12():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_the_schema_is_the_same_each_time():
    assert schema.json_schema() == SCHEMA


def test_every_pattern_can_be_read_by_editors_too():
    patterns = re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(SCHEMA))
    assert patterns
    assert [pattern for pattern in patterns if re.search(r"\(\?[^:=!]", pattern)] == []


def test_editors_read_yaml_by_the_core_schema():
    typed = "- NO\n- 12:30\n- 1.10\n- 12\n- yes\n- 2024-01-02\n- true\n- ~\n"
    assert editor(typed) == ["NO", "12:30", 1.1, 12, "yes", "2024-01-02", True, None]


@pytest.mark.parametrize("path", sorted(shipped_bank().glob("*.yaml")), ids=lambda path: path.name)
def test_every_file_of_the_shipped_bank_fits(path: Path):
    assert faults(editor(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", readme.examples(), ids=readme.name_of)
def test_every_example_of_the_readme_fits(text):
    assert faults({"topic": "growing-synergy", "items": editor(text)}) == []


def test_the_bank_yaml_of_the_readme_fits():
    head = readme.blocks("yml")[0]
    assert faults(editor(head)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_may_leave_its_topic_to_the_file(kind):
    row = small.row(kind)
    del row["topic"]
    typed = editor(strategies.to_yaml({"topic": "trade", "items": [row]}).replace('"true"', "true"))
    assert faults(typed) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_loader_reads_fits(kind):
    @strategies.patient
    @given(strategies.rows(kind))
    def law(row):
        assert faults({"topic": "trade", "items": [row]}) == []

    law()


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "flashcrd"},
        {"kind": None},
        {"stem": None},
        {"stem": ""},
        {"stem": ["a"]},
        {"anser": "a"},
        {"id": "Not a slug"},
        {"tags": "trade"},
        {"bloom": "know"},
        {"reversed": "yes"},
        {"cite": ["no paragraph"]},
        {"cite": [{"p": 0, "exact": "a"}]},
        {"cite": [{"paragraph": 1, "exact": "a"}]},
        {"lint_ignore": ["no-unit"]},
    ],
)
def test_what_the_loader_refuses_does_not_fit(edit):
    assert faults({"topic": "trade", "items": [small.row("flashcard")]}) == []
    assert faults({"topic": "trade", "items": [small.row("flashcard") | edit]})


@pytest.mark.parametrize(
    ("kind", "edit"),
    [
        ("multiple_choice", {"options": [{"text": "a", "key": True}]}),
        ("multiple_choice", {"options": [{"text": "a", "key": "yes"}, {"text": "b"}]}),
        ("multiple_response", {"options": [{"text": "a"}, {"text": "b"}]}),
        ("true_false", {"key": "maybe"}),
        ("ordering", {"sequence": ["a", "b"]}),
        ("matching", {"pairs": [{"left": "a", "right": "b"}]}),
        ("numeric", {"answer": {"unit": "km"}}),
        ("short_answer", {"answer": {"kind": "essay", "value": "a"}}),
        ("short_answer", {"answer": {"kind": "set", "value": ["a"]}}),
        ("open", {"rubric": [{"text": "a"}]}),
    ],
)
def test_what_a_kind_cannot_be_does_not_fit(kind, edit):
    assert faults({"topic": "trade", "items": [small.row(kind) | edit]})


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        "a",
        {"topic": "trade", "item": []},
        {"topic": "Trade", "items": []},
        {"items": []},
        {**editor(small.INFO), "format": 2},
        {**editor(small.INFO), "topics": []},
        {**editor(small.INFO), "colour": "red"},
    ],
)
def test_what_is_neither_a_bank_nor_a_topic_does_not_fit(data):
    assert faults(editor(small.INFO)) == []
    assert faults(data)
