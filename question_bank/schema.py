"""The JSON Schema of a bank's files, generated from the models, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from question_bank.answers import Model
from question_bank.answers import Slug
from question_bank.bank import BankInfo
from question_bank.items import Item


class TopicFile(Model):
    """Every YAML file of a bank but bank.yaml: a topic's items."""

    topic: Slug
    items: tuple[Item, ...] = ()


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return one schema that fits ``bank.yaml`` and topic files alike."""
    adapter: TypeAdapter[BankInfo | TopicFile] = TypeAdapter(BankInfo | TopicFile)
    schema = adapter.json_schema(by_alias=True, mode="validation")
    _topic_from_file(schema)
    return {
        "$schema": _DIALECT,
        "title": "Citecards bank, format 1",
        "description": "bank.yaml or a topic file of a bank",
        **schema,
    }


def _topic_from_file(schema: dict[str, Any]) -> None:
    """An item's topic may be left out in a topic file: it is the file's."""
    for definition in schema["$defs"].values():
        if "kind" in definition.get("properties", {}) and "topic" in definition.get("required", ()):
            definition["required"].remove("topic")
