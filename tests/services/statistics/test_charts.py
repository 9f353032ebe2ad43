"""Each of the fourteen, against logs small enough to be counted by hand."""

from __future__ import annotations

import math

import pytest
from sqlalchemy import text

from app.services.answering import undo
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.statistics import page
from app.services.statistics.figures import Bars
from app.services.statistics.figures import Dots
from app.services.statistics.figures import Rows
from app.services.sums import recount
from app.services.sync import sync
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import write_bank
from tests.services.statistics.recount import decide

ALL = ("today", "due", "calendar", "reviews", "counts", "intervals", "stability", "difficulty",
       "retrievability", "retention", "hours", "buttons", "added", "calibration")  # fmt: skip


def charts(runtime, period="30", topic=None):
    return {one.id: one for one in page.statistics(runtime, "small", topic, period).charts}


def rows(chart):
    """Return the rows of a chart's table in which something was counted."""
    return [row for row in chart.table.rows if any(row[1:])]


def change_log(runtime, **values):
    """Set columns of the newest row of the log, and count the sums anew."""
    with runtime.database.write() as connection:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        newest = "(SELECT max(seq) FROM review)"
        connection.execute(text(f"UPDATE review SET {columns} WHERE seq = {newest}"), values)  # noqa: S608
        recount(connection, runtime.learner)


def change_cards(runtime, where="1 = 1", **values):
    with runtime.database.write() as connection:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        connection.execute(text(f"UPDATE card_state SET {columns} WHERE {where}"), values)  # noqa: S608


def answers(runtime, *ratings, item="a1", days=0):
    """Answer a card over and over, some days apart."""
    for rating in ratings:
        rate(runtime, card_of(runtime, item), rating)
        runtime.clock.forward(days=days, seconds=1)


def test_a_page_has_the_fourteen_in_their_order(runtime):
    for period in page.CHOICES:
        assert tuple(charts(runtime, period)) == ALL


def test_before_the_first_answer_every_chart_says_so_in_words(runtime):
    found = charts(runtime)

    told = {"counts", "added"}
    assert {name for name, one in found.items() if not one.empty} == told
    assert all(one.says and not one.figures for name, one in found.items() if name not in told)
    assert found["counts"].says == ("5 cards: 5 new, 0 being studied, 0 suspended, 0 buried.")


def test_today_tells_cards_time_again_and_the_share_right_by_stage(runtime):
    answers(runtime, 1, 3, item="a1")
    answers(runtime, 4, item="b1")
    found = charts(runtime)["today"]

    assert found.says == "2 cards in 15 seconds: 3 answers, 1 Again, 67 % right."
    assert found.table.columns == ("Stage", "Answers", "Right", "Again", "Right, %", "Minutes")
    assert rows(found) == [
        ("New", 2, 1, 1, 50.0, 0.2),
        ("Learning", 1, 1, 0, 100.0, 0.1),
        ("All", 3, 2, 1, 66.7, 0.2),
    ]
    [figure] = found.figures
    assert isinstance(figure, Rows)
    assert [series.values[0] for series in figure.series] == [1, 1]


@pytest.mark.parametrize(("kind", "where"), [("cram", "in cramming"), ("quiz", "in quizzes")])
def test_crammed_and_quizzed_answers_stand_apart(runtime, kind, where):
    answers(runtime, 4, item="a1")
    answers(runtime, 1, item="a2")
    change_log(runtime, kind=kind)
    found = charts(runtime)

    apart = f"Apart from these: 1 answer {where} (0 % right)."
    assert found["today"].says == f"1 card in 5 seconds: 1 answer, 0 Again, 100 % right. {apart}"
    assert found["reviews"].says.endswith(apart)
    assert [row[1] for row in found["hours"].table.rows if row[1]] == [1]
    assert found["calendar"].says.startswith("1 answer on 1 day")
    assert rows(found["buttons"]) == [("Learning", 0, 0, 0, 1, 1, 100.0)]


def test_what_is_undone_was_never_answered(runtime):
    before = charts(runtime)
    answers(runtime, 1)
    undo(runtime, "small", "u1")

    assert charts(runtime) == before


