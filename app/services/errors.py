"""What a service refuses, as sentences for people; the site and the command line show them."""

from __future__ import annotations


class ServiceError(Exception):
    """A request that can't be done; the message is one line for a person."""


class NotFoundError(ServiceError):
    """Nothing has this id."""


class StaleError(ServiceError):
    """The card has been answered since it was shown (another tab, a double click, Back)."""


class RefusedError(ServiceError):
    """The request makes no sense as it stands."""


class NothingToUndoError(RefusedError):
    """All that was done is taken back already (another tab, another device)."""
