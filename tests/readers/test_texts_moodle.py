"""Moodle XML: every kind an item can hold, files, tags, and what is left out or refused."""

# ruff: noqa: E501 - a file is best seen as it is
from __future__ import annotations

import base64
import hashlib
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.markup import plain
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.moodle_xml import MAX_DEPTH
from question_bank.readers.moodle_xml import MAX_ELEMENTS
from question_bank.readers.texts import read_text
from tests import strategies

PNG = b"\x89PNG\r\n\x1a\nnot a real one"


def read(text, folder=None):
    return read_text(text.encode(), "quiz.xml", folder)


def quiz(*questions):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>\n'


def question(kind, inner="", stem="Which?", form="html"):
    asked = f'<questiontext format="{form}"><text>{escape(stem)}</text></questiontext>'
    return f'<question type="{kind}">{asked}{inner}</question>\n'


def answer(text, fraction=0, why="", more=""):
    said = f"<feedback><text>{escape(why)}</text></feedback>" if why else ""
    return f'<answer fraction="{fraction}"><text>{escape(text)}</text>{said}{more}</answer>'


def one(text, folder=None):
    found = read(quiz(text), folder)
    assert found.left_out == ()
    (item,) = found.items
    assert item.pop("topic") == "quiz"
    assert item.pop("name")
    strategies.ITEM.validate_python({**item, "id": "x", "topic": "x"})
    return item


def reason(text):
    found = read(quiz(text))
    assert not found.items
    ((row, said),) = found.left_out
    assert row == 1
    return said


# ------------------------------------------------------------------ kinds
def test_a_choice_has_its_feedback_and_its_order():
    inner = (
        answer("<p>Seoul</p>", 100, "Right") + answer("Busan", 0, "A port") + answer("Jeju", -25)
        + "<single>true</single><shuffleanswers>0</shuffleanswers>"
        "<generalfeedback><text>The capital.</text></generalfeedback>"
        "<hint><text>It has a river.</text></hint>"
    )  # fmt: skip
    assert one(question("multichoice", inner)) == {
        "kind": "multiple_choice",
        "stem": "Which?",
        "options": [
            {"text": "Seoul", "key": True, "why": "Right"},
            {"text": "Busan", "why": "A port"},
            {"text": "Jeju"},
        ],
        "shuffle": False,
        "explanation": "The capital.\n\nIt has a river.",
    }


def test_several_right_answers():
    inner = answer("2", 50) + answer("4", 50) + answer("3", -100) + "<single>false</single>"
    item = one(question("multichoice", inner))

    assert item["kind"] == "multiple_response"
    assert [row.get("key", False) for row in item["options"]] == [True, True, False]


def test_a_false_statement_is_corrected_by_what_is_said_to_those_who_believe_it():
    inner = answer("true", 0, "It is wet.") + answer("false", 100, "Well seen.")
    assert one(question("truefalse", inner, "Water is dry.")) == {
        "kind": "true_false",
        "stem": "Water is dry.",
        "key": False,
        "correction": "It is wet.",
        "explanation": "Well seen.",
    }


def test_a_short_answer_drops_the_star_that_only_catches_the_rest():
    inner = answer("Seoul", 100) + answer("Hanyang", 100) + answer("*", 0, "Look at a map.")
    item = one(question("shortanswer", inner))

    assert item["answer"] == {"kind": "text", "value": "Seoul", "aliases": ["Hanyang"]}
    assert item["explanation"] == "Look at a map."


def test_a_number_has_its_tolerance_and_its_unit():
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>1.0</multiplier><unit_name>metres</unit_name></unit></units>"
    )
    inner = answer("4.50", 100, more="<tolerance>0.5</tolerance>") + units

    assert one(question("numerical", inner))["answer"] == {
        "value": "4.5", "tolerance": "0.5", "unit": "m", "unit_aliases": ["metres"],
    }  # fmt: skip


