"""Why an item isn't in a package."""

from __future__ import annotations


class LeftOut(ValueError):  # noqa: N818 - it names what happens to the item
    """A format can't hold an item; the message says why."""