def test_future_due_counts_the_backlog_and_adds_up(runtime):
    day = runtime.moment().day
    for number, due in enumerate((day - 9, day - 1, day, day + 1, day + 45)):
        change_cards(runtime, f"card_id = {number + 1}", stage="review", due_day=due, interval=5)
    found = charts(runtime)["due"]

    assert found.says == (
        "4 cards due in the next 30 days, 2 of them overdue; 1 today, 1 tomorrow. 1 later."
    )
    assert [row[1] for row in found.table.rows] == [2, 1, 1, *[0] * 28]
    assert [row[2] for row in found.table.rows] == [2, 3, 4, *[4] * 28]
    assert [row[0] for row in found.table.rows][:2] == ["before 2026-11-23", "2026-11-23"]
    assert charts(runtime, "all")["due"].says.startswith("5 cards due in all, 2 of them overdue")


def test_future_due_of_a_year_is_by_weeks(runtime):
    day = runtime.moment().day
    for number, due in enumerate((day, day + 6, day + 7, day + 363, day + 364)):
        change_cards(runtime, f"card_id = {number + 1}", stage="review", due_day=due, interval=5)
    found = charts(runtime, "365")["due"]

    assert found.table.columns[0] == "Week"
    assert [row[1] for row in found.table.rows][:3] == [0, 2, 1]
    assert [row[:2] for row in found.table.rows][-2:] == [
        ("2027-11-15 to 2027-11-21", 1),
        ("2027-11-22", 1),
    ]


def test_what_is_suspended_or_buried_today_is_not_due(runtime):
    day = runtime.moment().day
    change_cards(runtime, stage="review", due_day=day, interval=5)
    change_cards(runtime, "card_id = 3", due_day=day + 3)
    decide(runtime, "a1", action="1", suspended=True)
    decide(runtime, "a2", "a3", action="2", buried_until=day + 1)
    found = charts(runtime)

    assert [row[1] for row in found["due"].table.rows][:5] == [0, 2, 0, 0, 1]
    assert [row[1] for row in rows(found["counts"])] == [2, 1, 2, 5]


def test_a_step_of_today_is_due_today_and_one_left_over_is_overdue(runtime, clock):
    answers(runtime, 1)
    assert [row[1] for row in charts(runtime)["due"].table.rows][:2] == [0, 1]

    clock.forward(days=1)
    assert [row[1] for row in charts(runtime)["due"].table.rows][:2] == [1, 0]


def test_the_calendar_counts_days_and_days_in_a_row(runtime, clock):
    for pause in (1, 1, 3, 1, 1, 1, 2):
        answers(runtime, 3, item="a1")
        clock.forward(days=pause)
    clock.forward(days=-1)
    found = charts(runtime)["calendar"]

    assert "7 answers on 7 days of the last" in found.says
    assert found.says.endswith("Days in a row: 4; at most 4.")
    assert [row[0][-2:] for row in found.table.rows] == ["23", "24", "25", "28", "29", "30", "01"]
    [heat] = found.figures
    levels = [level for week in heat.weeks for level, _ in week if level]
    assert levels == [4] * 7
    assert len(heat.weeks) == 53
    assert all(len(week) == 7 for week in heat.weeks)


def test_more_answers_are_a_higher_level_of_the_calendar(runtime, clock):
    for times in (1, 2, 3, 4):
        answers(runtime, *[1] * times)
        clock.forward(days=1)
    [heat] = charts(runtime)["calendar"].figures

    assert [level for week in heat.weeks for level, _ in week if level] == [1, 2, 3, 4]
    assert heat.steps == (1, 2, 3, 4)


def test_a_run_that_ended_the_day_before_yesterday_is_over(runtime, clock):
    answers(runtime, 3, 3, days=1)
    assert "Days in a row: 2;" in charts(runtime)["calendar"].says

    clock.forward(days=1)
    assert "Days in a row: 0; at most 2." in charts(runtime)["calendar"].says


