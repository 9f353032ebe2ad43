"""An answer and its next card in one request, beside an empty request to the same server."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.scheduling.types import Options
from tests.bench.timing import interleaved
from tests.bench.timing import show
from tests.site import Clock
from tests.site import make_runtime
from tests.site import served

_HIDDEN = re.compile(r'name="(card|shown_at)" value="(\d+)"')
_ROUNDS = 400
_WARM = 80
_GOAL = 2.5
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "X-Fragment": "card"}


class Client:
    """One connection that is kept, as a browser's is."""

    def __init__(self, base: str) -> None:
        self.connection = http.client.HTTPConnection(base.removeprefix("http://"))
        self.seen: dict[int, int] = {}
        self.reply = self._send("GET", "/study/japan-korea-2023")
        self.body = ""

    def ping(self) -> None:
        """Make an empty request."""
        self._send("GET", "/ping")

    def reveal(self) -> None:
        """Read the card, show its answer and make up the rating, as a page does before it."""
        found = dict(_HIDDEN.findall(self.reply))
        card, shown_at = int(found["card"]), int(found["shown_at"])
        shown = urlencode({"card": card, "shown_at": shown_at})
        self._send("POST", "/study/japan-korea-2023/reveal", shown)
        seen = self.seen.get(card, 0)
        self.seen[card] = seen + 1
        self.body = urlencode(
            {
                "card": card, "seen": seen, "rating": 1,
                "review": uuid.uuid4(), "shown_at": shown_at,
            }
        )  # fmt: skip

    def answer(self) -> None:
        """Answer Again, so that there is always a next card, which is the reply."""
        self.reply = self._send("POST", "/study/japan-korea-2023/answer", self.body)

    def _send(self, method: str, path: str, body: str | None = None) -> str:
        self.connection.request(method, path, body, _HEADERS)
        reply = self.connection.getresponse()
        text = reply.read().decode()
        if reply.status != 200:
            raise SystemExit(f"{method} {path}: {reply.status} {text[:500]}")
        return text


class _Hurried(Clock):
    """Two seconds pass whenever somebody looks."""

    def __call__(self) -> int:
        """Return the time."""
        self.forward(seconds=2)
        return self.now


def serve(folder: str) -> None:
    """Be the server: a process of its own, as in use; print the address, stop with stdin."""
    endless = Options(bury=False, new_per_day=9999, reviews_per_day=9999, learn_ahead=86_400)
    runtime = make_runtime(Path(folder), clock=_Hurried(), options=endless)
    runtime.database.make_room()  # as create_runtime does
    with served(runtime) as base:
        print(base, flush=True)
        sys.stdin.read()


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, __file__, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as server,
    ):
        assert server.stdout is not None
        client = Client(server.stdout.readline().decode().strip())
        for _ in range(_WARM):
            client.reveal()
            client.answer()

        def reveal() -> None:
            client.ping()
            client.reveal()

        found = interleaved(
            {"reveal": reveal, "empty": client.ping, "answer": client.answer}, _ROUNDS
        )
        client.connection.close()
        server.communicate()
    ratio = found["answer"] / found["empty"]
    show(
        f"One request over HTTP on this machine, median of {_ROUNDS} (goal: ≤ {_GOAL} ×)",
        ("request", "ms", "× empty"),
        [
            ("GET /ping, empty", f"{found['empty']:.2f}", "1.00"),
            ("POST answer, next card in the reply", f"{found['answer']:.2f}", f"{ratio:.2f}"),
        ],
    )


if len(sys.argv) > 1:
    serve(sys.argv[1])
else:
    main()
