"""Moodle XML: each trap that its importer has."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from defusedxml import ElementTree

from exports import exporter
from exports.moodle.texts import MOST_OF_FILE
from exports.moodle.words import GRADES
from question_bank.items import IMPORTED
from question_bank.items import Note

GOLD = Path(__file__).with_name("gold") / "small.moodle.xml"
KINDS = {
    "flashcard": "essay",
    "cloze": "cloze",
    "multiple_choice": "multichoice",
    "multiple_response": "multichoice",
    "true_false": "truefalse",
    "short_answer": "shortanswer",
    "numeric": "numerical",
    "ordering": "ordering",
    "matching": "matching",
    "open": "essay",
}


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a selection: its questions by idnumber, and the report."""

    def write(selection):
        out = tmp_path / "out.xml"
        report = exporter("moodle-xml").write(selection, out)
        root = ElementTree.parse(out).getroot()
        return {question.findtext("idnumber"): question for question in root}, report

    return write


@pytest.fixture
def one(one_more, written):
    """Return a function that writes one more item, given as YAML, and returns its question."""

    def write(item):
        questions, report = written(one_more("{id: one, " + item + "}"))
        assert "one" in questions, report.skipped
        return questions["one"]

    return write


@pytest.fixture
def left_out(one_more, written):
    def write(item):
        _, report = written(one_more("{id: one, " + item + "}"))
        return {skipped.item: skipped.reason for skipped in report.skipped}["one"]

    return write


def text(question, path):
    return question.findtext(f"{path}/text")


def test_the_small_bank_is_written_as_the_gold_file_says(selection, tmp_path, request):
    out = tmp_path / "out.xml"
    exporter("moodle-xml").write(selection, out)
    if request.config.getoption("--update-gold"):
        GOLD.write_bytes(out.read_bytes())

    assert out.read_text(encoding="utf-8") == GOLD.read_text(encoding="utf-8")


def test_each_of_the_ten_kinds_is_a_question_of_a_type_of_moodle(selection, written):
    questions, report = written(selection)

    assert report.skipped == ()
    assert {item.kind: questions[item.id].get("type") for item in selection.items} == KINDS


def test_an_imported_note_is_left_out_with_its_reason(selection, written):
    note = Note(id="n", kind="note", topic="trade", note_type="basic", fields={"Front": "x"})
    _, report = written(replace(selection, items=(note,)))

    assert [one.reason for one in report.skipped] == [
        "an imported note that only its own templates can show"
    ]
    assert note.kind == IMPORTED


def test_every_question_has_what_all_need(selection, written):
    questions, _ = written(selection)

    for name, question in questions.items():
        if name is None:
            continue
        assert question.find("questiontext").get("format") == "html"
        assert text(question, "name")
        assert text(question, "questiontext")
        assert Decimal(question.findtext("defaultgrade")) > 0
        assert question.findtext("penalty") is not None
        assert question.findtext("hidden") == "0"


def test_a_category_comes_before_the_questions_of_each_topic(selection, tmp_path):
    out = tmp_path / "out.xml"
    exporter("moodle-xml").write(selection, out)
    rows = [(q.get("type"), text(q, "category")) for q in ElementTree.parse(out).getroot()]

    assert rows[0] == ("category", "$course$/top/Small :: bank/Trade & tariffs")
    assert rows[6] == ("category", "$course$/top/Small :: bank/Rivers :: and seas")


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Import/export", "$course$/top/Small :: bank/Import//export"),
        ("Asia::Korea", "$course$/top/Small :: bank/Asia/Korea"),
        ("/", "$course$/top/Small :: bank"),
    ],
)
def test_a_slash_is_doubled_and_levels_are_levels(title, category, selection, written):
    topics = tuple(
        topic.model_copy(update={"title": title}) for topic in selection.bank.info.topics
    )
    info = selection.bank.info.model_copy(update={"topics": topics})
    questions, _ = written(replace(selection, bank=replace(selection.bank, info=info)))

    assert text(questions[None], "category") == category


