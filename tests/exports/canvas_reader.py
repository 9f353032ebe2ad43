"""A reader of Canvas' QTI 1.2 of the tests' own: it scores as classic Canvas does."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any

from lxml import etree
from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
EXTRA = "{http://canvas.instructure.com/xsd/cccv1p0}"


def material(node: Any) -> str:
    """Return the words of an element's first material."""
    text = node.find(f".//{QTI}mattext")
    if text.get("texttype") == "text/plain":
        return " ".join((text.text or "").split())
    return " ".join(html.fromstring(text.text).text_content().split())


@dataclass
class Question:
    """One question of a quiz."""

    node: Any

    @property
    def fields(self) -> dict[str, str]:
        rows = self.node.iter(f"{QTI}qtimetadatafield")
        return {row.findtext(f"{QTI}fieldlabel"): row.findtext(f"{QTI}fieldentry") for row in rows}

    @property
    def stem(self) -> str:
        return material(self.node.find(f"{QTI}presentation"))

    @property
    def html(self) -> str:
        return self.node.find(f"{QTI}presentation/{QTI}material/{QTI}mattext").text

    def responses(self) -> dict[str, dict[str, str]]:
        """Return, by response, the numbers of what can be chosen by their words."""
        return {
            node.get("ident"): {
                material(label): label.get("ident") for label in node.iter(f"{QTI}response_label")
            }
            for node in self.node.iter(f"{QTI}response_lid")
        }

    def lefts(self) -> dict[str, str]:
        """Return the responses of a matching by the words of its left sides."""
        return {material(n): n.get("ident") for n in self.node.iter(f"{QTI}response_lid")}

    def score(self, given: dict[str, Any]) -> tuple[Decimal, list[str]]:
        """Return the percentage of a reply, and the names of the feedback it hears."""
        self.given = given
        score, heard = Decimal(0), []
        for rule in self.node.iter(f"{QTI}respcondition"):
            conditions = list(rule.find(f"{QTI}conditionvar"))
            # Canvas lists the texts that are right side by side: one of them is enough
            listed = len(conditions) > 1 and all(c.tag == f"{QTI}varequal" for c in conditions)
            if not (any if listed else all)(map(self._holds, conditions)):
                continue
            for node in rule.iter(f"{QTI}setvar"):
                amount = Decimal(node.text)
                score = amount if node.get("action") == "Set" else score + amount
            heard += [n.get("linkrefid") for n in rule.iter(f"{QTI}displayfeedback")]
            if rule.get("continue") == "No":
                break
        return score, heard

    def feedback(self, name: str) -> str:
        (node,) = (n for n in self.node.iter(f"{QTI}itemfeedback") if n.get("ident") == name)
        return material(node)

    def _holds(self, node: Any) -> bool:
        given = self.given.get(node.get("respident"))
        match node.tag.removeprefix(QTI):
            case "other":
                return True
            case "and":
                return all(map(self._holds, node))
            case "or":
                return any(map(self._holds, node))
            case "not":
                return not all(map(self._holds, node))
            case "varequal" if isinstance(given, Decimal):
                return given == Decimal(node.text)
            case "varequal" if isinstance(given, tuple):
                return node.text in given
            case "varequal":
                return given is not None and given.strip().lower() == node.text.strip().lower()
            case "vargte":
                return given >= Decimal(node.text)
            case "varlte":
                return given <= Decimal(node.text)
            case other:
                raise AssertionError(other)


def read(package: Path) -> tuple[dict[str, Question], Any]:
    """Return the questions by item, and what Canvas keeps of the quiz (assessment_meta)."""
    with zipfile.ZipFile(package) as archive:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
        resources = {n.get("identifier"): n for n in manifest.iter(f"{PACKAGE}resource")}
        (quiz,) = (n for n in resources.values() if n.get("type") == "imsqti_xmlv1p2")
        name = quiz.get("identifier")
        extra = resources[quiz.find(f"{PACKAGE}dependency").get("identifierref")]
        assert extra.get("type") == (
            "associatedcontent/imscc_xmlv1p1/learning-application-resource"
        )
        assert extra.get("href") == f"{name}/assessment_meta.xml"
        files = [file.get("href") for file in manifest.iter(f"{PACKAGE}file")]
        assert sorted(files) == sorted(set(archive.namelist()) - {"imsmanifest.xml"})
        root = etree.fromstring(archive.read(f"{name}/{name}.xml"))
        meta = etree.fromstring(archive.read(f"{name}/assessment_meta.xml"))
    assert root.find(f"{QTI}assessment").get("ident") == name == meta.get("identifier")
    assert meta.find(f"{EXTRA}assignment/{EXTRA}quiz_identifierref").text == name
    questions = {
        node.get("ident").partition(".")[2]: Question(node) for node in root.iter(f"{QTI}item")
    }
    return questions, meta
