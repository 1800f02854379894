"""The body of `POST /task`, checked: shapes and limits (422), then what this engine can do (400)."""

from typing import Any, TypeVar
from urllib.parse import urlsplit

from smooth_console import wire
from smooth_console.engine.addresses import AllowedUrls, check_url
from smooth_console.engine.builtin_tools import check_tool
from smooth_console.engine.contexts import certificate_bytes, certificate_origins, is_stealthy
from smooth_console.engine.errors import ActionError
from smooth_console.engine.ffmpeg import MISSING, find_ffmpeg
from smooth_console.engine.inputs import MAX_STEPS, MIN_STEPS, split_path
from smooth_console.engine.options import ServeOptions

R = TypeVar("R", bound=wire.Record)

MAX_METADATA_KEYS = 16
MAX_METADATA_CHARS = 2048
MAX_CERTIFICATES = 8
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
    request = read_record(wire.TaskRequest, {"task": None, **body} if isinstance(body, dict) else body)
    problems = [*_limits(request)]
    if problems:
        raise ShapeError(*problems)
    return request


def read_record(kind: type[R], body: Any) -> R:
    """A body as the record that it should be.

    Raises:
        ShapeError: It is none; the field is named.
    """
    if not isinstance(body, dict):
        raise ShapeError(_problem([], "the body must be an object", "model_attributes_type"))
    try:
        return wire.decode(kind, body)
    except wire.WireError as problem:
        message, path = split_path(str(problem))
        raise ShapeError(_problem(path, message, "missing" if "missing" in message else "type_error")) from None


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


def check_request(request: wire.TaskRequest, options: ServeOptions) -> None:
    """Whether this engine can do what is asked.

    Raises:
        ActionError: It cannot; the message says what and, where there is one, the way round it.
    """
    if request.task is not None and not request.task.strip():
        raise ActionError("task: is empty; null opens a session")
    if request.url is not None:
        check_url(request.url)
        allowed = AllowedUrls(request.allowed_urls, metadata=options.allow_metadata)
        if not allowed.allows(request.url):
            raise ActionError(f"url: {allowed.refusal(request.url)}")
    for name, given in (request.additional_tools or {}).items():
        check_tool(name, given)
    for tool in request.custom_tools or []:
        if tool.name in (request.additional_tools or {}):
            raise ActionError(f"custom_tools: {tool.name} is one of the additional_tools too; give it another name")
    _check_proxy(request)
    _check_certificates(request)
    if request.extensions and options.cdp_url is not None:
        raise ActionError("extensions: a browser that is only connected to (--cdp-url) cannot be given any")
    if request.experimental_features:
        raise ActionError("experimental_features: there are none here; leave it out")


def notices(request: wire.TaskRequest, options: ServeOptions) -> list[str]:
    """What is taken, and yet is not, or not quite, what the description means: said in the task's record."""
    said = []
    if request.agent != "smooth":
        said.append(f"agent: {request.agent} is the same agent here as smooth")
    if request.enable_recording and not options.recording:
        said.append("enable_recording: this engine was started without recording")
    elif request.enable_recording and find_ffmpeg() is None:
        said.append(f"enable_recording: {MISSING}")
    if is_stealthy(request):
        said.append("stealth_mode: hides the marks of automation that sites look at first, and no more")
    said += [
        f"{name}: is not known here and changes nothing"
        for name, value in request.unknown.items()
        if value not in (None, False) and name not in ("use_stealth", "session_id")
    ]
    return said


def _check_certificates(request: wire.TaskRequest) -> None:
    for index, certificate in enumerate(request.certificates or []):
        try:
            content = certificate_bytes(certificate)
        except ValueError as problem:
            raise ActionError(f"certificates.{index}.file: is not base64 ({problem})") from None
        if content[:1] != b"\x30":  # a PKCS #12 file is an ASN.1 SEQUENCE
            raise ActionError(f"certificates.{index}.file: is not a PKCS #12 (.p12, .pfx) file")
    if len(request.certificates or []) > MAX_CERTIFICATES:
        raise ActionError(f"certificates: at most {MAX_CERTIFICATES}")
    if request.certificates and not certificate_origins(request):
        raise ActionError(
            "certificates: say which sites they are for, with a https url to start at, or with allowed_urls that name "
            "hosts without wildcards; this browser shows a certificate to no others"
        )


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
    if parts.scheme.startswith("socks") and (request.proxy_username or request.proxy_password):
        raise ActionError("proxy_username: Chromium cannot sign in to a SOCKS proxy; use an HTTP proxy, or one without")
    if parts.username or parts.password:
        raise ActionError("proxy_server: name and password go into proxy_username and proxy_password")
    if parts.scheme not in PROXY_SCHEMES or not parts.hostname:
        raise ActionError(f"proxy_server: must be an address of {', '.join(PROXY_SCHEMES)}")
