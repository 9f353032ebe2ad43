"""Options in the browser: read and written as typed, faults beside their fields, nothing lost."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest

from app.scheduling import optimise
from app.scheduling import parameters as fsrs6
from app.scheduling.types import Options
from app.services import presets
from app.services.errors import StaleError
from app.services.sync import sync
from app.web import fields
from app.web import options as room
from app.web.work import Desk
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.web.pages import Page

TYPED = {
    "name": "Mine",
    "new_per_day": "9",
    "reviews_per_day": "90",
    "learn_ahead": "15",
    "desired_retention": "0.85",
    "maximum_interval": "400",
    "learning_steps": "1m 1h",
    "relearning_steps": "",
    "leech_threshold": "4",
    "suspend_leeches": "1",
    "two_buttons": "1",
    "show_timer": "1",
    "new_order": "random",
    "review_order": "recall",
    "first_kind": "reviews",
    "day_steps": "last",
    "parameters": "",
}
READ = Options(
    bury=False, passage_first=False, suspend_leeches=True, two_buttons=True, new_per_day=9,
    reviews_per_day=90, learn_ahead=900, desired_retention=0.85, maximum_interval=400,
    learning_steps=(60, 3600), relearning_steps=(), leech_threshold=4, show_timer=True,
    show_intervals=False, new_order="random", review_order="recall", first_kind="reviews",
    day_steps="last",
)  # fmt: skip


def save(client, **changes):
    sent = {name: value for name, value in {**TYPED, **changes}.items() if value is not None}
    return client.post("/options/small", data=sent)


def used(runtime, bank="small"):
    return presets.choice(runtime, bank).options


def box(html: str, name: str) -> str:
    """Return the tag of a field."""
    return re.search(rf'<(?:input|textarea|select)[^>]* name="{name}"[^>]*>', html)[0]


def test_every_option_stands_with_its_words_ankis_name_and_its_default(client):
    html = client.get("/options/small").text
    page = Page(html)
    for field in fields.FIELDS:
        assert field.words in page.text
        assert field.does in page.text
        if field.anki:
            assert f"Anki: {field.anki}" in page.text
    assert 'value="1m 10m"' in box(html, "learning_steps")
    assert 'value="0.90"' in box(html, "desired_retention")
    assert 'value="20"' in box(html, "learn_ahead")
    assert "0.212, 1.2931, 2.3065" in page.text


def test_every_option_of_scheduling_can_be_set_but_the_days_beginning():
    names = {field.name for field in fields.FIELDS}
    assert {*Options.__dataclass_fields__} - names == {"rollover"}


def test_what_is_typed_is_saved(client, runtime):
    reply = save(client)
    assert reply.location == "/options/small?said=saved&cards=0"
    assert used(runtime) == READ
    page = Page(client.get(reply.location).text)
    assert "Saved." in page.text
    assert "No card’s stability changed, and no due date." in page.text
    assert "by the preset “Mine”" in page.text


def test_what_is_shown_is_saved_as_it_is(client, runtime):
    save(client, parameters=", ".join(map(str, (0.123456789, *fsrs6.DEFAULTS[1:]))))
    before = used(runtime)
    save(client, **fields.written(before))
    assert used(runtime) == before


@pytest.mark.parametrize("text", ["85", "85 %", "0,85", " 0.85 "])
def test_retention_is_written_as_a_share_or_in_percent(client, runtime, text):
    save(client, desired_retention=text)
    assert used(runtime).desired_retention == 0.85


FAULTS = [
    ("new_per_day", "many", "Write a whole number from 0 to 9999."),
    ("new_per_day", "-1", "Write a whole number from 0 to 9999."),
    ("new_per_day", "10000", "Write a whole number from 0 to 9999."),
    ("new_per_day", "9" * 400, "Write a whole number from 0 to 9999."),
    ("new_per_day", "", "Write a whole number from 0 to 9999."),
    ("reviews_per_day", "1.5", "Write a whole number from 0 to 9999."),
    ("learn_ahead", "1441", "Write a whole number from 0 to 1440."),
    ("maximum_interval", "0", "Write a whole number from 1 to 36500."),
    ("leech_threshold", "x", "Write a whole number from 0 to 999."),
    ("desired_retention", "0.69", "Write a number from 0.70 to 0.99"),
    ("desired_retention", "1", "Write a number from 0.70 to 0.99"),
    ("desired_retention", "nan", "Write a number from 0.70 to 0.99"),
    ("desired_retention", "high", "Write a number from 0.70 to 0.99"),
    ("learning_steps", "1m <b>", "“&lt;b&gt;” is no step"),
    ("relearning_steps", "0m", "“0m” is no step"),
    ("parameters", "1, 2", "FSRS-6 needs 21 parameters, not 2."),
    ("parameters", "0.2, x", "Parameter 1 is “x”: write a number."),
    ("parameters", ", ".join(["nan"] * 21), "FSRS parameter 0 is nan"),
    ("parameters", ", ".join(["500"] * 21), "FSRS parameter 0 is 500.0"),
    ("name", "", "A preset has a name of 1 to 60 letters."),
    ("name", "x" * 61, "A preset has a name of 1 to 60 letters."),
]


@pytest.mark.parametrize(("name", "text", "says"), FAULTS)
def test_a_fault_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, runtime, name, text, says
):
    before = dump(runtime)
    reply = save(
        client, **{name: text, "reviews_per_day" if name != "reviews_per_day" else "x": "7"}
    )
    assert reply.status_code == 400
    assert dump(runtime) == before
    html = reply.text
    assert says in re.search(rf'<p class="fault" id="e-{name}">.*?</p>', html, re.DOTALL)[0]
    assert 'aria-invalid="true"' in box(html, name)
    assert f'aria-describedby="e-{name} h-{name}"' in box(html, name)
    assert f'href="#o-{name}"' in html
    assert 'value="1m 1h"' in box(html, "learning_steps") or name == "learning_steps"
    assert "checked" in box(html, "two_buttons")
    assert "checked" not in box(html, "bury")
    assert Page(html).text.count("Nothing was saved yet") == 1
    if name not in ("parameters", "learning_steps") and text:
        assert f'value="{text}"' in box(html, name)


def test_an_order_that_is_none_is_a_fault_beside_its_field(client, runtime):
    reply = save(client, review_order="backwards")
    assert reply.status_code == 400
    assert "Choose one of these: due date, then random, random, least known first" in reply.text
    assert 'aria-invalid="true"' in box(reply.text, "review_order")
    assert used(runtime) == Options(bury=False)


def test_orders_are_chosen_from_their_words_and_show_what_stands(client):
    save(client)
    html = client.get("/options/small").text
    chosen = re.findall(r'<option value="([a-z-]+)" selected>([^<]+)', html)
    assert ("recall", "least known first") in chosen
    assert ("reviews", "reviews first") in chosen


def test_every_fault_is_said_at_once(client):
    reply = save(client, new_per_day="x", learning_steps="y", name="")
    assert reply.text.count('class="fault"') == 3


def test_a_field_that_is_not_sent_stays(client, runtime):
    save(client)
    client.post("/options/small", data={"name": "Mine", "new_per_day": "5"})
    assert used(runtime).new_per_day == 5
    assert used(runtime).learning_steps == (60, 3600)


def test_new_parameters_say_how_many_cards_changed(client, runtime):
    rate(runtime, 1, 4)
    rate(runtime, 2, 3)
    reply = save(client, parameters=" ".join(map(str, (9.0, 9.1, 9.2, 9.3, *fsrs6.DEFAULTS[4:]))))
    assert reply.location == "/options/small?said=saved&cards=2"
    page = Page(client.get(reply.location).text)
    assert "The stability of 2 cards was worked out anew from your answers." in page.text
    assert "No due date moved" in page.text


def test_an_empty_box_brings_the_default_parameters_back(client, runtime):
    save(client, parameters=" ".join(map(str, (9.0, 9.1, 9.2, 9.3, *fsrs6.DEFAULTS[4:]))))
    save(client, parameters="  ")
    assert used(runtime).parameters == fsrs6.DEFAULTS


def test_a_name_that_is_taken_is_a_fault_of_the_name(client, runtime):
    save(client)
    reply = save(client, new="1")
    assert reply.status_code == 400
    assert "Another preset has this name: give this one another." in Page(reply.text).text
    assert save(client, new="1", name="Second").status_code == 303
    assert [row.name for row in presets.choice(runtime, "small").presets] == ["Mine", "Second"]
    assert presets.choice(runtime, "small").chosen.name == "Second"


def test_a_preset_is_chosen_and_the_defaults_are(client, runtime):
    save(client)
    assert client.post("/options/small/choose", data={"preset": ""}).status_code == 303
    assert used(runtime) == runtime.options
    [mine] = presets.choice(runtime, "small").presets
    reply = client.post("/options/small/choose", data={"preset": mine.id})
    assert reply.location == "/options/small?said=chosen&cards=0"
    assert used(runtime) == READ
    assert client.post("/options/small/choose", data={"preset": "no"}).status_code == 404


def test_a_preset_is_deleted_only_from_the_page_that_shows_it(client, runtime):
    save(client)
    [mine] = presets.choice(runtime, "small").presets
    for wrong in ("", "no"):
        assert client.post("/options/small/delete", data={"preset": wrong}).status_code == 400
    reply = client.post("/options/small/delete", data={"preset": mine.id})
    assert reply.location == "/options/small?said=deleted&cards=0"
    assert presets.choice(runtime, "small").presets == ()
    assert client.post("/options/small/delete", data={"preset": mine.id}).status_code == 400


def test_who_shares_a_preset_is_told(client, runtime, tmp_path):
    other = write_bank(tmp_path / "o", {"sea": flashcards("s1")}, bank="other", title="The sea")
    sync(runtime, other, 1)
    save(client)
    [mine] = presets.choice(runtime, "small").presets
    client.post("/options/other/choose", data={"preset": mine.id})
    page = Page(client.get("/options/other").text)
    assert "which 2 banks share (The sea, A small bank)" in " ".join(page.text.split())


@pytest.mark.parametrize(
    "path", ["", "/work", "/fit", "/workload", "/exam"], ids=lambda path: path or "options"
)
def test_a_bank_that_is_not_there_is_404(client, path):
    assert client.get(f"/options/nowhere{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "/choose", "/fit", "/exam"], ids=lambda path: path or "save")
def test_a_form_for_a_bank_that_is_not_there_is_404_and_stores_nothing(client, runtime, path):
    before = dump(runtime)
    sent = {**TYPED, "day": "2026-12-24"}
    assert client.post(f"/options/nowhere{path}", data=sent).status_code == 404
    assert dump(runtime) == before


def test_long_work_says_how_far_it_is_and_then_leads_back(client, runtime, monkeypatch):
    rate(runtime, 1, 4)
    gate, told = threading.Event(), threading.Event()
    work_out = presets.save

    def slowly(app, bank, change, tell):
        tell(0.42)
        told.set()
        gate.wait(30)
        return work_out(app, bank, change, tell)

    monkeypatch.setattr(room, "_FEW_TO_FOLD", 0)
    monkeypatch.setattr("app.web.work.PATIENCE", 0.0)
    monkeypatch.setattr(presets, "save", slowly)
    reply = save(client, parameters=" ".join(map(str, (9.0, 9.1, 9.2, 9.3, *fsrs6.DEFAULTS[4:]))))
    assert reply.location == "/options/small/work"
    assert told.wait(30)
    page = Page(client.get("/options/small/work").text)
    assert "42 % is done" in page.text.replace("\xa0", " ")
    assert client.get("/").status_code == 200
    again = save(client, new_per_day="3")
    assert again.status_code == 409
    assert "an earlier change is still being worked out" in Page(again.text).text.casefold()
    gate.set()
    work = client.application.extensions["citecards-work"].get("change:small")
    assert work.wait(30)
    assert client.get("/options/small/work").location == "/options/small?said=saved&cards=1"


def test_work_that_failed_is_an_error_where_it_is_asked_after():
    desk = Desk()

    def fail(_tell):
        raise StaleError("too late")

    work = desk.begin("key", "Failing", fail, small=False)
    assert work.wait(30)
    with pytest.raises(StaleError, match="too late"):
        work.result()


def test_a_desk_keeps_only_so_many_results():
    desk = Desk()
    for number in range(50):
        desk.begin(str(number), "Counting", lambda _tell, number=number: number, small=True)
    assert desk.get("0") is None
    assert desk.get("49").result() == 49


def test_without_work_there_is_nothing_to_wait_for(client):
    page = Page(client.get("/options/small/work").text)
    assert "Nothing is being worked out" in page.text
    assert "/options/small" in page.links


def test_a_fit_says_what_it_found(client, runtime, clock, monkeypatch):
    monkeypatch.setattr(optimise, "available", lambda: True)
    monkeypatch.setattr(optimise, "fit", lambda *_: (50.0, 60.0, 70.0, 90.0, *fsrs6.DEFAULTS[4:]))
    assert "In all banks" in Page(client.get("/options/small/fit").text).text
    client.post("/options/small/fit", data={"all": "0"})
    assert (
        "Too few reviews to fit parameters: 0" in Page(client.get("/options/small/fit").text).text
    )
    for _ in range(5):
        for card in (1, 2, 3):
            rate(runtime, card, 3)
        clock.forward(days=4)
    reply = client.post("/options/small/fit", data={"all": "1"})
    assert reply.location == "/options/small/fit"
    page = Page(client.get("/options/small/fit").text)
    assert "The fitted parameters predict better: they are used from now on." in page.text
    assert "The stability of 3 cards changed; no due date moved." in page.text
    for name in ("Your parameters before", "Fitted parameters", "The average alone"):
        assert name in page.text
    assert "Fitted to 12 reviews" in Page(client.get("/options/small").text).text


def test_the_workload_has_its_figures_in_a_table_and_ones_own_is_marked(client, monkeypatch):
    monkeypatch.setattr("app.web.work.PATIENCE", 120.0)
    for days in (30, 90, 365):
        html = client.get(f"/options/small/workload?days={days}").text
        page = Page(html)
        assert f"the next {days} days" in page.text
        assert html.count('role="img"') == 2
        assert page.text.count("0.90 (yours)") == 1
        assert html.count("<rect") == 14
        assert html.count('<rect class="chosen"') == 2
        assert "style=" not in html


@pytest.mark.parametrize("days", ["0", "31", "x"])
def test_a_workload_of_other_days_is_refused(client, days):
    assert client.get(f"/options/small/workload?days={days}").status_code == 400


def test_a_long_forecast_is_waited_for(client, monkeypatch):
    gate = threading.Event()
    work_out = room.workloads.workload

    def slowly(*args):
        gate.wait(30)
        return work_out(*args)

    monkeypatch.setattr("app.web.work.PATIENCE", 0.0)
    monkeypatch.setattr(room.workloads, "workload", slowly)
    page = Page(client.get("/options/small/workload?days=90").text)
    assert "Forecasting 90 days" in page.text
    again = Page(client.get("/options/small/workload?days=90").text)
    assert "See how far it is" in again.text
    gate.set()
    [work] = client.application.extensions["citecards-work"]._work.values()
    assert work.wait(120)
    assert "Workload by" in Page(client.get("/options/small/workload?days=90").text).text


def test_an_exam_is_set_shown_and_removed(client, runtime):
    assert "Set its day" in Page(client.get("/options/small/exam").text).text
    reply = client.post("/options/small/exam", data={"day": "2026-11-26"})
    assert reply.location == "/options/small/exam"
    page = Page(client.get("/options/small/exam").text)
    assert "Exam on Thursday, 26 November 2026" in page.text
    assert "3 days to study, today among them." in page.text
    assert "The trade" in page.text
    reply = client.post("/options/small/exam", data={"day": "2026-11-26", "remove": "1"})
    assert "The exam’s day was removed." in Page(client.get(reply.location).text).text
    assert presets.choice(runtime, "small").exam_day is None


@pytest.mark.parametrize("day", ["", "soon", "2026-11-22", "2027-11-24", "2026-02-30", "x" * 400])
def test_a_day_that_is_none_is_a_fault_beside_it(client, runtime, day):
    before = dump(runtime)
    reply = client.post("/options/small/exam", data={"day": day})
    assert reply.status_code == 400
    assert "Give a day from 2026-11-23 to 2027-11-23, such as 2026-12-23." in Page(reply.text).text
    assert dump(runtime) == before


def test_an_exam_that_has_passed_says_so(client, clock):
    client.post("/options/small/exam", data={"day": "2026-11-26"})
    clock.forward(days=9)
    assert "has passed" in Page(client.get("/options/small/exam").text).text


def test_on_the_day_of_the_exam_no_plan_is_told(client):
    client.post("/options/small/exam", data={"day": "2026-11-23"})
    said = " ".join(Page(client.get("/options/small/exam").text).text.split())
    assert "It is today. Good luck." in said
    assert "a day" not in said
    assert "By the plan" not in said


def test_what_does_not_fit_is_said_with_the_way_to_more(client, runtime):
    runtime.options = replace(runtime.options, new_per_day=2)
    client.post("/options/small/exam", data={"day": "2026-11-26"})
    html = client.get("/options/small/exam").text
    said = " ".join(Page(html).text.split())
    found = re.search(r"(\d+) new cards in 3 days are (\d+) a day; you allow 2\.", said)
    assert int(found[2]) == -(-int(found[1]) // 3)
    assert "So you would see 6 of them." in said
    assert "/options/small#o-new_per_day" in html
