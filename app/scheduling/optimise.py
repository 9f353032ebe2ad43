"""FSRS parameters fitted to what a learner answered: the only door to ``fsrs-rs``.

It is an optional extra (``citecards[optimize]``), loaded when a fit is asked for.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from app.scheduling.parameters import DEFAULTS
from app.scheduling.parameters import LOWER
from app.scheduling.parameters import UPPER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from app.scheduling.parameters import Parameters

# Fewer items tell nothing; with few, the first stabilities alone are fitted (as in Anki).
LEAST_ITEMS = 8
FEW_ITEMS = 64
FIRST_STABILITIES = 4
# fsrs-rs trains on no longer history; and together the prefixes of one grow with its square.
_LONGEST = 256


def available() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("fsrs_rs_python") is not None


def fit(items: Iterable[Sequence[tuple[int, int]]], card_ids: Sequence[int]) -> Parameters:
    """Fit the 21 parameters of FSRS-6 to reviews; the same reviews give the same parameters.

    Args:
        items: in the order of time, one for each review on a later study day than the card's
            last: all the card's answers up to and with it, each the rating (1 to 4) and the study
            days since the answer before (0 for the first).
        card_ids: the card of each item.

    Returns:
        The defaults for fewer than 8 items, or when these determine nothing; for fewer than 64
        the defaults with the first four fitted.

    Raises:
        ImportError: the extra isn't installed.
    """
    from fsrs_rs_python import FSRS  # noqa: PLC0415 - an extra, and only a fit needs it
    from fsrs_rs_python import FSRSItem  # noqa: PLC0415
    from fsrs_rs_python import FSRSReview  # noqa: PLC0415

    review = cache(FSRSReview)
    known, cards = [], []
    for item, card in zip(items, card_ids, strict=True):
        if len(item) <= _LONGEST:
            known.append(FSRSItem([review(*answer) for answer in item]))
            cards.append(card)
    if len(known) < LEAST_ITEMS:
        return DEFAULTS
    try:
        found = FSRS(list(DEFAULTS)).compute_parameters(known, cards)
    except ValueError:  # not enough data: say, no card with a second review
        return DEFAULTS
    return _sound(found, len(known))


def _sound(found: Sequence[float], count: int) -> Parameters:
    """Give the parameters within their bounds, and no more of them fitted than the items allow."""
    if not all(map(math.isfinite, found)):
        return DEFAULTS
    fitted = FIRST_STABILITIES if count < FEW_ITEMS else len(DEFAULTS)
    return tuple(
        # 32 bits hold seven digits: with more of them a default would come back as another number
        min(max(float(f"{value:.7g}"), low), high) if index < fitted else default
        for index, (value, default, low, high) in enumerate(
            zip(found, DEFAULTS, LOWER, UPPER, strict=True)
        )
    )