def test_reviews_are_told_by_what_the_card_was(runtime, clock):
    answers(runtime, 3, 3)
    clock.forward(days=2)
    answers(runtime, 1, 3)
    change_cards(runtime, "card_id = 1", interval=21, stage="review", due_day=0)
    answers(runtime, 3)
    found = charts(runtime)["reviews"]

    assert found.table.columns == (
        "Day", "New", "Learning", "Relearning", "Young", "Mature", "All", "Minutes",
    )  # fmt: skip
    assert rows(found) == [
        ("2026-11-23", 1, 1, 0, 0, 0, 2, 0.2),
        ("2026-11-25", 0, 0, 1, 1, 1, 3, 0.2),
    ]
    assert found.says == ("5 answers in 25 seconds, on 2 of 30 days: 0.2 a day, 5.0 seconds each.")


@pytest.mark.parametrize(("period", "ago", "there"), [
    ("30", 29, True), ("30", 30, False), ("90", 89, True), ("90", 90, False),
    ("365", 364, True), ("365", 365, False), ("all", 900, True),
])  # fmt: skip
def test_a_period_ends_with_its_last_day(runtime, clock, period, ago, there):
    answers(runtime, 4)
    clock.forward(days=ago)
    found = charts(runtime, period)

    for name in ("reviews", "hours", "buttons", "added"):
        assert bool(found[name].figures) == there, name
    if there:
        figures = found["reviews"].table.rows
        assert figures[0][-2] == 1
        assert sum(row[-2] for row in figures) == 1
        assert len(figures) <= 93


def test_intervals_and_stability_are_columns_of_days(runtime):
    change_cards(runtime, stage="review", interval=3, stability=2.6, difficulty=1.0, last_day=1)
    change_cards(runtime, "card_id = 5", interval=200, stability=400.2, difficulty=10.0)
    found = charts(runtime)

    assert found["intervals"].says == (
        "Half of 5 cards have an interval of 3 days or less, 95 % of 200 days or less; the longest "
        "is 200 days."
    )
    assert rows(found["intervals"]) == [("1 to 5", 4, 80.0), ("196 to 200", 1, 20.0)]
    assert rows(found["stability"]) == [("1 to 10", 4, 80.0), ("391 to 400", 1, 20.0)]
    assert rows(found["difficulty"]) == [("0 to 10", 4, 80.0), ("90 to 100", 1, 20.0)]
    assert found["difficulty"].says == "The mean of 5 cards is 20 %."


def test_the_long_tail_of_intervals_is_one_column(runtime):
    from app.services.statistics import memory_charts  # noqa: PLC0415 - its counter alone
    from app.services.statistics.cards import Cards  # noqa: PLC0415

    cards = Cards(runtime.options.parameters, 0, "UTC", 4)
    cards.totals["interval"].update({1: 50, 2: 48, 9000: 2})
    found = memory_charts.intervals(cards)

    assert found.table.rows == (("1", 50, 50.0), ("2", 48, 48.0), ("3 and more", 2, 2.0))
    [figure] = found.figures
    assert isinstance(figure, Bars)
    assert figure.names[-1] == "3 and more"


def test_recall_now_is_what_the_forgetting_curve_says(runtime):
    change_cards(
        runtime, "card_id < 3", stage="review", stability=10.0, difficulty=5.0,
        last_day=runtime.moment().day - 10, interval=10,
    )  # fmt: skip
    found = charts(runtime)["retrievability"]

    assert found.says == (
        "Of 2 cards answered before you would recall about 2 now: 90.0 % on average."
    )
    assert rows(found) == [("90 to 95", 2, 100.0)]


def review(runtime, item, rating, interval=5):
    """Answer a card on its due day, as a card of an interval."""
    card = card_of(runtime, item)
    change_cards(
        runtime, f"card_id = {card}", stage="review", interval=interval, stability=10.0,
        difficulty=5.0, reps=3, last_day=runtime.moment().day - 10, due_day=runtime.moment().day,
    )  # fmt: skip
    rate(runtime, card, rating)


