"""A citation as it is written: where to look, the first words and the last.

It is a W3C RangeSelector of two TextQuoteSelectors (Web Annotation Data Model, 4.2.4 and
4.2.9). The paragraph is a hint, never authority; ``locate`` finds the passage.
"""

from __future__ import annotations

import re
from typing import Annotated
from typing import Any

from pydantic import BeforeValidator
from pydantic import Field
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from question_bank.answers import Model
from question_bank.answers import Slug
from question_bank.answers import Text

_SHORT = re.compile(
    r"(?:(?P<source>[a-z0-9-]+)\s+)?P(?P<p>[0-9]{1,6}):\s*(?P<words>\S.*)", re.DOTALL
)
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")
EXACT_WORDS = 8  # a passage longer than this is cited by its ends: little text is copied


class Citation(Model):
    """First and last words of a passage, or all of a short one, and the paragraph it was in."""

    source: Slug | None = None
    p: Annotated[int, Field(ge=1)] | None = None
    start: Annotated[Text | None, Field(alias="from")] = None
    end: Annotated[Text | None, Field(alias="to")] = None
    exact: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Citation:
        ends = self.start is not None and self.end is not None
        if ends == (self.exact is not None) or (not ends and (self.start or self.end)):
            raise PydanticCustomError(
                "cite_form", "give either `from` and `to`, or `exact` for a short passage"
            )
        if self.exact is not None and len(self.exact.split()) > EXACT_WORDS:
            raise PydanticCustomError(
                "cite_form",
                "a passage over {words} words is cited by its first and last words: first … last",
                {"words": EXACT_WORDS},
            )
        return self

    def __str__(self) -> str:
        words = self.exact if self.exact is not None else f"{self.start} … {self.end}"
        hint = f"P{self.p}: " if self.p else ""
        return f"{f'{self.source} ' if self.source else ''}{hint}{words}"


def _read(value: Any) -> Any:
    """Turn the short form ``"P7: first words … last words"`` into the long one."""
    if not isinstance(value, str):
        return value
    found = _SHORT.fullmatch(value.strip())
    if found is None:
        raise PydanticCustomError("cite_form", 'write a citation as "P7: first words … last words"')
    hint = {"source": found["source"], "p": int(found["p"])}
    match _ELLIPSIS.split(found["words"].strip()):
        case [exact]:
            return {**hint, "exact": exact}
        case [start, end] if start and end:
            return {**hint, "from": start, "to": end}
    raise PydanticCustomError(
        "cite_form", "a citation has one … between its first words and its last"
    )


Cite = Annotated[
    Citation,
    BeforeValidator(
        _read,
        json_schema_input_type=Annotated[str, Field(pattern=r"P\d+:\s*\S")] | Citation,
    ),
]
