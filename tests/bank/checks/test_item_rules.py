"""Each rule over one item fires where it should, and is still at a near miss."""

from __future__ import annotations

import pytest

from question_bank.checks import ITEM_RULES
from question_bank.items import KINDS
from tests.bank import small
from tests.bank.checks import rows
from tests.bank.checks.rows import options

MC = "multiple_choice"
STEM = {"kind": MC, "stem": "Which country did not condemn the launch?"}
NUMBERS = {"cite": [rows.FELL], "shuffle": "false"}


def criteria(*texts, cite=rows.FELL):
    return [{"text": text, "points": "1", "cite": [cite]} for text in texts]


def short(**answer):
    return {"kind": "short_answer", "answer": answer}


# rule, how the item is bent, where it is told, what is told
FIRES = [
    ("one-key", options("a", "b", "c", keys=()), ("options",),
     "0 options have `key: true`: a multiple choice has exactly one"),
    ("one-key", options("a", "b", "c", keys=(0, 2)), ("options",),
     "2 options have `key: true`: a multiple choice has exactly one"),
    ("one-key", options("a", "b", "c", kind="multiple_response", keys=(1,)), ("options",),
     "1 of 3 options are keys: at least two, and not all"),
    ("one-key", options("a", "b", "c", kind="multiple_response", keys=(0, 1, 2)), ("options",),
     "3 of 3 options are keys: at least two, and not all"),
    ("repeated-option", options("One ‘a’", "b", "one 'A'."), ("options", 2, "text"),
     "`one 'A'.` stands twice"),
    ("repeated-option", {"kind": "ordering", "sequence": ["one", "two", "One"]}, ("sequence", 2),
     "`One` stands twice"),
    ("repeated-option",
     {"kind": "matching", "pairs": [{"left": "a", "right": "x"}, {"left": "A", "right": "y"}]},
     ("pairs", 1, "left"), "`A` stands twice"),
    ("repeated-option", {"kind": "matching", "extra": ["controls were eased"]}, ("extra", 0),
     "the extra `controls were eased` is also the right side of a pair"),
    ("all-of-the-above", options("a", "b", "All of the above"), ("options", 2, "text"),
     "`All of the above`: options are shuffled and stand alone"),
    ("all-of-the-above", options("a", "b", "None of these"), ("options", 2, "text"),
     "`None of these`: options are shuffled and stand alone"),
    ("all-of-the-above", options("a", "b", "c", "Both A and B"), ("options", 3, "text"),
     "`Both A and B`: options are shuffled and stand alone"),
    ("all-of-the-above", options("a", "b", "c", "A and C only"), ("options", 3, "text"),
     "`A and C only`: options are shuffled and stand alone"),
    ("combined-options", options("Japan", "Korea", "Both Japan and Korea"), ("options", 2, "text"),
     "`Both Japan and Korea` joins other options: make it a multiple response"),
    ("combined-options", options("The sea", "The land", "Both"), ("options", 2, "text"),
     "`Both` joins other options: make it a multiple response"),
    ("plain-negative", STEM, ("stem",),
     "the stem hangs on `not`: emphasise it (**not**) or ask it positively"),
    ("plain-negative", {"kind": "multiple_response", "stem": "Which of these are Never said?"},
     ("stem",), "the stem hangs on `Never`: emphasise it (**Never**) or ask it positively"),
    ("plain-negative", {"kind": MC, "stem": "Which *country* did not condemn the launch?"},
     ("stem",), "the stem hangs on `not`: emphasise it (**not**) or ask it positively"),
    ("double-negative", {"kind": MC, "stem": "Which did **not** meet without ministers?"},
     ("stem",), "the stem denies twice: say it positively"),
    ("double-negative", {"kind": "true_false", "stem": "It is not unlikely that trade rose."},
     ("stem",), "the stem denies twice: say it positively"),
    ("double-negative",
     {"stem": "What did the ministers **not** do?", **options("Agree", "Fail to meet", "Not eat")},
     ("options", 2, "text"),
     "a negative stem and `Not eat` deny twice: say one positively"),
    ("no-citation", {"cite": []}, (), "`cite` is missing: every answer cites its passage"),
    ("lost-citation", {"cite": [rows.MET, "P1: nobody has written … these strange words"]},
     ("cite", 1), ("“P1: nobody has written … these strange words” is not in paper: "
     "copy its first and last words")),
    ("lost-citation", {"cite": ["book P1: The ministers met"]}, ("cite", 0),
     "“book P1: The ministers met” names no source of this bank: sources are paper"),
    ("lost-citation",
     {"kind": "open", "rubric": criteria("Trade", "Fall", cite="P1: never heard of it")[:1] +
      criteria("Says it fell")}, ("rubric", 0, "cite", 0),
     "“P1: never heard of it” is not in paper: copy its first and last words"),
    ("ambiguous-citation", {"cite": [{"exact": "rose again"}]}, ("cite", 0),
     "“rose again” fits more than one passage: give more words"),
    ("moved-citation", {"cite": [rows.MET, "P1: Korea withdrew its"]}, ("cite", 1),
     "“P1: Korea withdrew its” stands in P2 now"),
    ("drifted-citation", {"cite": ["P1: The ministers meet in Seoul"]}, ("cite", 0),
     ("the passage “P1: The ministers meet in Seoul” has changed: read it, mend the words, "
     "then `citecards check --update-lock`")),
    ("unsupported-key", {"answer": "Tokyo"}, ("cite",),
     "the passage does not say `tokyo`: cite what proves the key"),
    ("unsupported-key", {"answer": "Seoul and three hundred things"}, ("cite",),
     "the passage does not say `hundred`: cite what proves the key"),
    ("unsupported-key", {**short(kind="date", value="2019-09"), "cite": [rows.FELL]}, ("cite",),
     "the passage does not say `september`: cite what proves the key"),
    ("unsupported-key", {"kind": "numeric", "answer": {"value": "5.4", "unit": "percent"}},
     ("cite",), "the passage does not say `5.4`: cite what proves the key"),
    ("copied-words",
     {"kind": "true_false", "stem": "A text says that Japan eased its controls in March 2023."},
     None, None),
    ("copied-words",
     {"kind": "true_false",
      "stem": "It was said that ministers met in Seoul and agreed on three things."},
     ("stem",), ("“ministers met in seoul and agreed on three” is copied from paper: "
     "say it in other words, or quote it")),
    ("unknown-objective", {"objective": "rise"}, ("objective",),
     "no objective `rise` in trade: fall"),
    ("unknown-objective", {"topic": "rivers", "objective": "fall"}, ("objective",),
     "no objective `fall` in rivers: none yet"),
    ("volatile-claim", {"stem": "Which is the world’s largest economy?"}, ("stem",),
     "`world’s largest economy` changes: say `as_of` when"),
    ("volatile-claim", {"stem": "Who is the prime minister of Japan?"}, ("stem",),
     "`Who is the prime minister` changes: say `as_of` when"),
    ("volatile-claim", {"kind": "cloze", "text": "In rank by GDP, the country is {{c1::third}}."},
     ("text",), "`rank` changes: say `as_of` when"),
    ("bloom-verb", {"stem": "Compare the two falls of trade."}, ("bloom",),
     "`Compare` asks for more than `remember`: is it `analyse`?"),
    ("bloom-verb", {"stem": "Which year saw the fall of trade?", "bloom": "evaluate"}, ("bloom",),
     "`Which year` asks for less than `evaluate`"),
    ("wide-cloze", {"kind": "cloze", "text": "The {{c1::ministers}} met in {{c2::Seoul}}."},
     ("text",), "a cloze hides one idea: make an item of each"),
    ("wide-cloze",
     {"kind": "cloze", "text": "They said of it: {{c1::one two three four five six seven}}."},
     ("text",), "`one two three four five six seven` hides over 6 words"),
    ("given-blank", {"kind": "cloze", "text": "In Seoul, the ministers met in {{c1::Seoul}}."},
     ("text",), "`Seoul` can be read in the rest of the item"),
    ("given-blank", {"kind": "cloze", "text": "The ministers met in {{c1::Seoul::not in Seoul?}}."},
     ("text",), "`Seoul` can be read in the rest of the item"),
    ("no-unit", {"kind": "numeric", "answer": {"value": "4.5"}}, ("answer",),
     "`unit` is missing: say what the number counts"),
    ("no-unit", short(kind="number", value="4.5"), ("answer",),
     "`unit` is missing: say what the number counts"),
    ("no-tolerance", {"kind": "numeric", "stem": "By approximately how much did trade fall?"},
     ("answer",), "the stem asks for about a number: give a `tolerance`"),
    ("year-tolerance", {"kind": "numeric", "answer": {"value": "1910", "unit": "A.D.",
     "tolerance": "5"}}, ("answer", "tolerance"), "a year has no tolerance"),
    ("year-tolerance", {"kind": "numeric", "stem": "In which year did trade fall?",
     "answer": {"value": "2019", "tolerance": "1"}}, ("answer", "tolerance"),
     "a year has no tolerance"),
    ("no-aliases", short(value="the three things"), ("answer",),
     "`the three things` can be written in other ways: list them in `aliases`"),
    ("no-aliases", {**short(value="WTO"), "cite": [rows.WITHDREW]}, ("answer",),
     "`WTO` can be written in other ways: list them in `aliases`"),
    ("no-aliases", {"kind": "cloze", "text": "The talks were about {{c1::labour}} in Seoul."},
     ("text",), "`labour` can be written in other ways: list them in `aliases`"),
    ("alias-collision", short(value="Seoul", aliases=["Sŏul", "seoul"]), ("answer", "aliases", 1),
     "`seoul` is listed twice"),
    ("alias-collision", short(value="Seoul", aliases=["Soul"], reject=["soul"]),
     ("answer", "reject", 0), "`soul` is both right and rejected"),
    ("alias-collision", {"kind": "cloze", "aliases": {"c1": ["Seoul"]}}, ("aliases", "c1", 0),
     "`Seoul` is listed twice"),
    ("alias-collision",
     short(kind="set", value=["Seoul", {"value": "Tokyo", "aliases": ["Edo", "seoul"]}]),
     ("answer", "value", 1, "aliases", 1), "`seoul` is listed twice"),
    ("alias-collision", {"kind": "numeric", "answer": {"value": "4.5", "unit": "percent",
     "unit_aliases": ["percent"]}}, ("answer", "unit_aliases", 0), "`percent` is listed twice"),
    ("no-rubric", {"kind": "open", "rubric": []}, (),
     "the rubric has 0 criteria: two to five are needed"),
    ("no-rubric", {"kind": "open", "rubric": criteria(*"abcdef")}, (),
     "the rubric has 6 criteria: two to five are needed"),
    ("uncited-criterion", {"kind": "open", "rubric": [*criteria("a"), {"text": "b", "points": 1}]},
     ("rubric", 1), "`b` has no `cite`: cite its passage"),
    ("failing-model", {"kind": "open", "model_answer": "Ministers ate, and controls were eased."},
     ("rubric", 0), "the model answer fails `Says by how much trade fell`: it lacks fall…, trad…"),
    ("no-explanation", {"kind": "short_answer", "explanation": None}, (),
     "`explanation` is missing: say why the key is right"),
    ("no-explanation", {"kind": MC, "options": [{"text": "Seoul", "key": "true"},
     {"text": "b", "misconception": "b"}, {"text": "c", "why": "No.", "misconception": "c"}]},
     ("options", 1), "`b` has no `why`: say why it is wrong"),
    ("no-explanation", {"kind": "true_false", "key": "false"}, (),
     "`correction` is missing: say what is true"),
    ("no-misconception", {"kind": MC, "options": [{"text": "Seoul", "key": "true"},
     {"text": "b", "why": "b"}, {"text": "c", "why": "No.", "misconception": "c"}]},
     ("options", 1), "`b` has no `misconception`: say what its chooser believes"),
    ("vague-stem", {"stem": "The white list"}, ("stem",),
     "the stem has under 4 words: ask a whole question"),
    ("vague-stem", {"kind": "cloze", "text": "Met in {{c1::Seoul}}"}, ("text",),
     "the stem has under 4 words: ask a whole question"),
    ("no-question", {"stem": "The town where ministers met"}, ("stem",),
     "the stem has no question mark, blank or instruction"),
    ("no-question", {"kind": MC, "stem": "The ministers met in a city."}, ("stem",),
     "the stem has no question mark, blank or instruction"),
    ("anaphora", {"kind": "true_false", "stem": "They met in Seoul and agreed."}, ("stem",),
     "`They` points at nothing in the stem: name it"),
    ("anaphora", {"stem": "Where did they meet in the end?"}, ("stem",),
     "`they` points at nothing in the stem: name it"),
    ("anaphora", {"stem": "Which city does the following passage name?"}, ("stem",),
     "`the following passage` points at nothing in the stem: name it"),
    ("anaphora", {"kind": "cloze", "text": "This meeting was held in {{c1::Seoul}}."}, ("text",),
     "`This` points at nothing in the stem: name it"),
    ("option-count", options("Seoul", "b", "c", "d", "e", "f"), ("options",),
     "6 options: three are enough, five the most"),
    ("option-count", options("Seoul", "Tokyo"), ("options",),
     "2 options: find a third, or make it a true_false"),
    ("nested-options", options("The men agreed on things", "Men agreed on a thing", "No"),
     ("options", 1, "text"),
     "`Men agreed on a thing` is nearly `The men agreed on things`: one of them must go"),
    ("nested-options", options("They agreed on things", "They agreed on things in Seoul", "No"),
     ("options", 1, "text"),
     ("`They agreed on things in Seoul` and `They agreed on things` lie one "
     "within the other: both can be right")),
    ("odd-option", options("Seoul", "tokyo", "beijing"), ("options", 0, "text"),
     "`Seoul` alone has a capital at its start: give all options one form"),
    ("odd-option", options("Seoul", "Tokyo.", "Beijing"), ("options", 1, "text"),
     "`Tokyo.` alone has a full stop: give all options one form"),
    ("odd-option", options("On three things in 2019", "On a treaty", "On a summit"),
     ("options", 0, "text"),
     "`On three things in 2019` alone has a number: give all options one form"),
    ("odd-option", options("To agree on things", "A treaty on ships", "A summit in the sea"),
     ("options", 0, "text"),
     "`To agree on things` alone has “to” at its start: give all options one form"),
    ("unsorted-options", {**options("4.5 percent", "5 percent", "3 percent"), **NUMBERS},
     ("options",), "numbers or dates out of order: sort them, with `shuffle: false`"),
    ("unsorted-options", {**options("March 2023", "May 2023", "August 2019"), "cite": [rows.EASED]},
     ("options",), "numbers or dates out of order: sort them, with `shuffle: false`"),
    ("unsorted-options", {**options("4.5 percent", "5 percent", "6 percent"), "cite": [rows.FELL]},
     ("options",), "numbers or dates are read in order: add `shuffle: false`"),
    ("absolute-distractors", options("On three things", "On nothing", "On one ship"), ("options",),
     "`nothing` stands in distractors only: the test-wise strike them out"),
    ("hedged-key", options("They possibly met", "They ate", "They slept"), ("options",),
     "`possibly` stands in the key only: hedge a distractor too"),
    ("long-key", options("In Seoul, on three things", "In Tokyo", "In Beijing"), ("options",),
     "the key has 25 characters, a distractor 9: the longest looks right"),
    ("clang", {"stem": "On what did the ministers agree?",
     **options("Agreed things", "Shipped goods", "Lost seas")}, ("options",),
     "`agree` stands in stem and key only: it gives the key away"),
    ("grammar-cue", {"stem": "The ministers were seen in an", **options("airport", "port", "town")},
     ("stem",), "`an` does not fit `port`: the key alone does"),
    ("grammar-cue", {"stem": "The agreed things of Seoul are",
     **options("three things", "a treaty", "four ships")}, ("stem",),
     "`are` does not fit `a treaty`: the key alone does"),
    ("grammar-cue", {"stem": "Which two cities are named?",
     **options("Seoul and Tokyo", "Beijing", "Rome and Paris")}, ("stem",),
     "`Which two` does not fit `Beijing`: the key alone does"),
    ("unknown-ignore", {"lint_ignore": {"no-unti": "because"}}, ("lint_ignore", "no-unti"),
     "`lint_ignore` names no rule `no-unti`"),
]  # fmt: skip
FIRES = [case for case in FIRES if case[3] is not None]

