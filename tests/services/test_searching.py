"""What a search finds: by words, by what the author set, by what the learner knows; both stores."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.services import browsing
from app.services.browsing import Search
from app.services.holding import act
from app.services.sync import sync
from app.services.sync import sync_all
from app.store.db import Database
from app.store.migrate import migrate
from app.store.words import words
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

TRADE = """
  - id: fall
    kind: flashcard
    tags: [trade, war-time]
    objective: explain
    bloom: apply
    difficulty: hard
    stem: What *fell* in the café?
    answer: Rivalry between rivals
    explanation: Nobody knows why.
    cite: ["P1: fell by 4.5 percent"]
  - id: gap
    kind: cloze
    tags: [warlike]
    text: "Trade {{c1::collapsed::went down}} in the {{c2::harbour}}."
    lint_ignore: {wide-cloze: Two cards of one item are what these tests are about.}
    cite: ["P1: fell by 4.5 percent in 2019"]
  - id: korean
    kind: flashcard
    stem: 대한민국은 어디에 있습니까?
    answer: 東アジアにある
    cite: ["P2: met in Seoul"]
"""
RIVERS = """
  - id: choice
    kind: multiple_choice
    stem: Which river?
    options:
      - {text: The Han, key: true, why: It flows through it.}
      - {text: The Rhine, misconception: Geography of Europe.}
    cite: ["P2: spoke of trust and of rivers"]
  - id: number
    kind: numeric
    stem: How much did it fall?
    answer: {value: 4.5, unit: percent}
    cite: ["P1: fell by 4.5 percent"]
"""
DAY = 86_400_000  # ms
WINTER = 1_792_897_200_000  # 25 October 2026, 4:00 in Berlin: the day that ends had 25 hours
ALL = {"fall#1", "gap#1", "gap#2", "korean#1", "choice#1", "number#1"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def runtime(request, tmp_path):
    bank = write_bank(tmp_path / "small", {"trade": TRADE, "rivers": RIVERS})
    made = make_runtime(tmp_path / "data", bank, clock=Clock())
    if request.param == "postgres":
        made.database.close()
        address = request.getfixturevalue("postgres")
        made.settings = replace(made.settings, database=address)
        made.database = Database(address)
        migrate(made.database)
        assert sync_all(made) == ()
    yield made
    made.database.close()


def add(runtime, times) -> None:
    """Say when the cards of items were added, ms UTC."""
    with runtime.database.write() as connection:
        for name, at in times.items():
            item = "(SELECT pk FROM item WHERE item_id = :name)"
            query = f"UPDATE card SET added_at = :at WHERE item_pk = {item}"  # noqa: S608
            connection.execute(text(query), {"at": at, "name": name})


def found(runtime, query: str) -> set[str]:
    """Return the cards a search finds, as ``item#n``."""
    view = browsing.browse(runtime, "small", Search(query))
    assert view.fault is None, view.fault
    assert view.found == len(view.rows)
    return {f"{row.item}#{2 if row.stem.endswith('(card 2)') else 1}" for row in view.rows}


