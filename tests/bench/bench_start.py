"""How soon Citecards answers: the command line, the site's first page, and what a page weighs."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.timing import interleaved
from tests.bench.timing import show

_ROUNDS = 9
_CITECARDS = Path(sys.executable).parent / "citecards"
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def run(*words: str) -> None:
    """Run a command to its end."""
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def first_page() -> tuple[float, str]:
    """Start the site on empty data; return the seconds to its first page, and its address."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with subprocess.Popen(
            [_CITECARDS, "serve", "--port", "0", "--data", folder],
            stdout=subprocess.PIPE, text=True,
        ) as site:  # fmt: skip
            assert site.stdout is not None
            address = site.stdout.readline().split()[3]
            get(f"{address}/")
            seconds = time.perf_counter() - start
            weight = weigh(address)
            site.terminate()
    return seconds, f"{weight / 1000:.1f} kB"


def get(url: str) -> bytes:
    """Fetch a page."""
    with urllib.request.urlopen(url) as reply:  # noqa: S310 - our own site
        body: bytes = reply.read()
    return body


def weigh(address: str) -> int:
    """Return the bytes of the study page with all it loads, uncompressed."""
    page = get(f"{address}/study/japan-korea-2023")
    assets = set(_ASSET.findall(page.decode()))
    return len(page) + sum(len(get(address + asset.replace("&amp;", "&"))) for asset in assets)


def main() -> None:
    """Measure and print."""
    found = interleaved(
        {
            "python": lambda: run(sys.executable, "-c", "pass"),
            "help": lambda: run(str(_CITECARDS), "--help"),
            "check": lambda: run(str(_CITECARDS), "check"),
        },
        _ROUNDS,
    )
    starts = [first_page() for _ in range(3)]
    seconds = sorted(row[0] for row in starts)[1]
    show(
        f"Start, median of {_ROUNDS} (of 3 for the site, on an empty data folder)",
        ("what", "found", "goal"),
        [
            ("python -c pass, the yardstick", f"{found['python']:.0f} ms", ""),
            ("citecards --help", f"{found['help']:.0f} ms", "< 100 ms"),
            ("citecards check, the shipped bank", f"{found['check']:.0f} ms", "< 500 ms"),
            ("citecards serve to the first page", f"{seconds:.2f} s", "< 3 s"),
            ("the study page with all it loads", starts[0][1], "≤ 60 kB"),
        ],
    )


main()