def test_pairs_are_matched_and_an_empty_left_side_is_an_extra_right_one():
    pair = (
        '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    )
    inner = pair.format("Seoul", "Korea") + pair.format("Tokyo", "Japan") + pair.format("", "China")
    item = one(question("matching", inner))

    assert [(row["left"], row["right"]) for row in item["pairs"]] == [
        ("Seoul", "Korea"), ("Tokyo", "Japan"),
    ]  # fmt: skip
    assert item["extra"] == ["China"]


def test_an_essay_has_the_graders_words_for_a_model_answer():
    item = one(question("essay", "<graderinfo><text>Because.</text></graderinfo>"))

    assert item == {"kind": "open", "stem": "Which?", "model_answer": "Because."}


def test_an_ordering_follows_its_fractions():
    item = one(question("ordering", answer("b", 2) + answer("a", 1) + answer("c", 3)))

    assert item["sequence"] == ["a", "b", "c"]


def test_embedded_answers_become_hidden_parts():
    stem = (
        "<p>Is {1:SHORTANSWER:=Seoul#Yes~%0%Busan#No~%100%Hanyang} on the {:MC:=Han~Amur#Far}, "
        "with {2:NUMERICAL:=2:0} banks?</p>"
    )
    assert one(question("cloze", stem=stem)) == {
        "kind": "cloze",
        "text": "Is {{c1::Seoul}} on the {{c2::Han::Amur / Han}}, with {{c3::2}} banks?",
        "aliases": {"c1": ["Hanyang"]},
        "explanation": "Seoul: Yes\n\nBusan: No\n\nAmur: Far",
    }


def test_escapes_and_entities_within_a_gap_are_read():
    stem = r"A {1:SA:=a \} b \~ c &amp; d} B"

    assert one(question("cloze", stem=stem))["text"] == r"A {{c1::a \} b \~ c & d}} B"


def test_words_to_select_are_hints_of_their_gaps():
    box = "<selectoption><text>{}</text><group>{}</group></selectoption>"
    inner = box.format("cat", 1) + box.format("mat", 2) + box.format("dog", 1)
    item = one(question("gapselect", inner, "The [[1]] on the [[2]]."))

    assert item["text"] == "The {{c1::cat::cat / dog}} on the {{c2::mat}}."


def test_words_to_drag_are_read_alike():
    box = "<dragbox><text>{}</text><group>1</group><infinite/></dragbox>"
    item = one(question("ddwtos", box.format("a") + box.format("b"), "[[2]] and [[1]]"))

    assert item["text"] == "{{c1::b::a / b}} and {{c2::a::a / b}}"


# ------------------------------------------------------------------ texts
@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("html", '<p style="color:red">a <span class="x">b</span></p>', "a b"),
        ("html", "<p>a<br>b</p><p>c</p>", "a\\\nb\n\nc"),
        ("html", "<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("html", "a &nbsp; &lt;b&gt; $5", r"a \<b> \$5"),
        ("html", "<h3>Head</h3><p>a <u>b</u></p>", "**Head**\n\na *b*"),
        ("html", r"\(x^2\) and $$y$$", "$x^2$ and $y$"),
        ("html", "<script>alert(1)</script>a<p onclick='x'>b</p>", "a\n\nb"),
        ("html", '<a href="javascript:x">a</a> <a href="https://x.org/y">b</a>', None),
        ("html", '<a href="https://x.org/y" target="_blank">b</a>', "[b](https://x.org/y)"),
        ("moodle_auto_format", "a\nb", "a\\\nb"),
        ("plain_text", "a <b>\n*c*", "a \\<b\\>\\\n\\*c\\*"),
        ("markdown", "a **b**", "a **b**"),
    ],
)
def test_a_text_says_in_markdown_what_it_said(form, text, said):
    asked = question("essay", stem=text, form=form)
    if said is None:
        assert reason(asked).startswith("line 3: a text's HTML can't be said in Markdown")
    else:
        assert one(asked)["stem"] == said


def test_categories_tags_and_idnumbers():
    head = (
        '<question type="category"><category><text>$course$/top/A/B//C</text></category></question>'
    )
    inner = (
        "<name><text>A name</text></name><idnumber>ID-7</idnumber>"
        "<tags><tag><text>Big Sea</text></tag><tag><text>바다</text></tag></tags>"
    )
    found = read(
        quiz(head, question("essay", inner), question("essay", "<name><text>N</text></name>"))
    )
    first, second = found.items

    assert (first["topic"], first["name"], first["tags"][0]) == ("A::B/C", "ID-7", "big-sea")
    assert first["tags"][1].startswith("tag-")
    assert (second["topic"], second["name"]) == ("A::B/C", "N")
    assert found.rows == 2


# ------------------------------------------------------------------ files
def file(name="a b.png", raw=PNG, path="/"):
    told = base64.encodebytes(raw).decode()
    return f'<file name="{name}" path="{path}" encoding="base64">{told}</file>'


def pictured(*files, source="a%20b.png"):
    text = escape(f'<p>Which <img src="@@PLUGINFILE@@/{source}" alt="map" width="9">?</p>')
    return (
        f'<question type="essay"><questiontext format="html"><text>{text}</text>'
        f"{''.join(files)}</questiontext></question>"
    )


def test_a_picture_is_written_under_its_digest_and_shown(tmp_path):
    found = read(quiz(pictured(file())), tmp_path)
    digest = hashlib.sha256(PNG).hexdigest()

    assert found.items[0]["stem"] == f"Which ![map](media/{digest[:32]}.png)?"
    assert set(found.media) == {"a b.png"}
    assert found.media["a b.png"] == (digest, len(PNG), tmp_path / digest)
    assert (tmp_path / digest).read_bytes() == PNG


