"""How a call to the server fails: one error type, with what happened, whether it may have taken effect, what to do."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from smooth_console.wire import WireError, decode_json

Kind = Literal["unreachable", "broken", "rejected", "unauthorised", "gone", "throttled", "server"]
"""`unreachable` no byte was sent; `broken` the connection failed after that, or the answer made no sense; `rejected`
the server said no; `unauthorised` 401 or 403; `gone` 404 or 410; `throttled` 429; `server` 408 or 5xx."""

Taken = Literal["no", "maybe"]
"""Whether the request may have taken effect at the server although it failed here."""

_LONGEST_DETAIL = 600
_TITLE = re.compile(rb"<(title|h1)[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class ApiError(Exception):
    """A call that failed.

    Attributes:
        status: The HTTP status; None when there was no answer.
        detail: What happened, in a sentence; of untrusted text, so it is cleaned before it is shown.
        advice: What to do about it, "" when there is nothing to say.
        kind: See `Kind`.
        taken: See `Taken`.
        retry_after_s: Seconds that the server asks to wait, when it does.
        request: Method and path of the call ("POST /task/t1/event"), never with the key.
    """

    def __init__(
        self,
        detail: str,
        *,
        kind: Kind,
        taken: Taken,
        status: int | None = None,
        advice: str = "",
        retry_after_s: float | None = None,
        request: str = "",
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.advice = advice
        self.kind = kind
        self.taken: Taken = taken
        self.retry_after_s = retry_after_s
        self.request = request

    def __str__(self) -> str:
        number = f"{self.status}: " if self.status is not None else ""
        return f"{number}{self.detail}" + (f" ({self.advice})" if self.advice else "")


def error_from_response(
    status: int, headers: Mapping[str, str], body: bytes, *, request: str, changes: bool
) -> ApiError:
    """The error that a response outside 2xx stands for.

    Args:
        status: The HTTP status.
        headers: Response headers, names in lower case.
        body: The whole body: `{"detail": ...}`, or anything else (a proxy's HTML page).
        request: Method and path.
        changes: Whether the call changes something at the server, so that a failure leaves doubt.
    """
    kind = _kind_of(status)
    detail = _detail_of(status, headers, body)
    return ApiError(
        detail,
        kind=kind,
        taken="maybe" if changes and kind == "server" else "no",
        status=status,
        advice=_advice(kind, status),
        retry_after_s=_retry_after(headers),
        request=request,
    )


def error_from_nonsense(
    status: int, headers: Mapping[str, str], body: bytes, problem: str, *, request: str, changes: bool
) -> ApiError:
    """The error for a 2xx whose body is not what the API answers: the request may well have been taken."""
    if _looks_like_html(headers, body):
        problem = f"a web page, not the API{_page_title(body)}"
    return ApiError(
        f"the server answered {status} with {problem}",
        kind="broken",
        taken="maybe" if changes else "no",
        status=status,
        advice="check the server address, and whether a proxy or a sign-in page stands between",
        request=request,
    )


def _kind_of(status: int) -> Kind:
    if status in (401, 403):
        return "unauthorised"
    if status in (404, 410):
        return "gone"
    if status == 429:
        return "throttled"
    if status == 408 or status >= 500:
        return "server"
    return "rejected"


def _advice(kind: Kind, status: int) -> str:
    if 300 <= status < 400:
        return "give the address it names to --api"
    if kind == "unauthorised" and status == 401:
        return "set CIRCLEMIND_API_KEY, or give --api-key-file"
    if kind == "unauthorised":
        return "check the key, and that the account has credits"
    if kind == "throttled":
        return "close other sessions, or try again later"
    if kind == "server":
        return "the server failed; try again"
    if status == 413:
        return "send less"
    return ""


def _detail_of(status: int, headers: Mapping[str, str], body: bytes) -> str:
    if 300 <= status < 400:
        return f"the server sends us elsewhere: {headers.get('location', 'it does not say where')}"
    if _looks_like_html(headers, body):
        return f"the server answered {status} with a web page, not the API{_page_title(body)}"
    try:
        value = decode_json(body) if body.strip() else None
    except WireError:
        text = body[:_LONGEST_DETAIL].decode("utf-8", "replace").strip()
        return _short(f"the server answered {status} with text that is not JSON: {text}")
    said = _say(value.get("detail")) if isinstance(value, dict) else ""
    if not said and isinstance(value, dict):
        said = next((_say(value[name]) for name in ("message", "error", "msg") if value.get(name)), "")
    return _short(said or f"the server answered {status} and does not say why")


def _say(detail: Any) -> str:
    """A `detail` as one line: a string as it is, FastAPI's list as "body.url: field required; ..."."""
    if isinstance(detail, str):
        return detail.strip()
    if isinstance(detail, list):
        return "; ".join(filter(None, map(_say, detail)))
    if isinstance(detail, dict):
        message = next(
            (detail[name] for name in ("msg", "message", "detail") if isinstance(detail.get(name), str)), None
        )
        location = detail.get("loc")
        if isinstance(location, list | tuple):
            place = ".".join(str(part) for part in location)
            return f"{place}: {message or detail.get('type', 'invalid')}" if place else message or ""
        return message if message is not None else ", ".join(f"{name}: {value}" for name, value in detail.items())
    return "" if detail is None else str(detail)


def _looks_like_html(headers: Mapping[str, str], body: bytes) -> bool:
    return "html" in headers.get("content-type", "").lower() or body.lstrip()[:15].lower().startswith(
        (b"<!doctype html", b"<html")
    )


def _page_title(body: bytes) -> str:
    """` titled "..."` of an HTML page, "" when it has no title or heading."""
    found = _TITLE.search(body[:65536])
    if found is None:
        return ""
    words = html.unescape(_TAG.sub(" ", found.group(2).decode("utf-8", "replace")))
    title = " ".join(words.split())[:120]
    return f' titled "{title}"' if title else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_DETAIL else text[: _LONGEST_DETAIL - 1] + "…"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header, a number or an HTTP date (RFC 9110, 10.2.3).

    A date is by the server's clock, which may be hours from ours: what the response calls now (Date) is taken for now.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    moment = _moment(text)
    if moment is None:
        return None
    now = _moment(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
