"""The body of `POST /task`, checked: shapes and limits (422), then what this engine can do (400)."""

from typing import Any
from urllib.parse import urlsplit

from smooth_console import wire
from smooth_console.engine.addresses import AllowedUrls, check_url
from smooth_console.engine.errors import ActionError
from smooth_console.engine.inputs import MAX_STEPS, MIN_STEPS, split_path

MAX_METADATA_KEYS = 16
MAX_METADATA_CHARS = 2048
ADDITIONAL_TOOLS = ("screenshot", "hover", "print_page", "drag_and_drop")
PROXY_SCHEMES = ("http", "https", "socks5", "socks4")


class ShapeError(Exception):
    """A body of the wrong shape: a list of `{loc, msg, type}`, as the hosted API words it."""

    def __init__(self, *problems: dict[str, Any]) -> None:
        super().__init__("; ".join(problem["msg"] for problem in problems))
        self.problems = list(problems)


def read_task_request(body: Any) -> wire.TaskRequest:
    """Check a body against the description.

    Raises:
        ShapeError: A field has the wrong type or is out of its limits.
    """
    if not isinstance(body, dict):
        raise ShapeError(_problem([], "the body must be an object", "model_attributes_type"))
    if "task" not in body:
        body = {**body, "task": None}
    try:
        request = wire.decode(wire.TaskRequest, body)
    except wire.WireError as problem:
        message, path = split_path(str(problem))
        raise ShapeError(_problem(path, message, "missing" if "missing" in message else "type_error")) from None
    problems = [*_limits(request)]
    if problems:
        raise ShapeError(*problems)
    return request


def _limits(request: wire.TaskRequest) -> list[dict[str, Any]]:
    problems = []
    if not MIN_STEPS <= request.max_steps <= MAX_STEPS:
        problems.append(_problem(["max_steps"], f"must be {MIN_STEPS} to {MAX_STEPS}", "value_error"))
    metadata = request.metadata or {}
    if len(metadata) > MAX_METADATA_KEYS:
        problems.append(_problem(["metadata"], f"at most {MAX_METADATA_KEYS} keys, not {len(metadata)}", "too_long"))
    problems += [
        _problem(["metadata", key], f"at most {MAX_METADATA_CHARS} characters, not {len(value)}", "string_too_long")
        for key, value in metadata.items()
        if isinstance(value, str) and len(value) > MAX_METADATA_CHARS
    ]
    names = [tool.name for tool in request.custom_tools or []]
    problems += [
        _problem(["custom_tools", str(index), "name"], f"two tools are called {name!r}", "value_error")
        for index, name in enumerate(names)
        if name in names[:index]
    ]
    return problems


def _problem(path: list[str], message: str, kind: str) -> dict[str, Any]:
    loc = ["body", *(int(part) if part.isdecimal() else part for part in path)]
    return {"loc": loc, "msg": message, "type": kind}


def check_request(request: wire.TaskRequest) -> None:
    """Whether this engine can do what is asked.

    Raises:
        ActionError: It cannot; the message says what and, where there is one, the way round it.
    """
    if request.url is not None:
        check_url(request.url)
        allowed = AllowedUrls(request.allowed_urls)
        if not allowed.allows(request.url):
            raise ActionError(f"url: {allowed.refusal(request.url)}")
    for name in request.additional_tools or {}:
        if name not in ADDITIONAL_TOOLS:
            raise ActionError(f"additional_tools: there is no {name!r}; there are {', '.join(ADDITIONAL_TOOLS)}")
    _check_proxy(request)
    for given, name in (
        (request.certificates, "certificates"),
        (request.extensions, "extensions"),
        (request.stealth_mode, "stealth_mode"),
        (request.show_cursor, "show_cursor"),
        (request.experimental_features, "experimental_features"),
    ):
        if given:
            raise ActionError(f"{name}: the embedded engine does not have this yet; leave it out")


def _check_proxy(request: wire.TaskRequest) -> None:
    server = request.proxy_server
    if server is None:
        if request.proxy_username or request.proxy_password:
            raise ActionError("proxy_username and proxy_password need a proxy_server")
        return
    if server == "self":
        raise ActionError("proxy_server: 'self' is where the embedded engine is already; leave it out")
    if "://" not in server:
        server = f"http://{server}"
    try:
        parts = urlsplit(server)
        _ = parts.port
    except ValueError:
        raise ActionError("proxy_server: is not an address like http://proxy.example.com:8080") from None
    if parts.scheme not in PROXY_SCHEMES or not parts.hostname:
        raise ActionError(f"proxy_server: must be an address of {', '.join(PROXY_SCHEMES)}")