def test_without_a_folder_pictures_are_counted_and_not_written(tmp_path):
    found = read(quiz(pictured(file())))

    assert len(found.media) == 1
    assert list(tmp_path.iterdir()) == []


def test_one_name_for_two_pictures_becomes_two(tmp_path):
    other = PNG + b"2"
    found = read(quiz(pictured(file()), pictured(file(raw=other)), pictured(file())), tmp_path)

    assert set(found.media) == {"a b.png", f"a b-{hashlib.sha256(other).hexdigest()[:8]}.png"}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_sound_is_heard(tmp_path):
    text = escape('<audio controls><source src="@@PLUGINFILE@@/a.mp3"></audio> What is it?')
    asked = f"<questiontext><text>{text}</text>{file('a.mp3')}</questiontext>"
    found = read(quiz(f'<question type="essay">{asked}</question>'), tmp_path)

    assert f"(media/{hashlib.sha256(PNG).hexdigest()[:32]}.mp3)" in found.items[0]["stem"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((), "line 3: a picture that isn't in the file: @@PLUGINFILE@@/a%20b.png"),
        ((file().replace('base64">', 'base64">?'),), "line 3: the file a b.png is not whole"),
        ((file().replace('"base64"', '"uuencode"'),), "line 3: the file a b.png is not in base64"),
        ((file("../../etc/passwd"),), "line 3: a file in it has no proper name"),
        ((file(""),), "line 3: a file in it has no proper name"),
        ((file("a.exe"),), "line 3: the file a.exe is no picture and no sound"),
        ((file("a.html"),), "line 3: the file a.html is no picture and no sound"),
    ],
)
def test_a_file_that_is_not_sound_costs_its_question(files, said, tmp_path):
    found = read(quiz(pictured(*files), question("essay")), tmp_path)

    assert [row.row for row in found.left_out] == [1]
    assert found.left_out[0].reason.startswith(said)
    assert len(found.items) == 1
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ what is left out, and why
LONG = answer("a", 100) + "".join(answer(str(n)) for n in range(8))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (question("description"), "line 3: a description: it asks nothing"),
        (question("stack"), "line 3: no item holds a question of the kind `stack`"),
        (question("random"), "line 3: a random question"),
        (question("calculated"), "line 3: a calculated question"),
        ("<question/>", "line 3: it is empty"),
        (question(""), "line 3: a question without a type"),
        (question("essay", stem=" "), "line 3: it has no question text"),
        (question("multichoice", LONG), "line 3: `options` has 9: at most 8 are allowed"),
        (question("multichoice", answer("a", 50) + answer("b", 0)), "line 3: `a` is worth 50 %"),
        (question("multichoice", answer("a", "x") + answer("b")), "line 3: `x` is not a number"),
        (question("multichoice", answer("a", 100) + answer("")), "line 3: an option is empty"),
        (
            question("multichoice", answer("a", 60) + answer("b", 30) + "<single>0</single>"),
            "line 3: the right answers are worth 90 %, not 100 %",
        ),
        (question("truefalse", answer("True", 100)), "line 3: its answers are not `true` and"),
        (question("truefalse", answer("wahr", 100) + answer("falsch")), "line 3: its answers are"),
        (question("shortanswer", answer("a*", 100)), "line 3: `a*` has a wildcard"),
        (question("shortanswer"), "line 3: no answer is right"),
        (question("numerical", answer("1,5", 100)), "line 3: `1,5` is not a number"),
        (question("numerical", answer("*", 100)), "line 3: any number is right"),
        (
            question(
                "numerical",
                answer("1", 100) + "<units><unit><multiplier>100</multiplier>"
                "<unit_name>cm</unit_name></unit></units>",
            ),
            "line 3: a second unit of another size: cm",
        ),
        (question("matching"), "line 3: fewer than two pairs"),
        (question("ordering", answer("a", 1) + answer("b", 2)), "line 3: `sequence` has 2"),
        (question("cloze", stem="no gap"), "line 3: there is no gap in it"),
        (question("cloze", stem="{1:SA:=a"), "line 3: a gap's } is missing"),
        (question("cloze", stem="{1:SA:a~b}"), "line 3: a gap has no right answer"),
        (question("cloze", stem="{1:SA:%50%a}"), "line 3: a gap's `a` is worth 50 %"),
        (question("cloze", stem="{1:MR:=a~=b}"), "line 3: a gap of the kind MR can't be held"),
        (question("cloze", stem="{1:NM:=5:1}"), "line 3: a gap's number has a tolerance"),
        (question("cloze", stem="{1:NM:=5,1}"), "line 3: `5,1` is not a number"),
        (question("cloze", stem="{1:SA:=a::b}"), "line 3: a gap's `a::b` can't be hidden"),
        (question("cloze", stem="{1:SA:=a*}"), "line 3: `a*` has a wildcard"),
        (question("gapselect", stem="[[1]]"), "line 3: the gap [[1]] has no word"),
        (question("ddwtos", stem="none"), "line 3: there is no gap in it"),
        (question("essay", stem="<table><tr><td>a</td></tr></table>"), "line 3: a text holds <table>"),
        (question("essay", stem="<iframe src='x'></iframe>"), "line 3: a text holds <iframe>"),
        (question("essay", stem="a" * 200_001), "line 3: a text of over 200,000 characters"),
        (question("essay", stem="a" * 20_001, form="plain_text"), "line 3: `stem` is too long"),
        (question("essay", "<x/>" * MAX_ELEMENTS), "line 3: it is empty, or has over 20,000"),
    ],
)  # fmt: skip
def test_a_question_that_no_item_holds_is_left_out_with_its_reason(asked, said):
    assert reason(asked).startswith(said)


