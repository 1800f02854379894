"""Which processes are alive: each that writes the journal holds a lock on a file of its own, which ends with it.

A process id alone would not do: it is given again, and means nothing in another container that shares the folder.
"""

import contextlib
import fcntl
import os
import secrets
from pathlib import Path

_FOLDER = "owners"


class Owner:
    """This process, as the journal knows it.

    Args:
        folder: The journal's folder. It need not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._path = _path(folder, self.name)
        self._file: int | None = None

    def be_known(self) -> None:
        """Be alive for others from now on.

        Raises:
            OSError: The file cannot be made.
        """
        if self._file is not None:
            return
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        # Locked before it has its name, so that nobody takes it for one that was left behind.
        beside = self._path.with_suffix(".new")
        file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        beside.rename(self._path)
        self._file = file

    def leave(self) -> None:
        """This process writes no more."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            self._path.unlink()
        os.close(self._file)
        self._file = None


def is_alive(folder: Path, name: str) -> bool:
    """Whether the process of that name is there. What a dead one left behind is taken away."""
    path = _path(folder, name)
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # it cannot be asked, so nothing of it is touched
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        with contextlib.suppress(OSError):
            path.unlink()
        return False
    finally:
        os.close(file)


def _path(folder: Path, name: str) -> Path:
    return folder / _FOLDER / f"{name}.lock"
