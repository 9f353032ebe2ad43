"""``cut_files`` cuts a topic file once, and again as soon as it may have changed."""

from __future__ import annotations

import os

import pytest

from app.services import cutting
from app.services.cutting import cut_files
from app.store.checked import Memory
from question_bank.blocks import NotPlainError

OLD = 1_700_000_000
LATER = (OLD + 10) * 10**9  # ns: what is older than this may be remembered


@pytest.fixture
def memory():
    with_nothing = Memory()
    with_nothing.begin()
    return with_nothing


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "a.yaml", "one", "two")


def write(path, *names, at=OLD):
    items = "".join(f"  - id: {name}\n    stem: x\n" for name in names)
    path.write_text(f"topic: trade\nitems:\n{items}", encoding="utf-8")
    os.utime(path, (at, at))
    return path


def names(found):
    [cutting] = found
    return [cutting.block(number).text.split()[2] for number in range(len(cutting.digests))]


@pytest.fixture
def read(monkeypatch):
    """The texts that were cut."""
    texts = []
    cut = cutting.cut
    monkeypatch.setattr(cutting, "cut", lambda raw: texts.append(raw) or cut(raw))
    return texts


def test_an_unchanged_file_is_not_read_again(file, memory, read):
    [first] = cut_files([file], memory, LATER)
    [again] = cut_files([file], memory, LATER)
    assert len(read) == 1
    assert (again.file, again.topic) == (str(file), "trade")
    assert (again.digests, list(again.lines)) == (first.digests, first.lines)


def test_an_item_of_a_file_that_was_not_read_is_read_when_asked_for(file, memory):
    cut_files([file], memory, LATER)
    assert names(cut_files([file], memory, LATER)) == ["one", "two"]


def test_a_file_that_was_touched_is_read_again_and_found_equal(file, memory, read):
    [first] = cut_files([file], memory, LATER)
    os.utime(file, (OLD + 1, OLD + 1))
    [again] = cut_files([file], memory, LATER)
    assert len(read) == 2
    assert again.digests == first.digests


def test_a_file_put_in_anothers_place_is_read_again(file, memory):
    cut_files([file], memory, LATER)
    write(file.with_name("b"), "six", "ten").replace(file)  # as long, and of the same time
    assert names(cut_files([file], memory, LATER)) == ["six", "ten"]


@pytest.mark.parametrize("at", [OLD + 10, OLD + 11])
def test_a_young_file_is_not_remembered_since_it_may_change_within_its_time(tmp_path, memory, at):
    file = write(tmp_path / "a.yaml", "one", at=at)
    cut_files([file], memory, LATER)
    assert memory.files() == {}


def test_a_file_whose_time_is_set_back_is_read_again(file, memory):
    cut_files([file], memory, LATER)
    write(file, "six", "ten")  # the same size, time and inode
    assert names(cut_files([file], memory, LATER)) == ["six", "ten"]


def test_a_file_that_changes_while_it_is_cut_is_read_again(file, memory, monkeypatch):
    cut = cutting.cut
    monkeypatch.setattr(cutting, "cut", lambda raw: write(file, "ten", at=OLD + 1) and cut(raw))
    cut_files([file], memory, LATER)
    monkeypatch.undo()
    assert names(cut_files([file], memory, LATER)) == ["ten"]


def test_a_file_that_goes_is_forgotten(file, memory):
    other = write(file.with_name("b.yaml"), "three")
    cut_files([file, other], memory, LATER)
    cut_files([other], memory, LATER)
    assert list(memory.files()) == [str(other)]


def test_an_item_is_not_taken_from_a_file_that_changed_since(file, memory):
    cut_files([file], memory, LATER)
    [cutting] = cut_files([file], memory, LATER)
    write(file, "six", "ten")
    with pytest.raises(NotPlainError):
        cutting.block(0)
