"""Settings: flag, then environment, then default; nothing malformed gets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.factory import create_runtime
from app.settings import Settings
from app.settings import SettingsError
from app.settings import create_settings
from app.settings import shipped_bank
from tests.services.banks import write_bank

ZONE = {"CITECARDS_ZONE": "UTC"}


def test_with_nothing_said_everything_has_a_default(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = create_settings({})

    assert found == Settings(
        data=tmp_path / "citecards",
        banks=(shipped_bank(),),
        database="",
        host="127.0.0.1",
        port=8000,
        zone=found.zone,
        rollover=4,
    )
    assert (shipped_bank() / "bank.yaml").is_file()


def test_the_environment_is_before_the_default():
    env = {
        "CITECARDS_DATA": "/a/b", "CITECARDS_HOST": "::1", "CITECARDS_PORT": "0",
        "CITECARDS_ZONE": "Asia/Seoul", "CITECARDS_ROLLOVER": "0",
        "CITECARDS_DATABASE": "postgresql://x/y",
    }  # fmt: skip

    assert create_settings(env) == Settings(
        Path("/a/b"), (shipped_bank(),), "postgresql://x/y", "::1", 0, "Asia/Seoul", 0
    )


def test_a_flag_is_before_the_environment():
    env = {**ZONE, "CITECARDS_DATA": "/a", "CITECARDS_HOST": "::1", "CITECARDS_PORT": "1"}
    found = create_settings(
        env, data=Path("/b"), banks=(Path("x"), Path("y")), host="localhost", port=2
    )

    assert (found.data, found.host, found.port) == (Path("/b"), "localhost", 2)
    assert found.banks == (Path("x"), Path("y"))


def test_home_is_written_with_a_tilde(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    found = create_settings({**ZONE, "CITECARDS_DATA": "~/cards"})

    assert found.data == tmp_path / "cards"


@pytest.mark.parametrize("text", ["x", "-1", "65536", "1.5", "٣", "0x10", " 1", "1 ", "9" * 5000])
def test_a_port_that_is_none_is_refused(text):
    with pytest.raises(SettingsError, match=r"CITECARDS_PORT is `.{1,40}`: give"):
        create_settings({**ZONE, "CITECARDS_PORT": text})


@pytest.mark.parametrize("text", ["24", "-1", "four"])
def test_an_hour_that_is_none_is_refused(text):
    with pytest.raises(SettingsError, match=f"CITECARDS_ROLLOVER is `{text}`: give a whole number"):
        create_settings({**ZONE, "CITECARDS_ROLLOVER": text})


@pytest.mark.parametrize("name", ["CITECARDS_PORT", "CITECARDS_ROLLOVER", "CITECARDS_DATA"])
def test_an_empty_variable_is_as_none(name):
    assert create_settings({**ZONE, name: ""}) == create_settings(ZONE)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "\0"])
def test_a_zone_that_is_none_is_refused(zone):
    with pytest.raises(SettingsError, match="give a name such as Asia/Seoul"):
        create_settings({"CITECARDS_ZONE": zone})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org", "127.0.0.1.evil.example"])  # noqa: S104 - refused
def test_any_address_but_this_machines_is_refused(host):
    with pytest.raises(SettingsError, match="without accounts Citecards answers only this machine"):
        create_settings(ZONE, host=host)


@pytest.mark.parametrize("found", [None, RuntimeError("no zone")])
def test_a_machine_without_a_zone_studies_in_utc(monkeypatch, found):
    def name():
        if found:
            raise found

    monkeypatch.setattr("tzlocal.get_localzone_name", name)
    assert create_settings({}).zone == "UTC"


@pytest.mark.parametrize("name", ["what? now", "50% #1", "a&b=c", "ä ö", "a@b:c", "a%20b"])
def test_a_data_folder_may_have_any_name(tmp_path, name):
    settings = create_settings(ZONE, data=tmp_path / name, banks=(write_bank(tmp_path / "bank"),))
    runtime = create_runtime(settings)
    runtime.database.close()

    assert (tmp_path / name / "citecards.db").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "bank"])


@pytest.mark.parametrize("place", ["file", "file/data"])
def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path, place):
    (tmp_path / "file").write_text("")
    settings = create_settings(ZONE, data=tmp_path / place)

    with pytest.raises(SettingsError) as raised:
        create_runtime(settings)
    assert str(raised.value).startswith(f"{tmp_path / place}: ")
    assert str(raised.value).endswith("choose another folder with --data")
