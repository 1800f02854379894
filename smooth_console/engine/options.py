"""What an engine is started with. Nothing heavy is imported here, so that a command line may read it at no cost."""

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

API_PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The settings of one engine.

    Attributes:
        host: Address to listen on.
        port: Port to listen on; 0 lets the system pick one.
        api_key: The key that callers must send in the `apikey` header.
        allow_hosts: Host names, besides loopback and `host`, that requests may be addressed to.
        cdp_url: An existing browser or grid to use (`http://` or `ws://`), instead of starting one.
        headless: Whether the browser that is started shows no window.
        name: Begins the ids of its tasks, so that a balancer in front of several engines knows whose they are.
        demo: Whether the demo site is served too, on a port of its own.
        child: End when standard input does, or when the parent process goes.
        evaluate_deadline_s: How long one evaluate_js may take, seconds.
        evaluate_max_bytes: The largest result of evaluate_js, bytes of JSON.
        load_timeout_s: How long goto waits for a page to load, seconds.
        hold_s: How long a GET is held when there is nothing new, seconds.
        drain_s: How long after `close` a session waits for its last answer to be fetched, seconds.
        idle_timeout_s: A session that nobody has asked anything for this long is closed, seconds.
        max_tasks: How many tasks may have a page at once; those past it wait, in the order they came.
        max_queued: How many may wait; past that `POST /task` is 429.
        max_body_bytes: The largest JSON body taken.
        max_file_bytes: The largest upload taken.
        max_unpacked_bytes: The largest extension taken, unpacked.
        max_downloads_bytes: How much of what a session downloads is kept.
        recording: Whether sessions that ask for it are recorded; it needs ffmpeg.
        allow_metadata: Let pages be opened at the metadata addresses of cloud machines.
        rate: Credits an action costs, and each step of run_task; 0 is free.
        model_url: An OpenAI-compatible endpoint (`http://127.0.0.1:8080/v1`) for extract and run_task, or None.
        model: Which of its models.
        model_key: Its key; SMOOTH_MODEL_KEY, else OPENAI_API_KEY. It is shown nowhere.
        model_timeout_s: How long one answer of it may take, seconds.
        data_dir: Where profiles, files and extensions are kept from one run to the next; None forgets them at the end.
    """

    host: str = "127.0.0.1"
    port: int = 0
    api_key: str = field(default_factory=lambda: os.environ.get("CIRCLEMIND_API_KEY") or new_key())
    allow_hosts: tuple[str, ...] = ()
    cdp_url: str | None = None
    headless: bool = True
    name: str = ""
    demo: bool = True
    child: bool = False
    evaluate_deadline_s: float = 30.0
    evaluate_max_bytes: int = 16_000_000
    load_timeout_s: float = 30.0
    hold_s: float = 20.0
    drain_s: float = 8.0
    idle_timeout_s: float = 30 * 60.0
    max_tasks: int = 16
    max_queued: int = 64
    max_body_bytes: int = 16_000_000
    max_file_bytes: int = 100_000_000
    max_unpacked_bytes: int = 200_000_000
    max_downloads_bytes: int = 500_000_000
    recording: bool = True
    allow_metadata: bool = False
    rate: float = 0.0
    model_url: str | None = None
    model: str | None = None
    model_key: str = field(default_factory=lambda: _model_key(), repr=False)
    model_timeout_s: float = 60.0
    data_dir: Path | None = None

    def __post_init__(self) -> None:
        """A key that cannot be sent in a header would lock everybody out; so would a limit of none."""
        if not self.api_key or not self.api_key.isascii() or not self.api_key.isprintable():
            raise ValueError("the API key must be printable ASCII, and not empty")
        if self.name and not re.fullmatch(r"[a-z0-9]{1,32}", self.name):
            raise ValueError("the engine's name must be small letters and digits, 32 at most")
        if self.max_tasks < 1 or self.max_queued < 0:
            raise ValueError("at least one task must be let in")
        if self.rate < 0:
            raise ValueError("a rate below 0 would pay for being used")
        if (self.model_url is None) != (self.model is None):
            raise ValueError("a model is a URL and a name: give both --model-url and --model")
        if self.model_url is not None and not re.match(r"https?://[^/\s]", self.model_url):
            raise ValueError("the model's URL must begin with http:// or https://")
        if not self.model_key.isascii() or (self.model_key and not self.model_key.isprintable()):
            raise ValueError("the model's key must be printable ASCII")


def _model_key() -> str:
    return (os.environ.get("SMOOTH_MODEL_KEY") or os.environ.get("OPENAI_API_KEY") or "").strip()


def new_key() -> str:
    """A random API key."""
    return "local-" + secrets.token_urlsafe(24)