def test_every_fraction_is_in_moodles_list_and_the_right_ones_make_a_hundred(one):
    for right in range(1, 7):
        for wrong in range(1, 8 - right):
            options = [f"{{text: r{n}, key: true}}" for n in range(right)]
            options += [f"{{text: w{n}}}" for n in range(wrong)]
            if len(options) < 3:
                continue
            question = one(
                f"kind: multiple_response, stem: Which?, options: [{', '.join(options)}]"
            )
            fractions = [answer.get("fraction") for answer in question.iter("answer")]
            assert {fraction.lstrip("-") for fraction in fractions} <= set(GRADES)
            plus = sum(Decimal(each) for each in fractions if not each.startswith("-"))
            minus = sum(Decimal(each) for each in fractions if each.startswith("-"))
            assert abs(plus - 100) < Decimal("0.001")
            assert abs(minus + 100) < Decimal("0.001")  # to tick all earns nothing


def test_a_choice_says_of_each_option_why(selection, written):
    questions, _ = written(selection)
    answers = questions["one-of-three"].findall("answer")

    assert [answer.get("fraction") for answer in answers] == ["100", "0", "0"]
    assert [text(answer, "feedback") for answer in answers] == [
        "<p>The paper names it.</p>",
        "<p>It isn't named: a guess.</p>",
        "",
    ]
    assert questions["one-of-three"].findtext("single") == "true"
    assert questions["one-of-three"].findtext("shuffleanswers") == "true"
    assert questions["some-of-four"].findtext("single") == "false"
    assert questions["some-of-four"].findtext("shuffleanswers") == "false"


def test_a_forms_order_stays_and_is_not_shuffled(selection, written):
    questions, _ = written(replace(selection, orders={"one-of-three": (2, 0, 1)}))
    answers = questions["one-of-three"].findall("answer")

    assert [answer.get("fraction") for answer in answers] == ["0", "100", "0"]
    assert questions["one-of-three"].findtext("shuffleanswers") == "false"


def test_true_and_false_are_exactly_these_words(selection, written):
    questions, _ = written(selection)
    answers = questions["is-it"].findall("answer")

    assert [(answer.get("fraction"), answer.findtext("text")) for answer in answers] == [
        ("0", "true"),
        ("100", "false"),
    ]


def test_an_ordering_says_shownumcorrect_or_moodle_dies(selection, written):
    questions, _ = written(selection)
    question = questions["in-order"]

    assert question.findtext("shownumcorrect") == "1"
    assert [answer.findtext("text") for answer in question.findall("answer")] == [
        "Trade fell",
        "Controls were eased",
        "The complaint was withdrawn",
    ]


def test_an_extra_right_side_has_an_empty_left_side(selection, written):
    questions, _ = written(selection)
    rows = [
        (row.findtext("text"), text(row, "answer"))
        for row in questions["pairs"].findall("subquestion")
    ]

    assert rows[-1] == ("", "built a dam")
    assert rows[0] == ("Japan", "eased controls")


def test_what_moodle_would_strip_from_a_right_side_as_a_tag_is_shown(one):
    question = one(
        "kind: matching, stem: Which?, "
        'pairs: [{left: a, right: "x <b> y"}, {left: b, right: "1 < 2"}]'
    )

    assert [text(row, "answer") for row in question.findall("subquestion")] == [
        "x &lt;b> y",
        "1 < 2",
    ]


def test_a_right_side_is_at_most_255_characters(left_out):
    long = "x" * 256

    assert (
        left_out(
            f"kind: matching, stem: W, pairs: [{{left: a, right: {long}}}, {{left: b, right: c}}]"
        )
        == "a right side of 256 characters: Moodle takes 255"
    )


def test_a_cloze_has_a_gap_for_each_hidden_part(selection, written):
    questions, _ = written(selection)

    assert text(questions["gap"], "questiontext") == (
        "<strong>Trade</strong> fell by {1:SHORTANSWER:=4.5 percent} (how much?) in "
        "{1:NUMERICAL:=2019:0} &amp; {1:SHORTANSWER:=rose $x^2$~=rose x^2}, {{c3"
    )


def test_signs_of_a_gap_are_escaped(one):
    question = one(
        r"""kind: cloze, text: 'Say {{c1::a~b#c=d"e\\f*g}} now', aliases: {c1: ["50%"]}"""
    )

    assert text(question, "questiontext") == (r"Say {1:SHORTANSWER:=a\~b\#c\=d\"e\\f\\*g~=50%} now")


