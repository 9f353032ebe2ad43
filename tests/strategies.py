"""Hypothesis strategies of whole items and banks, and of files that went wrong."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from typing import Any

from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.bank import Place
from question_bank.items import KINDS
from question_bank.items import Item
from question_bank.items import citations_of
from question_bank.locate import Passage
from question_bank.locate import locate
from question_bank.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.cite import Citation

# No law here is about speed, and a slow machine breaks none.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ITEM: TypeAdapter[Item] = TypeAdapter(Item)
Rows = st.SearchStrategy[dict[str, Any]]
_UNSAFE_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

# ------------------------------------------------------------------ words and texts
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
texts = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30
    )
    .map(str.strip)
    .filter(bool)
)
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6).map(str),
    st.builds("{}e{}".format, st.integers(-99, 99), st.integers(-50, 50)),
)
dates = st.one_of(
    st.dates().map(lambda day: day.strftime("%Y").zfill(4)),
    st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
    st.dates().map(lambda day: day.isoformat()),
)
_words = st.lists(st.from_regex(r"[a-zé]{1,9}", fullmatch=True), min_size=1, max_size=5)
_phrases = _words.map(" ".join)


def _some(values: st.SearchStrategy[Any], least: int = 0, most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(values, min_size=least, max_size=most)


# ------------------------------------------------------------------ parts of items
_hints = st.integers(1, 30)
citations: st.SearchStrategy[Any] = st.one_of(
    st.builds("P{}: {} … {}".format, _hints, _phrases, _phrases),
    st.builds("{} P{}: {}".format, slugs, _hints, _phrases),
    st.fixed_dictionaries(
        {"from": _phrases, "to": _phrases}, optional={"p": _hints, "source": slugs}
    ),
    st.fixed_dictionaries({"exact": _phrases}, optional={"p": _hints, "source": slugs}),
)
_entries = _some(
    st.one_of(texts, st.fixed_dictionaries({"value": texts}, optional={"aliases": _some(texts)})),
    least=2,
    most=4,
)
_number_keys = {
    "unit": texts,
    "unit_aliases": _some(texts),
    "tolerance": st.decimals(min_value=0, max_value=10**6, places=3).map(str),
}
answers: st.SearchStrategy[Any] = st.one_of(
    texts,
    st.fixed_dictionaries(
        {"value": texts},
        optional={"kind": st.just("text"), "aliases": _some(texts), "reject": _some(texts)},
    ),
    st.fixed_dictionaries(
        {"kind": st.just("phrase"), "value": texts, "groups": _some(_some(texts, 1), least=1)},
        optional={"aliases": _some(texts), "reject": _some(texts)},
    ),
    st.fixed_dictionaries({"kind": st.just("number"), "value": numbers}, optional=_number_keys),
    st.fixed_dictionaries(
        {"kind": st.just("date"), "value": dates}, optional={"aliases": _some(texts)}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["set", "order"]), "value": _entries}),
)
_options = st.fixed_dictionaries(
    {"text": texts}, optional={"key": st.booleans(), "why": texts, "misconception": texts}
)
_pairs = st.fixed_dictionaries({"left": texts, "right": texts}, optional={"why": texts})
_points = st.decimals(min_value="0.25", max_value=10, places=2).map(str)
_criteria = st.fixed_dictionaries(
    {"text": texts, "points": _points}, optional={"cite": _some(citations)}
)
_clozes = st.builds(
    "{} {{{{c{}::{}{}}}}} {}".format,
    _phrases,
    st.integers(1, 99),
    _phrases,
    st.one_of(st.just(""), _phrases.map("::{}".format)),
    _phrases,
)

# ------------------------------------------------------------------ items
_OF_KIND: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "flashcard": ({"stem": texts, "answer": texts}, {"reversed": st.booleans()}),
    "cloze": (
        {"text": _some(_clozes, 1).map(" ".join)},
        {"aliases": st.dictionaries(st.sampled_from(["c1", "c2", "c99"]), _some(texts))},
    ),
    "multiple_choice": (
        {"stem": texts, "options": _some(_options, 2, 8)},
        {"shuffle": st.booleans()},
    ),
    "multiple_response": (
        {"stem": texts, "options": _some(_options, 3, 8)},
        {"shuffle": st.booleans()},
    ),
    "true_false": (
        {"stem": texts, "key": st.booleans()},
        {"correction": texts, "misconception": texts},
    ),
    "short_answer": ({"stem": texts, "answer": answers}, {}),
    "numeric": (
        {
            "stem": texts,
            "answer": st.fixed_dictionaries({"value": numbers}, optional=_number_keys),
        },
        {},
    ),
    "ordering": ({"stem": texts, "sequence": _some(texts, 3, 8)}, {}),
    "matching": ({"stem": texts, "pairs": _some(_pairs, 2, 10)}, {"extra": _some(texts)}),
    "open": ({"stem": texts, "model_answer": texts}, {"rubric": _some(_criteria, 0, 8)}),
}
_COMMON: Mapping[str, st.SearchStrategy[Any]] = {
    "tags": _some(slugs),
    "objective": slugs,
    "bloom": st.sampled_from("remember understand apply analyse evaluate create".split()),
    "difficulty": st.sampled_from(["easy", "medium", "hard"]),
    "cite": _some(citations),
    "explanation": texts,
    "caution": texts,
    "as_of": texts,
    "lint_ignore": st.dictionaries(slugs, texts, max_size=2),
}


def rows(kind: str, topics: st.SearchStrategy[str] = slugs) -> Rows:
    """Return items of one kind as they are written, in plain data."""
    needed, optional = _OF_KIND[kind]
    return st.fixed_dictionaries(
        {"id": slugs, "kind": st.just(kind), "topic": topics, **needed},
        optional={**_COMMON, **optional},
    )


def items(*kinds: str) -> st.SearchStrategy[Item]:
    """Return items of the kinds named, or of all ten."""
    return st.one_of([rows(kind) for kind in kinds or KINDS]).map(ITEM.validate_python)


# ------------------------------------------------------------------ banks
@st.composite
def bank_rows(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return ``bank.yaml`` and the items of a bank, in plain data; ids are unique."""
    topics = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    info = {
        "format": 1,
        "id": draw(slugs),
        "title": draw(texts),
        "sources": [
            {"id": "paper", "title": "Paper", "author": "A", "short": "A 1", "file": "paper.txt"}
        ],
        "topics": [{"id": topic, "title": draw(texts)} for topic in topics],
    }
    one = st.one_of([rows(kind, st.sampled_from(topics)) for kind in KINDS])
    return info, draw(st.lists(one, max_size=6, unique_by=lambda row: row["id"]))


