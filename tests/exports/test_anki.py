"""What stands in a package: ids that last, decks, tags, safe fields, times."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import anki_look
from exports.anki import Anki
from exports.anki_html import cloze_html
from exports.anki_html import inert
from exports.anki_lists import mixed
from exports.anki_look import note_type
from exports.anki_notes import deck_id
from exports.anki_notes import deck_name
from exports.anki_notes import fields
from exports.anki_notes import guid
from exports.anki_notes import tags
from question_bank.items import KINDS as EVERY

KINDS = [kind for kind in EVERY if kind != "note"]  # a note has its own note type

# Raise LOOK_AT when this changes, or nobody who has the cards gets the new look.
LOOK = (1_795_000_000, "750b0cc5d4499ab5")


def read(path, query):
    """Run a query in a package's database."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    rows = connection.execute(query).fetchall()
    connection.close()
    return rows


@pytest.fixture
def package(selection, tmp_path):
    out = tmp_path / "out.apkg"
    Anki().write(selection, out)
    return out


def shown(selection, name):
    return fields(selection, selection.bank.by_id[name])


def words_of(rows):
    """Return the words of each row of a list."""
    return re.findall(r'class="words">([^<]+)<', rows)


# Identity


def test_a_note_s_guid_comes_from_the_ids_and_never_changes():
    assert guid("small", "gap") == "z8rhD0CPQwWZ-znm"
    assert guid("small", "gap2") != guid("small", "gap") != guid("other", "gap")


def test_deck_ids_are_positive_in_31_bits_and_never_change():
    assert deck_id("small") == 1640687138
    assert deck_id("small", "trade") == 1581162689
    assert all(2**30 <= deck_id("small", str(n)) < 2**31 for n in range(1000))


def test_note_types_have_an_id_and_a_name_each():
    assert len({note_type(kind).id for kind in KINDS}) == len(KINDS)
    assert note_type("flashcard").id == 1_602_713_001
    assert note_type("open").id == 1_602_713_010
    assert note_type("multiple_choice").name == "Citecards multiple choice"


def test_the_fields_of_shipped_note_types_never_change():
    assert [len(note_type(kind).fields) for kind in KINDS] == [9, 7, 9, 9, 9, 10, 10, 9, 9, 9]


def test_a_changed_look_has_a_later_time():
    kinds = [(note_type(kind).templates, note_type(kind).fields) for kind in KINDS]
    digest = hashlib.sha256(f"{kinds}{anki_look.style()}".encode()).hexdigest()[:16]

    assert (anki_look.LOOK_AT, digest) == LOOK


def test_only_a_reversed_flashcard_has_a_second_card(package):
    rows = read(
        package, "SELECT n.guid, count(*) FROM notes n JOIN cards c ON c.nid = n.id GROUP BY 1"
    )
    cards = dict(rows)

    assert (cards[guid("small", "flash")], cards[guid("small", "plain")]) == (2, 1)


# Decks and tags


def test_decks_are_named_by_topic_below_the_bank(package):
    decks = json.loads(read(package, "SELECT decks FROM col")[0][0])

    assert {deck["name"] for deck in decks.values()} == {
        "Default",
        "Small : : bank",
        "Small : : bank::Trade & tariffs",
        "Small : : bank::Rivers : : and seas",
    }
    described = decks[str(deck_id("small"))]["desc"]
    assert described == "A. Writer: A Small Paper<br>CC0"


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (("A", "B"), "A::B"),
        (("A::B", "C"), "A: :B::C"),
        (("A:", ":B"), "A::B"),
        ((" A \n B ", "C:::D"), "A B::C: : :D"),
        ((" :: ", "B"), "-::B"),
    ],
)
def test_deck_names_keep_the_words_of_titles(titles, name):
    assert deck_name(*titles) == name


@given(st.lists(st.text(alphabet=": \nab"), min_size=1, max_size=3))
def test_titles_cannot_make_levels_of_their_own(titles):
    levels = deck_name(*titles).split("::")

    assert len(levels) == len(titles)
    assert all(level.strip() for level in levels)


def test_a_bank_without_sources_is_described_by_its_title(bank, selection, tmp_path):
    info = bank.info.model_copy(update={"license": None})
    bare = replace(selection, items=(), bank=replace(bank, info=info, sources={}))
    Anki().write(bare, tmp_path / "x.apkg")
    decks = json.loads(read(tmp_path / "x.apkg", "SELECT decks FROM col")[0][0])

    assert decks[str(deck_id("small"))]["desc"] == "Small :: bank"


def test_tags_say_what_an_item_is(bank):
    assert tags(bank.by_id["one-of-three"]) == (
        "wto",
        "topic::trade",
        "bloom::understand",
        "kind::multiple_choice",
        "caution",
    )
    assert "caution" not in tags(bank.by_id["gap"])


