"""A quiz by a table on the site: the grid, its faults, the form, swaps, files; by forms alone."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from app.services.sync import sync
from tests.services.banks import KEYS
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import write_bank
from tests.site import make_runtime
from tests.web.pages import Page
from tests.web.pages import browse

CITES = ("the two fell", "by 4.5 percent", "in 2019", "after the talks", "met in Seoul",
         "March 2023", "both of them", "of trust", "of rivers")  # fmt: skip


def cards(topic: str, bloom: str) -> str:
    """Return nine flashcards of a topic and a level, each of which cites other words."""
    rows = flashcards(*(f"{topic}{number}" for number in range(9))).splitlines()
    return "\n".join(
        row.replace("P1: fell by 4.5 percent", f"P{1 + number // 4}: {cite}").replace(
            "kind: flashcard", f"kind: flashcard, bloom: {bloom}"
        )
        for number, (row, cite) in enumerate(zip(rows, CITES, strict=True))
    )


@pytest.fixture
def wide(tmp_path):
    """Return the folder of a bank of eighteen items that may all stand together by topic."""
    return write_bank(tmp_path / "wide", {"trade": cards("t", "remember"),
                                          "rivers": cards("r", "apply")}, bank="wide")  # fmt: skip


@pytest.fixture
def runtime(tmp_path, folder, wide, clock):
    made = make_runtime(tmp_path / "data", folder, wide, clock=clock)
    yield made
    made.database.close()


@pytest.fixture
def client(runtime):
    return browse(runtime)


def filled(client, address="/quiz/wide/table?n=4&seed=7", **changes):
    """Return the fields of the table's page, some changed."""
    return Page(client.get(address).text).form("table").filled(**{
        name.replace("__", "."): value for name, value in changes.items()
    })  # fmt: skip


def make(client, **changes):
    """Make a form by the table; return its address."""
    reply = client.post("/quiz/wide/table", data=filled(client, do="make", **changes))
    assert reply.status_code == 303, Page(reply.text).text
    return reply.location


def test_the_table_is_filled_in_proportion_and_says_what_there_is(client):
    page = client.get("/quiz/wide/table?n=4&seed=7&versions=2").text
    form = Page(page).form("table")

    assert form.fields["n.trade.remember"] == ["2"]
    assert form.fields["n.rivers.apply"] == ["2"]
    assert (form.fields["versions"], form.fields["seed"]) == (["2"], ["7"])
    assert 'aria-label="The trade, remember, of 9"' in page
    assert "n.trade.apply" not in form.fields
    assert "The bank has all of that" in page


def test_a_topic_and_kinds_chosen_before_narrow_the_table(client):
    form = Page(client.get("/quiz/small/table?n=4&topic=trade&kind=numeric&kind=open").text)

    assert form.form("table").fields["kinds"] == ["numeric", "open"]
    assert [name for name in form.form("table").fields if name.startswith("n.")] == [
        "n.trade.remember"
    ]


def test_checking_changes_nothing_and_adds_up(client, runtime):
    before = dump(runtime)
    fields = filled(client, n__trade__remember="3", p__apply="2", do="check")
    page = client.post("/quiz/wide/table", data=fields).text

    assert dump(runtime) == before
    assert re.search(r'data-sum="all">5<', page)
    assert re.search(r'data-sum="points">7<', page)
    assert re.search(r'data-of="trade">3<', page)


def test_what_the_bank_lacks_stands_at_its_cell_and_can_be_taken_short(client):
    fields = filled(client, n__trade__remember="12", n__rivers__apply="0")
    reply = client.post("/quiz/wide/table", data={**fields, "do": "make"})

    assert reply.status_code == 200
    assert "The trade, remember: 12 asked, 9 there: 3 short." in Page(reply.text).text
    assert "✗ gets 9" in reply.text
    reply = client.post("/quiz/wide/table", data={**fields, "do": "short"})
    assert reply.status_code == 303
    assert "3 fewer than asked" in client.get(reply.location).text


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("n.trade.remember", "many", "Questions: whole numbers from 1 to 200"),
        ("n.trade.remember", "-1", "Questions: whole numbers from 1 to 200"),
        ("n.trade.nothing", "1", "Questions: whole numbers"),
        ("n.sea.apply", "1", "there is no topic `sea`"),
        ("p.apply", "0", "Points: numbers above 0"),
        ("versions", "27", "Versions: 1 to 26"),
        ("versions", "<b>", "Versions: 1 to 26"),
        ("minutes", "soon", "Minutes: a number above 0"),
        ("seed", "9" * 30, "Seed: a whole number"),
        ("not_used_since", "yesterday", "write a day as 2026-09-01"),
        ("must", "Not Good", "Must come: ids of questions"),
        ("must", "q9", "there is no item `q9`"),
        ("never", "t1 t99", "there is no item `t99`"),
        ("tags", "wto", "there is no tag `wto`: this bank has no tags"),
        ("kinds", "essay", "there is no kind `essay`"),
        ("worth", "{", "The page was changed on its way"),
        ("row.0", "[1]", "The page was changed on its way"),
        ("questions", "none", "Versions have the same, different or mixed questions"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, runtime, name, value, says):
    before = dump(runtime)
    fields = {**filled(client), name: value, "do": "make"}
    if name == "row.0":
        fields["row.0.n"] = "2"
    reply = client.post("/quiz/wide/table", data=fields)

    assert reply.status_code == 400
    page = Page(reply.text)
    assert says in page.text
    assert "b" not in page.tags
    assert dump(runtime) == before
    if name in ("versions", "minutes", "seed", "must", "never", "tags", "not_used_since"):
        assert page.form("table").fields[name] == [value]