NEAR = [
    ("one-key", {"kind": MC}),
    ("one-key", {"kind": "multiple_response"}),
    ("repeated-option", {"kind": "ordering", "sequence": ["One", "Two", "One and two"]}),
    ("repeated-option",
     {"kind": "matching", "pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "x"}]}),
    ("all-of-the-above", options("Both Japan and Korea", "Most of the above-named", "c")),
    ("all-of-the-above", {**options("All of the above", "b", "c"), "language": "fr"}),
    ("combined-options", options("Japan", "China", "Both Japan and Korea")),
    ("combined-options", options("Both sides agreed", "Japan", "Korea")),
    ("plain-negative", STEM | {"stem": "Which country did **not** condemn the launch?"}),
    ("plain-negative", STEM | {"stem": "Which country did _not_ condemn the launch?"}),
    ("plain-negative", STEM | {"stem": "Which country did NOT condemn the launch?"}),
    ("plain-negative", STEM | {"stem": "Which country **did not condemn** the launch?"}),
    ("plain-negative", STEM | {"stem": "Which country did at least two others condemn?"}),
    ("plain-negative", STEM | {"stem": "Choose what is said; guessing is not wrong."}),
    ("plain-negative", {"kind": "short_answer", "stem": STEM["stem"]}),
    ("double-negative", {"kind": MC, "stem": "Which was **not** only asked but agreed on?"}),
    ("double-negative", {"kind": "true_false", "stem": "Neither Japan nor Korea was named."}),
    ("double-negative", {"kind": "true_false", "stem": "Trade did not fall. It never rose."}),
    ("no-citation", {}),
    ("no-citation", {"kind": "open", "cite": []}),
    ("lost-citation", {"cite": [rows.WITHDREW]}),
    ("ambiguous-citation", {"cite": [{"p": 2, "exact": "rose again"}]}),
    ("moved-citation", {"cite": [{"exact": "Korea withdrew its"}]}),
    ("drifted-citation", {"cite": ["P1: The ministers met in Seoul"]}),
    ("unsupported-key", {"answer": "Three things were agreed on in Seoul"}),
    ("unsupported-key", {"answer": "3 things"}),
    ("unsupported-key", {"answer": "Tokyo", "language": "fr"}),
    ("unsupported-key", {"answer": "Tokyo", "cite": ["P1: never heard of it"]}),
    ("unsupported-key", {"kind": "numeric", "bloom": "apply",
     "answer": {"value": "9", "unit": "percent"}}),
    ("unsupported-key", short(value="Hanseong", aliases=["Seoul"])),
    ("unsupported-key", {**short(kind="date", value="2023-03"), "cite": [rows.EASED]}),
    ("unsupported-key", {**options("4", "5", "6"), "bloom": "apply"}),
    ("copied-words", {"kind": "true_false",
     "stem": "It was “ministers met in Seoul and agreed on three things.”"}),
    ("copied-words", {"kind": "true_false",
     "stem": "The paper has ministers who met in Seoul, where all agreed on three things."}),
    ("copied-words", {"kind": "true_false", "stem": "Once, in 2019, and then it rose again."}),
    ("unknown-objective", {"objective": "fall"}),
    ("volatile-claim", {"stem": "Which is the world’s largest economy?", "as_of": "2023"}),
    ("volatile-claim", {"stem": "Which year was the current of the river at its strongest?"}),
    ("volatile-claim", {"stem": "Where did the prime ministers meet in 2019?"}),
    ("bloom-verb", {"stem": "Compare the two falls of trade.", "bloom": "analyse"}),
    ("bloom-verb", {"stem": "What do the two falls compare with?"}),
    ("bloom-verb", {"stem": "Which year saw the fall of trade?", "bloom": "understand"}),
    ("wide-cloze", {"kind": "cloze", "text": "The {{c1::ministers}} met the {{c1::ministers}}."}),
    ("wide-cloze", {"kind": "cloze", "text": "They said {{c1::one two three four five six}}."}),
    ("given-blank", {"kind": "cloze", "text": "In Seoul, ministers met in {{c1::Seoul’s port}}."}),
    ("given-blank", {"kind": "cloze", "text": "The ministers met in {{c1::Seoul::a city}}."}),
    ("no-unit", {"kind": "numeric", "answer": {"value": "1910", "unit": "year"}}),
    ("no-tolerance", {"kind": "numeric", "stem": "What number is the paper about?"}),
    ("no-tolerance", {"kind": "numeric", "stem": "By approximately how much did trade fall?",
     "answer": {"value": "4.5", "unit": "percent", "tolerance": "0.5"}}),
    ("year-tolerance", {"kind": "numeric", "answer": {"value": "1910", "unit": "ships",
     "tolerance": "5"}}),
    ("year-tolerance", {"kind": "numeric", "answer": {"value": "12", "unit": "years",
     "tolerance": "1"}}),
    ("year-tolerance", {"kind": "numeric", "answer": {"value": "1910.5", "unit": "years",
     "tolerance": "1"}}),
    ("no-aliases", short(value="the three things", aliases=["3 things"])),
    ("no-aliases", short(value="Seoul")),
    ("no-aliases", {"kind": "cloze", "text": "They are {{c1::ours}}, said the ministers."}),
    ("alias-collision", short(value="Seoul", aliases=["Sŏul"], reject=["Soul"])),
    ("alias-collision", {"kind": "numeric", "answer": {"value": "4.5", "unit": "Mb",
     "unit_aliases": ["MB"]}}),
    ("no-rubric", {"kind": "open", "rubric": criteria(*"abcde")}),
    ("uncited-criterion", {"kind": "open"}),
    ("failing-model", {"kind": "open", "rubric": criteria("Is well written", "Judges the fall")}),
    ("no-explanation", {"kind": "flashcard", "explanation": None}),
    ("no-explanation", {"kind": "cloze", "explanation": None}),
    ("no-explanation", {"kind": "open", "explanation": None}),
    ("no-explanation", {"kind": "true_false", "key": "false", "correction": "It rose."}),
    ("no-misconception", {"kind": MC}),
    ("vague-stem", {"stem": "What does it mean?"}),
    ("vague-stem", {"kind": "true_false", "stem": "Trade fell."}),
    ("vague-stem", {"stem": "大臣はどこで会いましたか", "language": "ja"}),
    ("no-question", {"stem": "Name the town where ministers met."}),
    ("no-question", {"kind": MC, "stem": "The ministers met in the city of"}),
    ("no-question", {"stem": "The town where ministers met", "reversed": "true"}),
    ("no-question", {"stem": "The ministers met in ____."}),
    ("anaphora", {"kind": "true_false", "stem": "The ministers met where they had agreed."}),
    ("anaphora", {"stem": "Which of these did the ministers say they wanted?"}),
    ("anaphora", {"kind": "true_false", "stem": "It was in Seoul that the ministers met."}),
    ("anaphora", {"stem": "What did the former Prime Minister say?"}),
    ("anaphora", {"stem": "How long does it take to reach Seoul?"}),
    ("option-count", options("Seoul", "b", "c", "d", "e")),
    ("nested-options", options("Japan", "Japan and Korea", "Korea")),
    ("nested-options", options("The East China Sea", "The South China Sea", "The Sea of Japan")),
    ("nested-options", options("They agreed on things", "They agreed on things but left", "No")),
    ("nested-options", options("Before the summit", "After the summit", "On the day")),
    ("odd-option", options("Seoul", "Tokyo in 1910", "Beijing")),
    ("odd-option", options("Seoul", "tokyo", "Beijing", "rome")),
    ("unsorted-options", {**options("3 percent", "4.5 percent", "5 percent"), **NUMBERS}),
    ("unsorted-options", {**options("5 percent", "4.5 percent", "3 percent"), **NUMBERS}),
    ("unsorted-options", options("3 ships", "1 percent", "2 rivers")),
    ("unsorted-options", options("Two weeks", "A month", "12 years")),
    ("absolute-distractors", options("On everything, always", "On nothing", "On one ship")),
    ("absolute-distractors", options("On three things", "On “nothing”", "On one ship")),
    ("hedged-key", options("They possibly met", "They often ate", "They slept")),
    ("hedged-key", options("“possibly”", "“met”", "“agreed”")),
    ("long-key", options("In Seoul, on 3", "In Tokyo", "In Beijing")),
    ("long-key", options("In Seoul, Korea, on three things agreed",
     "In Tokyo, on three things or so",
     "In Beijing, on three things")),
    ("clang", {"stem": "On what did the ministers agree?",
     **options("Agreed things", "Agreed goods", "Lost seas")}),
    ("clang", {"stem": "Where in Korea is the town?", **options("Korea’s north", "Sea", "Lake")}),
    ("grammar-cue", {"stem": "The ministers were seen in a", **options("city", "port", "unit")}),
    ("grammar-cue", {"stem": "Ministers were seen in an", **options("port", "airport", "town")}),
    ("unknown-ignore", {"lint_ignore": {"no-unit": "because"}}),
]  # fmt: skip


def found(edit):
    return rows.findings(**{"kind": "flashcard", **edit})


@pytest.mark.parametrize(("rule", "edit", "at", "message"), FIRES)
def test_a_rule_fires_where_it_should(rule, edit, at, message):
    assert [(row.message, row.at) for name, row in found(edit) if name == rule] == [(message, at)]


@pytest.mark.parametrize(("rule", "edit"), NEAR)
def test_a_rule_is_still_at_a_near_miss(rule, edit):
    assert [row for name, row in found(edit) if name == rule] == []


@pytest.mark.parametrize(("rule", "edit", "at", "message"), FIRES)
def test_a_rule_that_the_item_ignores_is_silent(rule, edit, at, message):
    ignored = {**edit.get("lint_ignore", {}), rule: f"{message} at {at}"}
    assert rule not in {name for name, _ in found({**edit, "lint_ignore": ignored})}


OF_READINGS = ("unreviewed", "refused")  # test_readings.py


@pytest.mark.parametrize("rule", [rule for rule in ITEM_RULES if rule not in OF_READINGS])
def test_every_rule_has_a_case_and_a_near_miss(rule):
    assert rule in {case[0] for case in FIRES}
    assert rule in {case[0] for case in NEAR}


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_item_of_each_kind_has_no_fault(kind):
    assert rows.findings(kind) == []


@pytest.mark.parametrize("rule", [rule.id for rule in ITEM_RULES.values() if rule.english])
def test_a_rule_of_english_reads_no_other_language(rule):
    cases = [edit for name, edit, _, _ in FIRES if name == rule]
    assert cases
    for edit in cases:
        assert rule not in {name for name, _ in found({**edit, "language": "fr"})}


def test_british_and_american_english_are_english():
    assert "anaphora" in dict(found({"stem": "Where did they meet?", "language": "en-GB"}))


def test_every_negative_word_that_is_not_emphasised_is_told():
    for word in ("not", "never", "except", "least", "false", "incorrect"):
        stem = f"Which of them is {word} here?"
        assert "plain-negative" in dict(rows.findings(MC, stem=stem))
        for marked in (f"**{word}**", word.upper()):
            edited = rows.findings(MC, stem=stem.replace(word, marked))
            assert "plain-negative" not in dict(edited)


def test_what_a_finding_quotes_may_have_lines_and_the_finding_has_none():
    edit = options("a", "b", "None\n\nof these")
    (message,) = [row.message for name, row in found(edit) if name == "all-of-the-above"]
    assert message == "`None of these`: options are shuffled and stand alone"


def test_a_bank_without_sources_says_that_there_are_none():
    bank = small.bank(rows.row())
    bare = bank.__class__(**{**vars(bank), "sources": {}})
    (problem,) = rows.check(bare)
    assert problem.message.endswith("names no source of this bank: sources are none")
