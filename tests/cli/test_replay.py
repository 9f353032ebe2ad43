"""``citecards replay``: a log in, each card's memory and the measures of the log out."""

from __future__ import annotations

import io
import json
import sys
from random import Random

import pytest

from app.scheduling import fsrs
from app.scheduling import optimise
from app.scheduling.parameters import DEFAULTS
from app.scheduling.types import Rating
from tests.cli.test_help import loaded

HEADER = "card_id,review_time,review_rating"
DAY = 86_400_000
NOON = 1_711_713_600_000  # 29 March 2024, 12:00 UTC
# Good, and Good again after two days; a second card once
SMALL = [f"7,{NOON},3", f"7,{NOON + 2 * DAY},3", f"12,{NOON},1"]


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("CITECARDS_ZONE", "UTC")
    monkeypatch.delenv("CITECARDS_ROLLOVER", raising=False)


@pytest.fixture
def log(tmp_path):
    """Return a function that writes a log of these rows."""

    def write(rows, header=HEADER):
        file = tmp_path / "log.csv"
        file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return file

    return write


def learner(cards, reviews, recalled=0.5, seed=1):
    """Make the rows of a learner who recalls this share after two days, and after nine."""
    chance, rows = Random(seed), []  # noqa: S311 - the same learner each time
    for card in range(cards):
        at = NOON + chance.randrange(300) * DAY
        rows.append(f"c{card},{at},3")
        for _ in range(reviews):
            at += chance.choice((2, 9)) * DAY
            rows.append(f"c{card},{at},{3 if chance.random() < recalled else 1}")
    return rows


def told(shown):
    assert (shown.code, shown.err) == (0, "")
    return json.loads(shown.out)


# ------------------------------------------------------------------ what it tells
def test_each_card_has_its_memory_last_day_and_next_intervals(citecards, log):
    found = told(citecards("replay", log(SMALL), "--json"))

    first = fsrs.next_memory(DEFAULTS, None, Rating.GOOD, 0)
    good = fsrs.next_memory(DEFAULTS, first, Rating.GOOD, 2)
    assert found["cards"] == [
        {
            "card_id": "7", "stability": good.stability, "difficulty": good.difficulty,
            "last_day": "2024-03-31",
            "intervals": {"again": 2, "hard": 32, "good": 46, "easy": 77},
        },
        {
            "card_id": "12", "stability": 0.212, "difficulty": 6.4133,
            "last_day": "2024-03-29",
            "intervals": {"again": 1, "hard": 1, "good": 2, "easy": 3},
        },
    ]  # fmt: skip


def test_a_short_log_has_no_scores_and_says_why(citecards, log):
    found = told(citecards("replay", log(SMALL), "--json"))["log"]

    none = {"log_loss": None, "rmse_bins": None, "auc": None}
    assert found.pop("note").startswith("Too few reviews to fit parameters: 1 on a later day")
    assert found == {
        "reviews": 3, "cards": 2, "items": 1, "scored": 0, "fitted": None, "average": none,
        "default": {**none, "parameters": list(DEFAULTS)},
    }  # fmt: skip


def test_a_long_log_is_measured_with_default_and_fitted_parameters(citecards, log):
    found = told(citecards("replay", log(learner(100, 6)), "--json"))["log"]

    assert (found["reviews"], found["cards"]) == (700, 100)
    assert (found["items"], found["scored"]) == (600, 500)
    fitted, default, average = found["fitted"], found["default"], found["average"]
    assert fitted["log_loss"] < default["log_loss"]
    assert fitted["kept"] is True
    assert len(fitted["parameters"]) == 21
    assert fitted["parameters"] != default["parameters"]
    assert average["log_loss"] == pytest.approx(0.693, abs=0.01)
    assert found["note"] == "The fitted parameters predict better than the defaults: use them."


def test_the_average_is_of_what_was_known_before(citecards, log):
    # twelve items in parts of two: all recalled up to the tenth, then two forgotten
    rows = [f"1,{NOON + day * DAY},{1 if day > 10 else 3}" for day in range(13)]
    found = told(citecards("replay", log(rows), "--json"))["log"]

    assert found["scored"] == 10
    # a mean of 1 is wrong twice, by as much as scikit-learn lets it
    assert found["average"]["log_loss"] == pytest.approx(36.04 * 2 / 10, abs=0.01)
    assert found["average"]["auc"] == 0.5


def test_fitted_parameters_that_predict_no_better_are_not_kept(citecards, log, monkeypatch):
    monkeypatch.setattr(optimise, "fit", lambda _items, _cards: DEFAULTS)
    found = told(citecards("replay", log(learner(20, 6)), "--json"))["log"]

    assert found["fitted"] == {**found["default"], "kept": False}
    assert found["note"] == "The fitted parameters predict no better: the defaults stay."


