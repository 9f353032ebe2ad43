"""Who may speak to the site, and what its pages may do, on every request and reply.

Any page on the web can send a browser to 127.0.0.1, so a foreign Host (DNS rebinding) and a
foreign Origin (cross-site request forgery) are refused in local mode too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import abort
from flask import request

from app.settings import LOOPBACK

if TYPE_CHECKING:
    from flask import Flask
    from flask import Response

_HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; frame-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guard(site: Flask) -> None:
    """Check each request and mark each reply of a site."""
    site.before_request(_check_host)
    site.before_request(_check_origin)
    site.after_request(_mark)


def _check_host() -> None:
    found = _HOST.fullmatch(request.headers.get("Host", ""))
    if not found or found["name"].casefold().strip("[]") not in LOOPBACK:
        abort(400, "This site answers only to its own name: open it as 127.0.0.1 or localhost.")


def _check_origin() -> None:
    if request.method in _SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is not None:
        foreign = origin != f"{request.scheme}://{request.headers.get('Host', '')}"
    else:
        foreign = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
    if foreign:
        abort(403, "Another site sent this request; nothing was done.")


def _mark(reply: Response) -> Response:
    for name, value in HEADERS.items():
        reply.headers.setdefault(name, value)  # frames and media have policies of their own
    if reply.mimetype == "text/html":
        reply.headers.setdefault("Cache-Control", "no-store")
    return reply