def test_true_retention_counts_passes_and_fails_by_period_and_age(runtime, clock):
    for ago, item, rating, interval in (
        (400, "a1", 1, 5), (200, "a1", 3, 30), (20, "a2", 1, 30), (3, "a3", 2, 5),
        (1, "b1", 1, 20), (0, "b2", 4, 21),
    ):  # fmt: skip
        now = clock.now
        clock.forward(days=-ago + 400)
        review(runtime, item, rating, interval)
        clock.now = now
    clock.forward(days=400)
    found = charts(runtime)["retention"]

    names = [row[0] for row in found.table.rows]
    assert names == ["Today", "Yesterday", "Last week", "Last month", "Last year", "All time"]
    young = [row[1:3] for row in found.table.rows]
    mature = [row[4:6] for row in found.table.rows]
    assert young == [(0, 0), (0, 1), (1, 1), (1, 1), (1, 1), (1, 2)]
    assert mature == [(1, 0), (0, 0), (1, 0), (1, 1), (2, 1), (2, 1)]
    assert found.table.rows[3][7:] == (2, 2, 50.0)
    assert found.table.rows[0][3] is None
    assert found.says == "50 % of 4 reviews passed in the last month, 50 % of 6 in all."


def test_true_retention_takes_the_first_review_of_a_card_in_a_day(runtime):
    review(runtime, "a1", 1)
    runtime.clock.forward(minutes=20)
    answers(runtime, 3, 3)  # relearning, then early on the same day

    for row in (0, 1):  # today, and when that is yesterday
        assert charts(runtime)["retention"].table.rows[row][1:4] == (0, 1, 0.0)
        assert charts(runtime)["calibration"].table.rows == (("90 to 95", 1, 90.0, 0.0),)
        runtime.clock.forward(days=1)


def test_learning_steps_are_no_reviews_but_test_a_prediction(runtime, clock):
    answers(runtime, 3)
    clock.forward(days=1)
    answers(runtime, 3)
    found = charts(runtime)

    assert found["retention"].empty
    assert sum(row[1] for row in found["calibration"].table.rows) == 1


def test_hours_tell_answers_and_the_share_right(runtime, clock):
    answers(runtime, 1, 3)
    clock.forward(days=0.5)
    answers(runtime, 3, item="a2")
    found = charts(runtime)["hours"]

    assert rows(found) == [("09:00", 2, 1, 50.0), ("21:00", 1, 1, 100.0)]
    assert found.says == (
        "Most answers came from 9:00 to 10:00: 2, 50 % of them right; at all hours 67 %."
    )
    [figure] = found.figures
    assert figure.line.values[9] == 50.0
    assert figure.line.values[10] is None


def test_buttons_are_told_by_learning_young_and_mature(runtime):
    answers(runtime, 1, 2, 3, 4)
    review(runtime, "a2", 2, 20)
    review(runtime, "a3", 1, 21)
    found = charts(runtime)["buttons"]

    assert found.table.columns == ("Cards", "Again", "Hard", "Good", "Easy", "All", "Right, %")
    assert found.table.rows[1:] == (
        ("Young", 0, 1, 0, 0, 1, 100.0),
        ("Mature", 1, 0, 0, 0, 1, 0.0),
    )
    assert sum(found.table.rows[0][1:5]) == 4


def test_a_card_counts_on_the_day_it_was_added(runtime, clock):
    clock.forward(days=2)
    write_bank(runtime.settings.banks[0], {"trade": flashcards("a1", "a9"), "rivers": ""})
    sync(runtime, runtime.settings.banks[0])
    answers(runtime, 3, item="a1")
    found = charts(runtime)["added"]

    assert [row[1] for row in found.table.rows][-3:] == [1, 0, 1]
    assert [row[2] for row in found.table.rows][-3:] == [1, 1, 2]
    assert found.says == "2 cards added: 0.1 a day."
    assert found.title == "Added"
    assert found.note.endswith("one from Anki, on the day it was made there.")
    clock.forward(days=29)
    assert [row[1] for row in charts(runtime)["added"].table.rows if row[1]] == [1]
    assert charts(runtime, "all")["added"].says == "2 cards added: 0.1 a day."
    clock.forward(days=1)
    assert charts(runtime)["added"].empty == "No card was added in this period."


