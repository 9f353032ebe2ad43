"""The layout beside an answer sheet: every bubble is where it says, and means what it says."""

from __future__ import annotations

import json
import re
import struct
import zlib

import pytest

from app.quiz.blueprint import Blueprint
from app.quiz.form import assemble
from app.services import printing
from exports.base import Selection
from exports.paper.answer_sheet import answers_part
from exports.paper.bubbles import rows
from exports.paper.look import Look
from exports.paper.pdf import Pdf
from exports.paper.pdf import _set
from tests.exports.test_paper_pdf import bank_changed
from tests.quiz import kinds

PPI = 127  # 5 pixels a mm


def selected(count=1):
    named = [row | {"id": f"{row['id']}-{n}"} for n in range(count) for row in kinds.ROWS]
    bank = kinds.bank(map(kinds.item, named))
    return Selection(bank, bank.items, "Two & two", "AAAA-BBBB A")


def layout_of(selection, look):
    files = Pdf().files("AAAA-BBBB", [("A", selection)], look)
    found = {file.name: file.data for file in files}
    return json.loads(found["quiz-AAAA-BBBB-layout.json"])


def gray(png):
    """Return a PNG's rows of brightness: enough of a reader for what the engine writes."""
    at, data, size = 8, b"", (0, 0)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            depth, colour = body[8], body[9]
            assert depth == 8
        data += body if kind == b"IDAT" else b""
        at += length + 12
    step = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    raw, width = zlib.decompress(data), size[0] * step
    lines, before = [], bytearray(width)
    for y in range(size[1]):
        start = y * (width + 1)
        how, line = raw[start], bytearray(raw[start + 1 : start + 1 + width])
        for x in range(width):
            left = line[x - step] if x >= step else 0
            up, corner = before[x], before[x - step] if x >= step else 0
            guess = left + up - corner
            near = min(
                (abs(guess - left), 0, left),
                (abs(guess - up), 1, up),
                (abs(guess - corner), 2, corner),
            )[2]
            line[x] = line[x] + (0, left, up, (left + up) // 2, near)[how] & 255
        lines.append(line[::step])
        before = line
    return lines


@pytest.mark.parametrize("look", [Look(), Look(paper="letter", student_digits=4)])
def test_there_is_a_dark_ring_round_a_light_middle_at_every_place(look):
    selection = selected(3)
    made = _set([answers_part(selection, look, "A")], selection, look)
    sheets = [gray(page) for page in made.pages(PPI)]
    marks = [place for place in made.places() if place["kind"] != "corner"]

    assert len(marks) > 50
    for place in marks:
        sheet = sheets[place["page"] - 1]
        x, y, radius = place["x"] * 5, place["y"] * 5, 2.4 * 5
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            ring = [
                sheet[round(y + dy * (radius + d))][round(x + dx * (radius + d))]
                for d in (-1, 0, 1)
            ]
            assert min(ring) < 130, place
            outside = sheet[round(y + dy * (radius + 3))][round(x + dx * (radius + 3))]
            assert outside > 200, place
    for corner in (place for place in made.places() if place["kind"] == "corner"):
        assert sheets[corner["page"] - 1][round(corner["y"] * 5)][round(corner["x"] * 5)] < 30


def test_each_letter_means_the_option_that_stands_there_in_that_version():
    bank = bank_changed(kinds.bank())
    form = assemble(bank, Blueprint(count=10, versions=3))
    made = printing.files_of(bank, form, "pdf", Look(answer_sheet=True))
    layout = json.loads(made[-1].data)

    assert list(layout["versions"]) == ["A", "B", "C"]
    for version in form.versions:
        told = layout["versions"][version.letter]
        assert [q["item"] for q in told["questions"]] == [item.id for item in version.items]
        for placed in version.placed:
            if placed.item.id == "complaint":
                letters = [
                    (b["option"], b["index"]) for b in told["bubbles"] if b["item"] == "complaint"
                ]
                assert letters == list(zip("ABC", placed.order, strict=True))


def test_the_layout_says_page_paper_and_size_and_not_the_key():
    layout = layout_of(selected(), Look(answer_sheet=True, student_digits=5))
    version = layout["versions"]["A"]

    assert (layout["unit"], layout["page"]["width"], layout["diameter"]) == ("mm", 210.0, 4.8)
    assert len(version["corners"]) == 4
    assert len(version["digits"]) == 50
    assert not re.search(r'"(key|answer|correct)"|: true', json.dumps(layout))
    assert {len(bubble) for bubble in version["bubbles"]} == {8}


def test_every_kind_with_letters_has_bubbles_and_the_others_are_named_on_the_sheet():
    found = {}
    for row in rows(selected()):
        found.setdefault(row.item.removesuffix("-0"), []).append((row.label, "".join(row.options)))

    assert [one for _, one in found["complaint"]] == ["ABC"]
    assert [one for _, one in found["both-steps"]] == ["ABCD"]
    assert [one for _, one in found["apology"]] == ["TF"]
    assert [one for _, one in found["events"]] == ["1234"] * 4
    assert [one for _, one in found["who-did"]] == ["abcd"] * 3
    assert found["who-did"][1][0].endswith(".2")
    assert set(found) == {"complaint", "both-steps", "apology", "events", "who-did"}


def test_two_hundred_questions_go_on_over_pages_and_no_bubble_leaves_its_paper():
    for look in (Look(answer_sheet=True), Look("letter", answer_sheet=True, student_digits=12)):
        version = layout_of(selected(20), look)["versions"]["A"]
        width, height = look.page

        assert max(bubble["page"] for bubble in version["bubbles"]) >= 2
        for bubble in (*version["bubbles"], *version["digits"]):
            assert 12 < bubble["x"] < width - 12
            assert 12 < bubble["y"] < height - 12
        places = [(b["page"], b["x"], b["y"]) for b in version["bubbles"]]
        assert len(set(places)) == len(places)