@pytest.mark.parametrize(
    ("query", "cards"),
    [
        ("", ALL),
        ("fell", {"fall#1", "gap#1", "gap#2", "number#1"}),  # in the passage too
        ("FELL café", {"fall#1"}),
        ("cafe", {"fall#1"}),
        ("riv", {"fall#1", "choice#1"}),
        ('"riv"', set()),
        ('"rivalry between"', {"fall#1"}),
        ('"between rivalry"', set()),
        ("between rivalry", {"fall#1"}),
        ("collapsed", {"gap#1", "gap#2"}),
        ('"trade collapsed went down"', {"gap#1", "gap#2"}),
        ("nobody", {"fall#1"}),
        ("europe", {"choice#1"}),
        ("geography han", {"choice#1"}),
        ("4.5", {"fall#1", "gap#1", "gap#2", "number#1"}),
        ("민국", {"korean#1"}),
        ("대한민국", {"korean#1"}),
        ("민대", set()),
        ("アジア", {"korean#1"}),
        ("東", {"korean#1"}),
        ("trust", {"choice#1"}),
        ("flashcard", set()),  # what it is, not what it says
        ("explain", set()),
        ("deck:rivers", {"choice#1", "number#1"}),
        ('deck:"The rivers"', {"choice#1", "number#1"}),
        ("deck:riv*", {"choice#1", "number#1"}),
        ("deck:small", ALL),
        ("tag:trade", {"fall#1"}),
        ("tag:war", set()),
        ("tag:war*", {"fall#1", "gap#1", "gap#2"}),
        ("tag:w_r*", {"fall#1", "gap#1", "gap#2"}),
        ("tag:w_r", set()),
        ("tag:*ade", {"fall#1"}),
        ("tag:w*e", {"fall#1", "gap#1", "gap#2"}),
        ("tag:trade*war", set()),  # two tags, not one
        ("tag:none", {"korean#1", "choice#1", "number#1"}),
        ("-tag:none", {"fall#1", "gap#1", "gap#2"}),
        ("kind:cloze", {"gap#1", "gap#2"}),
        ("kind:multiple-choice", {"choice#1"}),
        ("objective:explain", {"fall#1"}),
        ("bloom:apply", {"fall#1"}),
        ("bloom:remember", ALL - {"fall#1"}),
        ("difficulty:medium", ALL - {"fall#1"}),
        ("id:gap", {"gap#1", "gap#2"}),
        ("id:g*", {"gap#1", "gap#2"}),
        ("cites:P2", {"korean#1", "choice#1"}),
        ("cites:p2.1", {"korean#1", "choice#1"}),
        ("cites:paper:P1", {"fall#1", "gap#1", "gap#2", "number#1"}),
        ("is:new", ALL),
        ("is:review", set()),
        ("flag:0", ALL),
        ("-fell", {"korean#1", "choice#1"}),
        ("f_ll", {"fall#1", "gap#1", "gap#2", "number#1"}),
        ("_all", {"number#1"}),
        ("*arbour", {"gap#1", "gap#2"}),
        ("coll*sed", {"gap#1", "gap#2"}),
        ("h*trust", set()),  # one word
        ("c_f_", {"fall#1"}),
        ("C_FÉ", {"fall#1"}),
        ("riva_", {"fall#1"}),
        ("w:rival_", {"fall#1"}),
        ("w:riv_", set()),
        ("w:rival*", {"fall#1"}),
        ("w:riv", set()),
        ("w:rivalry", {"fall#1"}),
        ("nc:cafe", {"fall#1"}),
        ("4*5", set()),
        ("f_ll kind:cloze or *arbour", {"gap#1", "gap#2"}),
        ("-*arbour kind:cloze", set()),
        ("café w:riva*", {"fall#1"}),
        ("note:cloze", {"gap#1", "gap#2"}),
        ('note:"multiple choice"', {"choice#1"}),
        ("note:basic", set()),
        ("card:2", {"gap#2"}),
        ("card:1", ALL - {"gap#2"}),
        ("cid:999", set()),
        ("added:1", ALL),
        ("-added:1", set()),
        ("collapsed added:1", {"gap#1", "gap#2"}),
        ("introduced:7", set()),
        ("resched:7", set()),
        ("prop:pos<2", {"fall#1", "gap#1"}),
        ("fell or river", ALL - {"korean#1"}),
        ("(café or 민국) -deck:rivers", {"fall#1", "korean#1"}),
        ("-(fell or deck:rivers)", {"korean#1"}),
        ("deck:trade or europe", ALL - {"number#1"}),
        ("fell kind:cloze or han", {"gap#1", "gap#2", "choice#1"}),
        ("café cites:P1", {"fall#1"}),
        ("café -cites:P1", set()),
        ("prop:reps=0", ALL),
        ("prop:s<10", set()),
        ("-prop:s<10", ALL),
        ("-is:changed", ALL),
    ],
)
def test_a_search_finds(runtime, query, cards):
    assert found(runtime, query) == cards


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("deck:sea", "there is no deck `sea` here: decks are trade, rivers (column 1)"),
        ("a kind:sea", "`kind:sea`: known are flashcard, cloze, multiple_choice"),
        ("bloom:sea", "known are remember, understand, apply, analyse, evaluate, create"),
        ("cites:x", "write a paragraph or a sentence of it, as cites:P7 or cites:P7.2 (column 1)"),
        ("cites:P1.99", "there is no sentence P1.99 in the paper (column 1)"),
        ("cites:sea:P1", "there is no source `sea`: sources are paper (column 1)"),
        ("a _", "`_` has no letter and no digit to look for (column 3)"),
        ("added:week", "`added:week`: write the days, as added:7 (column 1)"),
        ("a …", "`…` has no letter and no digit to look for (column 3)"),
        ("a or", "`or` needs a term on either side"),
    ],
)
def test_what_the_bank_does_not_have_is_told_with_what_it_has(runtime, query, says):
    view = browsing.browse(runtime, "small", Search(query))

    assert says in view.fault
    assert (view.rows, view.found) == ((), 0)


