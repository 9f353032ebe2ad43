"""Formats a selection of items can be written in."""
