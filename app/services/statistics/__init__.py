"""Statistics of a deck: Anki's fourteen, from sums that are kept and the cards that changed."""