def test_a_text_that_reads_like_a_gap_is_none(one):
    question = one("kind: cloze, text: 'Write {1:SHORTANSWER:=no} and {{c1::yes}}'")

    assert text(question, "questiontext") == (
        "Write &#123;1:SHORTANSWER:=no} and {1:SHORTANSWER:=yes}"
    )


def test_a_gap_in_a_formula_is_left_out(left_out):
    assert left_out("kind: cloze, text: 'It is $x = {{c1::5}}$.'") == (
        "a hidden part stands inside a formula: hide the whole formula instead"
    )


def test_points_of_a_cloze_are_shared_out_in_whole_numbers(selection, written):
    questions, _ = written(replace(selection, points={"gap": 6.0, "who": 2.5}))

    assert text(questions["gap"], "questiontext").count("{2:") == 3
    assert questions["who"].findtext("defaultgrade") == "2.5"


def test_a_question_with_gaps_that_moodle_gives_other_points_is_said(selection, written):
    _, report = written(replace(selection, points={"gap": 2.5}))
    _, even = written(replace(selection, points={"gap": 6.0}))

    (remark,) = report.remarks
    assert remark.startswith("In Moodle a gap counts whole points")
    assert remark.endswith(": gap 3 instead of 2.5.")
    assert even.remarks == ()


def test_a_number_has_its_tolerance_and_its_units(one):
    question = one(
        "kind: numeric, stem: How far?, "
        "answer: {value: 4.50, unit: km, unit_aliases: [kilometres], tolerance: 0.5}"
    )

    assert question.find("answer").findtext("text") == "4.50"
    assert question.find("answer").findtext("tolerance") == "0.5"
    assert question.find("answer").get("fraction") == "100"
    assert [unit.findtext("unit_name") for unit in question.iter("unit")] == ["km", "kilometres"]
    assert {unit.findtext("multiplier") for unit in question.iter("unit")} == {"1"}
    assert question.findtext("showunits") == "0"


def test_a_number_without_a_unit_shows_none(one):
    question = one("kind: numeric, stem: How many?, answer: {value: 4}")

    assert question.findtext("showunits") == "3"
    assert question.find("units") is None


def test_short_answers_are_plain_and_a_star_is_a_star(one):
    question = one(
        'kind: short_answer, stem: What?, answer: {value: "a & <b> 5*", aliases: [x], reject: [y]}'
    )

    assert [
        (answer.get("fraction"), answer.findtext("text")) for answer in question.findall("answer")
    ] == [("100", "a & <b> 5\\*"), ("100", "x"), ("0", "y")]


def test_things_in_any_order_are_right_in_every_order(one):
    question = one("kind: short_answer, stem: Who?, answer: {kind: set, value: [Tokyo, Seoul]}")

    assert {answer.findtext("text") for answer in question.findall("answer")} == {
        "Tokyo; Seoul",
        "Seoul; Tokyo",
        "Tokyo, Seoul",
        "Seoul, Tokyo",
    }


def test_over_four_things_in_any_order_are_left_out(left_out):
    assert left_out(
        "kind: short_answer, stem: Who?, answer: {kind: set, value: [a, b, c, d, e]}"
    ) == ("over 4 things in any order: Moodle compares an answer as a whole")


def test_things_in_a_fixed_order_are_a_gap_each(one):
    question = one("kind: short_answer, stem: Who?, answer: {kind: order, value: [Tokyo, Seoul]}")

    assert question.get("type") == "cloze"
    assert text(question, "questiontext") == (
        "<p>Who?</p><p>1. {1:SHORTANSWER:=Tokyo}<br>2. {1:SHORTANSWER:=Seoul}</p>"
    )


def test_an_essay_tells_its_grader_the_answer_and_what_each_criterion_earns(selection, written):
    questions, _ = written(selection)
    info = text(questions["why"], "graderinfo")

    assert info.startswith("<p>Because trade</p>\n<p>had fallen.</p>")
    assert "<li>0.5 points: names rivers</li>" in info
    assert questions["why"].findtext("defaultgrade") == "1.5"
    assert "Because trade" not in (text(questions["why"], "generalfeedback") or "")


