"""What a session downloaded: kept as it comes, and given as one zip file. Which page it came from does not matter."""

import asyncio
import logging
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from smooth_console.engine.stores import safe_name

if TYPE_CHECKING:
    from playwright.async_api import Download

LOG = logging.getLogger(__name__)
ARCHIVE = "downloads.zip"
SETTLES_WITHIN_S = 5.0


class Downloads:
    """The files of one session.

    Args:
        folder: Where to keep them.
        max_bytes: How much is kept; a file past it is dropped.

    Attributes:
        files: What has come whole, in order.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.files: list[Path] = []
        self._folder = folder
        self._max_bytes = max_bytes
        self._bytes = 0
        self._names: set[str] = set()
        self._coming: set[asyncio.Task[None]] = set()

    def take(self, download: "Download") -> None:
        """Keep a download once it is whole; returns at once."""
        coming = asyncio.create_task(self._take(download))
        self._coming.add(coming)
        coming.add_done_callback(self._coming.discard)

    async def _take(self, download: "Download") -> None:
        path = self._place(download.suggested_filename)
        try:
            await download.save_as(path)
        except Exception as problem:  # cancelled, or the page or the browser has gone
            LOG.info("the download %s did not come whole: %s", path.name, str(problem).splitlines()[:1])
        else:
            self._keep(path)

    def add(self, name: str, content: bytes) -> str:
        """Keep something that was made here; its name in the archive."""
        path = self._place(name)
        path.write_bytes(content)
        self._keep(path)
        return path.name

    def _keep(self, path: Path) -> None:
        size = path.stat().st_size
        if self._bytes + size > self._max_bytes:
            LOG.warning("the download %s is not kept: more than %d bytes", path.name, self._max_bytes)
            path.unlink()
            return
        self._bytes += size
        self.files.append(path)

    def _place(self, given: str) -> Path:
        """A path of its own for a file; what comes twice is numbered."""
        name = safe_name(given) or "download"
        path = Path(name)
        number = 1
        while name in self._names or name == ARCHIVE:
            number += 1
            name = f"{path.stem} ({number}){path.suffix}"
        self._names.add(name)
        return self._folder / name

    @property
    def coming(self) -> bool:
        """Whether one is on its way."""
        return bool(self._coming)

    async def settle(self) -> None:
        """Wait for what is on its way, not for ever."""
        if self._coming:
            await asyncio.wait(set(self._coming), timeout=SETTLES_WITHIN_S)
        for late in list(self._coming):
            late.cancel()

    async def archive(self) -> Path:
        """All of it as a zip file, made anew when something came."""
        files = list(self.files)
        path = self._folder / ARCHIVE
        await asyncio.to_thread(_zip, files, path)
        return path

    def drop(self) -> None:
        """Remove everything."""
        self.files.clear()
        shutil.rmtree(self._folder, ignore_errors=True)


def _zip(files: list[Path], target: Path) -> None:
    if target.exists() and all(path.stat().st_mtime <= target.stat().st_mtime for path in files):
        with zipfile.ZipFile(target) as there:
            if there.namelist() == [path.name for path in files]:
                return
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in files:
            archive.write(path, path.name)
    half.replace(target)
