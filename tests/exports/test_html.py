"""The printed quiz against a gold file, and the laws of what is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exports.base import Selection
from exports.html import Html
from exports.html import document
from exports.html import print_css
from exports.html import sheet_html
from exports.html_key import answer_row
from exports.html_parts import number
from exports.html_parts import shown_order
from exports.html_questions import question_html
from question_bank.sentences import sentences
from question_bank.words import date_words
from tests.quiz import kinds

GOLD = Path(__file__).with_name("gold") / "html.html"
VOID = {"meta", "br", "hr"}


class Outline(HTMLParser):
    """The headings of a page, its classes, and whether its elements close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def selected(*rows, orders=None, text=kinds.TEXT):
    bank = kinds.bank([kinds.item(row) for row in rows] if rows else None, text)
    return Selection(bank, bank.items, bank.info.title, "AAAA-BBBB-A", orders or {})


def question(row, orders=None):
    selection = selected(row, orders=orders)
    return question_html(selection, selection.items[0])


def answer(row, *, orders=None, passages=False, text=kinds.TEXT):
    selection = selected(row, orders=orders, text=text)
    return answer_row(selection, selection.items[0], passages=passages)


def words(fragment):
    text = unescape(re.sub(r"<[^>]+>", " ", fragment))
    return re.sub(r" (?=[,.;])", "", " ".join(text.split()))


CHOICE = {
    "kind": "multiple_choice",
    "stem": "Which?",
    "options": [
        {"text": "first", "key": "true"},
        {"text": "second", "why": "It came later."},
        {"text": "third"},
    ],
}
ORDERING = {"kind": "ordering", "stem": "Order.", "sequence": ["gamma", "alpha", "beta"]}
MATCHING = {
    "kind": "matching",
    "stem": "Match.",
    "pairs": [{"left": "L1", "right": "zebra"}, {"left": "L2", "right": "ant"}],
    "extra": ["mole"],
}


def test_the_small_bank_is_printed_as_the_gold_file_says(selection, tmp_path, request):
    out = tmp_path / "out.html"
    report = Html().write(replace(selection, code="K7QF-2MXA-A"), out)
    if request.config.getoption("--update-gold"):
        GOLD.write_bytes(out.read_bytes())

    assert out.read_text(encoding="utf-8") == GOLD.read_text(encoding="utf-8")
    assert report.written == tuple(item.id for item in selection.items)
    assert (report.skipped, report.files) == ((), (out,))


def test_the_file_is_well_formed_and_its_headings_are_in_order():
    outline = Outline(document(selected()))

    assert outline.open == []
    assert outline.headings == ["h1", "h2", "h3", "h3", "h3"]


def test_the_file_asks_for_nothing_from_elsewhere_and_runs_nothing(selection):
    page = document(selection)

    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|src=", page)
    assert "<b>ministers" not in page


def test_the_fragment_has_no_style_no_handler_and_no_id():
    names = {
        name for name, _ in Outline(sheet_html(selected(), key=True, passages=True)).attributes
    }

    assert names <= {"class", "lang", "dir", "xmlns", "display"}


def test_every_rule_of_the_style_sheet_is_kept_to_the_print_view():
    css = re.sub(r"/\*.*?\*/", "", print_css(), flags=re.DOTALL)
    css = re.sub(r"@page \{.*?\} \}", "", css)

    for selector in re.findall(r"([^{};]+)\{", css):
        assert selector.strip().startswith((".sheet", "@media")), selector


def test_without_a_key_no_answer_is_in_the_file(tmp_path):
    out = tmp_path / "out.html"
    Html(key=False).write(selected(), out)
    page = out.read_text("utf-8")

    assert "key-sheet" in page.split("</style>")[0]
    assert "key-sheet" not in page.split("</style>")[1]
    assert "That was in 2019" not in page


def test_the_head_says_form_questions_and_points():
    page = words(sheet_html(selected(), key=False, passages=False))

    assert page.startswith("Two & two Form AAAA-BBBB-A, 10 questions, 12 points Name Class Date")


