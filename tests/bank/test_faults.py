"""A fault of the schema is a place in the file and a sentence for the person who wrote it."""

from __future__ import annotations

import pytest

from question_bank.items import KINDS
from tests.bank import small


def faults_of(folder, item):
    """Return `line:col item rule message` of each fault of one item, which begins in line 3."""
    lines = "".join(f"    {line}\n" for line in item.splitlines())
    reading = small.read_files(folder, {"a.yaml": f"topic: trade\nitems:\n  -{lines[3:]}"})
    return [str(problem).rpartition("a.yaml:")[2] for problem in reading.problems]


NO_ID = "a schema `id` doesn't have the right form"
SLUG = "small letters, digits and single hyphens"
EVERY_KIND = ", ".join(KINDS)


@pytest.mark.parametrize(
    ("item", "faults"),
    [
        # --- a key too many
        (
            "id: a\nkind: flashcard\nstem: x\nanser: y",
            [
                "3:5 a missing-key `answer` is missing",
                "6:5 a unknown-key unknown key `anser`: did you mean `answer`?",
            ],
        ),
        (
            "id: a\nkind: flashcard\nstem: x\nanser: y\nexplanaton: z",
            [
                "3:5 a missing-key `answer` is missing",
                "6:5 a unknown-key unknown key `anser`: did you mean `answer`?",
                "7:5 a unknown-key unknown key `explanaton`: did you mean `explanation`?",
            ],
        ),
        (
            "id: a\nkind: flashcard\nstem: x\nanswer: y\nqwertz: z",
            ["7:5 a unknown-key unknown key `qwertz`"],
        ),
        (
            "id: a\nkind: flashcard\nstem: x\nanswer: y\noptions: []",
            ["7:5 a unknown-key unknown key `options`"],
        ),
        (
            "id: a\nkind: multiple_choice\nstem: x\noptions:\n  - {text: a, ky: true}\n  - text: b",
            ["7:19 a unknown-key unknown key `ky`: did you mean `key`?"],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: {kind: number, value: 1, unit_alias: [m]}",
            ["6:38 a unknown-key unknown key `unit_alias`: did you mean `unit_aliases`?"],
        ),
        # --- a key, a word and a kind that are called the same
        (
            "id: a\nkind: ordering\nstem: x\nordering: [b, c, d]",
            [
                "3:5 a missing-key `sequence` is missing",
                "6:5 a unknown-key unknown key `ordering`",
            ],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: {kind: text, text: b}",
            [
                "6:13 a missing-key `value` is missing",
                "6:26 a unknown-key unknown key `text`",
            ],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: {text: b}",
            [
                "6:13 a missing-key `value` is missing",
                "6:14 a unknown-key unknown key `text`",
            ],
        ),
        (
            "id: a\nkind: numeric\nstem: x\nanswer: {value: 1, number: 2}",
            ["6:24 a unknown-key unknown key `number`"],
        ),
        # --- kinds
        (
            "id: a\nkind: flashcrd\nstem: x",
            [f"4:11 a unknown-kind there is no kind `flashcrd`: kinds are {EVERY_KIND}"],
        ),
        ("id: a\nstem: x", [f"3:5 a missing-key `kind` is missing: kinds are {EVERY_KIND}"]),
        (
            "id: a\nkind:\nstem: x",
            [f"3:5 a missing-key `kind` is missing: kinds are {EVERY_KIND}"],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: {kind: essay}",
            [
                (
                    "6:20 a unknown-kind there is no kind `essay`: "
                    "kinds are text, phrase, number, date, set, order"
                )
            ],
        ),
        (
            "id: a\nkind: numeric\nstem: x\nanswer: {kind: text, value: 4}",
            ["6:20 a schema `kind` must be 'number', not `text`"],
        ),
        # --- types
        ("word", ["3:5 - schema this must be a mapping of keys and values, not `word`"]),
        ("[a, b]", ["3:5 - schema this must be a mapping of keys and values"]),
        ("~", ["3:5 - schema this must be a mapping of keys and values, not nothing"]),
        (
            "id: a\nkind: flashcard\nstem: [x]\nanswer:",
            [
                "5:11 a schema `stem` must be text",
                "6:12 a schema `answer` must be text, not nothing",
            ],
        ),
        (
            "id: a\nkind: flashcard\nstem: ''\nanswer: '  '",
            ["5:11 a schema `stem` is empty", "6:13 a schema `answer` is empty"],
        ),
        (
            "id: a\nkind: flashcard\nstem: " + "x" * 20_001 + "\nanswer: y",
            ["5:11 a schema `stem` is too long: at most 20000 characters"],
        ),
        (
            "id: a\nkind: flashcard\nstem: x\nanswer: y\ntags: b\nlint_ignore: [c]",
            [
                "7:11 a schema `tags` must be a list, not `b`",
                "8:18 a schema `lint_ignore` must be a mapping",
            ],
        ),
        (
            "id: a\nkind: flashcard\nstem: x\nanswer: y\nreversed: yes\nbloom: know",
            [
                "7:15 a schema `reversed` must be true or false, not `yes`",
                (
                    "8:12 a schema `bloom` must be 'remember', 'understand', 'apply', 'analyse', "
                    "'evaluate' or 'create', not `know`"
                ),
            ],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: [b]",
            ["6:13 a schema this must be a mapping of keys and values"],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: ''",
            ["6:13 a schema `value` is empty"],
        ),
        (
            "id: a\nkind: numeric\nstem: x\nanswer: 12",
            ["6:13 a schema this must be a mapping of keys and values, not `12`"],
        ),
        (
            "id: a\nkind: numeric\nstem: x\nanswer: {value: a dozen, tolerance: -1}",
            [
                "6:21 a schema `value` must be a number such as 12 or 4.4, not `a dozen`",
                "6:41 a schema `tolerance` must be 0 or more",
            ],
        ),
        (
            "id: a\nkind: short_answer\nstem: x\nanswer: {kind: date, value: 2023-02-30}",
            [
                (
                    "6:33 a schema `value` must be a date as 2023, 2023-03 or 2023-03-16, "
                    "not `2023-02-30`"
                )
            ],
        ),
        (
            "id: a\nkind: open\nstem: x\nmodel_answer: y\nrubric: [{text: b, points: 0}]",
            ["7:32 a schema `points` must be more than 0"],
        ),
        # --- how many
        (
            "id: a\nkind: multiple_choice\nstem: x\noptions: [{text: b}]",
            ["6:14 a schema `options` has 1: at least 2 are needed"],
        ),
        (
            "id: a\nkind: ordering\nstem: x\nsequence: [1, 2, 3, 4, 5, 6, 7, 8, 9]",
            ["6:15 a schema `sequence` has 9: at most 8 are allowed"],
        ),
        (
            "id: a\nkind: multiple_choice\nstem: x\noptions: [{text: b}, {txt: c}]",
            [
                "6:26 a missing-key `text` is missing",
                "6:27 a unknown-key unknown key `txt`: did you mean `text`?",
            ],
        ),
        # --- forms
        (
            "id: A b\nkind: flashcard\nstem: x\nanswer: y",
            [f"3:9 - schema `id` doesn't have the right form: {SLUG}, as in wto-complaint"],
        ),
        (
            (
                "id: a\nkind: flashcard\ntopic: Trade\ntags: [ok, Not ok]\nobjective: É\n"
                "stem: x\nanswer: y"
            ),
            [
                f"5:12 a schema `topic` doesn't have the right form: {SLUG}, as in growing-synergy",
                f"6:16 a schema `tags` doesn't have the right form: {SLUG}, as in east-china-sea",
                (
                    "7:16 a schema `objective` doesn't have the right form: "
                    "see question_bank/README.md"
                ),
            ],
        ),
        (
            "id: a\nkind: cloze\ntext: nothing hidden",
            [
                (
                    "5:11 a schema `text` doesn't have the right form: "
                    "a cloze hides at least one part as {{c1::hidden}}"
                )
            ],
        ),
        (
            'id: a\nkind: cloze\ntext: "{{c1::b}}"\naliases: {c1: [c], x: [d]}',
            ["6:24 a schema `x` doesn't have the right form: the keys are c1, c2 …"],
        ),
        # --- citations
        (
            (
                "id: a\nkind: flashcard\nstem: x\nanswer: y\ncite:\n  - P7 b\n"
                "  - {p: x, exact: b}\n"
                f"  - {{p: 0, exact: b}}\n  - {{p: {'9' * 5000}, exact: b}}\n  - {{from: b}}"
            ),
            [
                '8:9 a cite-form write a citation as "P7: first words … last words"',
                "9:13 a schema `p` must be a whole number, not `x`",
                "10:13 a schema `p` must be 1 or more",
                f"11:13 a schema `p` must be a whole number, not `{'9' * 40}`",
                "12:9 a cite-form give either `from` and `to`, or `exact` for a short passage",
            ],
        ),
        # --- the text of a fault stays in one line
        (
            'id: "a\\nb"\nkind: "c\\nd"',
            [f"4:11 - unknown-kind there is no kind `c d`: kinds are {EVERY_KIND}"],
        ),
    ],
)
def test_each_fault_has_its_place_and_a_sentence(tmp_path, item, faults):
    assert faults_of(tmp_path, item) == faults


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("format: 1", "format: 2", ["1:9 small schema `format` must be 1 or less"]),
        ("format: 1", "format: 0", ["1:9 small schema `format` must be 1 or more"]),
        ("format: 1", "format: one",
         ["1:9 small schema `format` must be a whole number, not `one`"]),
        ("title: A small bank", "titel: A", [
            "1:1 small missing-key `title` is missing",
            "3:1 small unknown-key unknown key `titel`: did you mean `title`?",
        ]),
        ("id: small", "id: Small bank", [
            f"2:5 - schema `id` doesn't have the right form: {SLUG}, as in wto-complaint"
        ]),
        ("file: paper.txt", "datum: 2", [
            "5:5 small missing-key `file` is missing",
            "5:78 small unknown-key unknown key `datum`: did you mean `date`?",
        ]),
        ("objectives: [", "objectivs: [", [
            "9:5 small unknown-key unknown key `objectivs`: did you mean `objectives`?"
        ]),
        ("title: Trade", "title: {a: b}", ["8:12 small schema `title` must be text"]),
    ],
)  # fmt: skip
def test_faults_of_the_bank_have_places_too(tmp_path, old, new, faults):
    reading = small.read_files(tmp_path, {"bank.yaml": small.INFO.replace(old, new)})
    assert [str(row).rpartition("bank.yaml:")[2] for row in reading.problems] == faults
    assert reading.bank is None


def test_a_fault_without_a_sentence_of_ours_has_that_of_pydantic(tmp_path, monkeypatch):
    monkeypatch.setattr("question_bank.faults._SENTENCES", {})
    (fault,) = faults_of(tmp_path, "id: a\nkind: flashcard\nstem: x\nanswer: ''")
    assert fault == "6:13 a schema String should have at least 1 character"
