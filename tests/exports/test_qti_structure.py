"""QTI's own rules of structure, from the standard: what may stand in what, and in which order.

The published schemas may not be copied (their licence), so these are their rules for the
elements we write, in our words. A second reader, a player that others wrote, is in
test_qti_oracle.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import question_bank
from exports import exporter
from exports.base import Selection
from question_bank.loader import load
from tests.exports.qti_reader import attribute
from tests.exports.qti_reader import name_of

GOLD = Path(__file__).with_name("gold")
SHIPPED = Path(question_bank.__file__).with_name("japan-korea-2023")
BLOCK = "p|div|ul|ol|table|blockquote|pre|hr|math|h[1-6]|rubricBlock|.*Interaction"
INLINE = "a|br|code|em|img|object|audio|span|strong|sub|sup|math|textEntryInteraction"
EXPRESSION = (
    "baseValue|variable|correct|mapResponse|isNull|multiple|not|and|or|match|stringMatch|"
    "substring|gte|lte|sum|divide"
)
DECLARED = "(responseDeclaration )*(outcomeDeclaration )+"
RULE = "setOutcomeValue|responseCondition"
# element -> (children in order, as a pattern of names with a space after each; attributes needed)
MODEL = {
    "assessmentItem": (
        f"{DECLARED}itemBody (responseProcessing )?(modalFeedback )*",
        "identifier title adaptive timeDependent",
    ),
    "responseDeclaration": ("(correctResponse )?(mapping )?", "identifier cardinality baseType"),
    "outcomeDeclaration": ("(defaultValue )?", "identifier cardinality"),
    "correctResponse": ("(value )+", ""),
    "defaultValue": ("(value )+", ""),
    "mapping": ("(mapEntry )+", "defaultValue"),
    "mapEntry": ("", "mapKey mappedValue"),
    "itemBody": (f"(({BLOCK}) )+", ""),
    "contentBody": (f"(({BLOCK}) )+", ""),
    "choiceInteraction": ("(simpleChoice )+", "responseIdentifier shuffle maxChoices"),
    "orderInteraction": ("(simpleChoice )+", "responseIdentifier shuffle"),
    "matchInteraction": ("(simpleMatchSet ){2}", "responseIdentifier shuffle maxAssociations"),
    "simpleMatchSet": ("(simpleAssociableChoice )*", ""),
    "simpleAssociableChoice": (f"(({INLINE}) )*", "identifier matchMax"),
    "simpleChoice": (f"(({INLINE}) )*", "identifier"),
    "textEntryInteraction": ("", "responseIdentifier"),
    "extendedTextInteraction": ("", "responseIdentifier"),
    "rubricBlock": ("(div |contentBody )", "view use"),
    "modalFeedback": ("(div |contentBody )", "outcomeIdentifier identifier showHide"),
    "responseProcessing": (f"(({RULE}) )*", ""),
    "responseCondition": ("responseIf (responseElse )?", ""),
    "responseIf": (f"({EXPRESSION}) (({RULE}) )+", ""),
    "responseElse": (f"(({RULE}) )+", ""),
    "setOutcomeValue": (f"({EXPRESSION}) ", "identifier"),
    "stringMatch": (f"(({EXPRESSION}) ){{2}}", "caseSensitive"),
    "substring": (f"(({EXPRESSION}) ){{2}}", "caseSensitive"),
    "match": (f"(({EXPRESSION}) ){{2}}", ""),
    "divide": (f"(({EXPRESSION}) ){{2}}", ""),
    "p": (f"(({INLINE}) )*", ""),
    "strong": (f"(({INLINE}) )*", ""),
    "ul": ("(li )+", ""),
    "ol": ("(li )+", ""),
    "assessmentTest": ("outcomeDeclaration testPart outcomeProcessing ", "identifier title"),
    "testPart": (
        "itemSessionControl (assessmentSection )+",
        "identifier navigationMode submissionMode",
    ),
    "assessmentSection": ("(assessmentItemRef )*", "identifier title visible"),
    "assessmentItemRef": ("(weight )*", "identifier href"),
    "weight": ("", "identifier value"),
}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def faults_in(root):
    """Return what breaks a rule, as (element, children or attribute)."""
    found = []
    for node in root.iter():
        name = name_of(node)
        if name not in MODEL or node.tag.startswith("{http://www.w3.org/1998/Math/MathML}"):
            continue
        children, needed = MODEL[name]
        given = "".join(f"{name_of(child)} " for child in node)
        if not re.fullmatch(children, given):
            found.append((name, given))
        found += [(name, key) for key in needed.split() if attribute(node, key) is None]
        for key in ("identifier", "responseIdentifier", "outcomeIdentifier"):
            value = attribute(node, key)
            if value is not None and not IDENTIFIER.fullmatch(value):
                found.append((name, value))
    return found


def loose_ends(root):
    """Return names that an item uses and doesn't declare."""
    nodes = list(root.iter())
    declared = {attribute(n, "identifier") for n in nodes if name_of(n).endswith("Declaration")}
    used = {
        attribute(node, key)
        for node in nodes
        for name, key in (
            ("variable", "identifier"),
            ("correct", "identifier"),
            ("mapResponse", "identifier"),
            ("setOutcomeValue", "identifier"),
            ("modalFeedback", "outcomeIdentifier"),
        )
        if name_of(node) == name
    }
    asked = {attribute(n, "responseIdentifier") for n in nodes} - {None}
    return (used | asked) - declared


