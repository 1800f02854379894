"""Themes: one TOML file each, and the one source of colours for every front end. Nothing here knows a toolkit."""

import os
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
import platformdirs

DEFAULT = "harbour"
DEFAULT_LIGHT = "paper"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class ThemeError(ValueError):
    """A theme file that cannot be used; names the file, the colour and what is wrong with it."""


class Interface(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Colours of the interface, `#rrggbb` each. `accent` is for what has focus; colour elsewhere means a state."""

    background: str
    surface: str
    panel: str
    foreground: str
    muted: str
    border: str
    accent: str
    selection: str
    success: str
    warning: str
    error: str
    info: str


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Colours of JSON, JavaScript and the command language."""

    key: str
    string: str
    number: str
    keyword: str
    comment: str
    punctuation: str
    function: str
    tag: str


class Theme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One theme file."""

    title: str
    about: str
    dark: bool
    interface: Interface
    code: Code
    name: str = ""


def user_folder() -> Path:
    """Where a user's own themes are looked for."""
    return platformdirs.user_config_path("smooth-console") / "themes"


def theme_names() -> list[str]:
    """Every theme's name, the user's own among them."""
    return sorted(_files())


def load_theme(name: str) -> Theme:
    """Read a theme.

    Raises:
        ThemeError: There is none of that name, or its file is wrong.
    """
    path = _files().get(name)
    if path is None:
        raise ThemeError(f"no theme {name}; there are {', '.join(theme_names())}")
    return read_theme(path)


def read_theme(path: Path) -> Theme:
    """Read a theme file.

    Raises:
        ThemeError: It cannot be read, or says something that is not a colour.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        theme = msgspec.convert({**values, "name": path.stem}, Theme)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise ThemeError(f"{path}: {problem}") from None
    for part in (theme.interface, theme.code):
        for field, colour in msgspec.structs.asdict(part).items():
            if not _COLOUR.fullmatch(colour):
                raise ThemeError(f"{path}: {field} is {colour}; a colour is written #rrggbb")
    return theme


def no_colour() -> bool:
    """Whether the user asked for no colour at all (no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


def _files() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in (_shipped(), user_folder()):
        if folder.is_dir():
            found |= {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return found


@cache
def _shipped() -> Path:
    """The themes that come with the program: beside the package in a checkout, inside it when it is installed."""
    inside = Path(str(resources.files("smooth_console"))) / "themes"
    return inside if inside.is_dir() else inside.parent.parent / "themes"
