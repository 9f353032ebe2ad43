"""A log read from CSV: any order of rows and columns, two ways of telling time, every fault."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling import constraints
from app.scheduling import fsrs
from app.scheduling import fuzz
from app.scheduling.days import day_end
from app.scheduling.days import study_day
from app.scheduling.history import LONGEST_LINE
from app.scheduling.history import Review
from app.scheduling.history import histories
from app.scheduling.history import intervals_when_due
from app.scheduling.history import read
from app.scheduling.parameters import DEFAULTS
from app.scheduling.replay import fold
from app.scheduling.replay import memory_after
from app.scheduling.types import MemoryState
from app.scheduling.types import Options
from app.scheduling.types import Rating
from tests.scheduling.test_golden import PLANS
from tests.scheduling.test_golden import options_of
from tests.scheduling.test_golden import walk

HEADER = "card_id,review_time,review_rating"
ROW = "1,2024-03-29T20:32:32+00:00,3"
MOMENTS = st.integers(min_value=0, max_value=4_000_000_000_000)
CARDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(
    lambda text: text == text.strip()
)


def parsed(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return list(read(raw.splitlines(keepends=True), "log.csv"))


def fault(text):
    with pytest.raises(ValueError, match=r"^log\.csv:") as told:
        histories(parsed(text), "log.csv", "UTC")
    [line] = str(told.value).splitlines()
    return line.removeprefix("log.csv:")


def iso(at, minutes=0):
    zone = timezone(timedelta(minutes=minutes))
    moment = datetime.fromtimestamp(at // 1000, UTC) + timedelta(milliseconds=at % 1000)
    return moment.astimezone(zone).isoformat()


# ------------------------------------------------------------------ what is read
def test_a_row_is_a_review():
    assert parsed(f"{HEADER}\n{ROW}\n") == [Review("1", 1_711_744_352_000, Rating.GOOD, 2)]


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEADER}\n{ROW}\n",
        f"{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\n{ROW}",
        f"\n{HEADER}\n\n{ROW}\n\n",
        f'"card_id", review_time ,review_rating\n"1",{ROW[2:]} \n',
        f"{HEADER},review_duration\n{ROW},\n",
        f'note,{HEADER}\n"two\nlines, quoted",{ROW}\n',
    ],
    ids=["bom", "crlf", "no last line end", "blank lines", "quotes", "empty duration", "lines"],
)  # fmt: skip
def test_spelling_that_changes_nothing(text):
    [review] = parsed(text)

    assert review[:3] == ("1", 1_711_744_352_000, Rating.GOOD)


def test_a_header_alone_is_a_log_without_reviews():
    assert parsed(HEADER) == []
    assert histories([], "log.csv", "UTC") == ()


@given(at=MOMENTS, minutes=st.integers(min_value=-14 * 60, max_value=14 * 60))
def test_milliseconds_and_iso_agree_whatever_the_offset(at, minutes):
    [one, other] = parsed(f"{HEADER}\n1,{at},3\n1,{iso(at, minutes)},3\n")

    assert one.at == other.at == at


def test_what_is_less_than_a_millisecond_is_cut_off():
    [review] = parsed(f"{HEADER}\n1,1970-01-01T00:00:00.001999+00:00,1\n")

    assert review.at == 1


LOGS = st.lists(
    st.tuples(CARDS, MOMENTS, st.sampled_from(Rating)), max_size=12, unique_by=lambda row: row[:2]
)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@given(rows=LOGS, data=st.data())
def test_the_order_of_rows_and_columns_changes_nothing(rows, data):
    columns = ["card_id", "review_time", "review_rating", "review_duration"]
    table = [
        dict(zip(columns, (quoted(card), str(at), str(rating.value), "9"), strict=True))
        for card, at, rating in rows
    ]
    mixed = data.draw(st.permutations(columns))
    lines = [",".join(mixed)]
    lines += [",".join(row[name] for name in mixed) for row in data.draw(st.permutations(table))]
    # by \n alone: a card's name may hold other line ends of Unicode
    raw = [f"{line}\n".encode() for line in lines]
    expected = [Review(*row, 0) for row in rows]

    assert histories(read(raw, "log.csv"), "log.csv", "Asia/Seoul") == histories(
        expected, "log.csv", "Asia/Seoul"
    )


@given(rows=LOGS)
def test_every_review_is_in_its_card_in_the_order_of_time(rows):
    found = histories([Review(*row, 0) for row in rows], "log.csv", "UTC")

    kept = Counter((history.card, a.at, a.rating) for history in found for a in history.answers)
    assert kept == Counter(rows)
    for history in found:
        assert list(history.answers) == sorted(history.answers, key=lambda answer: answer.at)


def test_cards_stand_by_number():
    cards = [Review(card, 0, Rating.GOOD, 0) for card in ("10", "9", "100", "1")]

    assert [h.card for h in histories(cards, "log.csv", "UTC")] == ["1", "9", "10", "100"]


def test_study_days_are_those_of_zone_and_rollover():
    reviews = [Review("1", 1_711_744_352_000, Rating.GOOD, 2)]  # 20:32 in London, 05:32 in Seoul
    days = [
        histories(reviews, "log.csv", zone, rollover)[0].answers[0].day
        for zone, rollover in (("UTC", 4), ("UTC", 21), ("Asia/Seoul", 4), ("Asia/Seoul", 6))
    ]

    assert [day - days[0] for day in days] == [0, -1, 1, 0]


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "1:1", "the log is empty"),
        ("\n\n", "1:1", "the log is empty"),
        (ROW, "1:1", "the header has no card_id, review_time, review_rating"),
        ("card_id,review_rating\n1,3", "1:1", "the header has no review_time"),
        (f"{HEADER},card_id\n{ROW},1", "1:35", "the header names card_id twice"),
        (f"{HEADER}\n{ROW}\n1,2", "3:4", "this row has 2 fields, the header 3"),
        (f"{HEADER}\n{ROW},4", "2:31", "this row has 4 fields, the header 3"),
        (f"{HEADER}\n ,0,3", "2:1", "card_id is empty"),
        (f"{HEADER}\n1,0,0", "2:5", "review_rating is `0`: give 1, 2, 3 or 4 (Anki's 0"),
        (f"{HEADER}\n1,0,5", "2:5", "review_rating is `5`: give 1, 2, 3 or 4"),
        (f"{HEADER}\n1,0,", "2:5", "review_rating is ``: give 1, 2, 3 or 4"),
        (f"{HEADER}\n1,0,3.0", "2:5", "review_rating is `3.0`"),
        (f"{HEADER}\n1,0,３", "2:5", "review_rating is `３`"),
        (f"{HEADER}\n1,noon,3", "2:3", "review_time is `noon`: give a time such as"),
        (f"{HEADER}\n1,,3", "2:3", "review_time is ``: give a time such as"),
        (f"{HEADER}\n1,-5,3", "2:3", "review_time is `-5`: give a time such as"),
        (f'{HEADER}\n1,"no\n\x1bon",3', "2:3", "review_time is `no\ufffd\ufffdon`: give a time"),
        (f"{HEADER}\n1,²,3", "2:3", "review_time is `²`: give a time such as"),
        (f"{HEADER}\n1,2024-02-30T00:00:00Z,3", "2:3", "give a time such as"),
        (f"{HEADER}\n1,2024-03-29T20:32:32,3", "2:3", "it has no offset from UTC"),
        (f"{HEADER}\n1,2024-03-29,3", "2:3", "it has no offset from UTC"),
        (f"{HEADER}\n1,1969-12-31T23:59:59Z,3", "2:3", "outside the years 1970 to 9998"),
        (f"{HEADER}\n1,9999-01-01T00:00:00Z,3", "2:3", "outside the years 1970 to 9998"),
        (f"{HEADER}\n1,{'9' * 5000},3", "2:3", "outside the years 1970 to 9998"),
        (f'note,{HEADER}\n"a, ""b""\nc",1,0,5', "3:8", "review_rating is `5`"),
        (f'{HEADER}\n"1,0,3\n', "2:1", "this is not CSV: unexpected end of data"),
        (f'{HEADER}\n"1"x,0,3\n', "2:1", "this is not CSV: ',' expected after '\"'"),
        (f"{HEADER}\n{'x' * 200_000},0,3\n", "2:1", "this is not CSV: field larger than"),
        (f"{HEADER}\n{ROW}\n".encode() + b"\xc3\xa9\xff,0,3", "3:2", "this is not UTF-8"),
        (f"{HEADER}\n{ROW}".encode("utf-16"), "1:1", "this is not UTF-8"),
        (b"x" * LONGEST_LINE, "1:1", "this line is too long for a log"),
        (f"{HEADER}\n2,0,3\n1,0,3\n1,0,3\n2,0,4", "4:1", "at this time in line 3"),
        (f"{HEADER}\n1,3600000,3\n1,1970-01-01T01:00:00Z,1", "3:1", "at this time in line 2"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_with_its_place(text, place, says):
    told = fault(text)

    assert told.startswith(f"{place} ")
    assert says in told
    assert len(told) < 200


@given(raw=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_no_file_is_read_with_another_error(raw):
    for text in (raw, f"{HEADER}\n".encode() + raw, f"{HEADER}\n1,".encode() + raw):
        try:
            histories(parsed(text), "log.csv", "UTC")
        except ValueError as error:
            [line] = str(error).splitlines()
            assert line.startswith("log.csv:")


def test_an_unknown_zone_is_told_before_a_row_is_read():
    with pytest.raises(ValueError, match=r"^There is no time zone named 'Mars'\.$"):
        histories(iter([None]), "log.csv", "Mars")


# ------------------------------------------------------------------ memory and intervals
def test_stability_and_difficulty_after_every_answer_are_those_of_anki():
    compared = 0
    for plan in PLANS:
        lines, expected = [HEADER], {}
        for history in plan["histories"]:
            answers = history["answers"]
            for count, step in enumerate(walk(plan, history), 1):
                card = f"{history['card']}-{count}"
                lines += [f"{card},{a['at']},{a['rating']}" for a in answers[:count]]
                expected[card] = step.theirs[step.chosen]
        for found in histories(parsed("\n".join(lines)), "log.csv", plan["zone"]):
            memory = memory_after(options_of(plan).parameters, found.answers)
            theirs = expected.pop(found.card)
            assert memory.stability == pytest.approx(theirs[4], rel=1e-4)
            assert memory.difficulty == pytest.approx(theirs[5], abs=1e-4)
            compared += 1
        assert expected == {}
    assert compared >= 500


@given(rows=st.lists(st.tuples(MOMENTS, st.sampled_from(Rating)), min_size=1, max_size=12,
                     unique_by=lambda row: row[0]))  # fmt: skip
def test_the_memory_is_that_of_the_fold_with_any_steps(rows):
    [history] = histories([Review("1", *row, 0) for row in rows], "log.csv", "Europe/Berlin")
    ends = {answer.day: day_end(answer.day, "Europe/Berlin") for answer in history.answers}

    for steps in ((), (60, 600)):
        state = fold(Options(learning_steps=steps), 1, history.answers, ends.__getitem__)
        assert memory_after(DEFAULTS, history.answers) == state.memory


MEMORIES = st.builds(
    MemoryState,
    st.floats(min_value=fsrs.LEAST_STABILITY, max_value=fsrs.MOST_STABILITY),
    st.floats(min_value=1, max_value=10),
)
RETENTIONS = st.floats(min_value=0.7, max_value=0.99)


@given(memory=MEMORIES, retention=RETENTIONS, most=st.integers(min_value=1, max_value=36500))
def test_a_better_answer_is_never_seen_sooner_and_no_pass_goes_beyond_the_longest(
    memory, retention, most
):
    options = Options(desired_retention=retention, maximum_interval=most)
    again, hard, good, easy = intervals_when_due(options, memory)

    assert 1 <= hard <= easy <= most
    assert min(again, most) <= hard  # as in Anki, nothing bounds a lapse
    assert hard < good or good == most
    assert good < easy or easy == most


@given(memory=MEMORIES, retention=RETENTIONS)
def test_intervals_are_the_rounded_ones_of_the_next_memories_with_anki_s_minima(memory, retention):
    options = Options(desired_retention=retention)
    (raw,) = fsrs.ideal_intervals(DEFAULTS, (memory,), retention)
    due = max(1, min(fuzz.half_up(raw), 36500))
    again, *raws = fsrs.ideal_intervals(
        DEFAULTS, fsrs.next_memories(DEFAULTS, memory, due), retention
    )
    # the interval before counts in Anki; on the due day it should not
    floors = [constraints._floor(each, due) for each in raws]
    expected = [constraints.failing(again)]
    least = 1
    for each, floor in zip(raws, floors, strict=True):
        expected.append(min(max(fuzz.half_up(each), floor, least), 36500))
        least = expected[-1] + 1

    assert list(intervals_when_due(options, memory)) == expected


def test_intervals_of_a_known_card():
    # S 2.3065 falls due after 2 days
    memory = fsrs.next_memory(DEFAULTS, None, Rating.GOOD, 0)

    assert intervals_when_due(Options(), memory) == (1, 8, 11, 19)
    assert intervals_when_due(Options(maximum_interval=9), memory) == (1, 8, 9, 9)
    assert study_day(0, "UTC") == -1  # midnight belongs to the day before
