"""Markdown: a text that says what the bank says, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from exports import exporter
from exports.markdown import inert

GOLD = Path(__file__).with_name("gold") / "small.md"


def test_the_small_bank_is_written_as_the_gold_file_says(selection, tmp_path, request):
    out = tmp_path / "out.md"
    exporter("markdown").write(selection, out)
    if request.config.getoption("--update-gold"):
        GOLD.write_bytes(out.read_bytes())

    assert out.read_text(encoding="utf-8") == GOLD.read_text(encoding="utf-8")


def test_all_ten_kinds_are_written(selection, tmp_path):
    report = exporter("markdown").write(selection, tmp_path / "out.md")

    assert report.written == tuple(item.id for item in selection.items)


def test_a_viewer_that_allows_html_finds_none(selection, tmp_path):
    out = tmp_path / "out.md"
    exporter("markdown").write(selection, out)
    tokens = MarkdownIt("commonmark").parse(out.read_text(encoding="utf-8"))
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}

    assert not kinds & {"html_block", "html_inline"}


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("a <b>x</b>", r"a \<b>x\</b>"),
        ("a < b", "a < b"),
        ("`<b>` and ``<i> ` ``", "`<b>` and ``<i> ` ``"),
        (r"\<b>", r"\<b>"),
        ("<https://example.org/>", "<https://example.org/>"),
    ],
)
def test_only_what_would_begin_a_tag_is_escaped(given, written):
    assert inert(given) == written


def test_the_key_has_the_letters_of_the_forms_order(selection, tmp_path):
    out = tmp_path / "out.md"
    exporter("markdown").write(replace(selection, orders={"one-of-three": (2, 1, 0)}), out)

    assert "- **C** ✓ The WTO. The paper names it." in out.read_text(encoding="utf-8")


def test_pictures_are_said_to_stay_in_their_folder(one_more, tmp_path):
    item = "{id: one, kind: open, stem: 'See ![m](media/m.png).', model_answer: x}"
    report = exporter("markdown").write(one_more(item), tmp_path / "out.md")

    assert report.remarks == (
        "Pictures and sounds are named, not held: keep the bank’s media folder beside it.",
    )
