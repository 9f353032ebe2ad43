"""Text that would be a program in typst prints as itself; the engine has no door to anything."""

from __future__ import annotations

import io
import re
import struct
import tempfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports.base import Selection
from exports.paper.engine import CantSet
from exports.paper.engine import Engine
from exports.paper.look import Look
from exports.paper.pdf import Pdf
from exports.paper.pictures import Unprintable
from exports.paper.pictures import picture
from exports.paper.word import Docx
from tests.quiz import kinds

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.0"',
    '#include "/etc/passwd"',
    "#image(\"/etc/passwd\") #json('/data.json')",
    '#panic("x") #sys.inputs #eval("1+1")',
    "= heading /* comment */ // gone",
    "<label> @label ~ -- --- ...",
    "] [ ] } { ) (",
    r"\u{41} \#",
    "a * b * c ** d ` e ` _ f _",
    "costs 5 $ and 6 $ more",
    "\u2028 \u202e turned \u2066 and \ufeff back",
)


def selected(*rows, bank=None):
    bank = bank or kinds.bank([kinds.item(row) for row in rows])
    return Selection(bank, bank.items, "Hostile #panic() $ ]", "AAAA-BBBB A")


def question(stem, **more):
    return {
        "kind": "multiple_choice",
        "stem": stem,
        "options": [{"text": stem, "key": "true", "why": stem}, {"text": "no"}],
        "explanation": stem,
        "caution": stem,
    } | more


def words(selection, look=None):
    files = Pdf().files("X", [("A", selection)], look or Look())
    read = [page for file in files for page in PdfReader(io.BytesIO(file.data)).pages]
    return re.sub(r"[\s\u200b\u200e\u2066\u2069]+", "", "".join(p.extract_text() for p in read))


def escaped(text):
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_prints_as_itself(text):
    shown = words(selected(question(escaped(text))))

    said = re.sub(r"[\s\u2028\u202e\u2066\ufeff]+", "", text)
    assert shown.count(said) >= 2 or "turned" in text
    assert "root:x:0" not in shown


def test_hostile_text_in_code_and_in_formulas_prints_as_itself():
    shown = words(selected(question('`#read("/etc/passwd")` and $\\text{\\#read("x")}$')))

    assert '#read("/etc/passwd")' in shown
    assert 'read("x")' in shown


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_at_all_stops_the_engine(text):
    row = question(f"a {text} b") | {
        "options": [{"text": f"x {text}", "key": "true"}, {"text": "y"}]
    }

    assert words(selected(row)).startswith("Hostile#panic()$]")


@pytest.mark.parametrize(
    "wish",
    [
        '#read("/etc/passwd")', '#read("../../../etc/passwd")', '#image("/etc/passwd")',
        '#import "@preview/cetz:0.2.0": *', '#import "@local/x:0.1.0": *', '#plugin("/x.wasm")',
        '#include "/proc/self/environ"',
    ],
)  # fmt: skip
def test_even_a_template_that_asked_would_get_no_file_and_no_package(wish, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    with pytest.raises(CantSet):
        Engine()._run({"main.typ": wish.encode()}, format="pdf")


def test_a_stem_of_five_hundred_words_is_printed_whole_in_every_look():
    stem = " ".join(f"word{n}" for n in range(500))
    for look in (Look(), Look(columns=2), Look(large=True), Look(dyslexic=True, columns=2)):
        shown = words(selected(question(stem)), replace(look, key=False))

        assert "".join(f"word{n}" for n in range(500)) in re.sub(r"AAAA-BBBBA\d+/\d+", "", shown)


def test_a_word_without_an_end_stays_on_the_page():
    endless = "Abcdefghij" * 30
    file = Pdf().files("X", [("A", selected(question(endless)))], Look(columns=2, key=False))[0]
    page = PdfReader(io.BytesIO(file.data)).pages[0]
    ends = []
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: (
            text.strip() and ends.append(tm[4] + len(text.strip()) * size * 0.35)
        )
    )

    assert max(ends) < float(page.mediabox.width)
    assert endless in words(selected(question(endless)))


def png(width=4, height=4, claims=None):
    rows = b"".join(b"\0" + b"\x7f\x7f\x7f" * width for _ in range(height))

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = claims or (width, height)
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.fixture
def bank_with(tmp_path):
    """Return the bank of one question with a picture of this name and these bytes."""

    def made(name, data):
        folder = tmp_path / "bank" / "media"
        folder.mkdir(parents=True, exist_ok=True)
        if data is not None:
            (folder / name).write_bytes(data)
        bank = kinds.bank([kinds.item(question(f"See ![the map](media/{name})."))])
        return replace(bank, folder=tmp_path / "bank")

    return made


OUTSIDE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="/etc/x.png"/></svg>'
)
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><path d="M0 0h9v9z"/></svg>'


