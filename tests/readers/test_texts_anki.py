"""Tables as the real Anki reads them (its own environment: see ``anki_csv.py``)."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from question_bank.readers.texts import read_text

pytestmark = pytest.mark.anki
SCRIPT = Path(__file__).with_name("anki_csv.py")
TABLES = {
    "tabs": "a\tb\nc\td\n",
    "commas": "a,b\nc,d\n",
    "semicolons": "a;b\nc;d\n",
    "pipes": "a|b\nc|d\n",
    "a tab before commas": "a,b\tc\nd,e\tf\n",
    "a pipe before commas": "a|b,c\nd|e,f\n",
    "no break at the end": "a\tb\nc\td",
    "carriage returns": "a\tb\r\nc\td\r\n",
    "old carriage returns": "a\tb\rc\td\r",
    "a byte-order mark": "\ufeffa\tb\n",
    "a mark before the header": "\ufeff#separator:comma\na,b\n",
    "named separators": "#separator:semicolon\na;b,c\n",
    "a literal separator": "#separator:,\na,b\n",
    "spaces part": '#separator:space\na "b c"\n',
    "colons part": "#separator:colon\na:b\n",
    "capitals in the header": "#SEPARATOR:comma\n#HTML:TRUE\n<b>a</b>,b\n",
    "spaces in the header": "#separator: comma \na,b\n",
    "the last separator counts": "#separator:Pipe\n#separator:comma\na,b\n",
    "an unknown separator is none": "#separator:foo\na,b\n",
    "quotes": 'a\t"x ""y"" z"\n"b\tc"\td\n',
    "line breaks in quotes": 'a\t"x\ny"\nc\td\n',
    "broken lines of Windows in quotes": 'a\t"x\r\ny"\r\nc\td\r\n',
    "words after a quote": 'a\t"x" y\n',
    "a quote within a word": 'a\tx"y\n',
    "comments": "a\tb\n#c\td\ne\tf\n",
    "a quoted hash": '"#a",b\n',
    "a comment before the header": "# comment\n#separator:comma\na,b\n",
    "empty lines": "a\tb\n\n\nc\td\n",
    "an empty answer": "a\t\nc\td\n",
    "empty first fields": "a\tb\n\tc\n\t\nd\te\n",
    "blanks are a field": "  \tq\n",
    "a short row": "a\tb\nc\nd\te\n",
    "one column": "#separator:tab\na\nb\n",
    "the same row twice": "a\tb\na\tb\n",
    "the same question twice": "a\tb\na\tc\n",
    "plain text": "it's & <3 \"\t'\nx > y\tz\n",
    "entities in plain text": "&lt;\t&nbsp;\n",
    "tags make it HTML": "<b>a</b> &amp;\tb\nc\td\n",
    "tags when HTML is off": "#html:false\n<b>a</b>\tb\n",
    "HTML by header": '#html:true\na &amp; b\t"x\ny"\n',
    "spaces stay": "a\t b \n x\ty\n",
    "tags column": "#separator:tab\n#tags column:3\na\tb\tt2  t1\nc\td\t\n",
    "tags of all": "#tags:x y\na\tb\n",
    "tags of all and of one": "#tags:b a B\n#tags column:3\nq\tr\tc,d  C\n",
    "tags by label": "#separator:comma\n#columns:Back,Front,Tags\na,b,c d\n",
    "labels change the order": "#columns:Back\tFront\na\tb\n",
    "deck column": "#deck column:1\n#separator:tab\nD::E\ta\tb\nF\tc\td\n",
    "deck of all": "#deck:Foo::Bar\na\tb\n",
    "deck of all and of one": "#deck:A\n#deck column:3\n#separator:comma\na,b,C\n",
    "guid column": "#guid column:1\n#separator:tab\nG1\ta\tb\nG2\tc\td\n",
    "note type": "#notetype:Basic (and reversed card)\na\tb\n",
    "a cloze": "#notetype:Cloze\nx {{c1::a}} {{c2::b}}\tc\n",
    "a cloze without gaps": "#notetype:Cloze\nx\tc\n",
    "reversed on wish": "#notetype:Basic (optional reversed card)\na\tb\ty\nc\td\t\n",
    "typed": "#notetype:Basic (type in the answer)\na\tb\n",
    "the column too many is tags": "#notetype:Basic\na\tb\tc d\n",
    "note type column": "#notetype column:1\n#separator:tab\nBasic\ta\tb\nCloze\t{{c1::x}}\ty\n",
    "all columns": (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        '#tags column:9\ng1\tBasic\tD::E\t"a\nb"\t"x<b>q</b>"\t\t\t\tt1 t2\n'
        "g2\tCloze\tF\t{{c1::q}}\tr\t\t\t\t\n"
        "g3\tBasic (optional reversed card)\tG\tf\tb\ty\t\t\tz\n"
    ),
    "how to meet old notes": "#if matches:keep both\n#separator:tab\na\tb\na\tb\n",
    "a spreadsheet's extra commas": "#tags column:3\na,b,t\n",
}


@pytest.fixture(scope="module")
def anki_notes():
    """Return the notes that the real Anki makes of each table."""
    python = os.environ.get("CITECARDS_ANKI_PYTHON")
    if not python:
        reason = "CITECARDS_ANKI_PYTHON names no python with the anki wheel"
        if "anki" in os.environ.get("CITECARDS_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        [python, SCRIPT], input=json.dumps(list(TABLES.values())), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(zip(TABLES, json.loads(done.stdout), strict=True))


def read(text):
    found = read_text(text.encode(), "Default.csv")
    types = {kind.id: kind for kind in found.note_types}
    decks = {deck.id: deck.name for deck in found.decks}
    homes = {}
    for card in found.cards:
        homes.setdefault(card.note, []).append(decks[card.deck])
    return [
        {
            "guid": note.guid,
            "type": types[note.note_type].name,
            "fields": dict(zip(types[note.note_type].fields, note.fields, strict=True)),
            "tags": list(note.tags),
            "decks": homes[note.id],
        }
        for note in found.notes
    ]


def by_fields(notes):
    """Sort notes: Anki's of one millisecond have no order."""
    return sorted(notes, key=lambda note: json.dumps(note["fields"]))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_gives_the_notes_that_anki_makes_of_it(anki_notes, name):
    expected, found = by_fields(anki_notes[name]), by_fields(read(TABLES[name]))
    if "guid column" not in TABLES[name]:
        for note in (*expected, *found):
            del note["guid"]

    assert found == expected