# Times


def test_each_note_has_the_time_its_item_changed(selection, tmp_path):
    out = tmp_path / "out.apkg"
    Anki().write(replace(selection, at=2_000, changed={"gap": 1_000}), out)
    times = dict(read(out, "SELECT guid, mod FROM notes"))

    assert times.pop(guid("small", "gap")) == 1_000
    assert set(times.values()) == {2_000}


def test_notes_stand_in_the_bank_s_order(package, selection):
    rows = read(
        package, "SELECT n.guid, c.due FROM notes n JOIN cards c ON c.nid = n.id ORDER BY c.id"
    )

    assert list(dict.fromkeys(name for name, _ in rows)) == [
        guid("small", i.id) for i in selection.items
    ]
    assert [due for _, due in rows] == sorted(due for _, due in rows)


# Fields


def test_fields_come_in_the_note_type_s_order(selection):
    for item in selection.items:
        assert set(fields(selection, item)) == set(note_type(item.kind).fields)


def test_markup_of_the_author_is_text(selection):
    assert "&lt;b&gt;ministers&lt;/b&gt;" in shown(selection, "flash")["Stem"]
    assert "&lt;court&gt;" in shown(selection, "one-of-three")["Options"]
    assert "&lt;Ltd&gt;" in shown(selection, "who")["Answer"]


def test_nothing_but_a_cloze_s_text_can_be_read_as_a_template(selection):
    for item in selection.items:
        for name, value in fields(selection, item).items():
            assert name == "Text" or "{{" not in value, (item.id, name)
            assert "[sound:" not in value


@pytest.mark.parametrize(
    ("markup", "safe"),
    [
        ("{{{a}}", "{&#123;{a}}"),
        ("[latex]x[/latex]", "&#91;latex]x&#91;/latex]"),
        ("[$]x[/$] [$$]y[/$$]", "&#91;$]x&#91;/$] &#91;$$]y&#91;/$$]"),
        ("[[type:Answer]] [anki:tts lang=en]", "&#91;[type:Answer]] &#91;anki:tts lang=en]"),
        (r"\(x\) \[y\]", r"\<span></span>(x\) \<span></span>[y\]"),
        ("[1] a[i] {x}", "[1] a[i] {x}"),
    ],
)
def test_what_anki_would_run_is_only_shown(markup, safe):
    assert inert(markup) == safe


def test_a_cloze_s_text_has_its_hidden_parts_and_no_others(selection):
    text = shown(selection, "gap")["Text"]

    assert text.startswith(
        "<p><strong>Trade</strong> fell by {{c1::4.5 percent::how much?}} in {{c2::2019}}"
    )
    assert re.findall(r"\{\{c\d", text) == ["{{c1", "{{c2", "{{c1"]
    assert "<math" in text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a {{c1::*b*}} c", "<p>a {{c1::<em>b</em>}} c</p>"),
        ("a {{c1::<b>::x & y}}", "<p>a {{c1::&lt;b&gt;::x &amp; y}}</p>"),
        ("{{c12::a::b::c}}", "<p>{{c12::a::b:&#58;c}}</p>"),
        ("**a {{c1::b}}** c", "<p><strong>a {{c1::b}}</strong> c</p>"),
    ],
)
def test_hidden_parts_keep_their_markdown_and_hints(text, made):
    assert cloze_html(text) == made


def test_a_part_hidden_within_a_formula_is_reported(write_bank, trade, select_all, tmp_path):
    inside = trade.replace("{{c3", "$y = {{c3::x}}$")
    selection = select_all(write_bank(trade=inside))
    report = Anki().write(selection, tmp_path / "out.apkg")

    assert [skipped.item for skipped in report.skipped] == ["gap"]
    assert "inside a formula" in report.skipped[0].reason
    assert "gap" not in report.written


def test_options_that_stay_in_place_are_not_shuffled(selection):
    assert "data-shuffle" in shown(selection, "one-of-three")["Options"]
    assert "data-shuffle" not in shown(selection, "some-of-four")["Options"]


def test_a_form_s_order_is_kept(selection):
    ordered = replace(
        selection, orders={"one-of-three": (2, 0, 1), "in-order": (2, 1, 0), "pairs": (3, 1, 0, 2)}
    )
    choice = shown(ordered, "one-of-three")
    assert "data-shuffle" not in choice["Answer"]
    assert choice["Options"].index("Hague") > choice["Options"].index("WTO")
    assert choice["Options"].index("WTO") > choice["Options"].index("of it")
    assert words_of(shown(ordered, "in-order")["Options"])[0].startswith("The complaint")
    assert "data-shuffle" not in shown(ordered, "in-order")["Options"]
    assert "built a dam" in shown(ordered, "pairs")["Options"]


