"""What is kept between tasks, until the engine ends: browser profiles and uploaded files."""

import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        state: Cookies and local storage, as Playwright writes them; None before it was first saved.
        writer: Id of the task that will save it, while there is one.
    """

    id: str
    state: Any = None
    writer: str | None = None


class ProfileStore:
    """Profiles by id, in memory."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}

    def create(self, profile_id: str | None) -> Profile:
        """Make an empty profile. Raises StoreError 409 when the id is taken, 400 when it is not one."""
        profile_id = profile_id if profile_id is not None else f"profile-{secrets.token_hex(4)}"
        if not ID_PATTERN.fullmatch(profile_id):
            raise StoreError(400, "id: letters, digits, and . _ @ - inside; 128 characters at most")
        if profile_id in self._profiles:
            raise StoreError(409, f"there is a profile {profile_id} already")
        profile = self._profiles[profile_id] = Profile(profile_id)
        return profile

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


class FileStore:
    """Uploaded files by id, each in a folder of its own so that it keeps its name."""

    def __init__(self) -> None:
        self._root: Path | None = None
        self.paths: dict[str, Path] = {}

    def reserve(self, file_name: str) -> tuple[str, Path]:
        """An id, and where to write the file.

        Raises:
            StoreError: The name is not a file's (400).
        """
        # What a caller calls a file is data: only its last part is used, and only as a name.
        name = re.sub(r"[\x00-\x1f]", "", file_name.replace("\\", "/").rpartition("/")[2]).strip()
        if name in ("", ".", "..") or len(name.encode()) > 200:
            raise StoreError(400, "file: needs a file name, 200 bytes at most")
        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="smooth-files-"))
        file_id = f"file-{secrets.token_hex(8)}"
        folder = self._root / file_id
        folder.mkdir(mode=0o700)
        return file_id, folder / name

    def add(self, file_id: str, path: Path) -> None:
        """The file has been written."""
        self.paths[file_id] = path

    def delete(self, file_id: str) -> None:
        """Remove a file. Raises StoreError 404 when there is none."""
        path = self.paths.pop(file_id, None)
        if path is None:
            raise StoreError(404, f"there is no file {file_id[:100]}")
        shutil.rmtree(path.parent, ignore_errors=True)

    def close(self) -> None:
        """Remove everything."""
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)
            self._root = None
        self.paths.clear()