def members(form, selection, folder):
    out = folder / "out.zip"
    exporter(form).write(selection, out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(params=["qti21", "qti3"])
def form(request):
    return request.param


@pytest.mark.parametrize("which", ["shipped", "small"])
def test_every_file_keeps_the_rules_of_structure(form, which, selection, tmp_path):
    if which == "shipped":
        bank = load(SHIPPED)
        selection = Selection(bank, bank.items, bank.info.title)
    files = members(form, selection, tmp_path)
    roots = {name: etree.fromstring(data) for name, data in files.items() if "manifest" not in name}

    assert {name: faults_in(root) for name, root in roots.items() if faults_in(root)} == {}
    assert {
        name: loose_ends(r) for name, r in roots.items() if "items/" in name and loose_ends(r)
    } == {}


def test_every_rule_of_structure_can_be_broken():
    broken = etree.fromstring(
        '<assessmentItem identifier="1 x"><itemBody>'
        '<choiceInteraction responseIdentifier="R"/><em/></itemBody></assessmentItem>'
    )

    assert {name for name, _ in faults_in(broken)} == {
        "assessmentItem",
        "choiceInteraction",
        "itemBody",
    }
    assert loose_ends(broken) == {"R"}


def test_each_version_has_its_own_names_and_no_others(form, selection, tmp_path):
    space = {
        "qti21": "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "qti3": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    }[form]
    files = members(form, selection, tmp_path)
    names = {
        node.tag.partition("}")[2]
        for name, data in files.items()
        if name.startswith("items/")
        for node in etree.fromstring(data).iter(f"{{{space}}}*")
    }

    dashed = {name for name in names if name.startswith("qti-")}
    camel = {name for name in names if name.lower() != name}
    assert bool(dashed) == (form == "qti3")
    assert bool(camel) == (form == "qti21")


def test_the_points_of_an_item_are_its_weight(form, selection, tmp_path):
    root = etree.fromstring(members(form, selection, tmp_path)["assessment.xml"])
    weights = {
        attribute(node, "identifier"): attribute(node[0], "value")
        for node in root.iter()
        if name_of(node) == "assessmentItemRef"
    }

    assert weights["r-is-it"] == "1"
    assert weights["r-why"] == "1.5"


def test_without_feedback_the_standards_template_marks(form, one_more, tmp_path):
    # no source, no explanation: nothing to be said after the answer
    choices = "options: [{text: a, key: true}, {text: b}]"
    selection = one_more(f"{{id: m, kind: multiple_choice, stem: Which?, {choices}}}")
    root = etree.fromstring(members(form, selection, tmp_path)["items/m.xml"])
    (processing,) = (node for node in root.iter() if name_of(node) == "responseProcessing")

    assert (
        processing.get("template")
        == {
            "qti21": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
            "qti3": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml",
        }[form]
    )
    assert len(processing) == 0


def test_the_one_who_marks_sees_the_answer_and_its_criteria(form, selection, tmp_path):
    root = etree.fromstring(members(form, selection, tmp_path)["items/why.xml"])
    (rubric,) = (node for node in root.iter() if name_of(node) == "rubricBlock")

    assert rubric.get("view") == "scorer"
    assert " ".join("".join(rubric.itertext()).split()) == (
        "Because trade had fallen. 1: names trade 0.5: names rivers"
    )


@pytest.mark.parametrize("name", ["canvas", "qti21", "qti3"])
def test_the_small_bank_is_written_as_the_gold_file_says(name, selection, tmp_path, request):
    gold = GOLD / f"{name}.txt"
    files = members(name, selection, tmp_path)
    told = "\n".join(f"== {member}\n{data.decode()}" for member, data in files.items())
    lines = told.replace("><", ">\n<")
    if request.config.getoption("--update-gold"):
        gold.write_text(lines, encoding="utf-8")

    assert lines == gold.read_text(encoding="utf-8")
