"""What a task needs of its session: the contract between the agent and the engine's core. No behaviour."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Page


class ToolSignature(Protocol):
    """A custom tool, as the caller declared it."""

    @property
    def name(self) -> str:
        """What steps call it by."""

    @property
    def description(self) -> str:
        """What it does and when to use it."""

    @property
    def inputs(self) -> Any:
        """JSON Schema of its input."""

    @property
    def output(self) -> str:
        """Description of what it gives."""


class Secret(Protocol):
    """A value that may be typed into some pages and is shown nowhere."""

    @property
    def value(self) -> str:
        """The value itself."""

    @property
    def allowed_urls(self) -> Sequence[str]:
        """Glob patterns of the pages it may be typed into."""


class TaskContext(Protocol):
    """The session, as far as a task may touch it."""

    @property
    def page(self) -> Page:
        """The current page. It can change: a popup may become current."""

    async def goto(self, url: str) -> Any:
        """Go to an absolute address under the rules of the goto action.

        Raises:
            ActionError: The address is refused or cannot be reached.
        """

    async def extract(self, schema: Any, prompt: str | None) -> Any:
        """Read the current page into the shape of `schema` (None: whatever `prompt` names).

        Raises:
            ActionError: The schema is wrong, or the page cannot be read.
        """

    async def call_tool(self, name: str, arguments: dict[str, Any]) -> Any:
        """Ask the caller to run a tool, and wait for the answer.

        Raises:
            ActionError: The call was answered with 400 or 500, or not at all.
        """

    @property
    def tools(self) -> Sequence[ToolSignature]:
        """The tools that may be called."""

    @property
    def files(self) -> Mapping[str, Path]:
        """Uploaded files by id."""

    def notice(self, sentence: str) -> None:
        """Say something about the output, beside it."""

    async def log(self, step: str) -> None:
        """Note a step as it begins; never holds the value of a secret."""
