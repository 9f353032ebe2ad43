"""JSON as its standard has it: finite numbers, and not nested without end."""

from __future__ import annotations

import json
from typing import Any


def _no_constant(name: str) -> None:
    raise ValueError(name)


# made once: of a large deck's cards each has some JSON
_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def read_json(raw: bytes) -> Any:
    """Return what JSON in UTF-8 says; only finite numbers, no deeper than the interpreter goes.

    Raises:
        ValueError: it is no such JSON.
    """
    try:
        return _DECODER.decode(raw.decode())
    except RecursionError as error:
        raise ValueError("nested too deep") from error
