"""AnkiConnect, an add-on by which a running Anki takes requests: its published protocol.

A request is JSON with ``action``, ``version`` and ``params``; a reply has ``result`` and
``error``. Only this machine is spoken to, and no proxy.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from app.services.errors import ServiceError

HOST = "127.0.0.1"
PORT = 8765
ADDRESS = f"{HOST}:{PORT}"
VERSION = 6
_CONNECT_SECONDS = 3.0
_WORK_SECONDS = 600.0  # Anki imports and exports while we wait
_LONGEST = 64_000_000  # bytes of a reply
_LAST_PORT = 65_535


class AnkiError(ServiceError):
    """Anki can't be spoken to, or refuses; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class AnkiConnect:
    """Anki on this machine; ``key`` is what the add-on's settings call ``apiKey``."""

    port: int = PORT
    key: str = ""

    def call(self, action: str, **params: Any) -> Any:
        """Ask Anki to do something; return what it answers.

        Raises:
            AnkiError: it doesn't answer, or says that it can't.
        """
        request: dict[str, Any] = {"action": action, "version": VERSION, "params": params}
        if self.key:
            request["key"] = self.key
        reply = self._reply(json.dumps(request).encode())
        if not isinstance(reply, dict) or not {"result", "error"} <= reply.keys():
            raise AnkiError(f"what answers on {HOST}:{self.port} is not AnkiConnect")
        if reply["error"] is not None:
            said = " ".join(str(reply["error"]).split())[:200]
            raise AnkiError(f"Anki refuses to do `{action}`: {said}")
        return reply["result"]

    def greet(self) -> None:
        """Make sure that it is there and new enough.

        Raises:
            AnkiError: it isn't.
        """
        found = self.call("version")
        if not isinstance(found, int) or found < VERSION:
            raise AnkiError("AnkiConnect is too old: in Anki, Tools, Add-ons, Check for Updates")

    def _reply(self, body: bytes) -> Any:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=_CONNECT_SECONDS)
        try:
            connection.connect()
            connection.sock.settimeout(_WORK_SECONDS)
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            raw = connection.getresponse().read(_LONGEST + 1)
        except OSError:
            raise AnkiError(
                f"Anki doesn't answer on {HOST}:{self.port}: start Anki, and install its add-on "
                "AnkiConnect (Tools, Add-ons, Get Add-ons, 2055492159)"
            ) from None
        except http.client.HTTPException:
            raise AnkiError(f"what answers on {HOST}:{self.port} is not AnkiConnect") from None
        finally:
            connection.close()
        if len(raw) > _LONGEST:
            raise AnkiError("Anki's answer is too long to be read")
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            return None


def at(address: str, key: str = "") -> AnkiConnect:
    """Return Anki at ``127.0.0.1:port`` or a port alone.

    Raises:
        AnkiError: the address is malformed, or not of this machine.
    """
    host, colon, port = address.strip().removeprefix("http://").rstrip("/").rpartition(":")
    if not colon and not port.isdigit():
        host, port = port, str(PORT)
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= len("65535") else 0
    if not address.strip() or host not in ("", HOST, "localhost") or not 0 < number <= _LAST_PORT:
        raise AnkiError(f"`{address[:60]}` is no address of Anki on this machine: give {ADDRESS}")
    return AnkiConnect(number, key)