def test_every_option_says_whether_it_is_right_and_why(selection):
    answer = shown(selection, "one-of-three")["Answer"]

    assert answer.count('<li class="key"') == 1
    assert answer.count('<li class="lure"') == 2
    assert "<summary>Why</summary>" in answer
    assert "<summary>Why not</summary>" in answer
    assert "Why" not in shown(selection, "one-of-three")["Options"]


def test_an_ordering_is_never_shown_in_its_right_order():
    for n in range(200):
        texts = ["a", "b", "c"][: 2 + n % 2]
        order = mixed(f"item-{n}", texts)
        assert sorted(order) == list(range(len(texts)))
        assert list(order) != sorted(order)
    assert mixed("x", ["same", "same"]) in {(0, 1), (1, 0)}


def test_ordering_says_which_letter_each_line_had(selection):
    found = shown(selection, "in-order")
    letters = re.findall(r"\((\w)\)", found["Answer"])
    front = words_of(found["Options"])

    assert [front["ABC".index(letter)] for letter in letters] == [
        "Trade fell",
        "Controls were eased",
        "The complaint was withdrawn",
    ]


def test_a_right_side_that_serves_twice_stands_once(selection):
    found = shown(selection, "pairs")

    assert found["Options"].count("eased controls") == 1
    assert found["Answer"].count("eased controls") == 2
    assert re.search(r"Belongs to nothing: <span[^>]+>\w</span> built a dam\.", found["Answer"])


def test_a_false_statement_comes_with_its_correction(selection):
    found = shown(selection, "is-it")

    assert "✗ False" in found["Answer"]
    assert found["Correction"] == "<p>It fell by <strong>4.5</strong> percent.</p>"


def test_an_open_item_shows_its_rubric_with_points(selection):
    rubric = shown(selection, "why")["Rubric"]

    assert "1 point<" in rubric
    assert "0.5 points<" in rubric


def test_an_open_item_without_a_rubric_shows_none(one_more):
    found = shown(one_more("{id: x, kind: open, stem: Why?, model_answer: So.}"), "x")

    assert (found["Answer"], found["Rubric"]) == ("<p>So.</p>", "")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Seoul", ("", "Seoul", "")),
        ("{value: a, aliases: [b, c]}", ("", "a", "Also right: b; c.")),
        (
            "{kind: phrase, value: it left, groups: [[left, quit], [WTO]]}",
            ("In a few words.", "it left", "Also right: left or quit and WTO."),
        ),
        ("{kind: number, value: 4400000}", ("A number.", "4400000", "")),
        ("{kind: date, value: 2023}", ("A year.", "2023", "")),
        (
            "{kind: date, value: '2023-03', aliases: [spring]}",
            ("A month, as YYYY-MM.", "2023-03", "Also right: spring."),
        ),
        ("{kind: date, value: '2023-03-16'}", ("A day, as YYYY-MM-DD.", "2023-03-16", "")),
        (
            "{kind: set, value: [a, {value: b, aliases: [c]}]}",
            ("2 things, in any order, parted by commas.", "a, b", "Also right: b = c."),
        ),
        ("{kind: order, value: [a, b]}", ("2 things in order, parted by commas.", "a, b", "")),
    ],
)
def test_a_typed_answer_says_its_form_and_what_else_is_right(answer, expected, one_more):
    found = shown(one_more(f"{{id: x, kind: short_answer, stem: Which?, answer: {answer}}}"), "x")

    assert (found["Form"], found["Answer"], found["Accepted"]) == expected


def test_a_number_says_its_unit_and_how_near_is_right(selection):
    found = shown(selection, "how-much")

    assert (found["Form"], found["Answer"]) == ("A number, in percent.", "4.50")
    assert found["Accepted"] == "4.50 percent, right within ± 0.5."


# The look


def test_templates_and_style_ask_for_nothing_from_elsewhere():
    for kind in KINDS:
        for card in note_type(kind).templates:
            for text in (card.front, card.back, anki_look.style()):
                assert not re.search(r"https?:|@import|url\(|src=|<link", text)


@pytest.mark.parametrize("kind", KINDS)
def test_no_script_can_be_read_as_a_template(kind):
    for card in note_type(kind).templates:
        for side in (card.front, card.back):
            for script in re.findall(r"<script>.*?</script>", side, re.DOTALL):
                assert "{{" not in script
                assert "}}" not in script


def test_type_grows_with_the_reader_s_own_and_is_never_small():
    style = anki_look.style()
    sizes = re.findall(r"font(?:-size)?:[^;]*?([\d.]+)(rem|em|px|pt)", style)

    assert {unit for _, unit in sizes} == {"rem", "em"}
    assert [size for size, unit in sizes if float(size) < (1 if unit == "rem" else 0.9)] == []
