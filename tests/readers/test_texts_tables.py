"""Tables and lists of terms: what is in them, what is left out and why, and names that last."""

from __future__ import annotations

import pytest

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.tables_notes import MAX_CELLS
from question_bank.readers.tables_rows import MAX_COLUMNS
from question_bank.readers.texts import read_text
from question_bank.readers.texts_decoding import MAX_BYTES
from question_bank.readers.texts_decoding import MAX_FIELD
from question_bank.readers.texts_decoding import MAX_ROWS


def read(text, name="words.csv"):
    return read_text(text if isinstance(text, bytes) else text.encode(), name)


def fields(found):
    return [note.fields for note in found.notes]


def types(found):
    names = {kind.id: kind.name for kind in found.note_types}
    return [names[note.note_type] for note in found.notes]


# ------------------------------------------------------------------ which format it is
@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.csv", "a,b\n", "csv"),
        ("a.csv", "a;b\n", "csv"),
        ("a.csv", "a\tb\n", "tsv"),
        ("a.tsv", "a\tb\n", "tsv"),
        ("a.txt", "#separator:tab\na\tb\n", "tsv"),
        ("a.txt", "#deck:X\na,b\n", "csv"),
        ("a.txt", "a\tb\nc\td\n", "quizlet"),
        ("a.txt", 'a\t"b"\nc\td\n', "tsv"),
        ("a.txt", "a\tb\tc\n", "tsv"),
        ("a.txt", "a - b\nc - d\n", "quizlet"),
        ("a.txt", "a - b;c - d;e - f", "quizlet"),
        ("a.txt", "a :: b\nc :: d\n", "quizlet"),
        ("Quizlet export.txt", "a\tb\nno sign here\n", "quizlet"),
        ("a.gift", "Sea?{T}", "gift"),
        ("a.txt", "Which?{=a ~b}", "gift"),
        ("a.txt", "::t:: Which? {\n=a\n~b\n}", "gift"),
        ("a.txt", "$CATEGORY: a\n\nx {}", "gift"),
        ("a.txt", "{{c1::a}}\tb\n", "quizlet"),
        ("a.xml", "<quiz><question type='essay'/></quiz>", "moodle-xml"),
        ("a.txt", "\n<?xml version='1.0'?><quiz><question type='essay'/></quiz>", "moodle-xml"),
    ],
)
def test_a_file_is_told_by_its_name_and_by_what_is_in_it(name, text, form):
    assert read(text, name).format == form


def test_the_title_is_the_file_s_name_without_its_path_and_ending():
    found = read("a,b\n", "C:\\Users\\me/My_words.csv")

    assert found.title == "My words"
    assert [deck.name for deck in found.decks] == ["My words"]


# ------------------------------------------------------------------ encodings
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_utf_16_with_its_mark_are_read(encoding):
    assert fields(read("é,한\nx,y\n".encode(encoding))) == [("é", "한"), ("x", "y")]


