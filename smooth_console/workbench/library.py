"""Named schemas and snippets, as plain files: `NAME.json` and `NAME.js` in the project's folder and the user's.

A project's folder (`.smooth/library`) can be kept in version control, and its names come before the user's. Nothing in
a library is ever run by itself.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from smooth_console.language.declare import nearest

Kind = Literal["schema", "javascript"]
Scope = Literal["project", "user", "built in"]

PROJECT_FOLDER = Path(".smooth") / "library"
LARGEST_ITEM = 4 * 1024 * 1024

_SUFFIX: dict[Kind, str] = {"schema": ".json", "javascript": ".js"}
_KIND: dict[str, Kind] = {suffix: kind for kind, suffix in _SUFFIX.items()}
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,62}[A-Za-z0-9_\-])?")


class LibraryError(ValueError):
    """A name or a file that cannot be used.

    Attributes:
        hint: The nearest right thing.
        missing: There is nothing of that name.
        invalid: The name itself is not one.
    """

    def __init__(self, message: str, hint: str = "", *, missing: bool = False, invalid: bool = False) -> None:
        super().__init__(message)
        self.hint = hint
        self.missing = missing
        self.invalid = invalid


@dataclass(frozen=True, slots=True)
class Item:
    """One named schema or snippet.

    Attributes:
        title: The schema's own title or description, or the snippet's first comment; for lists.
    """

    name: str
    kind: Kind
    scope: Scope
    path: Path
    title: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """Every name, the project's before the user's before those that come with the program.

    Args:
        folders: Scope and folder, first match first. A folder need not exist.
    """

    folders: Sequence[tuple[Scope, Path]]

    @classmethod
    def standard(cls, data_folder: Path) -> "Library":
        """The project's library in this folder, the user's in `data_folder`, and the starter set."""
        starter = Path(str(resources.files("smooth_console.workbench") / "starter"))
        return cls([("project", PROJECT_FOLDER), ("user", data_folder / "library"), ("built in", starter)])

    def items(self) -> list[Item]:
        """Every item, by name; a name that stands in several places is the first place's."""
        found: dict[str, Item] = {}
        for scope, folder in self.folders:
            for path in _files(folder):
                if path.stem not in found and _NAME.fullmatch(path.stem):
                    found[path.stem] = Item(path.stem, _KIND[path.suffix], scope, path, _title(path))
        return sorted(found.values(), key=lambda item: item.name.lower())

    def names(self) -> list[str]:
        """Every name."""
        return [item.name for item in self.items()]

    def search(self, text: str) -> list[Item]:
        """Items whose name, kind or title holds every word of `text`."""
        words = text.lower().removeprefix("@").split()
        return [i for i in self.items() if all(w in f"{i.name} {i.kind} {i.title}".lower() for w in words)]

    def find(self, name: str) -> Item:
        """The item of a name, `@` or not.

        Raises:
            LibraryError: There is none; with the nearest name.
        """
        name = check_name(name)
        for scope, folder in self.folders:
            for suffix, kind in _KIND.items():
                path = folder / f"{name}{suffix}"
                if path.is_file():
                    return Item(name, kind, scope, path, _title(path))
        near = nearest(name, self.names())
        hint = f"did you mean @{near}?" if near else ".lib lists what there is"
        raise LibraryError(f"the library has no {name}", hint, missing=True)

    def read(self, name: str) -> str:
        """The text of an item.

        Raises:
            LibraryError: There is none, or it cannot be read.
        """
        return read_text_file(self.find(name).path, LARGEST_ITEM)

    def save(self, name: str, kind: Kind, text: str, *, scope: Scope | None = None) -> Item:
        """Write an item, whole or not at all.

        Args:
            name: Its name, `@` or not.
            kind: Which of the two it is.
            text: The whole text.
            scope: project or user; by default the project's when that folder is there, else the user's.

        Raises:
            LibraryError: The name is not one, or it cannot be written.
        """
        name = check_name(name)
        folder = self._folder(scope)
        other = folder / f"{name}{_SUFFIX['javascript' if kind == 'schema' else 'schema']}"
        if other.exists():
            raise LibraryError(f"@{name} is a {_KIND[other.suffix]} already", "choose another name")
        path = folder / f"{name}{_SUFFIX[kind]}"
        beside = folder / f".{name}.{os.getpid()}.new"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            beside.replace(path)
        except (OSError, UnicodeEncodeError) as problem:
            raise LibraryError(f"cannot write {path}: {problem}") from None
        return self.find(name)

    def _folder(self, scope: Scope | None) -> Path:
        places = {place: folder for place, folder in self.folders if place != "built in"}
        if scope is not None:
            if scope not in places:
                raise LibraryError(f"there is no {scope} library to write to")
            return places[scope]
        if "project" in places and places["project"].is_dir():
            return places["project"]
        return places.get("user") or next(iter(places.values()))


def check_name(name: str) -> str:
    """A name without its `@`.

    Raises:
        LibraryError: It could not be a file's name everywhere, or would lead out of the library.
    """
    name = name.removeprefix("@")
    if not _NAME.fullmatch(name) or ".." in name:
        raise LibraryError(
            f"{name or 'nothing'} is not a name", "letters, digits, _ - and . in between, at most 64", invalid=True
        )
    return name


def read_text_file(path: Path, largest: int) -> str:
    """The text of a file.

    Raises:
        LibraryError: It is not there, not a file, not text, or larger than `largest` bytes.
    """
    try:
        if not path.is_file():
            raise LibraryError(f"there is no file {path}", missing=True)
        if path.stat().st_size > largest:
            raise LibraryError(f"{path} is larger than {largest // (1024 * 1024)} MB")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LibraryError(f"{path} is not UTF-8 text") from None
    except OSError as problem:
        raise LibraryError(f"{path} cannot be read: {problem.strerror}") from None


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in _KIND and path.is_file())
    except OSError:
        return []


_SCHEMA_TITLE = re.compile(r'"(?:title|description)"\s*:\s*"((?:[^"\\]|\\.){1,120})')
_SNIPPET_TITLE = re.compile(r"^\s*(?://+|/\*+)\s*(.{1,120}?)\s*(?:\*/)?\s*$", re.MULTILINE)


def _title(path: Path) -> str:
    """What a file says it is, from its first kilobytes; "" when it does not say."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(2048)
    except OSError:
        return ""
    if path.suffix == ".json":
        # Only a title before the properties is the schema's own.
        found = _SCHEMA_TITLE.search(head.split('"properties"')[0])
    else:
        found = _SNIPPET_TITLE.match(head)
    return " ".join(found.group(1).split()) if found else ""