def test_the_points_of_a_form_stand_at_its_questions_and_add_up_in_the_head():
    selection = selected(CHOICE, kinds.ROWS[-1])
    first, second = selection.items
    changed = replace(selection, points={first.id: 0.1, second.id: 0.2})
    page = words(sheet_html(changed, key=False, passages=False))

    assert "2 questions, 0.3 points Name" in page
    assert "Points of 0.3" in page
    assert words(question_html(changed, first)).endswith("[0.1 points]")
    assert words(question_html(changed, second)).endswith("[0.2 points]")


def test_one_question_worth_one_point_is_said_in_the_singular():
    selection = replace(selected(CHOICE), code="")

    assert "1 question, 1 point Name" in words(sheet_html(selection, key=True, passages=True))
    assert "<title>Two &amp; two</title>" in document(selection)


def test_options_are_lettered_in_the_order_of_the_form():
    assert "A third B first C second" in words(question(CHOICE, {"q": (2, 0, 1)}))
    assert words(answer(CHOICE, orders={"q": (2, 0, 1)})) == "B first C It came later."


def test_an_order_that_does_not_fit_the_item_is_left_aside():
    assert "A first B second C third" in words(question(CHOICE, {"q": (2, 0)}))


def test_short_options_stand_in_a_row_and_long_ones_below_each_other():
    long = CHOICE | {"options": [{"text": "x" * 19, "key": "true"}, {"text": "y"}]}

    assert "in-a-row" in question(CHOICE)
    assert "in-a-row" not in question(long)


def test_how_many_to_tick_is_said_unless_the_stem_says_it():
    row = kinds.ROWS[3]

    assert "Tick all that are right" in question(row)
    assert "Tick all" not in question(row | {"stem": "Which? Choose all that apply."})


def test_an_ordering_without_an_order_is_never_printed_in_the_right_one():
    sorted_row = ORDERING | {"sequence": ["alpha", "beta", "gamma"]}

    assert "alpha beta gamma" in words(question(ORDERING))
    assert "gamma beta alpha" in words(question(sorted_row))
    assert "beta alpha gamma" in words(question(ORDERING, {"q": (2, 1, 0)}))


def test_an_ordering_s_key_gives_the_number_beside_each_part_as_printed():
    assert words(answer(ORDERING, orders={"q": (2, 1, 0)})) == "3 2 1 gamma → alpha → beta"


def test_right_sides_are_lettered_and_the_key_pairs_them():
    assert "a ant b mole c zebra" in words(question(MATCHING))
    assert words(answer(MATCHING)).startswith("1–c, 2–a 1–c L1: zebra. 2–a L2: ant.")


def test_no_word_of_an_extra_letter_is_said_when_there_is_none():
    assert "Not every letter" in question(MATCHING)
    assert "Not every letter" not in question(MATCHING | {"extra": []})


def test_a_cloze_prints_blanks_for_its_first_card_and_shows_the_others():
    row = {
        "kind": "cloze",
        "text": "In {{c1::2019::year}} **{{c1::a very long part here}}**, {{c2::x}}.",
    }

    shown = question(row)
    assert words(shown) == "In blank (year) blank, x."
    assert ("gap-short" in shown, "gap-long" in shown) == (True, True)
    assert "2019" not in shown
    assert words(answer(row)) == "In 2019 a very long part here, x."


def test_a_list_has_as_many_lines_as_entries_and_a_number_its_unit():
    rows = {"kind": "set", "value": ["a", "b", "c"]}
    ranked = {"kind": "order", "value": ["a", "b"]}
    phrase = {"kind": "phrase", "value": "a b", "groups": [["a"]]}
    amount = {"kind": "number", "value": "4.50", "unit": "%", "tolerance": "0.10"}

    def asked(answer):
        return question({"kind": "short_answer", "stem": "?", "answer": answer})

    def told(key):
        return words(answer({"kind": "short_answer", "stem": "?", "answer": key}))

    assert (asked(rows).count('class="line"'), "In any order" in asked(rows)) == (3, True)
    assert (asked(ranked).count('class="line"'), "right order" in asked(ranked)) == (2, True)
    assert asked(phrase).count('class="line"') == 2
    assert words(asked(amount)) == "? %"
    assert words(asked({"kind": "number", "value": "3"})) == "?"
    assert told(rows) == "a; b; c"
    assert told(ranked) == "a → b"
    assert told(phrase) == "a b"
    assert told(amount) == "4.50% (± 0.1)"
    assert told({"kind": "number", "value": "3"}) == "3"
    assert told({"kind": "date", "value": "2023-03-16"}) == "16 March 2023"
    assert told({"value": "USA", "aliases": ["US", "America"]}) == "USA Also right: US; America."


