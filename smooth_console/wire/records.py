"""The records of the Smooth API 0.4.1, one class a schema of its description. Field meanings are that document's."""

from typing import Any, Literal

import msgspec

from smooth_console.wire import beside

Device = Literal["desktop", "mobile", "desktop-lg"]
Status = Literal["waiting", "running", "done", "failed", "cancelled"]

DEVICES: tuple[Device, ...] = ("desktop", "mobile", "desktop-lg")
LIVE_STATUSES: frozenset[str] = frozenset({"waiting", "running"})
FINAL_STATUSES: frozenset[str] = frozenset({"done", "failed", "cancelled"})


class Record(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What every record is: typed fields, and in `unknown` the fields that a newer server added."""

    unknown: dict[str, Any] = msgspec.field(default_factory=dict, name="(unknown)")


def _shown(record: Record, *hidden: str) -> str:
    """A record as `repr` shows it: what is not at its default, bullets for what nobody is to see."""
    said = (
        (name, "•••" if name in hidden else repr(value))
        for name, value in msgspec.structs.asdict(record).items()
        if value
    )
    return f"{type(record).__name__}({', '.join(f'{name}={value}' for name, value in said)})"


class ToolSignature(Record):
    """A custom tool that the agent may call. `inputs` is a JSON Schema, `output` a description in words."""

    name: str
    description: str
    inputs: dict[str, Any]
    output: str


class Certificate(Record):
    """A client certificate: base64 of a PKCS #12 file, and its password."""

    file: str
    password: str | None = None

    def __repr__(self) -> str:
        return _shown(self, "file", "password")


class Secret(Record):
    """A value that the agent may type on pages which one of `allowed_urls` (glob patterns) covers. Never shown."""

    value: str
    allowed_urls: list[str] = []

    def __repr__(self) -> str:
        return _shown(self, "value")


class TaskRequest(Record):
    """`POST /task`: a one-shot task, or with `task` null a session that waits for events."""

    task: str | None
    response_model: dict[str, Any] | None = None
    url: str | None = None
    metadata: dict[str, str | int | float | bool] | None = None
    files: list[str] | None = None
    agent: Literal["smooth", "smooth-lite"] = "smooth"
    max_steps: int = 32
    device: Device = "desktop"
    allowed_urls: list[str] | None = None
    enable_recording: bool = True
    profile_id: str | None = None
    profile_read_only: bool = False
    stealth_mode: bool = False
    proxy_server: str | None = None
    proxy_username: str | None = None
    proxy_password: str | None = None
    certificates: list[Certificate] | None = None
    use_adblock: bool | None = True
    additional_tools: dict[str, dict[str, Any] | None] | None = None
    custom_tools: list[ToolSignature] | None = None
    experimental_features: dict[str, Any] | None = None
    extensions: list[str] | None = None
    show_cursor: bool = False

    def __repr__(self) -> str:
        return _shown(self, "proxy_password")


class TaskEvent(Record):
    """An event, sent or received.

    Attributes:
        name: `browser_action`, `session_action` or `tool_call`; any other text is kept as it came.
        payload: `{name, input}` of an action or a tool call, `{code, output}` of an answer.
        id: Joins an answer to what it answers.
        timestamp: The server's clock, ms since 1970.
    """

    name: str
    payload: dict[str, Any]
    id: str | None = None
    timestamp: int | None = None


class Task(Record, omit_defaults=False):
    """The task record of `POST /task` and `GET /task/{id}`.

    Attributes:
        status: One of `LIVE_STATUSES` or `FINAL_STATUSES`; any other text is kept as it came.
        credits_used: Credits, 0.01 USD each.
        live_url: None is "not yet", "" is "there is none"; the same for the other two addresses.
        created_at: ms since 1970.
    """

    id: str
    status: str
    output: Any = None
    credits_used: int | float | None = None
    device: str | None = None
    live_url: str | None = None
    recording_url: str | None = None
    downloads_url: str | None = None
    created_at: int | None = None
    events: list[TaskEvent] | None = None

    @property
    def page_url(self) -> str:
        """Where its page is; "" when the server does not say. Our own engine's, like the next two."""
        url = self.unknown.get("page_url")
        return url if isinstance(url, str) else ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What of its request is not quite what that says."""
        return beside.texts(self.unknown.get("notices"))

    @property
    def doing(self) -> beside.Doing | None:
        """The run_task under way."""
        return beside.doing(self.unknown.get("doing"))


class Identified(Record):
    """An answer that is an id: of an event, a profile, a file or an extension just made."""

    id: str


class ProfileRequest(Record):
    """`POST /profile`."""

    id: str | None = None


class Extension(Record):
    """One row of `GET /extension`. `creation_time` is a Unix timestamp."""

    id: str
    file_name: str
    creation_time: int


class BrowserSessionRequest(Record):
    """`POST /browser/session`, deprecated by the API."""

    profile_id: str | None = None
    live_view: bool = True
    device: Literal["desktop", "mobile"] | None = "desktop"
    url: str | None = None
    proxy_server: str | None = None
    proxy_username: str | None = None
    proxy_password: str | None = None
    extensions: list[str] | None = None

    def __repr__(self) -> str:
        return _shown(self, "proxy_password")


class BrowserSessionResponse(Record):
    """What `POST /browser/session` gives."""

    profile_id: str
    live_id: str | None = None
    live_url: str | None = None