PAPER = (
    "A Paper\n\n"
    "Fumio Kishida visited Seoul two weeks before the G7 summit, the first visit in 12 years.\n\n"
    "“Deep remorse and heartfelt apology” were his words, and they were heard in both capitals.\n"
)


def bank_of(info: dict[str, Any], found: list[dict[str, Any]], text: str = PAPER) -> Bank:
    """Make the bank that a loader would read."""
    head = BankInfo.model_validate(info)
    source = Source(head.sources[0], text)
    order = [topic.id for topic in head.topics]
    made = sorted(map(ITEM.validate_python, found), key=lambda item: order.index(item.topic))
    return Bank(
        head,
        tuple(made),
        {source.id: source},
        {item.id: tuple(_passage(cite, source) for cite in citations_of(item)) for item in made},
        {item.id: Place("bank/a.yaml", line, 5) for line, item in enumerate(made, start=3)},
        changed={item.id: 1_700_000_000 for item in made},
    )


def _passage(cite: Citation, source: Source) -> Passage:
    if cite.source in (None, source.id):
        return locate(cite, source)
    return Passage(cite.source, 0, 0, "missing", 0)


banks: st.SearchStrategy[Bank] = bank_rows().map(lambda drawn: bank_of(*drawn))


def to_yaml(data: object) -> str:
    """Write plain data as YAML: JSON, with what YAML would not take as it is escaped."""
    text = json.dumps(data, ensure_ascii=False)
    return _UNSAFE_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


# ------------------------------------------------------------------ files that went wrong
_SCRAPS = st.one_of(
    st.sampled_from(
        [
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            "&a ",
            "*a ",
            "<<: ",
            "!!str ",
            "? ",
            "'",
            '"',
            "|\n",
            ">\n",
            "#",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\x00",
            "\x07",
            "\ufeff",
            "\r\n",
            "\u2028",
            "~",
            "…",
            "{{c1::",
            "}}",
            "P1: ",
            "true",
            "\\",
            "`",
            "@",
            ",",
        ]
    ),
    st.text(max_size=3),
)


@st.composite
def mutations(draw: st.DrawFn, text: str) -> str:
    """Return ``text`` with up to six scraps put in, cut out, or doubled."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 12)))
        middle = draw(st.one_of(_SCRAPS, st.just(text[at:end] * 2), st.just("")))
        text = text[:at] + middle + text[end:]
    return text
