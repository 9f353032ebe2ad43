"""A reader of QTI 2.1 and 3 of the tests' own, written from the standard alone.

It reads a package, and scores responses by an item's own response processing.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element as Element

_DASH = re.compile("-([a-z])")


def name_of(node: Element) -> str:
    """Return an element's name in QTI 2.1: ``qti-choice-interaction`` is choiceInteraction."""
    local = node.tag.rpartition("}")[2].removeprefix("qti-")
    return _DASH.sub(lambda found: found[1].upper(), local)


def attribute(node: Element, name: str) -> str | None:
    """Return an attribute by its name in QTI 2.1."""
    dashed = re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)
    return node.get(name, node.get(dashed))


def words_in(node: Element) -> str:
    """Return the words of an element."""
    return " ".join("".join(node.itertext()).split())


def named(node: Element, *names: str) -> list[Element]:
    """Return all elements below that have one of the names."""
    return [each for each in node.iter() if name_of(each) in names]


@dataclass
class Item:
    """An item of a package with its declarations."""

    root: Element
    responses: dict[str, Element] = field(default_factory=dict)

    def __post_init__(self):
        self.responses = {
            attribute(node, "identifier"): node for node in named(self.root, "responseDeclaration")
        }

    def choices(self) -> dict[str, str]:
        """Return the identifier of everything that can be chosen, by its words."""
        offered = named(self.root, "simpleChoice", "simpleAssociableChoice")
        return {words_in(node): attribute(node, "identifier") for node in offered}

    def side(self, at: int) -> dict[str, str]:
        """Return the left (0) or right (1) side of a matching: identifiers by words."""
        chosen = named(self.root, "simpleMatchSet")[at]
        return {words_in(node): attribute(node, "identifier") for node in chosen}

    def mark(self, **given: Any) -> dict[str, Any]:
        """Return the outcomes of responses: SCORE and what feedback is named."""
        return _Processing(self, given).run()

    def feedback(self, outcomes: dict[str, Any]) -> dict[str, str]:
        """Return the feedback that is shown, words by name."""
        shown = {
            attribute(node, "identifier"): words_in(node)
            for node in named(self.root, "modalFeedback")
            if attribute(node, "showHide") == "show"
        }
        return {n: text for n, text in shown.items() if n in (outcomes["FEEDBACK"] or ())}


def read(package: Path) -> dict[str, Item]:
    """Return the items of a package by their file's name, by way of manifest and test."""
    with zipfile.ZipFile(package) as archive:
        names = set(archive.namelist())
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
        resources = {node.get("identifier"): node for node in named(manifest, "resource")}
        files = [file.get("href") for node in resources.values() for file in named(node, "file")]
        assert set(files) == names - {"imsmanifest.xml"}
        (test,) = (node for node in resources.values() if "_test_" in node.get("type"))
        needed = [node.get("identifierref") for node in named(test, "dependency")]
        hrefs = [resources[name].get("href") for name in needed]
        root = etree.fromstring(archive.read(test.get("href")))
        assert [node.get("href") for node in named(root, "assessmentItemRef")] == hrefs
        items = {}
        for name, href in zip(needed, hrefs, strict=True):
            item = Item(etree.fromstring(archive.read(href)))
            assert attribute(item.root, "identifier") == name
            items[href.removeprefix("items/").removesuffix(".xml")] = item
        return items


