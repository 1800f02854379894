"""Named schemas and snippets, as plain files: `NAME.json` and `NAME.js` in the project's folder and the user's.

A project's folder (`.smooth/library`) can be kept in version control, and its names come before the user's. No name
leads out of its folder, by a link either, and nothing in a library is ever run by itself. What an item says of itself
stands in it: a schema's `title` and `x-tags`, the comments at a snippet's head. Earlier texts are kept beside it, in
`.versions`, which version control leaves out.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from smooth_console.language.declare import nearest
from smooth_console.workbench.snippets import read_snippet

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
        tags: The schema's `x-tags`, or the snippet's `tags:`.
    """

    name: str
    kind: Kind
    scope: Scope
    path: Path
    title: str = ""
    tags: tuple[str, ...] = ()


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
                if path.stem not in found and _stays(path, folder, scope) and _NAME.fullmatch(path.stem):
                    found[path.stem] = _item(path, scope)
        return sorted(found.values(), key=lambda item: item.name.lower())

    def names(self) -> list[str]:
        """Every name."""
        return [item.name for item in self.items()]

    def search(self, text: str) -> list[Item]:
        """Items whose name, kind, title or tags hold every word of `text`; `#shop` is the tag and nothing else."""
        words = text.lower().removeprefix("@").split()
        return [item for item in self.items() if all(_holds(item, word) for word in words)]

    def find(self, name: str) -> Item:
        """The item of a name, `@` or not.

        Raises:
            LibraryError: There is none; with the nearest name.
        """
        name = check_name(name)
        for scope, folder in self.folders:
            for suffix in _KIND:
                path = folder / f"{name}{suffix}"
                if path.is_file():
                    if not _stays(path, folder, scope):
                        raise LibraryError(
                            f"@{name} leads out of the {scope} library: {path} is a link", "copy it there"
                        )
                    return _item(path, scope)
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
        if folder.exists() and not _stays(folder / name, folder, "project" if folder == PROJECT_FOLDER else "user"):
            raise LibraryError(f"{folder} leads out of the project, so nothing is written there")
        other = folder / f"{name}{_SUFFIX['javascript' if kind == 'schema' else 'schema']}"
        if other.exists():
            raise LibraryError(f"@{name} is a {_KIND[other.suffix]} already", "choose another name")
        path = folder / f"{name}{_SUFFIX[kind]}"
        keep_version(path, text)
        write_whole(path, text)
        return self.find(name)

    def rename(self, name: str, new: str) -> Item:
        """Give an item another name, in the folder where it is; its versions go with it.

        Raises:
            LibraryError: There is none, it comes with the program, or the new name is taken or none.
        """
        item, new = self.find(name), check_name(new)
        if item.scope == "built in":
            raise LibraryError(f"@{item.name} comes with the program", "save it under a name of your own")
        if any((item.path.parent / f"{new}{suffix}").exists() for suffix in _KIND):
            raise LibraryError(f"there is a @{new} already", "choose another name")
        try:
            for version in versions(item):
                version.path.rename(version.path.with_name(f"{new}~{version.number}{item.path.suffix}"))
            item.path.rename(item.path.with_name(f"{new}{item.path.suffix}"))
        except OSError as problem:
            raise LibraryError(f"cannot rename {item.path}: {problem.strerror}") from None
        return self.find(new)

    def restore(self, name: str, number: int) -> Item:
        """Bring an earlier text back; the present one becomes a version.

        Raises:
            LibraryError: There is no such version.
        """
        item = self.find(name)
        found = next((version for version in versions(item) if version.number == number), None)
        if found is None:
            known = ", ".join(str(version.number) for version in versions(item)) or "none"
            raise LibraryError(f"@{item.name} has no version {number}", f"there are: {known}")
        scope = item.scope if item.scope != "built in" else None
        return self.save(item.name, item.kind, read_text_file(found.path, LARGEST_ITEM), scope=scope)

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
        if path.is_dir():
            raise LibraryError(f"{path} is a folder, not a file")
        if not path.is_file():
            hint = "@- reads standard input" if path.exists() else ""
            raise LibraryError(
                f"there is no plain file {path}" if hint else f"there is no file {path}", hint, missing=True
            )
        if path.stat().st_size > largest:
            raise LibraryError(f"{path} is larger than {largest // (1024 * 1024)} MB")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LibraryError(f"{path} is not UTF-8 text") from None
    except OSError as problem:
        raise LibraryError(f"{path} cannot be read: {problem.strerror}") from None