def test_each_part_is_predicted_by_what_was_known_before_it_alone(citecards, log, monkeypatch):
    seen = []

    def fit(items, cards):
        seen.append((list(items), list(cards)))
        return DEFAULTS

    monkeypatch.setattr(optimise, "fit", fit)
    rows = [f"{card},{NOON + (2 * n + card) * DAY},{3 - 2 * (n == 3)}"
            for card in range(2) for n in range(7)]  # fmt: skip
    citecards("replay", log(rows), "--json")

    # twelve reviews, the two cards by turns; the last fit is for whoever studies on
    assert [len(cards) for _, cards in seen] == [2, 4, 6, 8, 10, 12]
    items, cards = seen[-1]
    assert cards == [0, 1] * 6
    assert items[0] == items[1] == [(3, 0), (3, 2)]
    assert items[-1] == [(3, 0), (3, 2), (3, 2), (1, 2), (3, 2), (3, 2), (3, 2)]
    assert all(known == (items[: len(known[0])], cards[: len(known[0])]) for known in seen)


def test_a_zone_that_goes_back_to_the_day_before_is_no_fault(citecards, log):
    # Juneau left Pacific time for two hours earlier, at two in the night
    times = ("1983-10-30T01:30:00-07:00", "1983-10-30T00:30:00-09:00", "1983-11-02T12:00:00-09:00")
    rows = [f"{card},{time},3" for card in range(20) for time in times]
    zone = ("--timezone", "America/Juneau", "--rollover", "1")
    found = told(citecards("replay", log(rows), "--json", *zone))

    assert found["log"]["items"] == 20
    assert found["log"]["fitted"] is not None


def test_few_reviews_fit_the_first_stabilities_alone_and_the_note_says_so(citecards, log):
    found = told(citecards("replay", log(learner(60, 1, 0.2)), "--json"))["log"]

    assert found["items"] == 60
    assert found["fitted"]["parameters"][:4] != list(DEFAULTS[:4])
    assert found["fitted"]["parameters"][4:] == list(DEFAULTS[4:])
    assert found["note"].startswith("Few reviews: below 64 only the first four parameters are")


def test_without_the_extra_all_is_measured_but_what_is_fitted(citecards, log, monkeypatch):
    rows = learner(20, 6)
    whole = told(citecards("replay", log(rows), "--json"))
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    found = told(citecards("replay", log(rows), "--json"))

    assert found["log"]["note"] == "To fit parameters, too: pip install 'citecards[optimize]'"
    assert found["log"]["fitted"] is None
    for same in ("default", "average", "items", "scored"):
        assert found["log"][same] == whole["log"][same]
    assert found["cards"] == whole["cards"]


def test_the_order_of_rows_and_columns_and_the_spelling_of_time_change_nothing(citecards, log):
    rows = learner(12, 6)
    first = citecards("replay", log(rows), "--json").out
    Random(4).shuffle(rows)  # noqa: S311
    mixed = [f"9,{rating},{time},{card}" for card, time, rating in (r.split(",") for r in rows)]

    header = "review_duration,review_rating,review_time,card_id"
    assert citecards("replay", log(mixed, header), "--json").out == first


def test_a_person_reads_a_table_then_a_line_a_card(citecards, log):
    shown = citecards("replay", log([*learner(20, 6), f"\x1b[31m한국어,{NOON},3"]))

    assert (shown.code, shown.err) == (0, "")
    lines = [line.rstrip() for line in shown.out.splitlines()]
    assert lines[0].startswith("141 reviews of 21 cards; 120 on a later day than the card's last")
    assert lines[2].split("  ")[0] == "parameters"
    assert [line.split("  ")[0] for line in lines[3:6]] == [
        "default",
        "fitted",
        "none: the average",
    ]
    assert any(line.startswith("Fitted parameters: 0.") for line in lines)
    head = next(at for at, line in enumerate(lines) if line.startswith("card  "))
    assert lines[head].split() == [
        "card", "stability", "difficulty", "last", "day", "again", "hard", "good", "easy",
    ]  # fmt: skip
    assert len(lines) - head - 1 == 21
    korean = lines[-1]
    assert korean.startswith("\ufffd[31m한국어  ")
    assert korean.endswith("2024-03-29      1     8    11    19")
    assert "\x1b" not in shown.out


def test_an_empty_score_is_a_dash(citecards, log):
    shown = citecards("replay", log(SMALL))

    assert [line.split() for line in shown.out.splitlines()[3:5]] == [
        ["default", "–", "–", "–"], ["none:", "the", "average", "–", "–", "–"],
    ]  # fmt: skip


def test_a_log_without_reviews_has_no_card(citecards, log):
    shown = citecards("replay", log([]))

    assert shown.code == 0
    assert shown.out.startswith("0 reviews of 0 cards; ")
    assert "stability" not in shown.out


def test_one_review_is_told_as_one(citecards, log):
    shown = citecards("replay", log(["a,1735718400000,3"]))

    assert shown.out.startswith("1 review of 1 card; 0 on a later day than the card's last")


