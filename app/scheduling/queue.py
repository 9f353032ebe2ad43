"""The pure parts of a study queue: which kind comes next, how many are left, what is a leech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scheduling.types import Rating
from app.scheduling.types import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.scheduling.types import NewOrReviews
    from app.scheduling.types import Options

_WORD = (1 << 64) - 1


def interleave(
    new_left: int, new_done: int, reviews_left: int, reviews_done: int,
    first: NewOrReviews = "mixed",
) -> Stage | None:  # fmt: skip
    """Say whether the next card of the main queue is new or a review; None when both are out.

    Unless one kind comes first, new cards are spread evenly over all of today's cards, done ones
    included, so that a session that was broken off goes on with the same mix.
    """
    if new_left <= 0 and reviews_left <= 0:
        return None
    if reviews_left <= 0 or (first == "new" and new_left > 0):
        return Stage.NEW
    if new_left <= 0 or first == "reviews":
        return Stage.REVIEW
    # Card k of n stands at k / (n + 1) of the way; whichever stands earlier comes first.
    new_total = new_left + new_done
    reviews_total = reviews_left + reviews_done
    new_stands = (new_done + 1) * (reviews_total + 1)
    review_stands = (reviews_done + 1) * (new_total + 1)
    return Stage.NEW if new_stands < review_stands else Stage.REVIEW


def limits(options: Options, new_today: int, reviews_today: int) -> tuple[int, int]:
    """Give how many new cards and how many reviews today still allows."""
    return (
        max(0, options.new_per_day - new_today),
        max(0, options.reviews_per_day - reviews_today),
    )


def drawn(day: int, done: int, many: int) -> int:
    """Draw a number from 0 to ``many`` - 1 for a study day and what was done of it.

    The same as long as nothing more is done: a page that is loaded again shows the same card.
    (The finisher of splitmix64, by Sebastiano Vigna, in the public domain.)
    """
    word = (day * 1_000_003 + done) * 0x9E3779B97F4A7C15 & _WORD
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & _WORD
    return (word ^ word >> 31) % many


def is_leech(lapses: int, threshold: int) -> bool:
    """Say whether this lapse marks a leech: at the threshold, then at every half of it.

    A half of an odd threshold is rounded up. A threshold of 0 marks none.
    """
    if threshold < 1 or lapses < threshold:
        return False
    return (lapses - threshold) % ((threshold + 1) // 2) == 0


def remaining(selection: Iterable[int], answers: Iterable[tuple[int, Rating]]) -> tuple[int, ...]:
    """Give the cards of a session apart from the schedule that are left, the next one first.

    What wasn't asked yet comes in the order of the selection; after it what was answered Again,
    in the order of those answers.

    Args:
        selection: the session's cards.
        answers: the session's, oldest first, as card and rating.
    """
    last: dict[int, Rating] = {}
    for card, rating in answers:
        last.pop(card, None)
        last[card] = rating
    chosen = dict.fromkeys(selection)
    again = (card for card, rating in last.items() if rating is Rating.AGAIN and card in chosen)
    return (*(card for card in chosen if card not in last), *again)
