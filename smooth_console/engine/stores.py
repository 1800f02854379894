"""What is kept between tasks: browser profiles and uploaded files. Extensions are in extensions.py."""

import json
import logging
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOG = logging.getLogger(__name__)
ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,127}")
MAX_PURPOSE_CHARS = 64


class StoreError(Exception):
    """Something that is not there, is there already, or is in use.

    Args:
        status: The HTTP status that says so.
        detail: What, and what to do.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(slots=True)
class Profile:
    """A browser's state that outlives a task.

    Attributes:
        id: Its id.
        state: Cookies, local storage and IndexedDB, as Playwright writes them; None before it was first saved.
        writer: Id of the task that will save it, while there is one.
    """

    id: str
    state: Any = None
    writer: str | None = None


class ProfileStore:
    """Profiles by id, in memory, and as files where they are to outlive the engine.

    Args:
        folder: Where to keep them; None forgets them at the end.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._profiles: dict[str, Profile] = {}
        for path in sorted(folder.glob("*.json")) if folder is not None else ():
            try:
                self._profiles[path.stem] = Profile(path.stem, json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError) as problem:
                LOG.warning("the profile %s cannot be read: %s", path, problem)

    def create(self, profile_id: str | None) -> Profile:
        """Make an empty profile. Raises StoreError 409 when the id is taken, 400 when it is not one."""
        profile_id = profile_id if profile_id is not None else f"profile-{secrets.token_hex(4)}"
        if not ID_PATTERN.fullmatch(profile_id):
            raise StoreError(400, "id: letters, digits, and . _ @ - inside; 128 characters at most")
        if profile_id in self._profiles:
            raise StoreError(409, f"there is a profile {profile_id} already")
        profile = self._profiles[profile_id] = Profile(profile_id)
        self._write(profile)
        return profile

    def save(self, profile: Profile, state: Any) -> None:
        """Keep a profile's new state."""
        profile.state = state
        self._write(profile)

    def listed(self) -> list[Profile]:
        """All of them, the oldest first."""
        return list(self._profiles.values())

    def get(self, profile_id: str) -> Profile | None:
        """One of them."""
        return self._profiles.get(profile_id)

    def delete(self, profile_id: str) -> None:
        """Forget one. Raises StoreError 404 when there is none, 409 while a task uses it."""
        profile = self._profiles.get(profile_id)
        if profile is None:
            raise StoreError(404, f"there is no profile {profile_id[:100]}")
        if profile.writer is not None:
            raise StoreError(409, f"the profile {profile_id} is in use by the task {profile.writer}; close that first")
        del self._profiles[profile_id]
        if self._folder is not None:
            (self._folder / f"{profile_id}.json").unlink(missing_ok=True)

    def _write(self, profile: Profile) -> None:
        """Whole or not at all, and for nobody else to read: a profile holds sign-ins."""
        if self._folder is None:
            return
        path = self._folder / f"{profile.id}.json"
        half = path.with_suffix(".half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(profile.state, file)
        half.replace(path)


class FileStore:
    """Uploaded files by id, each in a folder of its own so that it keeps its name.

    Args:
        folder: Where to keep them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.paths: dict[str, Path] = {path.parent.name: path for path in sorted(folder.glob("file-*/*"))}

    def reserve(self, file_name: str) -> tuple[str, Path]:
        """An id, and where to write the file.

        Raises:
            StoreError: The name is not a file's (400).
        """
        name = safe_name(file_name)
        if name is None:
            raise StoreError(400, "file: needs a file name, 200 bytes at most")
        file_id = f"file-{secrets.token_hex(8)}"
        folder = self._folder / file_id
        folder.mkdir(mode=0o700)
        (folder / name).touch(mode=0o600)
        return file_id, folder / name

    def add(self, file_id: str, path: Path) -> None:
        """The file has been written."""
        self.paths[file_id] = path

    def drop(self, path: Path) -> None:
        """The file was not written to its end."""
        shutil.rmtree(path.parent, ignore_errors=True)

    def delete(self, file_id: str) -> None:
        """Remove a file. Raises StoreError 404 when there is none."""
        path = self.paths.pop(file_id, None)
        if path is None:
            raise StoreError(404, f"there is no file {file_id[:100]}")
        self.drop(path)


def safe_name(given: str) -> str | None:
    """What somebody else calls a file is data: only its last part is used, and only as a name. None when it is none."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", given.replace("\\", "/").rpartition("/")[2]).strip()
    # A lone surrogate cannot be in a file's name, nor in what is counted here.
    name = name.encode("utf-8", "replace").decode()
    return None if name in ("", ".", "..") or len(name.encode()) > 200 else name
