"""A package with bytes changed anywhere is refused or read, never more: no crash, no hang."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from question_bank.readers.contents import Contents
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.limits import Limits
from question_bank.readers.packages import read_package
from question_bank.readers.protobuf import BrokenMessageError
from question_bank.readers.protobuf import fields_of
from tests.readers.anki_files import Collection
from tests.readers.anki_files import new_members
from tests.readers.anki_files import old_members
from tests.readers.anki_files import pack

MEDIA = {"a.png": b"png", "b.mp3": b"mp3"}
LIMITS = Limits(seconds=10)


def read(raw):
    """Return what comes of bytes as a package: contents, or the words of a refusal."""
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder, "a.apkg"), Path(folder, "target")
        target.mkdir()
        path.write_bytes(raw)
        try:
            found = read_package(path, target, limits=LIMITS)
            rows = (list(found.notes), list(found.cards), list(found.reviews))
        except RefusedFileError as error:
            return one_line(str(error))
        assert len(rows[0]) <= found.rows
        return found


def one_line(said):
    assert said.isprintable()
    return said


def mutated(raw, chance):
    """Return bytes with a few of them changed, a part of them cut out, doubled or overwritten."""
    out = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(out))
        size = chance.choice((1, 2, 4, 50))
        match chance.randrange(5):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at : at + size] = chance.randbytes(size)
            case 2:
                out[at : at + size] = chance.choice((b"\0", b"\xff", b"\x7f")) * size
            case 3:
                del out[at : at + size]
            case _:
                out[at:at] = out[at : at + size]
    return bytes(out)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the bytes of both collections and of both packages, these unpacked by no zip."""
    folder = tmp_path_factory.mktemp("fuzz")
    old = Collection().write(folder / "old")
    new = Collection(ver=18).write(folder / "new")
    packages = [
        pack(folder / "a.apkg", form(raw, MEDIA), method=0).read_bytes()
        for form, raw in ((old_members, old), (new_members, new))
    ]
    return {"old": old, "new": new, "packages": packages}


@pytest.mark.parametrize("seed", range(150))
def test_a_package_of_changed_bytes_is_refused_or_read(made, seed):
    chance = random.Random(seed)  # noqa: S311 - a seed of a test

    assert isinstance(read(mutated(chance.choice(made["packages"]), chance)), Contents | str)


@pytest.mark.parametrize("form", ["old", "new"])
@pytest.mark.parametrize("seed", range(150))
def test_a_collection_of_changed_bytes_in_a_sound_package_is_refused_or_read(
    made, form, seed, tmp_path
):
    chance = random.Random(seed)  # noqa: S311 - a seed of a test
    members = {"old": old_members, "new": new_members}[form]
    package = pack(tmp_path / "a.apkg", members(mutated(made[form], chance), MEDIA))

    assert isinstance(read(package.read_bytes()), Contents | str)


def test_the_unchanged_packages_are_read_whole(made):
    for raw in made["packages"]:
        found = read(raw)
        assert (len(found.notes), len(found.cards), len(found.reviews)) == (3, 3, 3)
        assert found.left_out == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_none(raw):
    try:
        found = list(fields_of(raw))
    except BrokenMessageError:
        return
    assert sum(len(value) for _, value in found if isinstance(value, bytes)) <= len(raw)


@settings(max_examples=50)
@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_as_a_package(raw):
    assert isinstance(read(b"PK\3\4" + raw), str)