class _Processing:
    """Response processing: values are None, a scalar, or a tuple (a container)."""

    def __init__(self, item: Item, given: dict[str, Any]):
        self.item = item
        self.values: dict[str, Any] = dict.fromkeys(item.responses)
        self.outcomes = []
        for node in named(item.root, "outcomeDeclaration"):
            ident = attribute(node, "identifier")
            self.outcomes.append(ident)
            value = named(node, "value")
            self.values[ident] = float(value[0].text) if value else None
        self.values.update(given)

    def run(self) -> dict[str, Any]:
        for processing in named(self.item.root, "responseProcessing"):
            template = attribute(processing, "template")
            if template:
                self._template(template.rpartition("/")[2].removesuffix(".xml"))
            self._rules(processing)
        return {name: self.values[name] for name in self.outcomes}

    def _template(self, name: str) -> None:
        if name == "match_correct":
            right = self._correct("RESPONSE")
            self.values["SCORE"] = 1.0 if self._same(self.values["RESPONSE"], right) else 0.0
        elif name == "map_response":
            empty = self.values["RESPONSE"] in (None, ())
            self.values["SCORE"] = 0.0 if empty else self._map("RESPONSE")
        else:
            raise AssertionError(name)

    def _rules(self, node: Element) -> None:
        for rule in node:
            match name_of(rule):
                case "setOutcomeValue":
                    self.values[attribute(rule, "identifier")] = self._value(rule[0])
                case "responseCondition":
                    for branch in rule:
                        if name_of(branch) == "responseElse":
                            self._rules(branch)
                            break
                        if self._value(branch[0]) is True:
                            self._rules(list(branch)[1:])
                            break
                case other:
                    raise AssertionError(other)

    def _value(self, node: Element) -> Any:  # noqa: C901, PLR0912 - one case an operator
        inner = [self._value(child) for child in node]
        match name_of(node):
            case "baseValue":
                kind = attribute(node, "baseType")
                return float(node.text) if kind == "float" else (node.text or "")
            case "variable":
                return self.values[attribute(node, "identifier")]
            case "correct":
                return self._correct(attribute(node, "identifier"))
            case "mapResponse":
                return self._map(attribute(node, "identifier"))
            case "isNull":
                return inner[0] in (None, (), "")
            case "multiple":
                flat = [v if isinstance(v, tuple) else (v,) for v in inner if v is not None]
                return sum(flat, ()) or None
            case "not":
                return None if inner[0] is None else not inner[0]
            case "and":
                return False if False in inner else None if None in inner else True
            case "or":
                return True if True in inner else None if None in inner else False
            case _ if None in inner:
                return None
            case "match":
                return self._same(*inner)
            case "stringMatch":
                assert attribute(node, "caseSensitive") == "false"
                return inner[0].lower() == inner[1].lower()
            case "substring":
                assert attribute(node, "caseSensitive") == "false"
                return inner[0].lower() in inner[1].lower()
            case "gte":
                return inner[0] >= inner[1]
            case "lte":
                return inner[0] <= inner[1]
            case "sum":
                return sum(inner)
            case "divide":
                return inner[0] / inner[1]
            case other:
                raise AssertionError(other)

    def _declared(self, ident: str) -> tuple[str, str]:
        node = self.item.responses[ident]
        return attribute(node, "cardinality"), attribute(node, "baseType")

    def _correct(self, ident: str) -> Any:
        (correct,) = named(self.item.responses[ident], "correctResponse")
        values = tuple(node.text for node in named(correct, "value"))
        cardinality, kind = self._declared(ident)
        if cardinality == "single":
            return float(values[0]) if kind == "float" else values[0]
        return values if cardinality == "ordered" else tuple(sorted(values))

    @staticmethod
    def _same(one: Any, other: Any) -> bool | None:
        return None if one is None or other is None else one == other

    def _map(self, ident: str) -> float:
        (mapping,) = named(self.item.responses[ident], "mapping")
        value = self.values[ident]
        given = value if isinstance(value, tuple) else (value,)
        worth = 0.0
        for each in dict.fromkeys(given):
            for entry in named(mapping, "mapEntry"):
                key = attribute(entry, "mapKey")
                folded = attribute(entry, "caseSensitive") == "false"
                if each == key or (folded and each.lower() == key.lower()):
                    worth += float(attribute(entry, "mappedValue"))
                    break
            else:
                worth += float(attribute(mapping, "defaultValue"))
        low, high = attribute(mapping, "lowerBound"), attribute(mapping, "upperBound")
        worth = worth if low is None else max(worth, float(low))
        return worth if high is None else min(worth, float(high))
