"""A terminal that records: the program runs in it as it does for a person, and every byte that it writes is kept."""

import contextlib
import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from tests.processes import environment, until

# The terminal becomes the process's own, so that closing it hangs the process up.
_PRELUDE = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
_RUN = "from smooth_console.cli import main; main()"
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.?", re.S)
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")


def plain(written: bytes | bytearray) -> str:
    """What was written, without escape sequences."""
    return _SEQUENCE.sub("", written.decode("utf-8", "replace"))


class Terminal:
    """A program in a terminal of its own.

    Attributes:
        recorded: Every byte that it has written.
        process: The program.
    """

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (120, 36),
        before: str = "",
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Start `smooth-console` with these arguments, in the folder `home`.

        Args:
            home: Its working folder and its user's home.
            arguments: Of the command line.
            size: Columns and rows.
            before: Python that runs in the process first.
            given: More of its environment.
        """
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._before = termios.tcgetattr(slave)
        self.recorded = bytearray()
        code = _PRELUDE + (f"{before}\n" if before else "") + _RUN
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=home,
            env=environment(home, TERM="xterm-256color", COLORTERM="truecolor", **given),
            start_new_session=True,
        )
        self._slave = slave
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """What was written, without escape sequences. A redrawn line is in it again."""
        return plain(self.recorded)

    def type(self, text: str) -> None:
        """Press keys."""
        with contextlib.suppress(OSError):  # it has ended, and its terminal with it
            os.write(self._master, text.encode())

    def shows(self, text: str, seconds: float = 30.0) -> None:
        """Wait until a text has been written."""
        try:
            until(lambda: text in self.text or self.process.poll() is not None, seconds)
        except AssertionError:
            raise AssertionError(f"{text!r} is not in:\n{self.text[-3000:]}") from None
        assert text in self.text, f"it ended with {self.process.returncode} before {text!r}:\n{self.text[-3000:]}"

    def settles(self, before: int, quiet: float = 0.15, seconds: float = 1.5) -> None:
        """Wait until it has written more than `before` bytes, if it does, and has been quiet for a while. What turns is
        never quiet, so there is a limit."""
        end = time.monotonic() + seconds
        grew, length = time.monotonic(), before
        while time.monotonic() < min(end, grew + (quiet if length > before else 4 * quiet)):
            if len(self.recorded) != length:
                grew, length = time.monotonic(), len(self.recorded)
            time.sleep(0.02)

    def answers(self, pattern: str, seconds: float = 20.0) -> None:
        """After keys: wait until what is written matches, for so long at most, and until it is quiet then."""
        before, end = len(self.recorded), time.monotonic() + seconds
        while time.monotonic() < end and not re.search(pattern, plain(self.recorded[before:])):
            time.sleep(0.1)
        self.settles(before)

    def run(self, line: str) -> None:
        """Type a line and Enter."""
        self.type(f"{line}\r")

    def ended(self, seconds: float = 40.0) -> int:
        """Wait until the program ends; its exit code, negative when a signal ended it."""
        code = self.process.wait(seconds)
        # What it wrote last is still to be read.
        settled = -1
        while settled != len(self.recorded):
            settled = len(self.recorded)
            self._reader.join(0.1)
        return code

    def close(self) -> None:
        """Close the terminal, as a person closes a window."""
        if self._master >= 0:
            os.close(self._slave)
            master, self._master = self._master, -1
            os.close(master)
            self._reader.join(5)

    @property
    def restored(self) -> bool:
        """Whether the terminal is as it was: its line discipline, and every mode that was set is reset."""
        modes: dict[bytes, bytes] = {}
        for numbers, how in _MODE.findall(bytes(self.recorded)):
            modes |= dict.fromkeys(numbers.split(b";"), how)
        wanted = {b"25": b"h", b"7": b"h"}  # the cursor is shown, lines wrap
        off = all(how == wanted.get(mode, b"l") for mode, how in modes.items())
        return off and termios.tcgetattr(self._slave) == self._before

    def _read(self) -> None:
        os.set_blocking(self._master, True)
        while self._master >= 0:
            try:
                read = os.read(self._master, 65536)
            except OSError:
                return
            if not read:
                return
            self.recorded += read


@contextlib.contextmanager
def terminal(
    home: Path,
    *arguments: str,
    size: tuple[int, int] = (120, 36),
    before: str = "",
    given: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Terminal]:
    """A program in a terminal, both gone afterwards."""
    made = Terminal(home, *arguments, size=size, before=before, given=given)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait(10)
        made.close()