def test_an_empty_table_and_garbage_are_refused_in_a_sentence(client):
    for fields in ({}, {"do": "make"}, {"do": "check", "n.": "1"}, {"n.trade.remember": "0"}):
        reply = client.post("/quiz/wide/table", data=fields)
        assert reply.status_code == 400
        assert "That can’t be made yet" in Page(reply.text).text


def test_a_form_has_its_versions_in_figures(client, runtime):
    url = make(client, versions="2", questions="different", title="Monday & <b>")
    page = Page(client.get(url).text)

    assert re.fullmatch(r"/quiz/wide/form/\w{4}-\w{4}", url)
    assert "2 versions of 4 questions" in page.text
    assert "Monday & <b>" in page.text
    assert "b" not in page.tags
    assert page.ids.count("A-list") == page.ids.count("B-list") == 1
    items = [name for name in page.ids if re.fullmatch(r"[AB]-[tr]\d", name)]
    assert len({name[2:] for name in items}) == 8
    assert "predicted from their level and kind" in page.text
    assert len(dump(runtime, "quiz_form")["quiz_form"]) == 1
    assert make(client, versions="2", questions="different", title="Monday & <b>") == url
    assert len(dump(runtime, "quiz_form")["quiz_form"]) == 1
    assert f"form {url[-9:]}" in Page(client.get("/quiz/wide").text).text


def test_a_swap_is_another_form_and_the_old_one_stays(client):
    url = make(client)
    page = Page(client.get(url).text)
    first = next(name for name in page.ids if re.fullmatch(r"A-[tr]\d", name))
    leaving = first[2:]
    offered = Page(client.get(f"{url}?swap=A:{leaving}").text)
    [form] = [form for form in offered.forms if form.action.endswith("/swap")]
    coming = form.buttons[0]["value"]
    reply = client.post(form.action, data=form.filled(coming=coming))

    assert reply.status_code == 303
    new = Page(client.get(reply.location).text)
    assert f"A-{coming}" in new.ids
    assert first not in new.ids
    assert first in Page(client.get(url).text).ids


@pytest.mark.parametrize("coming", ["", "t99", "card", "<b>"])
def test_a_swap_that_cannot_be_is_refused(client, runtime, coming):
    url = make(client)
    before = dump(runtime)
    first = next(name for name in Page(client.get(url).text).ids if name.startswith("A-t"))
    reply = client.post(f"{url}/swap", data={"version": "A", "leaving": first[2:],
                                             "coming": coming})  # fmt: skip

    assert reply.status_code == 400
    assert dump(runtime) == before
    assert client.get(f"{url}?swap=Z:{first[2:]}").status_code == 400
    assert client.get(f"{url}?swap=A:nothing").status_code == 400


def test_files_come_as_a_zip_with_what_was_left_out_and_the_form(client):
    url = make(client, versions="2")
    reply = client.post(f"{url}/files", data={"format": ["html", "jsonl", "gift"], "key": "1"})
    names = zipfile.ZipFile(io.BytesIO(reply.data)).namelist()
    code = url[-9:]

    assert reply.mimetype == "application/zip"
    assert f'filename="quiz-{code}.zip"' in reply.headers["Content-Disposition"]
    assert {f"html/quiz-{code}-A.html", f"html/quiz-{code}-B-key.html", "report.txt",
            f"jsonl/quiz-{code}-B.jsonl", f"quiz-{code}.json"} <= set(names)  # fmt: skip
    again = client.post(f"{url}/files", data={"format": ["html", "jsonl", "gift"], "key": "1"})
    assert again.data == reply.data


def test_what_a_format_leaves_out_is_on_the_page_and_in_the_report(client):
    fields = Page(client.get("/quiz/small/table?n=12").text).form("table").filled(do="short")
    del fields["apart"]
    url = client.post("/quiz/small/table", data=fields).location
    page = client.post(f"{url}/files", data={"format": "kahoot", "look": "1", "columns": "2"})
    reply = client.post(f"{url}/files", data={"format": "kahoot"})
    report = zipfile.ZipFile(io.BytesIO(reply.data)).read("report.txt").decode()

    assert "essay" in Page(page.text).text
    assert re.search(r"left out essay: .", report)
    assert 'value="kahoot" checked' in page.text
    assert re.search(r"<option selected>2</option>", page.text)


@pytest.mark.parametrize(
    "fields",
    [{}, {"format": "fax"}, {"format": "pdf", "columns": "9"}, {"format": "pdf", "paper": "x"}],
    ids=str,
)
def test_files_that_cannot_be_are_refused_in_a_sentence(client, fields):
    url = make(client)
    reply = client.post(f"{url}/files", data=fields)

    assert reply.status_code == 400
    assert "Traceback" not in reply.text


