"""The PDF, read back by pypdf: what must stand on it, and what must not."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.quiz.blueprint import Blueprint
from app.quiz.form import assemble
from app.services import printing
from exports.base import Selection
from exports.html_parts import shown_order
from exports.paper.look import Look
from exports.paper.pdf import Pdf
from question_bank.items import stem_of
from question_bank.markup import plain
from tests.quiz import kinds

LOOKS = {
    "A4": Look(),
    "Letter": Look(paper="letter"),
    "two columns": Look(columns=2),
    "large": Look(large=True),
    "dyslexic": Look(dyslexic=True),
    "dyslexic in two columns on Letter": Look("letter", columns=2, dyslexic=True),
    "with sections": Look(sections=True),
}


def selected(*rows, title="Two & two", points=None):
    bank = kinds.bank([kinds.item(row) for row in rows] if rows else None)
    return Selection(bank, bank.items, title, "AAAA-BBBB A", points=points or {})


def printed(selection, look=None, *, key=False):
    made = {
        file.name: file for file in Pdf().files("AAAA-BBBB", [("A", selection)], look or Look())
    }
    return made["quiz-AAAA-BBBB-A-key.pdf" if key else "quiz-AAAA-BBBB-A.pdf"]


def pages(data):
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def squeezed(words):
    """Return text without spaces, marks of direction and places to break: how lines fell."""
    return re.sub(r"[\s\u200b\u200e\u2066-\u2069]+", "", words)


def on(selection, look=None, *, key=False):
    return squeezed("".join(pages(printed(selection, look, key=key).data)))


CHOICE = {
    "kind": "multiple_choice",
    "stem": "Which?",
    "options": [{"text": "first", "key": "true"}, {"text": "second", "why": "It came later."}],
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_question_and_every_part_of_it_stands_on_the_sheet(look):
    selection = selected()
    words = on(selection, look)

    for item in selection.items:
        if item.kind == "cloze":
            assert squeezed("It was the first visit in") in words
        elif "$" not in item.stem:
            assert squeezed(plain(stem_of(item))) in words, item.id
        for part in getattr(item, "options", ()):
            assert squeezed(part.text) in words
        for part in getattr(item, "sequence", ()):
            assert squeezed(part) in words
        for pair in getattr(item, "pairs", ()):
            assert squeezed(pair.left) in words
            assert squeezed(pair.right) in words


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_no_answer_reason_or_passage_stands_on_the_sheet(look):
    words = on(selected(), look)

    for told in (
        "ToSeoul", "Thatwasin2019", "madeastep", "deepremorse", "Kishida,", "4.4",
        "tookbackitscomplaint,and", "namesthecomplaint", "dozen", "Writer2023",
    ):  # fmt: skip
        assert told not in words, told


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_key_has_every_answer_with_its_reasons_and_its_passage(look):
    words = on(selected(), look, key=True)

    for told in (
        "Key:Two&two", "B", "Itfiledacomplaint", "Thatwasin2019.", "madeastep", "False", "To",
        "hespokeof“deepremorseandheartfeltapology”", "4.4trillionUSD(±0.05)",
        "JapantightensrulesKoreacomplains", "namesthecomplaint", "[2]", "P1,Writer2023",
        "P2,Writer2023", "Caution.", "Alsoright:Kishida.", "forteacher",
    ):  # fmt: skip
        folded = words.casefold().replace("→", "").replace("forthe", "for")
        assert told.casefold() in folded, told


def test_the_head_says_the_points_and_the_foot_the_code_on_every_page():
    found = pages(printed(selected(), replace(Look(), minutes=45)).data)

    assert "10 questions · 12 points · 45 minutes" in found[0]
    for at, page in enumerate(found, 1):
        assert "AAAA-BBBB A" in page
        assert f"{at} / {len(found)}" in page


def test_points_of_the_form_stand_beside_the_question_and_in_the_sum():
    words = on(selected(CHOICE, points={"q": 2.5}))

    assert "1question·2.5points" in words
    assert "[2.5]" in words


def test_a_quiz_of_forty_questions_has_few_pages_and_the_paper_it_was_asked_for():
    rows = [row | {"id": f"{row['id']}-{n}"} for n in range(4) for row in kinds.ROWS]
    for name, size in (("a4", (595, 842)), ("letter", (612, 792))):
        read = PdfReader(io.BytesIO(printed(selected(*rows), Look(paper=name)).data))

        assert 5 <= len(read.pages) <= 8
        assert [round(side) for side in read.pages[0].mediabox[2:]] == list(size)


def test_large_print_has_no_smaller_letter_than_18_points():
    sizes = set()
    for page in PdfReader(io.BytesIO(printed(selected(), Look(large=True)).data)).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, _font, size: (
                text.strip() and sizes.add(round(abs(size * tm[3] * cm[3]), 1))
            )
        )

    # a letter in a ring and what stands over a formula's line are part of a drawing
    assert min(sizes - {13.7, 12.6, 14.0}) >= 18.0, sizes


def test_equal_forms_give_equal_bytes():
    first = Pdf().files("X", [("A", selected())], Look(answer_sheet=True, reading_sheet=True))
    second = Pdf().files("X", [("A", selected())], Look(answer_sheet=True, reading_sheet=True))

    assert [file.data for file in first] == [file.data for file in second]
    assert b"/CreationDate" not in first[0].data
    assert b"/ModDate" not in first[0].data


def test_the_reading_sheet_has_the_cited_paragraphs_once_and_marks_nothing():
    selection = selected()
    made = Pdf().files(
        "X", [("A", selection), ("B", selection)], Look(reading_sheet=True, key=False)
    )

    assert [file.name for file in made] == ["quiz-X-A.pdf", "quiz-X-B.pdf", "quiz-X-reading.pdf"]
    words = squeezed("".join(pages(made[2].data)))
    assert words.count(squeezed("His words were “deep remorse")) == 1
    assert words.count(squeezed("Japan has a GDP of USD 4.4 trillion")) == 1
    assert "P1Fumio" in words


def test_one_file_holds_questions_and_key(tmp_path):
    out = tmp_path / "quiz.pdf"
    report = Pdf().write(selected(), out)
    words = "".join(pages(out.read_bytes()))

    assert words.index("Where did Kishida go") < words.index("At a glance")
    assert len(report.written) == 10
    assert report.remarks == ()


def test_a_section_begins_with_its_topic_where_topics_stay_together():
    selection = selected()
    mixed = replace(selection, items=selection.items[::2] + selection.items[1::2])

    assert "Thevisit" in on(selection, Look(sections=True))
    assert "Thevisit" not in on(selection)
    assert "Thevisit" not in on(mixed, Look(sections=True))


def test_options_stand_in_the_form_s_order():
    bank = kinds.bank()
    form = assemble(bank, Blueprint(count=10, versions=2))
    second = printing.selection_of(bank_changed(bank), form, form.versions[1])
    item = next(one for one in second.items if one.id == "complaint")
    shown = [item.options[index].text for index in shown_order(second, item)]
    words = on(second)

    assert sorted(shown, key=lambda text: words.index(squeezed(text))) == shown


def bank_changed(bank):
    return replace(bank, changed={item.id: 1 for item in bank.items})


def test_text_from_right_to_left_and_of_korea_and_japan_survives():
    hebrew = CHOICE | {"id": "he", "stem": "מהי בירת יפן?"}
    korean = {"id": "ko", "kind": "flashcard", "stem": "한국의 수도는?", "answer": "서울"}
    japanese = {"id": "ja", "kind": "flashcard", "stem": "日本の首都は？", "answer": "東京"}
    made = printed(selected(hebrew, korean, japanese))
    words = squeezed("".join(pages(made.data)))

    assert "יפן" in words or "ןפי" in words
    if not made.report.remarks:  # this machine has the fonts, as CI's has
        assert "한국의수도는" in words
        assert "日本の首都は" in words
    for remark in made.report.remarks:
        assert re.match(r"(Hangul|Chinese characters|Hiragana|Katakana|Fullwidth) \(", remark)


def test_letters_that_no_font_has_are_named():
    strange = CHOICE | {"stem": "Which sign is \U00012000 or \U00013000?"}
    made = printed(selected(strange))

    assert [said.partition(" (")[0] for said in made.report.remarks] == [
        "Cuneiform",
        "Egyptian",
    ]
    assert "needs a font that this machine doesn’t have" in made.report.remarks[0]


def test_criteria_that_add_up_to_other_points_than_the_form_gives_are_explained():
    points = {"why-now": 5}

    said = "Thecriteriaaddupto3;thequestiongives5inproportion."
    assert said in on(selected(points=points), key=True)
    assert "Thecriteriaaddup" not in on(selected(), key=True)


def long_choice(times):
    """Return a choice whose three options are long: each ends with a word of its own."""
    said = "and so on, as it was said " * times
    texts = [f"{word} {said}endmost" for word in ("First", "Second", "Third")]
    options = [{"text": text, "key": str(text == texts[0]).lower()} for text in texts]
    return CHOICE | {"id": "last", "stem": "Which is the long one?", "options": options}


@pytest.mark.parametrize(
    ("look", "times"), [(Look(), 40), (Look(columns=2), 20), (Look(columns=2), 22)]
)
def test_a_question_of_long_options_isnt_parted_from_them(look, times):
    rows = [CHOICE | {"id": f"q-{at}"} for at in range(12)]
    found = pages(printed(selected(*rows, long_choice(times)), look).data)

    (stem,) = [at for at, page in enumerate(found) if "Which is the long one?" in page]
    (option,) = [at for at, page in enumerate(found) if "First and so on" in page]
    assert stem == option


@pytest.mark.parametrize("look", [Look(), Look(columns=2), Look(large=True)])
def test_options_that_are_longer_than_a_page_go_on_over_pages(look):
    data = printed(selected(long_choice(150)), look).data
    last = []
    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(
            visitor_text=lambda text, at, within, *_font: (
                last.append(at[5] + at[3] * within[5]) if "endmost" in text else None
            )
        )

    assert len(last) == 3
    assert min(last) > 40, "points from the lower edge of the paper"