def test_what_the_learner_did_is_found(runtime):
    fall, gap, number = (card_of(runtime, name) for name in ("fall", "gap", "number"))
    rate(runtime, fall, 4)
    rate(runtime, gap, 1)
    act(runtime, bank="small", cards=(number,), what="suspend", action_id="a-1")
    act(runtime, bank="small", cards=(gap, fall), what="flag-2", action_id="a-2")
    act(runtime, bank="small", cards=(fall,), what="mark", action_id="a-3")
    act(runtime, bank="small", cards=(card_of(runtime, "choice"),), what="bury", action_id="a-4")

    assert found(runtime, "is:review") == {"fall#1"}
    assert found(runtime, "is:learn") == {"gap#1"}
    assert found(runtime, "is:due") == {"gap#1"}
    assert found(runtime, "is:suspended") == {"number#1"}
    assert found(runtime, "is:buried") == {"choice#1"}
    assert found(runtime, "is:buried-manually") == {"choice#1"}
    assert found(runtime, "is:buried-sibling") == set()
    assert found(runtime, "introduced:1") == {"fall#1", "gap#1"}
    assert found(runtime, f"cid:{fall},{number}") == {"fall#1", "number#1"}
    assert found(runtime, "prop:pos>=0") == ALL - {"fall#1", "gap#1"}
    assert found(runtime, "is:marked") == {"fall#1"}
    assert found(runtime, "flag:2") == {"fall#1", "gap#1"}
    assert found(runtime, "rated:1") == {"fall#1", "gap#1"}
    assert found(runtime, "rated:1:1") == {"gap#1"}
    assert found(runtime, "prop:reps>=1") == {"fall#1", "gap#1"}
    assert found(runtime, "prop:ivl>0") == {"fall#1"}
    assert found(runtime, "prop:due=0") == {"gap#1"}
    assert found(runtime, "prop:r=1") == {"fall#1", "gap#1"}

    runtime.clock.forward(days=30)
    assert found(runtime, "is:due") == {"fall#1", "gap#1"}
    assert found(runtime, "is:buried") == set()
    assert found(runtime, "prop:due<0") == {"fall#1"}  # a step within the day is for today
    assert found(runtime, "rated:30") == set()
    rate(runtime, fall, 3)
    assert found(runtime, "introduced:30") == set()
    assert found(runtime, "introduced:31") == {"fall#1", "gap#1"}
    assert found(runtime, "rated:30") == {"fall#1"}
    assert found(runtime, "rated:31") == {"fall#1", "gap#1"}


def test_what_an_answer_has_buried_is_told_from_what_the_learner_has(runtime):
    runtime.options = replace(runtime.options, bury=True)
    rate(runtime, card_of(runtime, "fall"), 4)
    assert "number#1" in found(runtime, "is:buried-sibling")
    assert found(runtime, "is:buried-manually") == set()


