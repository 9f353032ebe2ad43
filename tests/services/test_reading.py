"""The paper as a page: headings, numbered paragraphs, and what an item cites marked in them."""

from __future__ import annotations

import pytest

from app.services.errors import NotFoundError
from app.services.reading import paper
from tests.services.banks import flashcards
from tests.services.banks import write_bank
from tests.site import make_runtime


def marked(view):
    return [(b.number, piece.text) for b in view.blocks for piece in b.pieces if piece.cited]


def test_a_paper_is_its_title_and_its_numbered_paragraphs(runtime):
    view = paper(runtime, "small")

    assert [(block.number, block.role) for block in view.blocks] == [
        (0, "title"), (1, "p"), (2, "p"),
    ]  # fmt: skip
    assert "".join(piece.text for piece in view.blocks[2].pieces).startswith("The ministers met")
    assert marked(view) == []
    assert view.others == ()


def test_an_items_passage_is_marked(runtime):
    assert marked(paper(runtime, "small", None, "a1")) == [(1, "fell by 4.5 percent")]
    assert marked(paper(runtime, "small", "paper", "a1")) == [(1, "fell by 4.5 percent")]


def test_headings_are_set_by_their_place(tmp_path):
    text = (
        "A Small Paper\n\nBy A. Writer\n\nFirst comes a paragraph that ends with a stop.\n\n"
        "A section\n\nTrade fell by 4.5 percent, it is said.\n\nPrinted in Seoul\n"
    )
    runtime = make_runtime(tmp_path / "data", write_bank(tmp_path / "small", paper=text))

    assert [block.role for block in paper(runtime, "small").blocks] == [
        "title", "line", "p", "heading", "p", "line",
    ]  # fmt: skip
    runtime.database.close()


def test_a_bank_of_two_papers_opens_the_one_an_item_cites(tmp_path):
    folder = write_bank(tmp_path / "small", {"trade": flashcards("a1").replace('"P1', '"other P1')})
    (folder / "other.txt").write_text("Trade, it says there, fell by 4.5 percent in all.\n")
    info = (folder / "bank.yaml").read_text()
    source = "  - {id: other, title: Other, author: B. Writer, short: B, file: other.txt}\ntopics:"
    (folder / "bank.yaml").write_text(info.replace("topics:", source))
    runtime = make_runtime(tmp_path / "data", folder)
    assert runtime.problems == {}

    assert paper(runtime, "small").source.id == "paper"
    assert [row.id for row in paper(runtime, "small").others] == ["other"]
    assert paper(runtime, "small", None, "a1").source.id == "other"
    assert marked(paper(runtime, "small", None, "a1")) == [(1, "fell by 4.5 percent")]
    assert marked(paper(runtime, "small", "paper", "a1")) == []
    runtime.database.close()


@pytest.mark.parametrize(
    ("bank", "source", "item", "says"),
    [
        ("nowhere", None, None, "there is no paper of a bank `nowhere` here"),
        ("small", "nowhere", None, "there is no source `nowhere` in this bank"),
        ("small", None, "nowhere", "there is no item `nowhere` in this bank"),
    ],
)
def test_what_is_not_there_is_not_found(runtime, bank, source, item, says):
    with pytest.raises(NotFoundError, match=says):
        paper(runtime, bank, source, item)