def test_utf_16_of_either_order_is_read():
    assert fields(read(b"\xfe\xff" + "é,b\n".encode("utf-16-be"))) == [("é", "b")]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a,b\né,d\n".encode("cp1252"), "words.csv:2: this is not UTF-8, perhaps Windows-1252"),
        ("a,b\n한국,d\n".encode("euc-kr"), "words.csv:2: this is not UTF-8"),
        ("a,b\n".encode("utf-32"), "words.csv:1: this is UTF-32: save the file as UTF-8"),
        ("ab,cd\n".encode("utf-16-le"), "words.csv:1: this looks like UTF-16 without its mark"),
        ("ab,cd\n".encode("utf-16-be"), "words.csv:1: this looks like UTF-16 without its mark"),
        ("a,b\nc,".encode("utf-16") + b"x", "words.csv:2: this is not whole UTF-16"),
        (b"a,b\nc,\x00d\n", "words.csv:2: a NUL character"),
        (b"PK\x03\x04rest", "words.csv: this is a zip package, not text"),
        (b"SQLite format 3\x00", "words.csv: this is a database, not text"),
        (b"%PDF-1.7", "words.csv: this is a PDF, not text"),
        (b"", "words.csv: it is empty"),
        (b" \n\n", "words.csv: it is empty"),
        (b"#html:true\n", "words.csv: there are no rows in it"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(raw, said):
    with pytest.raises(RefusedFileError) as refused:
        read(raw)

    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


def test_a_name_with_line_breaks_or_escapes_is_shown_without_them():
    with pytest.raises(RefusedFileError) as refused:
        read(b"", "a\n\x1b[31mb.csv")

    assert str(refused.value) == "a [31mb.csv: it is empty"


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(RefusedFileError, match="over 64 MB"):
        read(b"a" * (MAX_BYTES + 1))


# ------------------------------------------------------------------ note types
def test_two_columns_are_front_and_back():
    found = read("a,b\n")
    (kind,) = found.note_types

    assert (kind.name, kind.fields) == ("Basic", ("Front", "Back"))
    assert kind.templates[0].front == "{{Front}}"


def test_a_row_with_a_hidden_part_is_a_cloze_beside_the_others():
    found = read("The {{c1::sea}} and {{c2::sky}},more\nq,a\n")

    assert types(found) == ["Cloze", "Basic"]
    assert [(card.note, card.n) for card in found.cards] == [(1, 0), (1, 1), (2, 0)]


def test_three_columns_are_three_fields_of_a_type_of_its_own():
    found = read("a,b,c\nd,e,f\n", "Verbs.csv")
    (kind,) = found.note_types

    assert (kind.name, kind.fields) == ("Verbs", ("Front", "Back", "Column 3"))
    assert fields(found) == [("a", "b", "c"), ("d", "e", "f")]
    assert kind.templates[0].front == "{{Front}}"
    assert "{{#Column 3}}<div>{{Column 3}}</div>{{/Column 3}}" in kind.templates[0].back


def test_labels_name_the_fields_and_each_name_stands_once():
    found = read("#columns:Word,Meaning,word,{{x}}\na,b,c,d\n")

    assert found.note_types[0].fields == ("Word", "Meaning", "word 3", "x")


def test_a_file_called_basic_does_not_make_a_second_basic():
    found = read("a,b,c\n", "Basic.csv")

    assert (found.note_types[0].name, len(found.note_types[0].fields)) == ("Basic (table)", 3)


def test_a_note_type_that_anki_does_not_have_keeps_its_name_and_its_columns():
    found = read("#notetype column:1\n#separator:tab\nVerb\ta\tb\tc\nBasic\td\te\t\n")

    assert types(found) == ["Verb", "Basic"]
    assert fields(found) == [("a", "b", "c"), ("d", "e")]


def test_an_image_occlusion_row_is_known_as_one():
    found = read("#notetype:Image Occlusion\n#separator:tab\n{{c1::image-occlusion:rect}}\tx\n")

    assert found.note_types[0].occlusion
    assert found.note_types[0].is_cloze


def test_an_optional_second_card_wants_its_field():
    head = "#notetype:Basic (optional reversed card)\n#separator:tab\n"
    found = read(f"{head}a\tb\ty\nc\td\t\n")

    assert [(card.note, card.n) for card in found.cards] == [(1, 0), (1, 1), (2, 0)]


# ------------------------------------------------------------------ text and HTML
def test_text_is_written_as_html():
    assert fields(read('1 < 2 & 3,"a\nb"\n')) == [("1 &lt; 2 &amp; 3", "a<br>b")]


def test_a_generic_of_a_program_is_no_html():
    assert fields(read("List<String>,b\n")) == [("List&lt;String&gt;", "b")]


def test_a_table_with_tags_is_html_as_in_anki():
    assert fields(read("<b>a</b>,x & y\n")) == [("<b>a</b>", "x & y")]


def test_quizlet_s_text_is_never_html():
    assert fields(read("<b>a</b>\tb\n", "a.txt")) == [("&lt;b&gt;a&lt;/b&gt;", "b")]


def test_a_definition_in_quizlet_may_have_lines_when_cards_are_parted_by_gaps():
    found = read("a\tb\nc\n\nd\te\n\n", "a.txt")

    assert fields(found) == [("a", "b<br>c"), ("d", "e")]


def test_a_term_without_a_definition_costs_one_card():
    found = read("a\tb\nlost\nc\td\n", "quizlet.txt")

    assert fields(found) == [("a", "b"), ("c", "d")]
    assert found.left_out == ((2, "line 2: no `tab` after the term"),)


def test_text_in_which_nothing_is_parted_is_refused_when_it_is_quizlet_s():
    with pytest.raises(RefusedFileError, match=r"quizlet\.txt: there is no term"):
        read("just words\nand more\n", "quizlet.txt")


# ------------------------------------------------------------------ one bad row costs one row
@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        ("a,b\nc,d,e\nf,g\n", 2, "line 2: it has 3 columns and the table 2: quote"),
        ("a,b\n,d\nf,g\n", 2, "line 2: its first field is empty"),
        ('a,b\nc,"open\nf,g\n', 2, "line 2: a quote is opened and never closed"),
        ('a,b\n"x\ny",c\nd,\x07\n', 3, "line 4: a control character (U+0007)"),
        ("a,b\nc,d\x1fe\nf,g\n", 2, "line 2: a control character (U+001F)"),
        ("#guid column:1\nG,a\nG,b\nH,c\n", 2, "line 3: a row above has the same guid, G"),
        (f"a,b\n{',' * MAX_COLUMNS}\nc,d\n", 2, f"line 2: over {MAX_COLUMNS} columns"),
        (f"a,b\n{chr(34)}x{chr(34)}{',y' * MAX_COLUMNS}\nc,d\n", 2, f"line 2: over {MAX_COLUMNS}"),
        (f"a,b\n{'x' * (MAX_FIELD + 1)},y\nc,d\n", 2, "line 2: a field of over 8 MB"),
        (f'a,b\n"{"x" * (MAX_FIELD + 1)}",y\nc,d\n', 2, "line 2: a field of over 8 MB"),
    ],
)
def test_a_bad_row_is_left_out_with_its_number_and_its_line(text, row, reason):
    found = read(text)

    ((number, said),) = found.left_out
    assert number == row
    assert said.startswith(reason)
    assert len(found.notes) == found.rows - 1 >= 2


