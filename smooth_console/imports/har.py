"""An HTTP archive, as a browser's network panel saves it, as the pages that somebody went to. None is fetched."""

from typing import Any
from urllib.parse import urlsplit

from smooth_console.imports.script import HttpRequest, ImportProblemError, Script, add_request
from smooth_console.wire import WireError, decode_json

_PARTS = frozenset(
    {"image", "stylesheet", "script", "font", "media", "manifest", "texttrack", "ping", "preflight", "other"}
)
_PART_TYPES = ("image/", "font/", "audio/", "video/", "text/css", "javascript", "wasm", "font")


def har_script(text: str) -> Script:
    """The pages in an archive as a script; requests that pages made by themselves are left to the pages.

    Raises:
        ImportProblemError: It is no archive, or there is no page in it.
    """
    try:
        content = decode_json(text)
    except WireError as problem:
        raise ImportProblemError(str(problem)) from None
    log = content.get("log") if isinstance(content, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise ImportProblemError("it is no HTTP archive: it has no log.entries")
    script = Script()
    counted: dict[str, int] = {}
    redirected: set[str] = set()
    for entry in entries:
        found = _read(entry)
        if found is None:
            continue
        request, response, kind = found
        target = response.get("redirectURL")
        if request.url in redirected:
            redirected.discard(request.url)
            continue  # the page before sent it there, and will again
        if kind == "page" and isinstance(target, str) and target:
            redirected.add(target)
        _add(script, request, kind, counted)
    for what, number in counted.items():
        script.leave_out(f"{number} of {what}", "pages make those themselves")
    if not script.lines:
        raise ImportProblemError("there is no page in it, and no event of the Smooth API")
    return script


def _add(script: Script, request: HttpRequest, kind: str, counted: dict[str, int]) -> None:
    where = urlsplit(request.url)
    if kind == "api":
        add_request(script, request, page=False)
    elif kind == "page" and request.method == "GET":
        script.goto(request.url)
    elif kind == "page":
        script.leave_out(
            f"{request.method} {request.url}", "a form was sent; say what to fill and click, as a run line"
        )
    elif kind == "call" and request.method != "GET":
        script.leave_out(f"{request.method} {where.path}", "the page asked that itself; as a js line it is")
        before, script.lines = script.lines, 0
        place = len(script.rows)
        add_request(script, request, page=False)
        script.rows[place:] = [f"# {row}" for rows in script.rows[place:] for row in rows.split("\n")]
        script.lines = before
    elif kind == "waiting":
        return  # for answers of the Smooth API
    elif kind == "call":
        counted["requests for data"] = counted.get("requests for data", 0) + 1
    else:
        counted["images, styles, scripts and fonts"] = counted.get("images, styles, scripts and fonts", 0) + 1


def _read(entry: Any) -> tuple[HttpRequest, dict[str, Any], str] | None:
    """A request, its response, and what it is: api, page, call or part. None when the archive is broken here."""
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict) or not isinstance(request.get("url"), str):
        return None
    response = entry.get("response") if isinstance(entry.get("response"), dict) else {}
    posted = request.get("postData")
    body = posted.get("text") if isinstance(posted, dict) and isinstance(posted.get("text"), str) else None
    headers = [
        (str(header.get("name")), str(header.get("value")))
        for header in request.get("headers") or []
        if isinstance(header, dict)
    ]
    found = HttpRequest(str(request.get("method", "GET")).upper(), request["url"], headers, body)
    if urlsplit(found.url).scheme not in ("http", "https"):
        return None
    return found, response, _kind(found, entry, response)


def _kind(request: HttpRequest, entry: dict[str, Any], response: dict[str, Any]) -> str:
    path = urlsplit(request.url).path
    if "/api/v1/task" in path:
        return "api" if request.method == "POST" else "waiting"
    told = str(entry.get("_resourceType", "")).lower()
    content = response.get("content")
    media = str(content.get("mimeType", "")) if isinstance(content, dict) else ""
    if told in ("document", "iframe", "subdocument"):
        return "page" if told == "document" else "part"
    if told in ("xhr", "fetch", "websocket", "eventsource"):
        return "call"
    if told in _PARTS or any(part in media for part in _PART_TYPES):
        return "part"
    return "page" if media.startswith(("text/html", "application/xhtml")) else "call"
