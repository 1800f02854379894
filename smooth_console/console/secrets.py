"""Secrets as lines name them, or hold them in clear by mistake. How they are hidden is `session.redaction`."""

import contextlib
import os
from collections.abc import Iterator
from urllib.parse import unquote

from smooth_console.language.line import Line, Word
from smooth_console.language.units import read_pair
from smooth_console.session import Secrets, secret_values
from smooth_console.wire import WireError, decode_json

PREFIX = "env:"


def from_environment(secrets: Secrets, line: Line, word: Word, source: str, example: str) -> str:
    """The value of `env:VARIABLE`. It is hidden in everything that is shown from here on.

    Args:
        secrets: Learns it.
        line: The line, for its places.
        word: Where it is written.
        source: The part of the word that names the variable.
        example: How it is written, for messages.

    Raises:
        LanguageError: It is not written so, or the environment has no such variable.
    """
    if not source.startswith(PREFIX):
        raise line.problem(word, "a secret comes from the environment", f"write {example}")
    variable = source.removeprefix(PREFIX)
    value = os.environ.get(variable)
    if not value:
        raise line.problem(word, f"the environment has no {variable}", f"export {variable}=... before the start")
    secrets.add(value)
    return value


def learn(secrets: Secrets, line: Line) -> None:
    """Learn the secrets of a line before it is kept or run, those included that should not be in it."""
    for value in _values(line):
        secrets.add(value)


def _values(line: Line) -> Iterator[str]:
    for option in ("--secret", "--proxy-login"):
        for word in line.options.get(option, []):
            with contextlib.suppress(ValueError):
                source = word.text if option == "--proxy-login" else read_pair(word.text)[1]
                yield (
                    os.environ.get(source.removeprefix(PREFIX).partition("@")[0], "")
                    if source.startswith(PREFIX)
                    else source
                )
    for word in line.options.get("--proxy", []):
        yield password_in(word.text)
    if line.command is not None and line.command.name == "send" and line.rest is not None:
        with contextlib.suppress(WireError):
            event = decode_json(line.rest.text)
            yield from secret_values(event.get("payload") if isinstance(event, dict) else None)


def password_in(address: str) -> str:
    """The password in `http://user:password@host`; "" when there is none."""
    login, at, _ = address.partition("//")[2].rpartition("@")
    return unquote(login.partition(":")[2]) if at else ""