def test_many_opened_quotes_cost_their_own_rows_and_no_more_time_than_one():
    found = read('"a,b\n' * 50_000 + "c,d\n")

    assert found.rows == len(found.notes) + len(found.left_out)
    assert found.notes


def test_nothing_is_silent_about_a_surplus_column_of_a_note_type():
    found = read("#notetype:Basic\n#tags column:3\na,b,t,surplus\n")

    assert found.notes == []
    assert found.left_out[0].reason.startswith("line 3: it has 4 columns")


def test_more_rows_than_the_limit_are_refused(monkeypatch):
    assert MAX_ROWS == 1_000_000
    monkeypatch.setattr("question_bank.readers.tables_notes.MAX_ROWS", 1_000)

    with pytest.raises(RefusedFileError, match=r"words\.csv:1001: over 1,000 rows"):
        read("a\n" * 1_001)


def test_more_fields_than_the_limit_are_refused():
    row = ",".join("x" * 900) + "\n"
    with pytest.raises(RefusedFileError, match="5,000,000 fields: split it"):
        read(row * (MAX_CELLS // 900 + 1))


def test_few_wide_rows_among_many_cannot_make_a_table_of_gaps():
    wide = "V,a" + "," * 900 + "x\n"
    with pytest.raises(RefusedFileError, match="are over 5,000,000 fields"):
        read("#notetype column:1\n" + wide + "V,a\n" * 6000)


# ------------------------------------------------------------------ names that last
def test_the_same_file_gives_the_same_names():
    text = "a,b\na,c\nd,e\n"

    assert [note.guid for note in read(text).notes] == [note.guid for note in read(text).notes]
    assert len({note.guid for note in read(text).notes}) == 3


def test_a_new_answer_keeps_the_name_and_a_new_question_does_not():
    before, after = read("a,b\nc,d\n").notes, read("a,B\nC,d\n").notes

    assert before[0].guid == after[0].guid
    assert before[1].guid != after[1].guid


def test_a_row_more_at_the_top_changes_no_other_name():
    assert read("x,y\na,b\n").notes[1].guid == read("a,b\n").notes[0].guid


def test_decks_have_lasting_numbers_and_tidy_levels():
    first, second = read("#deck column:3\na,b, X :: Y \nc,d,\n").decks

    assert (first.name, second.name) == ("X::Y", "words")
    assert read("#deck:X::Y\na,b\n").decks[0].id == first.id
    assert 1 << 30 <= first.id < 1 << 31
