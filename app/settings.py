"""Where things are and how they run: flag, then ``CITECARDS_*``, then default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED_BANK = "japan-korea-2023"
BANKS = "banks"  # of the data folder: what was imported, a folder each
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(ValueError):
    """A setting can't be used; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one run.

    ``data`` is the folder of the learner's data, ``database`` an SQLAlchemy address (empty: a
    SQLite file in ``data``), ``banks`` the folders to study from, ``zone`` an IANA time zone
    name, ``rollover`` the hour at which a study day begins.
    """

    data: Path
    banks: tuple[Path, ...]
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    zone: str = "UTC"
    rollover: int = 4


def shipped_bank() -> Path:
    """Return the folder of the bank that comes with Citecards."""
    import question_bank  # noqa: PLC0415 - its place on disk, wherever it is installed

    return Path(question_bank.__path__[0]) / SHIPPED_BANK


def with_imported(data: Path, banks: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return banks with those that were imported into a data folder, each once, by name."""
    try:
        found = sorted(path for path in (data / BANKS).iterdir() if (path / "bank.yaml").is_file())
    except OSError:
        found = []
    known = {path.resolve() for path in banks}
    mine = (path for path in found if path.name[:1] != "." and path.resolve() not in known)
    return (*banks, *mine)


def create_settings(
    env: Mapping[str, str],
    *,
    data: Path | None = None,
    banks: tuple[Path, ...] = (),
    host: str | None = None,
    port: int | None = None,
) -> Settings:
    """Settle every setting.

    Raises:
        SettingsError: one is malformed.
    """
    zone = env.get("CITECARDS_ZONE") or _local_zone()
    place = data.expanduser() if data else data_folder(env)
    return Settings(
        data=place,
        banks=with_imported(place, banks or (shipped_bank(),)),
        database=env.get("CITECARDS_DATABASE", ""),
        host=_loopback(host or env.get("CITECARDS_HOST") or "127.0.0.1"),
        port=port if port is not None else _whole(env, "CITECARDS_PORT", 8000, 65535),
        zone=_known(zone),
        rollover=_whole(env, "CITECARDS_ROLLOVER", 4, 23),
    )


def _whole(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not (
        text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most
    ):
        raise SettingsError(f"{name} is `{text[:40]}`: give a whole number from 0 to {most}")
    return int(text)


def _loopback(host: str) -> str:
    if host not in LOOPBACK:
        raise SettingsError(
            f"--host {host}: without accounts Citecards answers only this machine: "
            "use 127.0.0.1, localhost or ::1"
        )
    return host


def _local_zone() -> str:
    from tzlocal import get_localzone_name  # noqa: PLC0415 - only when no zone is given

    try:
        return str(get_localzone_name() or "UTC")
    except Exception:  # noqa: BLE001 - a machine without a readable zone studies in UTC
        return "UTC"


def _known(zone: str) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only the database and the site need it

    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError) as error:
        raise SettingsError(
            f"CITECARDS_ZONE is `{zone}`: give a name such as Asia/Seoul"
        ) from error
    return zone