def test_a_picture_stands_in_the_pdf_and_in_word(bank_with, tmp_path):
    bank = bank_with("map.png", png())
    made = Pdf().files("X", [("A", selected(bank=bank))], Look(key=False))[0]
    assert made.report.remarks == ()
    assert len(PdfReader(io.BytesIO(made.data)).pages[0].images) == 1
    assert Docx().write(selected(bank=bank), tmp_path / "x.docx").remarks == ()
    drawn = Pdf().files("X", [("A", selected(bank=bank_with("map.svg", DRAWN)))], Look(key=False))[
        0
    ]
    assert drawn.report.remarks == ()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("gone.png", None, "the picture gone.png isn’t there"),
        ("torn.png", png()[:40], "the picture torn.png can’t be read: it is damaged"),
        ("short.png", b"\x89PNG\r\n\x1a\n", "the picture short.png can’t be read: it is damaged"),
        ("false.png", b"hello", "the picture false.png can’t be read: it isn’t what its name says"),
        ("false.jpg", b"\xff\xd8hello", "the picture false.jpg can’t be read: it is damaged"),
        ("wide.png", png(claims=(30_000, 30_000)), "has 30000 × 30000 pixels: make it smaller"),
        ("heavy.png", png() + b"x" * 8_000_001, "heavy.png is over 8 MB: make it smaller"),
        ("old.bmp", b"BM", "is image/bmp, which can’t be printed: make it a PNG or JPEG"),
        ("door.svg", OUTSIDE, "has other files in it: draw it with lines alone, or make it a PNG"),
    ],
)
def test_a_picture_that_can_t_be_printed_is_its_words_and_one_remark(bank_with, name, data, says):
    made = Pdf().files("X", [("A", selected(bank=bank_with(name, data)))], Look(key=False))[0]

    assert len(made.report.remarks) == 1
    assert made.report.remarks[0].endswith(says)
    assert made.report.written == ("q",)
    assert "[the map]" in PdfReader(io.BytesIO(made.data)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.gif", b"GIF89a" + struct.pack("<HH", 120, 60) + b"\0" * 20, (120, 60)),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x77\0\0\x3b\0\0", (120, 60)),
        ("b.webp", b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 120, 60), (120, 60)),
        (
            "c.webp",
            b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (119 | 59 << 14).to_bytes(4, "little"),
            (120, 60),
        ),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 60, 120),
            (120, 60),
        ),
        ("a.svg", b'<svg width="120" height="60"></svg>', (120, 60)),
        ("b.svg", b"<svg></svg>", (640, 480)),
    ],
)
def test_a_picture_s_size_is_read_from_its_first_bytes(bank_with, name, data, size):
    found = picture(bank_with(name, data), name)

    assert (round(found.width / 25.4 * 120), round(found.height / 25.4 * 120)) == size
    assert found.fitted(10, 5) == pytest.approx((10, 5), rel=0.35)


def test_a_bank_without_a_folder_has_no_pictures():
    with pytest.raises(Unprintable, match="isn’t there"):
        picture(kinds.bank(), "map.png")


def test_a_command_of_tex_that_nobody_knows_is_printed_as_typed_and_said():
    made = Pdf().files("X", [("A", selected(question("What is $\\qqq{x}$?")))], Look(key=False))[0]

    assert made.report.remarks == (
        "the formula’s \\qqq isn’t known, and is printed as it was typed",
    )
    assert "\\qqq" in PdfReader(io.BytesIO(made.data)).pages[0].extract_text()


def test_the_engine_s_room_is_gone_when_the_pdf_is_there(bank_with, tmp_path, monkeypatch):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))

    assert "See" in words(selected(bank=bank_with("map.png", png())))
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("deep", [20, 60, 150, 400])
def test_a_formula_however_deep_is_printed(deep):
    tex = "\\sqrt{" * deep + "x" + "}" * deep

    assert words(selected(question(f"A ${tex}$ end"))).count("end") >= 2


def test_lists_quotations_and_emphasis_in_one_another_are_printed():
    stem = "\n".join("  " * n + f"- row{n}" for n in range(30)) + "\n\n" + ">" * 60 + " quoted"

    shown = words(selected(question(stem)))
    assert "row5" in shown
    assert "quoted" in shown


def test_what_paper_can_t_hold_is_known_before():
    def losses(media):
        item = kinds.item(question(f"See ![it](media/{media})") | {"kind": "multiple_choice"})
        return Pdf().losses(item), Docx().losses(item)

    assert losses("a.png") == ((), ())
    assert losses("a.svg") == ((), ("the picture",))
    assert losses("a.bmp") == (("the picture",), ("the picture",))
    sound = kinds.item(question("Hear [it](media/a.mp3)"))
    assert Pdf().losses(sound) == ("the sound",)
