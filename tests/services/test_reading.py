"""The paper as a page: headings, numbered paragraphs, and what an item cites marked in them."""

from __future__ import annotations

import pytest

from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.reading import paper
from tests import notes
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
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
        ("nowhere", None, None, "there is no bank `nowhere` here"),
        ("small", "nowhere", None, "there is no source `nowhere` in this bank"),
        ("small", None, "nowhere", "there is no item `nowhere` in this bank"),
    ],
)
def test_what_is_not_there_is_not_found(runtime, bank, source, item, says):
    with pytest.raises(NotFoundError, match=says):
        paper(runtime, bank, source, item)


def test_a_bank_that_was_imported_says_that_it_has_no_paper(tmp_path):
    runtime = make_runtime(tmp_path / "data", notes.write(tmp_path / "deck"))

    with pytest.raises(NotFoundError, match="came without a paper"):
        paper(runtime, "deck")
    runtime.database.close()


def sentences(view):
    """Return each sentence as its number, items, percent and its text with the gap before it."""
    return [
        (
            block.number,
            row.number,
            row.items,
            row.percent,
            row.gap + "".join(part.text for part in row.segments),
        )
        for block in view.blocks
        for row in block.sentences
    ]


PAPER = (
    "A Small Paper\n\nTrade fell by 4.5 percent.  It rose again, and slowly, after the talks.\n\n"
    "They met in Seoul. They spoke.\n"
)
OVERLAPPING = """
  - {id: a, kind: flashcard, stem: A?, answer: a, cite: ["P1: rose again, and slowly"]}
  - {id: b, kind: flashcard, stem: B?, answer: b, reversed: true, cite: ["P1: and slowly, after"]}
  - {id: c, kind: flashcard, stem: C?, answer: c, cite: ["P2: They met", "P2: in Seoul."]}
"""


@pytest.fixture
def overlapping(tmp_path, clock):
    folder = write_bank(tmp_path / "other", {"trade": OVERLAPPING}, paper=PAPER)
    runtime = make_runtime(tmp_path / "other-data", folder, clock=clock)
    assert runtime.problems == {}
    yield runtime
    runtime.database.close()


def test_a_paper_shows_its_citations_until_something_is_studied(overlapping):
    view = paper(overlapping, "small")

    assert (view.show, view.cited, view.counted) == ("citations", 2, 4)
    assert sentences(view) == [
        (1, 1, 0, None, "Trade fell by 4.5 percent."),
        (1, 2, 2, None, "  It rose again, and slowly, after the talks."),
        (2, 1, 1, None, "They met in Seoul."),
        (2, 2, 0, None, " They spoke."),
    ]


def test_overlapping_passages_are_cut_where_their_number_changes(overlapping):
    rows = [row for block in paper(overlapping, "small").blocks for row in block.sentences]

    assert [(part.level, part.text) for part in rows[1].segments] == [
        (0, "It "),
        (1, "rose again, "),
        (2, "and slowly"),
        (1, ", after"),
        (0, " the talks."),
    ]
    assert [(part.level, part.text) for part in rows[2].segments] == [
        (1, "They met"), (0, " "), (1, "in Seoul."),
    ]  # fmt: skip


def test_recall_is_the_mean_over_the_cards_that_were_answered(overlapping, clock):
    for item, n, rating in (("a", 1, 1), ("b", 2, 4)):
        rate(overlapping, card_of(overlapping, item, n), rating)
    view = paper(overlapping, "small")
    assert view.show == "recall"
    assert [row[3] for row in sentences(view)] == [None, 100, None, None]
    assert [view.tally(step) for step in range(6)] == [1, 1, 0, 0, 0, 0]

    clock.forward(days=30)
    view = paper(overlapping, "small")
    # Again leaves 0.212 days of stability, Easy 8.2956: recall after 30 days, by FSRS-6's curve
    factor = 0.9 ** (-1 / 0.1542) - 1
    forgotten, kept = ((1 + factor * 30 / days) ** -0.1542 for days in (0.212, 8.2956))
    [percent] = [row[3] for row in sentences(view) if row[3] is not None]
    assert percent == int(50 * (forgotten + kept) + 0.5)
    assert [view.tally(step) for step in range(6)] == [1, 0, 0, 0, 0, 1]
    assert all(part.level == 0 for b in view.blocks for s in b.sentences for part in s.segments)


def test_an_items_passages_are_marked_over_what_is_cited(overlapping):
    view = paper(overlapping, "small", None, "a")
    assert (view.show, sentences(view)) == ("plain", [])

    view = paper(overlapping, "small", None, "a", "citations")
    parts = [part for block in view.blocks for row in block.sentences for part in row.segments]
    assert [part.text for part in parts if part.marked] == ["rose again, ", "and slowly"]
    view = paper(overlapping, "small", None, "c", "recall")
    parts = [part for block in view.blocks for row in block.sentences for part in row.segments]
    assert [part.text for part in parts if part.marked] == ["They met", "in Seoul."]


def test_the_text_alone_has_no_sentences(overlapping):
    view = paper(overlapping, "small", show="plain")

    assert (view.cited, view.counted, sentences(view)) == (0, 0, [])


def test_what_cannot_be_shown_is_refused(overlapping):
    with pytest.raises(RefusedError, match="recall, citations, plain, not “colours”"):
        paper(overlapping, "small", show="colours")


def test_another_bank_that_was_studied_changes_nothing(tmp_path, clock):
    folders = [
        write_bank(tmp_path / name, {"trade": flashcards("a1")}, bank=name) for name in ("x", "y")
    ]
    runtime = make_runtime(tmp_path / "data", *folders, clock=clock)
    rate(runtime, card_of(runtime, "a1", bank="x"))

    assert paper(runtime, "x").show == "recall"
    assert paper(runtime, "y").show == "citations"
    runtime.database.close()