def test_what_was_edited_is_found_by_the_days_since(runtime):
    day = runtime.moment().day_ends // 1000 - 86_400
    with runtime.database.write() as connection:
        connection.execute(text("UPDATE item SET changed = 1"))
        changes = {"fall": day, "gap": day - 1, "korean": day - 6 * 86_400}
        for name, at in changes.items():
            connection.execute(
                text("UPDATE item SET changed = :at WHERE item_id = :name"),
                {"at": at, "name": name},
            )

    assert found(runtime, "edited:1") == {"fall#1"}
    assert found(runtime, "edited:2") == {"fall#1", "gap#1", "gap#2"}
    assert found(runtime, "edited:7") == {"fall#1", "gap#1", "gap#2", "korean#1"}


@pytest.mark.parametrize(("zone", "rollover"), [("UTC", 4), ("Asia/Kathmandu", 0)])
def test_what_was_added_is_found_by_the_study_days_since(runtime, zone, rollover):
    runtime.settings = replace(runtime.settings, zone=zone, rollover=rollover)
    today = runtime.moment().day
    times = {
        "fall": runtime.day_ends(today - 1), "gap": runtime.day_ends(today - 1) - 1,
        "korean": runtime.day_ends(today - 7), "choice": runtime.day_ends(today - 7) - 1,
        "number": None,
    }  # fmt: skip
    add(runtime, times)

    assert found(runtime, "added:1") == {"fall#1"}
    assert found(runtime, "added:2") == {"fall#1", "gap#1", "gap#2"}
    assert found(runtime, "added:7") == {"fall#1", "gap#1", "gap#2", "korean#1"}
    assert found(runtime, "added:8") == ALL - {"number#1"}
    assert found(runtime, "-added:36500") == {"number#1"}  # nobody knows
    runtime.clock.forward(days=1)
    assert found(runtime, "added:1") == set()
    assert found(runtime, "added:2") == {"fall#1"}


def test_the_day_on_which_the_clocks_change_is_one_day_too(runtime):
    runtime.settings = replace(runtime.settings, zone="Europe/Berlin")
    runtime.clock.now = WINTER - 60_000
    begun = WINTER - 25 * 3_600_000
    times = {"fall": begun, "gap": begun - 1}
    add(runtime, times | dict.fromkeys(("korean", "choice", "number")))

    assert found(runtime, "added:1") == {"fall#1"}
    assert found(runtime, "added:2") == {"fall#1", "gap#1", "gap#2"}


def test_the_table_says_and_sorts_when_a_card_was_added(runtime):
    today = runtime.moment()
    times = {"fall": today.at, "gap": today.at - 3 * DAY, "choice": today.at - 9 * DAY}
    add(runtime, times | dict.fromkeys(("korean", "number")))
    rows = browsing.browse(runtime, "small", Search(sort="added")).rows

    assert [row.item for row in rows] == ["choice", "gap", "gap", "fall", "korean", "number"]
    dates = [row.added for row in rows]
    assert dates == ["2026-11-14", "2026-11-20", "2026-11-20", "2026-11-23", "", ""]
    down = browsing.browse(runtime, "small", Search(sort="added", descending=True)).rows
    assert [row.item for row in down][:4] == ["fall", "gap", "gap", "choice"]


def test_what_was_rescheduled_is_found_by_the_days_since(runtime):
    fall, gap = card_of(runtime, "fall"), card_of(runtime, "gap")
    rate(runtime, fall, 4)
    rate(runtime, gap, 4)
    with runtime.database.write() as connection:
        connection.execute(
            text("UPDATE review SET kind = 'rescheduled' WHERE card_id = :card"), {"card": gap}
        )
    assert found(runtime, "resched:1") == {"gap#1"}


