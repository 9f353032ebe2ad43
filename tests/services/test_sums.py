"""The daily sums say what the log says, whatever was answered, undone and when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from app.services.answering import undo
from app.services.errors import RefusedError
from app.services.sums import recount
from tests.services.banks import card_of
from tests.services.banks import dump
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("rate"), st.sampled_from(["a1", "a2", "b1"]), st.integers(1, 4)),
        st.tuples(st.just("undo"), st.just(""), st.just(0)),
        st.tuples(st.just("wait"), st.just(""), st.sampled_from([1, 61, 700, 60 * 24 * 30])),
    ),
    max_size=25,
)


def daily(runtime):
    return sorted(row for row in dump(runtime, "daily")["daily"] if row[-2])


@settings(max_examples=30)
@given(steps=STEPS)
def test_the_sums_are_those_of_the_log(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("sums")
    runtime = make_runtime(folder / "data", write_bank(folder / "small"), clock=Clock())
    for number, (what, item, value) in enumerate(steps):
        if what == "rate":
            rate(runtime, card_of(runtime, item), value)
        elif what == "wait":
            runtime.clock.forward(minutes=value)
        else:
            try:
                undo(runtime, "small", f"undo-{number}")
            except RefusedError:
                continue
    kept = daily(runtime)
    with runtime.database.write() as connection:
        recount(connection, runtime.learner)
    assert daily(runtime) == kept
    runtime.database.close()


def test_a_row_says_day_topic_hour_band_rating_and_time(tmp_path):
    runtime = make_runtime(tmp_path / "data", write_bank(tmp_path / "small"), clock=Clock())
    card = card_of(runtime, "a1")
    rate(runtime, card, 3)
    rate(runtime, card, 3)
    runtime.clock.forward(days=30)
    rate(runtime, card, 1)
    day = runtime.moment().day
    assert daily(runtime) == [
        ("local", "small", day - 30, "trade", 9, "learn", "learning", 3, 1, 5_000),
        ("local", "small", day - 30, "trade", 9, "learn", "new", 3, 1, 5_000),
        ("local", "small", day, "trade", 9, "review", "young", 1, 1, 5_000),
    ]
    runtime.database.close()
