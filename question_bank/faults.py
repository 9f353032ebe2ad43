"""Faults of the text and pydantic's errors as Problems: a place, and a sentence for its author."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING
from typing import Any

from question_bank.errors import Problem
from question_bank.items import IMPORTED
from question_bank.items import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from question_bank.nodes import Path
    from question_bank.nodes import Tree

_SENTENCES = {
    "missing": "`{name}` is missing",
    "string_type": "`{name}` must be text{given}",
    "string_too_short": "`{name}` is empty",
    "string_too_long": "`{name}` is too long: at most {max_length} characters",
    "string_pattern_mismatch": "`{name}` doesn't have the right form: {form}",
    "tuple_type": "`{name}` must be a list{given}",
    "list_type": "`{name}` must be a list{given}",
    "dict_type": "`{name}` must be a mapping{given}",
    "model_type": "this must be a mapping of keys and values{given}",
    "model_attributes_type": "this must be a mapping of keys and values{given}",
    "too_short": "`{name}` has {actual_length}: at least {min_length} are needed",
    "too_long": "`{name}` has {actual_length}: at most {max_length} are allowed",
    "enum": "`{name}` must be {expected}{given}",
    "literal_error": "`{name}` must be {expected}{given}",
    "int_parsing": "`{name}` must be a whole number{given}",
    "int_parsing_size": "`{name}` must be a whole number{given}",
    "int_type": "`{name}` must be a whole number{given}",
    "greater_than": "`{name}` must be more than {gt}",
    "greater_than_equal": "`{name}` must be {ge} or more",
    "less_than_equal": "`{name}` must be {le} or less",
    "union_tag_not_found": "`kind` is missing: kinds are {expected_tags}",
    "union_tag_invalid": "there is no kind `{tag}`: kinds are {expected_tags}",
    "true_or_false": "`{name}` must be true or false{given}",
    "not_a_number": "`{name}` must be a number such as 12 or 4.4{given}",
    "not_a_date": "`{name}` must be a date as 2023, 2023-03 or 2023-03-16{given}",
}
_FORMS = {
    "file": "the name of a file beside the bank or in a seeds folder, without slashes",
    "id": "small letters, digits and single hyphens, as in wto-complaint",
    "topic": "small letters, digits and single hyphens, as in growing-synergy",
    "tags": "small letters, digits and single hyphens, as in east-china-sea",
    "text": "a cloze hides at least one part as {{c1::hidden}}",
    "aliases": "the keys are c1, c2 …",
}
_KEY = "[key]"  # pydantic's word for the key of a mapping, not its value
_RULES = {
    "missing": "missing-key",
    "extra_forbidden": "unknown-key",
    "union_tag_invalid": "unknown-kind",
    "union_tag_not_found": "missing-key",
    "cite_form": "cite-form",
}


def faults_of(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield the faults of the text itself."""
    for fault in tree.faults:
        yield Problem(file, *fault.mark, "-", fault.rule, fault.message)


def explain(error: ValidationError, tree: Tree, at: Path, file: str) -> Iterator[Problem]:
    """Yield a Problem for each error.

    Args:
        error: what pydantic found in the value at ``at``.
        tree: the document, for the places.
        at: the path of the validated value in the document.
        file: the file's name as shown to people.
    """
    item = _item_id(tree, at)
    aliases = {fault.mark for fault in tree.faults if fault.rule == "alias"}
    for detail in error.errors(include_url=False):
        kind = _kind(detail)
        if kind is None:
            continue
        path = _path_in(tree, at, detail["loc"])
        of_key = kind == "extra_forbidden" or detail["loc"][-1:] == (_KEY,)
        if kind == "union_tag_invalid":
            path = (*path, "kind")
        mark = tree.key_place(path) if of_key else tree.place(path)
        if mark in aliases:
            continue  # a value that wasn't read: its alias is told
        message = _sentence(kind, detail, error, path)
        yield Problem(file, *mark, item, _RULES.get(kind, "schema"), message)


def _kind(detail: ErrorDetails) -> str | None:
    """Return pydantic's name of the fault; None for one that only follows from another."""
    given = detail["input"]
    match detail["type"]:
        case "too_short" if len(given) >= detail["ctx"]["min_length"]:
            return None  # pydantic counts the sound ones; the others have faults of their own
        case "union_tag_invalid" if given.get("kind") is None:
            return "union_tag_not_found"
        case kind:
            return kind


def _item_id(tree: Tree, at: Path) -> str:
    value: Any = tree.value
    for part in at:
        value = value[part]
    name = value.get("id") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name.split() == [name] else "-"


def _path_in(tree: Tree, at: Path, loc: tuple[int | str, ...]) -> Path:
    """Follow ``loc`` in the document; skip a union's tag (pydantic's word, never the last)."""
    path = at
    value: Any = tree.value
    for part in at:
        value = value[part]
    parts = [part for part in loc if part != _KEY]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if not last and isinstance(value, dict) and part == _tag(value):
            continue
        longer = (*path, part)
        if longer in tree.marks or last:
            path = longer
            value = value[part] if longer in tree.marks else None
    return path


def _tag(value: dict[str, Any]) -> str:
    return value.get("kind") or "text"


def _sentence(kind: str, detail: ErrorDetails, error: ValidationError, path: Path) -> str:
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "this")
    context = {key: str(value) for key, value in detail.get("ctx", {}).items()}
    if kind == "extra_forbidden":
        return f"unknown key `{name}`{_meant(name, error)}"
    template = _SENTENCES.get(kind)
    if template is None:
        return detail["msg"]
    value = detail["input"]
    given = f", not {_shown(value)}" if isinstance(value, str | int | float | None) else ""
    owner = detail["loc"][-3] if detail["loc"][-1:] == (_KEY,) else name
    form = _FORMS.get(str(owner), "see question_bank/README.md")
    expected = context.pop("expected_tags", ", ".join(KINDS)).replace("'", "")
    expected = expected.removesuffix(f", {IMPORTED}")  # nobody writes one
    return template.format(name=name, given=given, form=form, expected_tags=expected, **context)


def _shown(value: object) -> str:
    return "nothing" if value is None else f"`{str(value)[:40]}`"


def _meant(name: str, error: ValidationError) -> str:
    """Say which missing or known key an unknown one resembles."""
    missing = [str(row["loc"][-1]) for row in error.errors() if row["type"] == "missing"]
    near = get_close_matches(name, missing, n=1) or get_close_matches(name, _KNOWN, n=1)
    return f": did you mean `{near[0]}`?" if near and near[0] != name else ""


_KNOWN = (
    "id kind topic tags objective bloom difficulty cite explanation caution as_of lint_ignore "
    "stem answer options text key why misconception sequence pairs extra model_answer rubric "
    "correction aliases reject value unit unit_aliases tolerance groups shuffle reversed title "
    "sources topics objectives source from to exact points left right language author license "
    "publisher date short file url"
).split()
