"""A form's code as a QR code."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

_QUIET = 2  # modules of white around it: paper is white further on


@lru_cache(maxsize=64)
def qr_svg(code: str) -> bytes:
    """Return the QR code of a form's code as SVG: black on white, no size of its own."""
    out = io.BytesIO()
    made = segno.make(code, micro=False, error="m")
    made.save(out, kind="svg", border=_QUIET, xmldecl=False, nl=False, omitsize=True)
    return out.getvalue()


@lru_cache(maxsize=64)
def qr_png(code: str) -> bytes:
    """Return the same as PNG, for formats that can't show SVG."""
    out = io.BytesIO()
    segno.make(code, micro=False, error="m").save(out, kind="png", border=_QUIET, scale=8)
    return out.getvalue()