def _stays(path: Path, folder: Path, scope: Scope) -> bool:
    """Whether a file is where its name says. A project came from somebody: its links could name any file of the user's.

    A user may have the whole folder elsewhere; a project may not.
    """
    root = folder.resolve()
    inside = scope != "project" or root.is_relative_to(Path.cwd().resolve()) or folder.is_absolute()
    return inside and path.resolve().is_relative_to(root)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in _KIND and path.is_file())
    except OSError:
        return []


_VERSIONS = ".versions"
MOST_VERSIONS = 30
_SCHEMA_TITLE = re.compile(r'["\']?(?:title|description)["\']?\s*:\s*["\']((?:[^"\\]|\\.){1,120}?)["\']\s*[,}\n]')
_SCHEMA_TAGS = re.compile(r'["\']?x-tags["\']?\s*:\s*\[([^\]]{0,400})\]')


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of an item.

    Attributes:
        number: Rising with time.
        saved_at: When it was replaced, seconds since 1970.
    """

    number: int
    path: Path
    saved_at: float


def versions(item: Item) -> list[Version]:
    """The earlier texts of an item, the oldest first."""
    folder = item.path.parent / _VERSIONS
    found = []
    for path in _files(folder):
        stem, mark, number = path.stem.rpartition("~")
        ours = mark and stem == item.name and number.isdecimal() and path.suffix == item.path.suffix
        if ours and path.resolve().is_relative_to(item.path.parent.resolve()):
            found.append(Version(int(number), path, path.stat().st_mtime))
    return sorted(found, key=lambda version: version.number)


def keep_version(path: Path, text: str) -> None:
    """Keep the text that stands in a file before another takes its place; the oldest go when there are many.

    A link takes nothing with it: what it leads to may be anybody's.
    """
    if path.is_symlink() or (path.parent / _VERSIONS).is_symlink():
        return
    try:
        before = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if before == text:
        return
    item = Item(path.stem, _KIND[path.suffix], "user", path)
    known = versions(item)
    folder = path.parent / _VERSIONS
    number = known[-1].number + 1 if known else 1
    folder.mkdir(exist_ok=True, mode=0o700)
    if not (folder / ".gitignore").exists():
        write_whole(folder / ".gitignore", "*\n")
    write_whole(folder / f"{path.stem}~{number}{path.suffix}", before)
    for version in known[: max(0, len(known) + 1 - MOST_VERSIONS)]:
        version.path.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file, whole or not at all, for its owner alone.

    Raises:
        LibraryError: It cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except (OSError, UnicodeEncodeError) as problem:
        raise LibraryError(f"cannot write {path}: {problem}") from None


def _item(path: Path, scope: Scope) -> Item:
    """An item, with what it says of itself in its first kilobytes."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(4096)
    except OSError:
        head = ""
    if path.suffix == ".js":
        said = read_snippet(head)
        return Item(path.stem, "javascript", scope, path, said.title, said.tags)
    # Only what stands before the properties is the schema's own.
    own = re.split(r'["\']?properties["\']?\s*:', head)[0]
    title, tags = _SCHEMA_TITLE.search(own), _SCHEMA_TAGS.search(own)
    words = tuple(tag for tag in re.split(r'[\s,"\']+', tags.group(1)) if tag) if tags else ()
    return Item(path.stem, "schema", scope, path, " ".join(title.group(1).split()) if title else "", words)


def _holds(item: Item, word: str) -> bool:
    if word.startswith("#"):
        return word[1:] in (tag.lower() for tag in item.tags)
    return word in f"{item.name} {item.kind} {item.title} {' '.join(item.tags)}".lower()