# ------------------------------------------------------------------ study days
@pytest.mark.parametrize(
    ("options", "environment", "last_day"),
    [
        ("", "", "2024-03-29"),
        ("--timezone Asia/Seoul", "", "2024-03-30"),
        ("--rollover 21", "", "2024-03-28"),
        ("--rollover 0", "CITECARDS_ROLLOVER=21", "2024-03-29"),
        ("--rollover 0", "CITECARDS_ROLLOVER=noon", "2024-03-29"),
        ("", "CITECARDS_ROLLOVER=21", "2024-03-28"),
        ("", "CITECARDS_ZONE=Asia/Seoul", "2024-03-30"),
        ("--timezone UTC", "CITECARDS_ZONE=Asia/Seoul", "2024-03-29"),
        ("--timezone UTC", "CITECARDS_ZONE=Mars", "2024-03-29"),
    ],
)
def test_an_option_goes_before_the_settings(study, options, environment, last_day):
    assert study(options, environment) == last_day


@pytest.fixture
def study(citecards, log, monkeypatch):
    """Return a function that gives the study day of 20:32 in London."""

    def last_day(options, environment):
        if environment:
            monkeypatch.setenv(*environment.split("="))
        file = log(["1,2024-03-29T20:32:32+00:00,3"])
        [card] = told(citecards("replay", file, "--json", *options.split()))["cards"]
        return card["last_day"]

    return last_day


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "log.csv:1:1 the log is empty"),
        (b"1,0,3\n", "log.csv:1:1 the header has no card_id, review_time, review_rating"),
        (b"card_id,review_time\n1,0\n", "log.csv:1:1 the header has no review_rating"),
        (f"{HEADER}\n1,0,0\n".encode(), "log.csv:2:5 review_rating is `0`"),
        (f"{HEADER}\n1,0,5\n".encode(), "log.csv:2:5 review_rating is `5`"),
        (f"{HEADER}\n1,noon,3\n".encode(), "log.csv:2:3 review_time is `noon`"),
        (f"{HEADER}\n1,2024-03-29T20:32:32,3\n".encode(), "log.csv:2:3 review_time is"),
        (f"{HEADER}\n1,0,3\n1,0,3\n".encode(), "log.csv:3:1 this card was reviewed at this time"),
        (f"{HEADER}\n\xe9,0,3\n".encode("latin-1"), "log.csv:2:1 this is not UTF-8"),
        (f"{HEADER}\n".encode("utf-16"), "log.csv:1:1 this is not UTF-8"),
        (f"{HEADER}\n1,0\n".encode(), "log.csv:2:4 this row has 2 fields, the header 3"),
        (f'{HEADER}\n"1,0,3\n'.encode(), "log.csv:2:1 this is not CSV"),
    ],
    ids=range(12),
)  # fmt: skip
@pytest.mark.parametrize("flags", [(), ("--json",)], ids=["text", "json"])
def test_a_bad_log_is_one_line_with_its_place(citecards, tmp_path, content, says, flags):
    (tmp_path / "log.csv").write_bytes(content)
    shown = citecards("replay", tmp_path / "log.csv", *flags)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith(f"Error: {tmp_path}/{says}")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.csv"], "Error: none.csv: No such file or directory"),
        (["."], "Error: .: Is a directory"),
        (["log.csv", "--timezone", "Mars"], "Error: There is no time zone named 'Mars'."),
        (["log.csv", "--timezone", ""], "Error: There is no time zone named ''."),
        (["log.csv", "--timezone", "../etc"], "Error: There is no time zone named '../etc'."),
    ],
)
def test_no_file_or_no_such_zone_is_one_line(citecards, tmp_path, monkeypatch, arguments, says):
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *SMALL]))
    monkeypatch.chdir(tmp_path)
    shown = citecards("replay", *arguments)

    assert (shown.code, shown.out, shown.said) == (1, "", [says])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument 'LOG.csv'"),
        (["log.csv", "--rollover", "24"], "24 is not in the range"),
        (["log.csv", "--rollover", "x"], "'x' is not a valid integer"),
    ],
)
def test_a_wrong_option_is_told_on_the_way_to_the_help(citecards, arguments, says):
    shown = citecards("replay", *arguments)

    assert (shown.code, shown.out) == (2, "")
    assert says in shown.err


# ------------------------------------------------------------------ waiting
class Terminal(io.StringIO):
    """A stderr that a person looks at."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("patience", "seen"), [(-1, True), (3600, False)])
def test_a_bar_is_shown_on_a_terminal_once_it_takes_long(
    citecards, log, monkeypatch, patience, seen
):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("app.cli.progress._PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    shown = citecards("replay", log(learner(20, 6)), "--json")

    assert json.loads(shown.out)["log"]["reviews"] == 140
    assert ("Fitting" in terminal.getvalue()) is seen


def test_it_loads_neither_the_site_nor_a_database(log, tmp_path):
    assert loaded("replay", str(log(SMALL)), cwd=tmp_path) == set()
