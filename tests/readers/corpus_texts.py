"""Files that strangers made: what is in each, and what must come of it.

YAML files are read as topic files of a bank; the others by ``read_text``. An expected text is what
a refusal or a problem holds; ``Taken`` is how many were taken and how many left out.
"""

# ruff: noqa: E501 - a file is best seen as it is
from __future__ import annotations

from typing import NamedTuple

ITEM = "  - id: a\n    kind: flashcard\n    stem: What?\n    answer: b\n"
HEAD = "topic: trade\nitems:\n"


class Taken(NamedTuple):
    """A file that is read: how many notes or items, and how many rows are left out."""

    kept: int
    left_out: int = 0


def _merge_bomb() -> str:
    rows = ["a0: &a0 {x: 1}"]
    rows += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}" for n in range(1, 25)]
    return "\n".join(rows)


def _alias_bomb() -> str:
    rows = ["a0: &a0 [x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(rows)


YAML: dict[str, tuple[str | bytes, str | Taken]] = {
    "a-sound-file": (HEAD + ITEM, Taken(1)),
    "merge-key-bomb": (_merge_bomb(), "merge-key"),
    "alias-bomb": (_alias_bomb(), "alias"),
    "an-alias-in-an-item": (HEAD + ITEM.replace("What?", "&x What?").replace("b\n", "*x\n"), "alias"),
    "a-duplicate-answer": (HEAD + ITEM + "    answer: c\n", "duplicate-key"),
    "a-duplicate-topic": ("topic: trade\n" + HEAD + ITEM, "duplicate-key"),
    "fifty-one-levels": (HEAD + "  - " + "[" * 51 + "]" * 51, "too-deep"),
    "ten-thousand-levels": ("[" * 10_000, "too-deep"),
    "deep-mappings": ("".join(" " * n + "a:\n" for n in range(200)), "too-deep"),
    "ten-megabytes": (HEAD + ITEM + "#" * 10_000_000, "too-big"),
    "latin-1": ((HEAD + ITEM.replace("b\n", "é\n")).encode("latin-1"), "encoding"),
    "utf-16": ((HEAD + ITEM).encode("utf-16"), "encoding"),
    "a-byte-order-mark": (b"\xef\xbb\xbf" + (HEAD + ITEM).encode(), Taken(1)),
    "half-a-character": ((HEAD + ITEM).encode() + b"\xe2\x82", "encoding"),
    "a-surrogate": ((HEAD + ITEM).encode() + b"# \xed\xa0\x80", "encoding"),
    "a-nul": (HEAD + ITEM.replace("What?", "Wh\0at?"), "yaml"),
    "a-bell": (HEAD + ITEM.replace("What?", '"Wh\\aat?"'), "yaml"),
    "an-escape": (HEAD + ITEM.replace("What?", "Wh\x1bat?"), "yaml"),
    "no-is-a-word": (HEAD + ITEM.replace("answer: b", "answer: NO"), Taken(1)),
    "a-time-is-a-word": (HEAD + ITEM.replace("answer: b", "answer: 12:30"), Taken(1)),
    "a-number-is-a-word": (HEAD + ITEM.replace("answer: b", "answer: 1.10"), Taken(1)),
    "yes-is-no-key": (
        HEAD + "  - {id: a, kind: true_false, stem: What?, key: yes}\n", "must be true or false"
    ),
    "a-python-tag": (HEAD + ITEM.replace("What?", "!!python/object/apply:os.system [id]"), "tag"),
    "a-binary-tag": (HEAD + ITEM.replace("What?", "!!binary aGk="), "tag"),
    "a-second-document": (HEAD + ITEM + "---\nb: c\n", "documents"),
    "an-open-quote": (HEAD + ITEM.replace("What?", '"What?'), "yaml"),
    "an-open-bracket": (HEAD + ITEM.replace("What?", "[What?"), "yaml"),
    "a-tab-for-indent": (HEAD + "\t- id: a\n", "yaml"),
    "a-list-for-a-key": (HEAD + "  - {[a]: b}\n", "a key must be a word"),
    "no-items": ("topic: trade\n", "`items:`, a list"),
    "only-a-word": ("words", "`items:`, a list"),
    "an-unknown-kind": (HEAD + ITEM.replace("flashcard", "flashcrad"), "there is no kind"),
    "an-unknown-key": (HEAD + ITEM + "    anwser: c\n", "unknown key"),
    "an-id-that-is-a-path": (HEAD + ITEM.replace("id: a", "id: ../../a"), "right form"),
    "a-huge-number": (
        HEAD + "  - {id: a, kind: numeric, stem: What?, answer: {value: 1e999999999}}\n",
        "must be a number",
    ),
    "a-huge-text": (HEAD + ITEM.replace("What?", "x" * 20_001), "too long"),
}  # fmt: skip

QUIZ = "<quiz><question type='essay'><questiontext><text>Q</text></questiontext></question></quiz>"

TEXTS: dict[str, tuple[str | bytes, str | Taken]] = {
    "plain.csv": ("a,b\nc,d\n", Taken(2)),
    "empty.csv": ("", "it is empty"),
    "only-header.csv": ("#separator:tab\n#html:true\n", "there are no rows"),
    "latin.csv": ("a,é\n".encode("latin-1"), ":1: this is not UTF-8"),
    "late-latin.csv": (b"a,b\n" * 1000 + b"\xff,c\n", ":1001: this is not UTF-8"),
    "wide.csv": ("a,b\n".encode("utf-32"), "UTF-32"),
    "unmarked.csv": ("ab,cd\n".encode("utf-16-le"), "UTF-16 without its mark"),
    "nul.csv": ("a,b\nc,\0d\n", ":2: a NUL character"),
    "zip.csv": (b"PK\x03\x04xxxx", "a zip package"),
    "database.txt": (b"SQLite format 3\0", "a database"),
    "open-quote.csv": ('a,b\n"c,d\ne,f\n', Taken(2, 1)),
    "all-open-quotes.csv": ('"a,b\n' * 999 + "c,d", Taken(500, 1)),
    "controls.csv": ("a,\x01\nb,\x1f\nc,d\n", Taken(1, 2)),
    "surplus.csv": ("a,b\nc,d,e\nf,g\n", Taken(2, 1)),
    "first-empty.csv": (",b\nc,d\n", Taken(1, 1)),
    "commas.csv": ("a,b\n" + "," * 1_000_000, Taken(1, 1)),
    "huge-field.csv": ("a,b\n" + "x" * 8_000_001 + ",y\n", Taken(1, 1)),
    "script.csv": ("#html:true\n<script>alert(1)</script>,b\n", Taken(1)),
    "formula.csv": ("=cmd|' /C calc'!A0,b\nc,d\n", Taken(2)),
    "path-deck.csv": ("#deck:../../etc\na,b\n", Taken(1)),
    "column-nought.csv": ("#tags column:0\n#guid column:99999999999\na,b\n", Taken(1)),
    "comments.csv": ("#x\n" * 100_000 + "a,b\n", Taken(1)),
    "same-guid.csv": ("#guid column:1\nx,a\nx,b\n", Taken(1, 1)),
    "many-types.csv": (
        "#notetype column:1\n" + "".join(f"T{n},a\n" for n in range(1001)), "over 1,000 note types"
    ),
    "list.txt": ("a\tb\nc\td\n", Taken(2)),
    "words-quizlet.txt": ("only words", "there is no term"),
    "all.gift": ("A{T}\n\nB{=a ~b}\n\nC{#1:2}\n", Taken(3)),
    "comma-number.gift": ("A{T}\n\nB{#1,5}\n", Taken(1, 1)),
    "open-brace.gift": ("A{=a\n\n::B::B{T}\n", Taken(1, 1)),
    "open-braces.gift": ("A{ " * 50_000, Taken(0, 1)),
    "closed-braces.gift": ("A} " * 50_000, Taken(0, 1)),
    "backslashes.gift": ("\\" * 100_001 + "{T}", Taken(0, 1)),
    "colons.gift": ("::" * 100_000 + "{T}", Taken(0, 1)),
    "percents.gift": ("Q{~" + "%" * 100_000 + "=a}", Taken(0, 1)),
    "options.gift": ("Q{" + "~a" * 50_000 + "=b}", Taken(0, 1)),
    "arrows.gift": ("Q{" + "=a->" * 50_000 + "}", Taken(0, 1)),
    "hashes.gift": ("Q{=a" + "#" * 100_000 + "}", Taken(0, 1)),
    "dollars.gift": ("$$" * 5_000 + "<b>{T}", Taken(1)),
    "angles.gift": ("[html]" + "<" * 50_000 + "{T}", Taken(0, 1)),
    "nested-html.gift": ("[html]" + "<div>" * 20_000 + "{T}", Taken(0, 1)),
    "script.gift": ("[html]<script>alert(1)</script>Q<p onload\\=x>y</p>{T}", Taken(1)),
    "descriptions.gift": ("words\n\nmore\n", Taken(0, 2)),
    "no-question.gift": ("// nothing\n", "there are no questions"),
    "sound.xml": (QUIZ, Taken(1)),
    "latin.xml": ("<?xml version='1.0' encoding='ISO-8859-1'?><quiz>é</quiz>".encode("latin-1"),
                  "this is ISO-8859-1"),
    "laughs.xml": ("<!DOCTYPE quiz [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><quiz>&b;</quiz>",
                   "declares a document type"),
    "outside.xml": ("<!DOCTYPE quiz [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><quiz>&a;</quiz>",
                    "declares a document type"),
    "parameter.xml": ("<!DOCTYPE quiz [<!ENTITY % a SYSTEM 'http://x.org/a'>%a;]><quiz/>",
                      "declares a document type"),
    "dtd.xml": ("<!DOCTYPE quiz SYSTEM 'http://x.org/a.dtd'><quiz/>", "declares a document type"),
    "deep.xml": ("<quiz>" + "<a>" * 1_000_000, "nested over 30 levels"),
    "broad.xml": ("<quiz><question type='essay'>" + "<a/>" * 500_000 + "</question></quiz>",
                  Taken(0, 1)),
    "attributes.xml": ("<quiz><question " + " ".join(f"a{n}=''" for n in range(50_000)) + "/></quiz>",
                       Taken(0, 1)),
    "same-attribute.xml": ("<quiz a='1' a='2'/>", "not sound XML: duplicate attribute"),
    "truncated.xml": (QUIZ[:-20], "not sound XML"),
    "trailing.xml": (QUIZ + "<more/>", "not sound XML: junk after document element"),
    "another.xml": ("<assessment/>", "begins with <assessment>"),
    "html.xml": ("<html><body>x</body></html>", "begins with <html>"),
    "control.xml": ("<quiz>\x01</quiz>", "not sound XML"),
    "bad-reference.xml": ("<quiz>&#0;</quiz>", "not sound XML"),
    "bad-file.xml": (
        QUIZ.replace("</text>", "</text><file name='a.png' encoding='base64'>!!!</file>"),
        Taken(0, 1),
    ),
    "wide-file.xml": (
        QUIZ.replace("</text>", "</text><file name='a.png' encoding='base64'>é</file>"),
        Taken(0, 1),
    ),
    "path-file.xml": (
        QUIZ.replace("</text>", "</text><file name='../a.png' encoding='base64'>aGk=</file>"),
        Taken(0, 1),
    ),
    "gaps.xml": (
        QUIZ.replace("essay", "cloze").replace(">Q<", f">{'{1:SA:=a}' * 100}<"), Taken(0, 1)
    ),
    "open-gaps.xml": (
        QUIZ.replace("essay", "cloze").replace(">Q<", f">{'{1:SA:' * 20_000}<"), Taken(0, 1)
    ),
}  # fmt: skip
