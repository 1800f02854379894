"""The API key: where it is found, and a type that cannot be printed by accident. Nothing is written here."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

API_KEY_VARIABLE = "CIRCLEMIND_API_KEY"

_LONGEST_KEY_FILE = 64 * 1024


class CredentialsError(ValueError):
    """A key that was asked for but cannot be used. Names the file or variable, never its content."""


class ApiKey:
    """An API key. `str()`, `repr()` and formatting show bullets; `reveal` gives the value, for the request header only.

    Args:
        value: The key: printable ASCII without spaces, because it travels in a header.
        source: Where it came from, for messages ("CIRCLEMIND_API_KEY", a path).
        warning: What is wrong with where it is kept, and what to do; "" when nothing is.

    Raises:
        CredentialsError: The value is empty or cannot be sent in a header.
    """

    __slots__ = ("_value", "source", "warning")

    def __init__(self, value: str, source: str = "given", warning: str = "") -> None:
        value = value.strip()
        if not value:
            raise CredentialsError(f"the API key in {source} is empty")
        if not all("!" <= character <= "~" for character in value):
            raise CredentialsError(
                f"the API key in {source} has characters that no key has (a space, a line break, an accent)"
            )
        self._value = value
        self.source = source
        self.warning = warning

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiKey) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"ApiKey(•••, source={self.source!r})"

    def __str__(self) -> str:
        return "•••"

    def __format__(self, format_spec: str) -> str:
        return format("•••", format_spec)

    def __reduce__(self) -> str:
        raise TypeError("an API key is not written to disk")


def find_api_key(
    key_file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
) -> ApiKey | None:
    """The key to use: from `key_file` when given, else `CIRCLEMIND_API_KEY`, else `~/.smooth/config.json`.

    Args:
        key_file: A file that holds the key alone, or JSON with `api_key`.
        environment: The process's own unless given.
        home: The user's own unless given.

    Returns:
        None when nothing names a key.

    Raises:
        CredentialsError: A place that should hold a key cannot be read, or what it holds is no key.
    """
    if key_file is not None:
        return _from_file(key_file)
    value = (os.environ if environment is None else environment).get(API_KEY_VARIABLE, "").strip()
    if value:
        return ApiKey(value, API_KEY_VARIABLE)
    try:
        config = (home or Path.home()) / ".smooth" / "config.json"
        found = config.is_file()
    except (OSError, RuntimeError):  # no home folder, or one that may not be entered: then there is no key in it
        return None
    return _from_file(config, needed=False) if found else None


def _from_file(path: Path, *, needed: bool = True) -> ApiKey | None:
    try:
        with path.open("rb") as stream:
            warning = _warning(path, os.fstat(stream.fileno()).st_mode)
            text = stream.read(_LONGEST_KEY_FILE).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CredentialsError(f"{path} is not text, so it holds no API key") from None
    except OSError as problem:
        raise CredentialsError(f"cannot read the API key from {path}: {problem.strerror or problem}") from None
    if not text.startswith("{") and path.suffix != ".json":
        return ApiKey(text, str(path), warning)
    try:
        value = json.loads(text)
    except ValueError:
        raise CredentialsError(f'{path} is not JSON; it should read {{"api_key": "..."}}') from None
    key = value.get("api_key") if isinstance(value, dict) else None
    if isinstance(key, str) and key.strip():
        return ApiKey(key, str(path), warning)
    if needed:
        raise CredentialsError(f'{path} has no api_key; it should read {{"api_key": "..."}}')
    return None


def _warning(path: Path, mode: int) -> str:
    """A key is nobody else's. What is no file (a pipe, as in `--api-key-file <(...)`) is not looked at."""
    if os.name != "posix" or not stat.S_ISREG(mode) or not mode & 0o077:
        return ""
    return f"others on this machine can read the API key in {path}; run: chmod 600 {path}"