def test_what_was_printed_stays_out_of_the_next(client, clock):
    url = make(client, not_used_since="30 days")
    assert make(client, not_used_since="30 days") == url  # made is not used
    client.post(f"{url}/files", data={"format": "jsonl"})
    assert "Used since" in client.get(url).text
    other = make(client, not_used_since="30 days")

    one, two = ({name for name in Page(client.get(where).text).ids if name.startswith("A-")}
                for where in (url, other))  # fmt: skip
    assert one & two == {"A-list"}
    clock.forward(days=40)
    assert make(client, not_used_since="30 days") == url


def test_a_version_is_taken_here(client):
    url = make(client, versions="2", questions="different", p__apply="3")
    page = Page(client.get(url).text)
    [form] = [form for form in page.forms if form.action.endswith("/take")]
    reply = client.post(form.action, data=form.filled(version="B"))

    assert reply.status_code == 303
    asked = client.get(reply.location).text
    stems = {name[2:] for name in page.ids if re.fullmatch(r"B-[tr]\d", name)}
    assert all(f"What is {name}?" in asked for name in stems)
    assert client.post(form.action, data=form.filled(version="Z", attempt="x1")).status_code == 404


def test_the_table_of_a_form_can_be_changed_saved_and_opened(client):
    url = make(client, title="Monday", minutes="20", p__apply="2", never="t0")
    fields = filled(client, f"/quiz/wide/table?form={url[-9:]}")
    assert (fields["title"], fields["minutes"], fields["never"]) == (["Monday"], ["20"], ["t0"])
    assert fields["p.apply"] == ["2"]

    saved = client.post("/quiz/wide/table", data={**fields, "do": "save"})
    assert saved.mimetype == "application/yaml"
    file = (io.BytesIO(saved.data), "monday.yaml")
    opened = Page(client.post("/quiz/wide/table", data={"do": "open", "file": file}).text)
    assert opened.form("table").fields == fields


def test_rows_that_are_no_cells_stand_beside_the_grid_and_go_along(client):
    text = b"rows:\n  - {topic: [trade, rivers], count: 3, points: 2}\n  - {count: 1, tags: []}\n"
    file = (io.BytesIO(text), "monday.yaml")
    page = Page(client.post("/quiz/wide/table", data={"do": "open", "file": file}).text)
    fields = page.form("table").fields

    assert fields["row.0.n"] == ["3"]
    assert "The trade or The rivers" in page.text
    saved = client.post("/quiz/wide/table", data={**fields, "row.0.n": "2", "do": "save"})
    assert b'{topic: [trade, rivers], count: 2, points: "2"}' in saved.data


def test_a_file_that_is_no_blueprint_is_told_with_its_places(client):
    for text, says in (
        (b"rows: [{count: 0}]", "monday.yaml:1:16"), (b"\xff", "not UTF-8"),
        (b"rows: [{count: 1, topic: sea}]", "there is no topic `sea`"),
    ):  # fmt: skip
        file = (io.BytesIO(text), "monday.yaml")
        reply = client.post("/quiz/wide/table", data={"do": "open", "file": file})
        assert reply.status_code == 400
        assert says in Page(reply.text).text
    reply = client.post("/quiz/wide/table", data={"do": "open"})
    assert "Choose a blueprint file first" in Page(reply.text).text


def test_a_form_whose_bank_changed_says_what_and_prints_nothing(client, runtime, wide):
    url = make(client)
    name = next(one for one in Page(client.get(url).text).ids if one.startswith("A-t"))[2:]
    topic = wide / "trade.yaml"
    topic.write_text(topic.read_text().replace(f"What is {name}?", f"What is {name} then?"))
    assert sync(runtime, wide) == ()

    reply = client.get(url)
    assert reply.status_code == 409
    assert f"`{name}` was edited" in Page(reply.text).text
    assert client.post(f"{url}/files", data={"format": "jsonl"}).status_code == 409
    assert client.get(f"/quiz/wide/table?form={url[-9:]}").status_code == 200


def test_another_origin_makes_and_sends_nothing(client, runtime):
    url = make(client)
    before = dump(runtime)
    for path in ("/quiz/wide/table", f"{url}/swap", f"{url}/files", f"{url}/take"):
        reply = client.post(path, data={}, headers={"Origin": "http://evil.example"})
        assert reply.status_code == 403
    assert dump(runtime) == before


def test_a_form_that_is_not_there_is_404(client):
    for path in ("/quiz/wide/form/AAAA-BBBB", "/quiz/wide/table?form=AAAA-BBBB",
                 "/quiz/nowhere/table", "/quiz/nowhere/form/AAAA-BBBB"):  # fmt: skip
        assert client.get(path).status_code == 404


def test_the_pages_of_the_table_say_no_key(client):
    html = client.get("/quiz/small/table?n=8").text
    assert [key for key in KEYS if key.casefold() in html.casefold()] == []
