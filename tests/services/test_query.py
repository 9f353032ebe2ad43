"""A search is read as Anki writes it; a fault is one line with its column and what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.query import MAX_LENGTH
from app.services.query import parse
from app.services.terms import FIELDS
from app.services.terms import PROPERTIES
from app.services.terms import STATES
from app.services.terms import All
from app.services.terms import Either
from app.services.terms import Field
from app.services.terms import Not
from app.services.terms import Property
from app.services.terms import QueryError
from app.services.terms import Rated
from app.services.terms import Wild
from app.services.terms import Within
from app.services.terms import Words


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All(())),
        ("  ", All(())),
        ("sea", Words("sea", exact=False, column=1)),
        ('"deep remorse"', Words("deep remorse", exact=True, column=1)),
        ("a b", All((Words("a", exact=False, column=1), Words("b", exact=False, column=3)))),
        ("a and b", All((Words("a", exact=False, column=1), Words("b", exact=False, column=7)))),
        ("a OR b", Either((Words("a", exact=False, column=1), Words("b", exact=False, column=6)))),
        ("-sea", Not(Words("sea", exact=False, column=2))),
        ("--sea", Not(Not(Words("sea", exact=False, column=3)))),
        ("east-china", Words("east-china", exact=False, column=1)),
        ("is:due", Field("is", "due", 1)),
        ("IS:Due", Field("is", "due", 1)),
        ('deck:"Growing synergy"', Field("deck", "Growing synergy", 1)),
        ("cites:P7.2", Field("cites", "P7.2", 1)),
        ("flag:3", Field("flag", "3", 1)),
        ("rated:7", Rated(7, None, 1)),
        ("rated:7:1", Rated(7, 1, 1)),
        ("prop:ivl>=21", Property("ivl", ">=", 21, 0.0, 1)),
        ("prop:due=-1", Property("due", "=", -1, 0.0, 1)),
        ("prop:s<10.5", Property("s", "<", 10.5, 0.05, 1)),
        (r"a\(b", Words("a(b", exact=False, column=1)),
        (r'"say \"so\""', Words('say "so"', exact=True, column=1)),
        ('"or"', Words("or", exact=True, column=1)),
        ("orchid", Words("orchid", exact=False, column=1)),
        ("orch*", Words("orch", exact=False, column=1)),  # a word may go on anyway
        ("o*d", Wild("o*d", whole=False, column=1)),
        ("_rchid", Wild("_rchid", whole=False, column=1)),
        ("w:orchid", Words("orchid", exact=True, column=1)),
        ("w:orch*", Wild("orch*", whole=True, column=1)),
        ("nc:café", Words("café", exact=False, column=1)),
        ("added:1", Within("added", 1, 1)),
        ("introduced:7", Within("introduced", 7, 1)),
        ("edited:1", Within("edited", 1, 1)),
        ("resched:30", Within("resched", 30, 1)),
        ("card:2", Field("card", "2", 1)),
        ("cid:12,13", Field("cid", "12,13", 1)),
        ("note:cloze", Field("note", "cloze", 1)),
        ("is:buried-sibling", Field("is", "buried-sibling", 1)),
        ("prop:pos<=9", Property("pos", "<=", 9, 0.0, 1)),
    ],
)
def test_a_search_is_read(text, tree):
    assert parse(text) == tree


def test_side_by_side_binds_tighter_than_or_and_brackets_tightest():
    a, b, c = (Words(name, exact=False, column=at) for name, at in (("a", 1), ("b", 3), ("c", 8)))
    assert parse("a b or c") == Either((All((a, b)), c))
    found = parse("a (b or c)")
    assert isinstance(found, All)
    assert isinstance(found.terms[1], Either)
    assert isinstance(parse("-(a b)"), Not)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("a added:0", 3, "`added:0`: write the days, as added:7"),
        ("re:a.b", 1, "`re:` isn't known here: a search has no regular expressions"),
        ("dupe:1,a", 1, "`citecards check` finds what is asked twice"),
        ("prop:ease>2", 1, "FSRS has no ease, prop:d is its difficulty"),
        ("introduced:0", 1, "write the days, as introduced:7"),
        ("edited:x", 1, "write the days, as edited:7"),
        ("resched:99999", 1, "write the days, as resched:7"),
        ("card:first", 1, "give the number of an item's card, as card:2"),
        ("card:1,2", 1, "give the number of an item's card, as card:2"),
        ("cid:1,", 1, "give numbers of cards, as cid:12 or cid:12,13"),
        ("sea foo:1", 5, "there is no `foo:` to search by: known are deck:, tag:, kind:"),
        ("foo:1", 1, 'To find the words themselves, put them in quotation marks: "foo:1"'),
        ("is:dead", 1, "`is:dead`: known are is:new, is:learn, is:review, is:due, is:suspended"),
        (
            "prop:x<1",
            1,
            "properties are s, d, r, ivl, due, lapses, reps, pos, signs < <= = != >= >",
        ),
        ("prop:ivl>2.5", 1, "ivl is a whole number"),
        ("prop:r<80", 1, "recall r lies between 0 and 1"),
        ("prop:s", 1, "write a property, a sign and a number, as prop:ivl>=21"),
        ("flag:9", 1, "give a number from 0 (none) to 7"),
        ("rated:0", 1, "write the days and, if you like, the rating, as rated:7 or rated:7:1"),
        ("rated:7:5", 1, "1 Again, 2 Hard, 3 Good, 4 Easy"),
        ("deck:", 1, "`deck:` needs a value right after the colon"),
        ("a tag: b", 3, "`tag:` needs a value right after the colon"),
        ('tag:""', 5, "there is nothing in this quotation"),
        ("(a b", 1, "this bracket isn’t closed: add `)`"),
        ("a)", 2, "this bracket closes nothing"),
        ("a ()", 3, "there is nothing between these brackets"),
        ('a "b', 3, 'this quotation isn’t closed: add `"`'),
        ("a or", 3, "`or` needs a term on either side"),
        ("or a", 1, "`or` needs a term on either side"),
        ("a or or b", 3, "`or` needs a term on either side"),
        ("- a", 1, "`-` stands before what must not hold, without a space"),
        ("a -", 3, "`-` stands before what must not hold, without a space"),
        ("a \\", 3, "a backslash stands before the character it protects"),
        ("(" * 40, 31, "brackets and minus signs go at most 30 deep"),
        ("-" * 40 + "a", 31, "brackets and minus signs go at most 30 deep"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH + 1, "a search has at most 1000 characters"),
    ],
)
def test_a_fault_says_what_and_where_and_what_is_known(text, column, says):
    with pytest.raises(QueryError) as caught:
        parse(text)

    assert says in str(caught.value)
    assert caught.value.column == column
    assert str(caught.value).endswith(f"(column {column})")
    assert "\n" not in str(caught.value)


_TERMS = st.sampled_from(
    [*(f"{name}:1" for name in FIELDS), *(f"is:{state}" for state in STATES),
     *(f"prop:{name}>1" for name in PROPERTIES), "sea", '"a b"', "(", ")", "-", "or", "and", "\\",
     '"', ":", "한국", "é", " ", "\t", "\u2028", "a:b", "prop:r=0.5", "a*b", "w:_", "*"]
)  # fmt: skip


@given(st.lists(st.one_of(_TERMS, st.text(max_size=5)), max_size=12).map("".join))
def test_any_text_is_read_or_refused_in_a_line(text):
    try:
        parse(text)
    except QueryError as error:
        assert 1 <= error.column <= len(text) + 1  # noqa: PT017 - either end is right