def test_recall_is_compared_as_it_is_shown(runtime):
    for n, name in enumerate(("fall", "gap", "korean", "choice"), 1):
        rate(runtime, card_of(runtime, name), n)
    runtime.clock.forward(days=12)
    shown = browsing.browse(runtime, "small", Search("-is:new")).rows
    assert len({row.recall for row in shown}) > 1

    for percent in range(101):
        less = {row.card for row in browsing.browse(
            runtime, "small", Search(f"prop:r<{percent / 100}")).rows}  # fmt: skip
        assert all(row.recall <= percent for row in shown if row.card in less)
        assert all(row.recall >= percent for row in shown if row.card not in less)
        near = browsing.browse(runtime, "small", Search(f"prop:r={percent / 100:.2f}")).rows
        assert [row.recall for row in near] == [percent] * len(near)


def test_an_edit_is_found_at_once_and_what_left_the_bank_no_more(runtime, tmp_path):
    write_bank(
        tmp_path / "small",
        {"trade": TRADE.replace("Nobody knows", "Everybody forgot"), "rivers": ""},
    )
    assert sync(runtime, tmp_path / "small") == ()

    assert found(runtime, "forgot") == {"fall#1"}
    assert found(runtime, "nobody") == set()
    assert found(runtime, "europe") == set()
    with runtime.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM item_words")).scalar() == 3

    write_bank(tmp_path / "small", {"trade": TRADE, "rivers": RIVERS})
    sync(runtime, tmp_path / "small")
    assert found(runtime, "europe") == {"choice#1"}


def test_a_changed_answer_is_found_as_changed(runtime, tmp_path):
    rate(runtime, card_of(runtime, "fall"))
    changed = TRADE.replace("Rivalry between", "Peace between")
    write_bank(tmp_path / "small", {"trade": changed, "rivers": RIVERS})
    sync(runtime, tmp_path / "small")

    assert found(runtime, "is:changed") == {"fall#1"}


def test_another_bank_is_not_searched(runtime, tmp_path):
    other = write_bank(tmp_path / "other", {"trade": TRADE}, bank="other")
    assert sync(runtime, other, 1) == ()

    assert found(runtime, "nobody") == {"fall#1"}
    assert found(runtime, "-nobody") == ALL - {"fall#1"}
    assert found(runtime, "cites:P1 tag:trade") == {"fall#1"}


@pytest.mark.parametrize(
    ("typed", "cut"),
    [
        ("East-China’s 4.5%", ["east", "china", "s", "4", "5"]),
        ("Café ﬁn Straße", ["cafe", "fin", "strasse"]),
        ("한국은", ["한", "국", "은"]),
        ("日本語 OK", ["日", "本", "語", "ok"]),
        ("a_b", ["a", "b"]),
        ("… —", []),
        ("x" * 100, ["x" * 60]),
    ],
)
def test_words_are_cut_without_accents_and_signs_one_by_one(typed, cut):
    assert words(typed) == cut


_LEAVES = st.sampled_from(
    ["fell", "riv", '"rivalry between"', "민국", "deck:rivers", "tag:war*", "kind:cloze", "is:due",
     "is:new", "cites:P1", "prop:s>1", "prop:r<0.99", "flag:1", "rated:1", "bloom:apply", "id:g*"]
)  # fmt: skip
_QUERIES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.tuples(inner, inner).map("({0[0]} {0[1]})".format),
        st.tuples(inner, inner).map("({0[0]} or {0[1]})".format),
    ),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(_QUERIES, _QUERIES)
def test_not_and_and_or_are_those_of_sets(runtime, one, other):
    if not browsing.browse(runtime, "small", Search("rated:1")).rows:
        rate(runtime, card_of(runtime, "fall"), 3)
        rate(runtime, card_of(runtime, "gap"), 4)
        act(
            runtime, bank="small", cards=(card_of(runtime, "number"),), what="flag-1", action_id="f"
        )
    first, second = found(runtime, one), found(runtime, other)

    assert found(runtime, f"-({one})") == ALL - first
    assert found(runtime, f"{one} {other}") == first & second
    assert found(runtime, f"{one} or {other}") == first | second