def test_a_card_of_which_nobody_knows_counts_on_the_day_of_its_first_answer(runtime, clock):
    with runtime.database.write() as connection:
        connection.execute(text("UPDATE card SET added_at = NULL"))
    assert charts(runtime)["added"].says == "No cards added."
    answers(runtime, 3, 3, item="a1")
    answers(runtime, 3, item="a2")
    clock.forward(days=2)
    answers(runtime, 3, item="a1")
    answers(runtime, 3, item="b1")
    found = charts(runtime)["added"]

    assert [row[1] for row in found.table.rows][-3:] == [2, 0, 1]
    assert [row[2] for row in found.table.rows][-3:] == [2, 2, 3]
    assert found.says == "3 cards added: 0.1 a day."
    assert "each counts on the day you first answered it" in found.note
    undo(runtime, "small", "undo-1")
    assert [row[1] for row in charts(runtime)["added"].table.rows][-3:] == [2, 0, 0]


def test_calibration_holds_predictions_against_what_happened(runtime):
    for item, rating in (("a1", 3), ("a2", 3), ("a3", 3), ("b1", 1)):
        review(runtime, item, rating)
    found = charts(runtime)["calibration"]

    assert found.table.rows == (("90 to 95", 4, 90.0, 75.0),)
    loss = -(3 * math.log(0.9) + math.log(0.1)) / 4
    assert f"Log loss {loss:.3f}, RMSE over these bins 15.0 %." in found.says
    assert "Over 4 answers 90 % was predicted and 75 % recalled." in found.says
    assert found.says.endswith("With fewer than 100 answers that is mostly chance.")
    [figure] = found.figures
    assert isinstance(figure, Dots)
    [(x, y, weight, name)] = figure.points
    assert (round(x, 6), y, weight) == (0.9, 0.75, 1.0)
    assert name == "Predicted 90 %: recalled 75 % of 4"


def test_a_topic_has_statistics_of_its_own_cards(runtime):
    answers(runtime, 4, item="a1")
    answers(runtime, 1, 1, item="b1")
    trade, rivers = charts(runtime, topic="trade"), charts(runtime, topic="rivers")

    assert trade["today"].says.startswith("1 card in 5 seconds: 1 answer, 0 Again")
    assert rivers["today"].says.startswith("1 card in 10 seconds: 2 answers, 2 Again")
    assert trade["counts"].says.startswith("3 cards: 2 new")
    assert rivers["counts"].says.startswith("2 cards: 1 new")


def test_another_learner_sees_nothing_of_it(runtime):
    answers(runtime, 4)
    charts(runtime)
    with runtime.database.write() as connection:
        connection.execute(text("INSERT INTO learner VALUES ('other', 'Other', 0)"))
    runtime.learner = "other"

    assert charts(runtime)["today"].says == "Nothing answered yet today."
    assert charts(runtime)["counts"].says == "No cards."


def test_the_sums_of_a_chart_agree_with_one_another(runtime, clock):
    for number in range(40):
        item = ("a1", "a2", "b1")[number % 3]
        rate(runtime, card_of(runtime, item), 1 + number * 7 % 4)
        clock.forward(days=number % 4, minutes=7)
    found = charts(runtime, "all")

    whole = sum(row[1] for row in found["hours"].table.rows)
    assert whole == 40
    assert sum(row[5] for row in found["buttons"].table.rows) == whole
    assert sum(row[-2] for row in found["reviews"].table.rows) == whole
    assert sum(row[1] for row in found["calendar"].table.rows) == whole
    assert found["retention"].table.rows[-1][7] <= whole


@pytest.mark.parametrize(
    ("bank", "topic", "period", "error"),
    [
        ("nowhere", None, "30", NotFoundError),
        ("small", "nowhere", "30", NotFoundError),
        ("small", None, "31", RefusedError),
        ("small", None, "", RefusedError),
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(runtime, bank, topic, period, error):
    with pytest.raises(error, match=r"there is no|statistics are of 30, 90, 365, all days"):
        page.statistics(runtime, bank, topic, period)


def test_an_answer_of_no_time_at_all_does_no_harm(runtime):
    from app.services.answering import answer  # noqa: PLC0415 - beside its submission

    card = card_of(runtime, "a1")
    answer(runtime, submission(runtime, card, 3, shown_at=runtime.clock.now + 9_000))

    assert charts(runtime)["today"].says.startswith("1 card in 0 seconds: 1 answer")