def test_a_bad_question_costs_only_itself():
    found = read(quiz(question("essay"), question("stack"), question("essay", stem="Why?")))

    assert [item["stem"] for item in found.items] == ["Which?", "Why?"]
    assert [row.row for row in found.left_out] == [2]
    assert found.rows == 3


# ------------------------------------------------------------------ what is refused
BILLION = (
    '<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;">]>\n<quiz><question type="essay">&c;</question></quiz>'
)
OUTSIDE = (
    '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
    '<quiz><question type="essay"><questiontext><text>&a;</text></questiontext></question></quiz>'
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BILLION, "quiz.xml:2: it declares a document type or entities"),
        (OUTSIDE, "quiz.xml:1: it declares a document type or entities"),
        (
            '<!DOCTYPE quiz SYSTEM "http://x.org/a.dtd"><quiz/>',
            "quiz.xml:1: it declares a document",
        ),
        ("<quiz>\n<question>\n</quiz>", "quiz.xml:3: this is not sound XML: mismatched tag"),
        ("\n\n<quiz>\n&nbsp;</quiz>", "quiz.xml:4: this is not sound XML: undefined entity"),
        ("<quiz><question type='essay'>", "quiz.xml:1: this is not sound XML: no element found"),
        ("words", "quiz.xml:1: this is not sound XML: syntax error"),
        ("<html><p>x</p></html>", "quiz.xml:1: it begins with <html>: Moodle's XML begins with"),
        ("<quiz></quiz>", "quiz.xml: there are no questions in it"),
        (
            "<quiz>" + "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH + "</quiz>",
            "quiz.xml:1: nested over 30",
        ),
    ],
)
def test_what_is_not_moodle_s_xml_is_refused_in_one_line(text, said):
    with pytest.raises(RefusedFileError) as refused:
        read(text)

    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


def test_a_declared_encoding_that_is_not_ours_is_refused_by_its_name():
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><quiz><question type="essay"/>é</quiz>'
    with pytest.raises(RefusedFileError, match=r"^quiz\.xml:1: this is ISO-8859-1: save the file"):
        read_text(text.encode("latin-1"), "quiz.xml")


def test_utf_16_is_read_whatever_its_declaration_says():
    text = quiz(question("essay", stem="é?")).replace("UTF-8", "UTF-16")

    assert read_text(text.encode("utf-16"), "quiz.xml").items[0]["stem"] == "é?"


# ------------------------------------------------------------------ what is written comes back
words = strategies.texts.map(lambda text: " ".join(text.split())).filter(
    lambda text: text and not set(text) & set("\\$[]{}") and max(text) < "\ue0f0"
)


@given(words, st.lists(words, min_size=2, max_size=8, unique=True), st.integers(0, 7))
def test_choices_come_back_as_they_were_written(stem, options, key):
    key %= len(options)
    rows = (answer(escape(text), 100 * (n == key)) for n, text in enumerate(options))
    item = one(question("multichoice", "".join(rows), escape(stem)))

    assert [plain(row["text"]) for row in item["options"]] == options
    assert [row.get("key", False) for row in item["options"]].index(True) == key
    assert plain(item["stem"]) == stem


@given(st.lists(words.filter(lambda text: "*" not in text), min_size=1, max_size=5, unique=True))
def test_typed_answers_come_back_letter_by_letter(answers):
    item = one(question("shortanswer", "".join(answer(text, 100) for text in answers)))

    assert [item["answer"]["value"], *item["answer"].get("aliases", [])] == answers
