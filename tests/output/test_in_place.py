"""What is no plain file is written to where it is, and stays what it is."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from smooth_console.batch.junit import Result, write_junit
from smooth_console.console.recorder import write_private
from smooth_console.output.in_place import write_in_place

RESULT = Result("a.smooth:1", "js 1", 0, 0.1)
LONG = b"x" * 300_000


@pytest.mark.parametrize(
    "write",
    [
        lambda path: write_private(path, LONG),
        lambda path: write_junit(path, [RESULT] * 2000, "a.smooth"),
    ],
)
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path, write: Callable[[Path], None]) -> None:
    pipe, read = tmp_path / "pipe", bytearray()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.extend(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join()
    assert len(read) > 100_000
    assert pipe.is_fifo()
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_a_plain_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("there")
    assert not write_in_place(tmp_path / "a", b"x")
    assert not write_in_place(tmp_path / "b", b"x")
    assert (tmp_path / "a").read_text() == "there"


def test_a_device_is(tmp_path: Path) -> None:
    assert write_in_place(Path("/dev/null"), b"x")
    with pytest.raises(OSError, match="No space left"):
        write_in_place(Path("/dev/full"), b"x")
