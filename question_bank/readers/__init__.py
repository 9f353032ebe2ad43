"""What others made, read into plain values: a deck of Anki, a table, a quiz of an LMS.

A reader takes a file apart and judges it; it knows no bank. ``Contents`` is what it found, all of
it bounded and checked; what could not be taken is listed with its reason, never dropped silently.
"""
