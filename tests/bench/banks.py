"""A bank of any size for the benches: the shipped one over and over, each time in other words.

Copies that only repeat would be caught by the lint as such. So each copy's words of five letters
and more are turned into others, the same way in its items and in its own copy of the paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any

import yaml

from app.settings import shipped_bank
from question_bank.nodes import parse

if TYPE_CHECKING:
    from pathlib import Path

_WORD = re.compile(r"[A-Za-z]{5,}")
_KEPT = set(
    "according account after against among answer because before between choose correct country "
    "during every first order other paper passage second should state their there these third "
    "three under judge compare explain argue describe match assess distinguish "
    "which while whose would years months trillion september march".split()
)
_A_FILE = 5000
_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
_PLAIN = (
    "id",
    "kind",
    "bloom",
    "difficulty",
    "topic",
    "objective",
    "as_of",
    "unit",
    "key",
    "shuffle",
    "reversed",
)


def turned(text: str, k: int) -> str:
    """Return the text in the words of copy ``k``; copy 0 is the original."""
    table = str.maketrans(
        _VOWELS + _CONSONANTS,
        _rolled(_VOWELS, k) + _rolled(_CONSONANTS, k // len(_VOWELS)),
    )

    def word(found: re.Match[str]) -> str:
        given = found.group()
        if given.lower() in _KEPT:
            return given
        new = given.lower().translate(table)
        return new.capitalize() if given[0].isupper() else new

    return _WORD.sub(word, text)


def _rolled(letters: str, k: int) -> str:
    k %= len(letters)
    return letters[k:] + letters[:k]


def _turned_row(value: Any, k: int, source: str) -> Any:
    match value:
        case str():
            return turned(value, k)
        case list():
            return [_turned_row(entry, k, source) for entry in value]
        case dict():
            return {
                key: entry if key in _PLAIN else _turned_row(entry, k, source)
                for key, entry in value.items()
            }
        case _:
            return value


def write_bank(folder: Path, items: int) -> list[Path]:
    """Write a bank of ``items`` items, its papers beside it.

    Returns:
        the topic files, of 5,000 items each: a file has at most 10 MB.
    """
    shipped = shipped_bank()
    info = parse((shipped / "bank.yaml").read_bytes()).value
    [source] = info["sources"]
    paper = next(shipped.parent.parent.glob(f"seeds/{source['file']}")).read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = []
    for file in sorted(shipped.glob("[0-9]*.yaml")):
        document = parse(file.read_bytes()).value
        rows += [{**row, "topic": document["topic"]} for row in document["items"]]
    folder.mkdir(parents=True)
    sources, found = [], []
    for k in range(-(-items // len(rows))):
        sources.append({**source, "id": f"paper-{k}", "file": f"paper-{k}.txt"})
        (folder / f"paper-{k}.txt").write_text(turned(paper, k), encoding="utf-8")
        found += [_copied(row, k) for row in rows]
    _write(folder / "bank.yaml", {**info, "id": f"bench-{items}", "sources": sources})
    files = []
    for at in range(0, items, _A_FILE):
        files.append(folder / f"items-{at}.yaml")
        _write(files[-1], {"items": found[at : min(at + _A_FILE, items)]})
    return files


def _copied(row: dict[str, Any], k: int) -> dict[str, Any]:
    new: dict[str, Any] = _turned_row(row, k, f"paper-{k}")
    new["id"] = f"{row['id']}-{k}"
    for holder in (new, *new.get("rubric", ())):
        if "cite" in holder:
            holder["cite"] = [
                f"paper-{k} {cite}" if isinstance(cite, str) else {**cite, "source": f"paper-{k}"}
                for cite in holder["cite"]
            ]
    return new


def _write(path: Path, document: object) -> None:
    text = yaml.dump(
        document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100
    )
    path.write_text(text, encoding="utf-8")
