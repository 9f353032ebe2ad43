"""Hostile and broken files: each gives what it holds or one line, and nothing else escapes."""

# ruff: noqa: E501 - a file is best seen as it is
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from question_bank.readers.contents import Contents
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.texts import read_text
from tests import strategies
from tests.bank import small
from tests.readers import corpus_texts
from tests.readers.corpus_texts import Taken


def raw(text):
    return text if isinstance(text, bytes) else text.encode()


def test_the_corpus_has_at_least_sixty_files():
    assert len(corpus_texts.YAML) + len(corpus_texts.TEXTS) >= 60


@pytest.mark.parametrize("name", corpus_texts.YAML)
def test_a_yaml_file_is_read_or_refused_in_lines_of_its_own(tmp_path, name):
    text, expected = corpus_texts.YAML[name]
    reading = small.read_files(tmp_path, {f"{name}.yaml": raw(text)})
    told = small.told(reading.problems)

    if isinstance(expected, Taken):
        assert told == []
        assert len(reading.bank.items) == 1 + expected.kept
        return
    assert any(expected in line for line in told)
    for line in told:
        assert line.startswith(f"{name}.yaml:")
        assert "\n" not in line
        assert "Traceback" not in line


def test_yaml_keeps_what_was_typed(tmp_path):
    files = {
        f"{name}.yaml": corpus_texts.YAML[name][0].replace("id: a", f"id: {name}")
        for name in ("no-is-a-word", "a-time-is-a-word", "a-number-is-a-word")
    }
    bank = small.read_files(tmp_path, files).bank

    assert [bank.by_id[name.removesuffix(".yaml")].answer for name in files] == [
        "NO", "12:30", "1.10",
    ]  # fmt: skip


@pytest.mark.parametrize("name", corpus_texts.TEXTS)
def test_a_text_file_gives_what_it_holds_or_one_line(tmp_path, name):
    text, expected = corpus_texts.TEXTS[name]
    if isinstance(expected, str):
        with pytest.raises(RefusedFileError) as refused:
            read_text(raw(text), name, tmp_path)
        said = str(refused.value)
        assert said.startswith(name)
        assert expected in said
        assert "\n" not in said
        return
    found = read_text(raw(text), name, tmp_path)

    check(found)
    assert (len(found.notes) + len(found.items), len(found.left_out)) == expected
    assert list(tmp_path.iterdir()) == []


def check(found):
    """Check what must hold of anything that was read."""
    assert isinstance(found, Contents)
    assert found.rows == len(found.notes) + len(found.items) + len(found.left_out)
    assert all(0 < row <= found.rows for row, _ in found.left_out)
    assert len({row for row, _ in found.left_out}) == len(found.left_out)
    for _, reason in found.left_out:
        assert reason
        assert len(reason) < 400
    assert len({item["name"] for item in found.items}) == len(found.items)
    for item in found.items:
        bare = {key: value for key, value in item.items() if key != "name"}
        strategies.ITEM.validate_python({**bare, "id": "x", "topic": "x"})
        assert item["topic"].strip()
    widths = {kind.id: len(kind.fields) for kind in found.note_types}
    assert all(len(note.fields) == widths[note.note_type] for note in found.notes)
    assert len({note.guid for note in found.notes}) == len(found.notes)
    notes, decks = {note.id for note in found.notes}, {deck.id for deck in found.decks}
    assert {card.note for card in found.cards} == notes
    assert {card.deck for card in found.cards} <= decks


SEEDS = {
    "a.csv": '#separator:comma\n#tags column:3\na,"b ""c""\nd",t\n{{c1::x}},y,\n',
    "a.tsv": "#notetype column:1\n#deck column:2\nBasic\tD::E\ta\tb\nX\tF\tc\td\te\n",
    "a.txt": "term - words\nmore - other\n",
    "a.gift": (
        "$CATEGORY: a/b\n\n// [id:q] [tag:t]\n::t::Which? {\n=a#x\n~%-50%[html]<b>b</b>\n####g\n}\n\n"
        "N{#=1:2 =%50%3..4}\n\nM{=a -> b =c -> d}\n\nT{TRUE#no#yes} tail\n\nS{=x \\= =%0%y}\n\nE{}\n"
    ),
    "a.xml": (
        "<?xml version='1.0'?><quiz><question type='category'><category><text>$course$/top/A</text>"
        "</category></question><question type='multichoice'><questiontext format='html'><text>"
        "<![CDATA[<p>Q <img src='@@PLUGINFILE@@/a.png'></p>]]></text><file name='a.png' "
        "encoding='base64'>aGk=</file></questiontext><answer fraction='100'><text>a</text></answer>"
        "<answer fraction='0'><text>b</text></answer></question><question type='cloze'>"
        "<questiontext><text>x {1:SA:=a~%0%b#c} {2:MC:=d~e}</text></questiontext></question></quiz>"
    ),
}
SIGNS = ['"', "\n", "\\", "{", "}", "~", "=", "#", "%", "::", "->", "<", ">", "&", ",", "\t", "\0",
         "\x1f", "é", "{{c1::", "[html]", "]]>", "<!DOCTYPE", "\ufeff", "\ue0f0", "$$", "//"]  # fmt: skip


@st.composite
def mutants(draw, seed):
    """Return a seed with a few pieces taken out, put in, doubled or moved."""
    text = seed
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        new = draw(
            st.one_of(
                st.sampled_from(SIGNS),
                st.text(max_size=5),
                st.just(""),
                st.just(text[start:end] * 2),
            )
        )
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("name", SEEDS)
def test_whatever_is_done_to_a_file_it_is_read_or_refused(name):
    @settings(strategies.patient, max_examples=300)
    @given(mutants(SEEDS[name]), st.sampled_from(list(SEEDS)))
    def law(text, called):
        for title in (name, called):
            try:
                check(read_text(text.encode("utf-8", "surrogatepass"), title))
            except RefusedFileError as error:
                said = str(error)
            else:
                continue
            assert said.startswith(title)
            assert "\n" not in said

    law()


@settings(strategies.patient, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from([*SEEDS, "a"]))
def test_any_bytes_are_read_or_refused(data, name):
    try:
        check(read_text(data, name))
    except RefusedFileError as error:
        said = str(error)
    else:
        said = ""
    assert "\n" not in said
