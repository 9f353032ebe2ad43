"""``citecards anki push`` and ``pull`` from the outside."""

from __future__ import annotations

import socket
from contextlib import closing


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_without_anki_each_command_ends_in_one_line(citecards, bank, tmp_path):
    for verb in ("push", "pull"):
        ended = citecards("anki", verb, bank, "--address", free_port())

        assert (ended.code, ended.out, len(ended.said)) == (1, "", 1)
        assert "Anki doesn't answer on 127.0.0.1:" in ended.err
    assert not (tmp_path / "data").exists()


def test_the_address_may_come_from_the_environment(citecards, bank, monkeypatch):
    port = free_port()
    monkeypatch.setenv("CITECARDS_ANKICONNECT", f"127.0.0.1:{port}")

    assert f"127.0.0.1:{port}" in citecards("anki", "push", bank).err


def test_another_machine_is_refused(citecards, bank):
    ended = citecards("anki", "push", bank, "--address", "evil.org:80")

    assert (ended.code, len(ended.said)) == (1, 1)
    assert "`evil.org:80` is no address of Anki on this machine" in ended.err


def test_the_help_of_each_command_names_its_options(citecards):
    for verb in ("push", "pull"):
        shown = citecards("anki", verb, "--help")

        assert shown.code == 0
        assert all(word in shown.out for word in ("[BANK]", "--address", "--data"))
