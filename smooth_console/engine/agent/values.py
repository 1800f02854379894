"""Metadata and secrets: what a placeholder stands for, where a secret may be typed, how it is kept out of sight."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus, urlsplit

from rapidfuzz import fuzz, process

from smooth_console.engine.addresses import AllowedUrls, shortened
from smooth_console.engine.agent.context import Secret
from smooth_console.engine.agent.vocabulary import Fill, LogIn, Search, Step, Type
from smooth_console.engine.errors import ActionError

_NAME = re.compile(r"\$\{\s*([^{}\n]{1,200}?)\s*\}|<secret>\s*([^<\n]{1,200}?)\s*</secret>", re.I)
_TYPED: dict[type, tuple[str, ...]] = {
    Fill: ("value",),
    Type: ("text",),
    LogIn: ("user", "password"),
    Search: ("text",),
}

S = TypeVar("S")


class Values:
    """What the placeholders of one task stand for. A name that is both a secret's and metadata's is the secret's."""

    def __init__(self, metadata: Mapping[str, Any], secrets: Mapping[str, Secret]) -> None:
        self._metadata = metadata
        self._secrets = secrets
        self._hidden = _spellings({name: secret.value for name, secret in secrets.items() if secret.value})

    def names(self) -> list[str]:
        """Each placeholder as a step writes it; metadata with its value, secrets without."""
        shown = [f"${{{name}}} ({_shown(value)[:100]})" for name, value in self._metadata.items()]
        return [*shown, *(f"<secret>{name}</secret>" for name in self._secrets)]

    def check(self, steps: Iterable[Step]) -> None:
        """See that every placeholder has a value, and that secrets stand only where something is typed.

        Raises:
            ActionError: Naming the step and the placeholder.
        """
        for number, step in enumerate(steps, start=1):
            for field, text in _texts(step):
                for match in _NAME.finditer(text):
                    self._check_name(number, step, field, match)

    def _check_name(self, number: int, step: Step, field: str, match: re.Match[str]) -> None:
        name = match[1] or match[2]
        if name in self._secrets:
            if field not in _TYPED.get(type(step), ()):
                raise ActionError(
                    f"step {number} ({step}) uses the secret '{name}': secrets are only typed into pages "
                    "(fill, type, search, log in)"
                )
        elif match[2] is not None or name not in self._metadata:
            known = [*self._secrets, *([] if match[2] else self._metadata)]
            close = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=60)
            kind = "secret" if match[2] else "metadata or secret"
            hint = (
                f"; did you mean '{close[0]}'?"
                if close
                else f"; given: {', '.join(known)}"
                if known
                else "; none was given"
            )
            raise ActionError(f"step {number} ({step}): there is no {kind} '{name}'{hint}")

    def plain(self, step: S) -> S:
        """A step with its metadata put in, but for what it types."""
        typed = _TYPED.get(type(step), ())
        changes = {
            field.name: _mapped(getattr(step, field.name), self._with_metadata)
            for field in dataclasses.fields(step)  # type: ignore[arg-type]
            if field.name not in typed
        }
        return dataclasses.replace(step, **changes)  # type: ignore[type-var]

    def typed(self, text: str, *urls: str) -> str:
        """What is typed into a page, secrets included.

        Args:
            text: As the step has it.
            urls: Addresses of the page and of the frame that get it.

        Raises:
            ActionError: A secret may not be typed there.
        """

        def value(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            secret = self._secrets.get(name)
            if secret is None:
                return _shown(self._metadata[name])
            for url in urls:
                _check_place(name, secret, url)
            return secret.value

        return _NAME.sub(value, text)

    def redact(self, value: Any) -> Any:
        """A JSON value, or text, in which each secret is replaced by its name."""
        if not self._hidden:
            return value
        return _mapped(value, self._redact_text)

    def _redact_text(self, text: str) -> str:
        for hidden, name in self._hidden:
            if hidden in text:
                text = text.replace(hidden, f"<secret>{name}</secret>")
        return text

    def _with_metadata(self, text: str) -> Any:
        if (alone := _NAME.fullmatch(text)) and alone[1] in self._metadata:
            return self._metadata[alone[1]]
        return _NAME.sub(lambda match: _shown(self._metadata.get(match[1] or "", match[0])), text)


def _check_place(name: str, secret: Secret, url: str) -> None:
    patterns = tuple(secret.allowed_urls)
    anywhere = any(pattern.strip() in ("*", "**") for pattern in patterns)
    if anywhere or (urlsplit(url).scheme in ("http", "https") and AllowedUrls(patterns).allows(url)):
        return
    listed = ", ".join(patterns) or "none"
    raise ActionError(f"the secret '{name}' may not be typed at {shortened(url)}: its allowed_urls are {listed}")


def _spellings(secrets: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each secret as it may turn up, the longest first: as it is, and as addresses spell it."""
    found = {
        spelling: name
        for name, value in secrets.items()
        for spelling in (value, value.strip(), quote(value), quote(value, safe=""), quote_plus(value))
        if spelling
    }
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    """Every text in a step, with the field it is in."""
    for field in dataclasses.fields(step):
        for text in _within(getattr(step, field.name)):
            yield field.name, text


def _within(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _within(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _within(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _within(item)


def _mapped(value: Any, change: Callable[[str], Any]) -> Any:
    """`value` with every text in it changed; numbers that read as a changed text become that text."""
    if isinstance(value, str):
        return change(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(
            value, **{name: _as_text(_mapped(item, change), item) for name, item in inner.items()}
        )
    if isinstance(value, dict):
        return {_shown(_mapped(key, change)): _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        changed = change(str(value))
        return value if changed == str(value) else changed
    return value


def _as_text(changed: Any, before: Any) -> Any:
    return _shown(changed) if isinstance(before, str) else changed


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else "" if value is None else str(value)
