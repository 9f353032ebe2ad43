"""What a stranger reads first, how fast it comes, and how a wrong word is told."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

COMMANDS = {
    "serve": ("--host", "--port", "--data", "--open", "Ctrl C stops it", "[BANK]..."),
    "check": ("BANK", "--json", "--update-lock", "file:line:col", "Exit code 1"),
    "coverage": ("BANK", "--source", "--uncited", "--json", "{source, paragraph, start, end,"),
    "judge": ("BANK", "--sheet", "--keys", "--all", "--topic", "--record", "--by", "twelve points"),
    "replay": ("LOG.csv", "--json", "--timezone", "--rollover", "card_id", "review_time"),
    "quiz": ("--count", "--topic", "--kind", "--tag", "--seed", "--versions", "--format", "-o",
             "citecards quiz -n 15"),
    "import": ("FILE", "--bank", "--dry-run", "--json", "--undo", "--data", "Moodle XML"),
    "export": ("FORMAT", "anki", "jsonl", "html", "--topic", "--kind", "--tag", "-o", "[BANK]"),
    "anki": ("push", "pull", "AnkiConnect", "[BANK]"),
    "schema": ("JSON Schema", "yaml-language-server", "citecards schema > bank.schema.json"),
    "backup": ("--data", "-o", "--list", "FILE", "answered"),
    "restore": ("FILE", "--data", "Stop the site before", "backup --list"),
    "doctor": ("[BANK]...", "--data", "--repair", "--backed-up", "--json", "Exit code 1"),
}  # fmt: skip
HEAVY = ("flask", "sqlalchemy", "alembic", "waitress", "werkzeug", "jinja2")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_names_every_command_with_what_it_is_for(citecards, flag):
    shown = citecards(flag)

    assert shown.code == 0
    assert shown.err == ""
    for command in COMMANDS:
        assert f"\n  {command} " in shown.out
    assert "study them, carry them to Anki" in shown.out
    assert "Without a BANK" in shown.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_the_words_one_needs(citecards, command):
    shown = citecards(command, "--help")

    assert shown.code == 0
    text = " ".join(shown.out.split())
    assert text.startswith(f"Usage: citecards {command} ")
    for words in COMMANDS[command]:
        assert words in text, words
    assert all(len(line) <= 100 for line in shown.out.splitlines())


def test_the_commands_of_this_table_are_all_there_are():
    from app.cli.group import group  # noqa: PLC0415 - this test alone

    assert set(group.list_commands(None)) == set(COMMANDS)


def test_the_version_is_the_packages(citecards):
    shown = citecards("--version")

    assert (shown.code, shown.out) == (0, f"citecards {version('citecards')}\n")


def test_without_a_command_the_help_is_shown(citecards):
    shown = citecards()

    assert "Commands:" in shown.out + shown.err
    assert shown.code in (0, 2)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fly"], "No such command 'fly'"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
        (["serve", "--port", "x"], "'x' is not a valid integer"),
        (["check", "--fly"], "No such option"),
        (["export"], "Missing argument 'FORMAT'"),
        (["quiz", "-n", "x"], "'x' is not a valid integer"),
    ],
)
def test_a_wrong_word_is_told_on_the_way_to_the_help(citecards, arguments, says):
    shown = citecards(*arguments)

    assert shown.code == 2
    assert shown.out == ""
    assert says in shown.err
    assert "Usage: citecards" in shown.err
    assert "Traceback" not in shown.err


def loaded(*arguments: str, cwd) -> set[str]:
    """Run a command in a new Python; return the heavy modules it loaded."""
    code = (
        "import atexit, json, sys\n"
        f"found = lambda: [name for name in {HEAVY!r} if name in sys.modules]\n"
        "atexit.register(lambda: print('\\n' + json.dumps(found()), file=sys.stderr))\n"
        f"sys.argv = {['citecards', *arguments]!r}\n"
        "from app.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"], ["--version"], ["serve", "--help"], ["quiz", "--help"], ["schema"],
        ["check", "BANK"], ["coverage", "BANK"], ["export", "jsonl", "BANK"],
        ["export", "anki", "BANK"],
        ["export", "html", "BANK"], ["quiz", "BANK"], ["quiz", "--format", "jsonl", "BANK"],
        ["backup", "--help"], ["restore", "--help"], ["doctor", "--help"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_quick_command_loads_neither_the_site_nor_a_database(tmp_path, bank, arguments):
    words = [str(bank) if word == "BANK" else word for word in arguments]

    assert loaded(*words, cwd=tmp_path) == set()


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "schema"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    )  # fmt: skip
    writer.stdout.close()
    said = writer.stderr.read()
    writer.stderr.close()

    assert writer.wait() == 1
    assert said == b""


def test_a_command_that_is_broken_off_says_nothing(citecards, monkeypatch):
    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("question_bank.schema.json_schema", interrupt)
    shown = citecards("schema")

    assert (shown.code, shown.out) == (130, "")
    assert "Traceback" not in shown.err