@pytest.mark.parametrize(
    ("date", "said"),
    [("2023", "2023"), ("2023-03", "March 2023"), ("-0044-03-15", "-0044-03-15")],
)
def test_a_date_is_said_at_the_precision_it_has(date, said):
    assert date_words(date) == said


def test_an_open_question_gets_room_by_its_answer_and_the_points_of_its_rubric():
    row = kinds.ROWS[-1]

    assert question(row).count('class="line"') == 4
    assert question(row | {"model_answer": "word " * 400}).count('class="line"') == 12
    assert words(question(row)).endswith("[3 points]")
    assert "2 names the complaint 1 names the restrictions" in words(answer(row))
    assert "points" not in question(row | {"rubric": []})
    assert "notes" not in answer(row | {"rubric": []})


def test_a_correction_stands_with_its_false_and_a_caution_is_shown():
    shown = words(answer(kinds.ROWS[4]))

    assert shown.startswith("False He spoke of")
    assert "Caution. The paper prints" in shown
    assert words(answer({"kind": "true_false", "stem": "So.", "key": "true"})) == "True"


def test_a_key_option_s_note_carries_a_tick():
    row = CHOICE | {"options": [{"text": "a", "key": "true", "why": "So it is."}, {"text": "b"}]}

    assert "A ✓ So it is." in words(answer(row))


def test_the_cited_words_are_marked_in_their_sentence_and_the_rest_is_left_out():
    shown = answer(kinds.ROWS[4], passages=True)

    assert "[…] His words were “<mark>deep remorse and heartfelt apology</mark>”." in shown
    assert "P1, Writer 2023" in shown


def test_without_passages_only_the_place_is_named():
    shown = answer(kinds.ROWS[4], passages=False)

    assert "<mark>" not in shown
    assert '<p class="cited">P1, Writer 2023</p>' in shown


def test_two_passages_of_a_paragraph_are_one_quotation_with_a_gap():
    text = "First one here. Second one there. Third one where, as it is told."
    row = CHOICE | {"cite": [{"p": 1, "exact": "First one"}, {"p": 1, "exact": "Third one"}]}

    shown = answer(row, passages=True, text=text)
    assert "<mark>First one</mark> here. […] <mark>Third one</mark> where" in shown
    assert shown.count("<figure") == 1


def test_a_passage_over_two_sentences_is_marked_in_both():
    text = "First one here. Second one there. It ends, and that is all there is to it."
    row = CHOICE | {"cite": ["P1: one here. … Second one"]}

    assert "First <mark>one here. </mark><mark>Second one</mark> there. […]" in answer(
        row, passages=True, text=text
    )


def test_a_lost_or_doubtful_citation_is_said_in_words():
    lost = CHOICE | {"cite": [{"p": 1, "exact": "words that stand nowhere"}]}
    doubtful = CHOICE | {"cite": ["P1: Fumio Kishida visitid … G7 sumit."]}

    assert "isn’t in the source" in answer(lost)
    assert "nearest reading, not yet confirmed" in answer(doubtful)


def test_only_sources_that_are_cited_are_listed():
    assert "Writer 2023: A. Writer, The Paper. The Press, 14 August 2023." in words(
        sheet_html(selected(), key=True, passages=True)
    )
    assert "Cited" not in words(sheet_html(selected(CHOICE), key=True, passages=True))


def test_sentences_do_not_end_at_an_abbreviation():
    text = "Mr. Abe of the U. S. Senate spoke. “He left.” Then it rained."

    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "Mr. Abe of the U. S. Senate spoke.",
        "“He left.”",
        "Then it rained.",
    ]


def test_the_running_foot_can_t_break_out_of_its_string():
    selection = replace(selected(CHOICE), title='a"; } </style><script>')
    page = document(selection)

    assert page.count("</style>") == 1
    assert "\\000022 \\00003b " in page


def test_numbers_are_written_without_needless_zeros():
    assert [number(value) for value in (1, 10)] == ["1", "10"]
    assert shown_order(selected(kinds.ROWS[5]), kinds.item(kinds.ROWS[5])) == ()
