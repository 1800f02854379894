"""What visitors send: form bodies and query values, bounded and forgiving. Also the HTML of labelled fields."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from smooth_console.engine.demo.catalogue import slug_of
from smooth_console.engine.demo.markup import EMPTY, Html, fill

MOST_BYTES = 64 * 1024


async def posted(request: Request) -> dict[str, str]:
    """The fields of a urlencoded form, trimmed; of fields with one name the last.

    Raises HTTPException 413 above 64 KB.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    pairs = parse_qsl(bytes(body).decode("utf-8", "replace"), keep_blank_values=True)
    return {name: value.strip() for name, value in pairs}


def number(text: str | None, default: int, low: int, high: int) -> int:
    """A whole number from a query or form, held between `low` and `high`; `default` when it is not a number."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return max(low, min(int(text), high))


def local_path(text: str | None, default: str) -> str:
    """An address to go on to, if it is a path on this site; else `default`.

    Keeps a link from sending people elsewhere.
    """
    if not text or not text.startswith("/") or text[1:2] in {"/", "\\"}:
        return default
    return text if text.isascii() and text.isprintable() else default


def field(
    label: str, name: str, value: str = "", *, kind: str = "text", error: str = "", hint: str = "", **more: str
) -> Html:
    """A labelled input; `error` is shown below it and tied to it. `more` are further attributes."""
    return fill(
        '<div class="field{bad}"><label for="{name}">{label}</label>'
        '<input id="{name}" name="{name}" type="{kind}" value="{value}"{more}{aria}>{hint}{error}</div>',
        label=label,
        name=name,
        kind=kind,
        value=value,
        bad=" has-error" if error else "",
        more=_attributes(more),
        aria=_aria(name, error),
        hint=fill('<p class="hint">{text}</p>', text=hint) if hint else None,
        error=_error(name, error),
    )


def area(label: str, name: str, value: str = "", *, error: str = "") -> Html:
    """A labelled text area."""
    return fill(
        '<div class="field{bad}"><label for="{name}">{label}</label>'
        '<textarea id="{name}" name="{name}" rows="5"{aria}>{value}</textarea>{error}</div>',
        label=label,
        name=name,
        value=value,
        bad=" has-error" if error else "",
        aria=_aria(name, error),
        error=_error(name, error),
    )


def choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str = "", *, error: str = "") -> Html:
    """A labelled select; `options` are (value, text)."""
    return fill(
        '<div class="field{bad}"><label for="{name}">{label}</label>'
        '<select id="{name}" name="{name}"{aria}>{options}</select>{error}</div>',
        label=label,
        name=name,
        bad=" has-error" if error else "",
        aria=_aria(name, error),
        options=[
            fill(
                '<option value="{value}"{on}>{text}</option>',
                value=value,
                text=text,
                on=Html(" selected") if value == chosen else EMPTY,
            )
            for value, text in options
        ],
        error=_error(name, error),
    )


def tick(
    label: str, name: str, value: str = "yes", *, on: bool = False, kind: str = "checkbox", error: str = ""
) -> Html:
    """A checkbox (or, with kind="radio", a radio button) with its label beside it."""
    key = name if value == "yes" else f"{name}-{slug_of(value)}"
    return fill(
        '<div class="tick"><input id="{key}" name="{name}" type="{kind}" value="{value}"{on}{aria}>'
        '<label for="{key}">{label}</label>{error}</div>',
        key=key,
        label=label,
        name=name,
        kind=kind,
        value=value,
        on=Html(" checked") if on else EMPTY,
        aria=_aria(key, error),
        error=_error(key, error),
    )


def _attributes(more: dict[str, str]) -> Html:
    return Html("".join(fill(' {name}="{value}"', name=name.rstrip("_"), value=value) for name, value in more.items()))


def _aria(name: str, error: str) -> Html:
    return fill(' aria-invalid="true" aria-describedby="{name}-error"', name=name) if error else EMPTY


def _error(name: str, error: str) -> Html:
    return fill('<p class="error" id="{name}-error">{text}</p>', name=name, text=error) if error else EMPTY