def test_the_source_is_the_end_of_the_general_feedback(selection, written):
    questions, _ = written(selection)

    assert text(questions["who"], "generalfeedback") == (
        "<p>Source: Writer 2023, P2: “Korea withdrew”</p>"
    )
    assert text(questions["one-of-three"], "generalfeedback").startswith("<p>See the end.</p>")


def test_tags_are_the_items_own_and_its_levels(selection, written):
    questions, _ = written(selection)

    assert [tag.findtext("text") for tag in questions["one-of-three"].iter("tag")] == [
        "wto",
        "bloom:understand",
        "difficulty:easy",
    ]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("[{text: a}, {text: b}]", "no option is marked as right"),
        (
            "[{text: a, key: true}, {text: b, key: true}, {text: c}]",
            "2 options are marked as right, and only one can be chosen",
        ),
    ],
)
def test_a_choice_without_one_key_is_left_out(options, reason, selection, written):
    item = next(item for item in selection.items if item.id == "one-of-three")
    kinds = [
        type(item.options[0])(text=word, key="true" in part)
        for word, part in re.findall(r"\{text: (\w)([^}]*)\}", options)
    ]
    changed = item.model_copy(update={"options": tuple(kinds)})
    _, report = written(replace(selection, items=(changed,)))

    assert [one.reason for one in report.skipped] == [reason]


def test_text_cannot_end_its_section(one):
    question = one('kind: open, stem: "a ]]> <b> & b", model_answer: x')

    assert text(question, "questiontext") == "<p>a ]]&gt; &lt;b&gt; &amp; b</p>"


def test_a_control_character_is_named(selection, written):
    item = next(item for item in selection.items if item.id == "who")
    changed = item.model_copy(update={"stem": "a\x07b"})
    _, report = written(replace(selection, items=(changed,)))

    assert [one.reason for one in report.skipped] == [
        "a control character (U+0007) stands in it: take it out"
    ]


def test_every_script_and_tex_survive(one):
    question = one(
        r"kind: open, model_answer: x, "
        r"stem: 'عربي 한국어 日本語 $\frac{a<b}{2}$ and $$x^2$$ for \\(5'"
    )

    assert text(question, "questiontext") == (
        r'<div dir="auto"><p>عربي 한국어 日本語 <span>\(\frac{a&lt;b}{2}\)</span> and </p>'
        r"\[x^2\] for \<span></span>(5<p></p></div>"
    )


def pictured(selection, folder, data):
    (folder / "media").mkdir()
    if data is not None:
        (folder / "media" / "map.png").write_bytes(data)
    item = next(item for item in selection.items if item.id == "who")
    item = item.model_copy(update={"stem": "Who? ![a map](media/map.png)"})
    return replace(selection, bank=replace(selection.bank, folder=folder), items=(item,))


def test_a_picture_goes_along_in_base64(selection, written, tmp_path):
    (tmp_path / "bank").mkdir()
    questions, report = written(pictured(selection, tmp_path / "bank", b"a picture"))
    element = questions["who"].find("questiontext")

    assert 'src="@@PLUGINFILE@@/map.png"' in element.findtext("text")
    assert element.find("file").attrib == {"name": "map.png", "path": "/", "encoding": "base64"}
    assert base64.b64decode(element.findtext("file")) == b"a picture"
    assert report.remarks == ()


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        (None, "media/map.png isn't in the bank's folder: its description stands for it"),
        (
            bytes(MOST_OF_FILE + 1_000_000),
            "media/map.png has 11 MB, and 10 MB is the most: its description stands for it",
        ),
    ],
)
def test_a_picture_that_is_missing_or_huge_is_told(data, remark, selection, written, tmp_path):
    (tmp_path / "bank").mkdir()
    questions, report = written(pictured(selection, tmp_path / "bank", data))

    assert report.remarks == (remark,)
    assert text(questions["who"], "questiontext") == "<p>Who? [a map]</p>"


def test_what_is_lost_is_said_beforehand(selection):
    losses = {item.id: exporter("moodle-xml").losses(item) for item in selection.items}

    assert losses["flash"] == ("the card that asks the other way round",)
    assert losses["pairs"] == ("feedback per option",)
    assert losses["gap"] == ("mathematics in the answer, which is typed as TeX",)
    assert losses["one-of-three"] == ()
