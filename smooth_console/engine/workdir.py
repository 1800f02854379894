"""Where an engine keeps files: what outlives it in a folder that it was given, the rest in one that goes with it."""

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

PREFIX = "smooth-engine-"


class WorkDir:
    """The folders of one engine. Nobody else may read them.

    Args:
        data_dir: What is kept from one run to the next; None keeps nothing.
    """

    def __init__(self, data_dir: Path | None) -> None:
        self.keeps = data_dir is not None
        self._data_dir = data_dir
        self._scratch: Path | None = None

    def kept(self, name: str) -> Path:
        """A folder for what may outlive the engine."""
        return _made((self._data_dir or self._root()) / name)

    def scratch(self, name: str) -> Path:
        """A folder for what goes with the engine at the latest."""
        return _made(self._root() / name)

    def close(self) -> None:
        """Remove what does not outlive the engine."""
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _root(self) -> Path:
        if self._scratch is None:
            _sweep()
            self._scratch = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        return self._scratch


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sweep() -> None:
    """Remove what engines left that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        found = re.match(rf"{PREFIX}(\d+)-", folder.name)
        with contextlib.suppress(OSError):
            if (
                found
                and folder.stat().st_uid == os.geteuid()
                and not Path(f"/proc/{found[1]}").exists()
                and _has_proc()
            ):
                shutil.rmtree(folder, ignore_errors=True)


def _has_proc() -> bool:
    """Whether this system says which processes there are."""
    return Path("/proc/self").exists()
