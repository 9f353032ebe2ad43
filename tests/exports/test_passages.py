"""The cited paragraphs, marked."""

from __future__ import annotations

from dataclasses import replace

from exports.passages import marked
from exports.passages import passages_html
from exports.passages import quoted


def item_of(bank, name):
    return bank.by_id[name]


def moved_to(bank, name, **changes):
    """Return the bank with the first passage of an item changed."""
    first, *rest = bank.passages[name]
    return replace(bank, passages={name: (replace(first, **changes), *rest)})


def test_citations_of_one_paragraph_are_one_quote_with_touching_words_joined(bank):
    second, first = quoted(bank, item_of(bank, "one-of-three"))

    assert (second.paragraph, first.paragraph) == (2, 1)
    cut = [second.text[start:end] for start, end in second.spans]
    assert cut == ["Korea withdrew its complaint at the WTO soon after"]


def test_the_whole_paragraph_is_shown_with_the_cited_words_marked_and_escaped(bank):
    (quote,) = quoted(bank, item_of(bank, "flash"))

    assert marked(quote).startswith(
        "<mark>The ministers met in Seoul &amp; agreed on &lt;three&gt; things</mark>. Trade fell"
    )
    assert marked(quote).endswith("and of rivers.")


def test_two_places_in_one_paragraph_are_marked_apart(bank):
    (quote,) = quoted(bank, item_of(bank, "why"))

    assert marked(quote).count("<mark>") == 2


def test_paragraph_and_source_stand_below_and_the_title_once(bank):
    shown = passages_html(bank, item_of(bank, "one-of-three"))

    assert "<figcaption>Paragraph 2 · Writer 2023</figcaption>" in shown
    assert "<figcaption>Paragraph 1 · Writer 2023<cite>A Small Paper</cite></figcaption>" in shown


def test_a_passage_found_by_likeness_says_so(bank):
    drifted = moved_to(bank, "gap", status="drifted")

    assert "the nearest reading, not yet confirmed" in passages_html(drifted, item_of(bank, "gap"))
    assert "nearest" not in passages_html(bank, item_of(bank, "gap"))


def test_lost_passages_are_said_in_words(bank):
    lost = moved_to(bank, "why", start=0, end=0, status="missing")

    assert "One passage it cites couldn’t" in passages_html(bank, item_of(bank, "why"))
    assert "2 passages it cites couldn’t" in passages_html(lost, item_of(bank, "why"))


def test_an_item_that_cites_nothing_shows_nothing(bank):
    assert passages_html(replace(bank, passages={}), item_of(bank, "gap")) == ""


def test_a_source_on_the_web_is_linked_by_its_short_name(bank):
    [(name, source)] = bank.sources.items()
    info = source.info.model_copy(update={"url": "https://a.test/?p=1&q=2"})
    online = replace(bank, sources={name: replace(source, info=info)})
    passage = passages_html(online, item_of(bank, "gap"))

    link = '<a href="https://a.test/?p=1&amp;q=2" rel="noopener noreferrer">Writer 2023</a>'
    assert f"<figcaption>Paragraph 1 · {link}<cite>A Small Paper</cite>" in passage


def test_a_source_of_which_no_address_is_known_is_not_linked(bank):
    assert "<a " not in passages_html(bank, item_of(bank, "gap"))
