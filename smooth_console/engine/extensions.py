"""Browser extensions: zip files from callers, checked and unpacked for Chromium. Nothing of them is run here."""

import json
import logging
import secrets
import shutil
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from smooth_console.engine.eventlog import now_ms
from smooth_console.engine.stores import StoreError, safe_name

LOG = logging.getLogger(__name__)
MAX_ENTRIES = 5000
MAX_PATH_CHARS = 200
CHUNK_BYTES = 1 << 20
MANIFEST, ABOUT, UNPACKED = "manifest.json", "about.json", "unpacked"


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that was uploaded.

    Attributes:
        id: Its id here.
        file_name: What the caller called the zip.
        creation_time: When it was uploaded, ms since 1970.
        path: The folder that Chromium loads.
    """

    id: str
    file_name: str
    creation_time: int
    path: Path


class ExtensionStore:
    """Extensions by id, unpacked.

    Args:
        folder: Where to keep them.
        max_bytes: The largest one, unpacked.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._extensions: dict[str, Extension] = {}
        for about in sorted(folder.glob(f"ext-*/{ABOUT}")):
            try:
                said = json.loads(about.read_text(encoding="utf-8"))
                self._keep(about.parent.name, said["file_name"], said["creation_time"])
            except (OSError, ValueError, KeyError) as problem:
                LOG.warning("the extension %s cannot be read: %s", about.parent, problem)

    def add(self, file_name: str, archive: Any) -> Extension:
        """Check and unpack a zip file. It may take a while: call it in a thread.

        Args:
            file_name: What the caller calls it.
            archive: The zip, open for reading.

        Raises:
            StoreError: It is no extension that Chromium could load (400); nothing was kept.
        """
        name = safe_name(file_name)
        if name is None or not name.lower().endswith(".zip"):
            raise StoreError(400, "file: only .zip files are taken; pack the folder that manifest.json is in")
        extension_id = f"ext-{secrets.token_hex(8)}"
        folder = self._folder / extension_id
        try:
            unpack(archive, folder / UNPACKED, self._max_bytes)
            root = find_root(folder / UNPACKED)
            if root != folder / UNPACKED:  # packed with the folder around it
                root.rename(folder / "inner")
                shutil.rmtree(folder / UNPACKED)
                (folder / "inner").rename(folder / UNPACKED)
            check_manifest(folder / UNPACKED / MANIFEST)
            created = now_ms()
            (folder / ABOUT).write_text(json.dumps({"file_name": name, "creation_time": created}), encoding="utf-8")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self._keep(extension_id, name, created)

    def listed(self) -> list[Extension]:
        """All of them, the oldest first."""
        return list(self._extensions.values())

    def get(self, extension_id: str) -> Extension | None:
        """One of them."""
        return self._extensions.get(extension_id)

    def paths(self, ids: Sequence[str]) -> list[Path]:
        """The folders to load."""
        return [self._extensions[extension_id].path for extension_id in ids if extension_id in self._extensions]

    def delete(self, extension_id: str) -> None:
        """Remove one; sessions that loaded it go on. Raises StoreError 404 when there is none."""
        if self._extensions.pop(extension_id, None) is None:
            raise StoreError(404, f"there is no extension {extension_id[:100]}")
        shutil.rmtree(self._folder / extension_id, ignore_errors=True)

    def _keep(self, extension_id: str, file_name: str, created: int) -> Extension:
        path = self._folder / extension_id / UNPACKED
        extension = self._extensions[extension_id] = Extension(extension_id, file_name, created, path)
        return extension


def unpack(archive: Any, target: Path, max_bytes: int) -> None:
    """Unpack a zip that may be hostile: what it says of sizes is checked, and then not believed.

    Raises:
        StoreError: It is no zip, leads out of its folder, holds links, is encrypted, or is too large (400).
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            if len(entries) > MAX_ENTRIES:
                raise StoreError(400, f"file: {len(entries):,} entries are too many; {MAX_ENTRIES:,} at most")
            if sum(entry.file_size for entry in entries) > max_bytes:
                raise _too_large(max_bytes)
            left = max_bytes
            for entry in entries:
                left = _unpack_one(opened, entry, target, left, max_bytes)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, zlib.error) as problem:
        raise StoreError(400, f"file: is not a zip file that can be read ({problem})") from None
    except (OSError, ValueError) as problem:  # names that are no names: too long, or a file and a folder at once
        raise StoreError(400, f"file: cannot be unpacked ({getattr(problem, 'strerror', None) or problem})") from None


def _unpack_one(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, max_bytes: int) -> int:
    """Unpack one entry; how many bytes may still come."""
    path = _inside(target, entry)
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return left
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as source, path.open("xb") as file:
        while chunk := source.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise _too_large(max_bytes)
            file.write(chunk)
    return left


def _inside(target: Path, entry: zipfile.ZipInfo) -> Path:
    name = entry.filename
    parts = PurePosixPath(name).parts
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name or len(name) > MAX_PATH_CHARS or not parts:
        raise StoreError(400, f"file: the entry {name[:100]!r} leads out of the extension's folder, or is no path")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise StoreError(400, f"file: the entry {name[:100]!r} is a link or a device; only files are taken")
    if entry.flag_bits & 1:
        raise StoreError(400, f"file: the entry {name[:100]!r} is encrypted")
    return target.joinpath(*parts)


def find_root(folder: Path) -> Path:
    """Where manifest.json is: at the top, or in the one folder that is there."""
    if (folder / MANIFEST).is_file():
        return folder
    inner = [path for path in folder.iterdir() if path.name != "__MACOSX"] if folder.is_dir() else []
    if len(inner) == 1 and (inner[0] / MANIFEST).is_file():
        return inner[0]
    raise StoreError(400, f"file: there is no {MANIFEST} in it; pack the folder that it is in")


def check_manifest(path: Path) -> None:
    """Whether Chromium would take the manifest; what else is wrong it says itself when it loads the extension.

    Raises:
        StoreError: It would not (400).
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as problem:
        raise StoreError(400, f"file: its {MANIFEST} is not JSON ({problem})") from None
    if not isinstance(manifest, dict):
        raise StoreError(400, f"file: its {MANIFEST} is not a JSON object")
    if manifest.get("manifest_version") != 3:
        raise StoreError(400, "file: manifest_version must be 3; Chromium loads no other any more")
    for member in ("name", "version"):
        if not isinstance(manifest.get(member), str) or not manifest[member]:
            raise StoreError(400, f"file: its {MANIFEST} has no {member}")


def _too_large(max_bytes: int) -> StoreError:
    return StoreError(400, f"file: unpacked it is larger than {max_bytes:,} bytes")
