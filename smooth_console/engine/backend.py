"""What a task needs of the engine around it, so that neither has to know the other's inside."""

from typing import TYPE_CHECKING, Any, Protocol

from smooth_console.engine.inputs import Posted
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.tab import Tab

if TYPE_CHECKING:
    from smooth_console.engine.tasks import Task


class Backend(Protocol):
    """What a task needs of the engine around it."""

    @property
    def options(self) -> ServeOptions:
        """The engine's settings."""

    async def open_tab(self, task: "Task") -> Tab:
        """A page for the task. Raises ActionError when there is none to be had."""

    async def visit(self, task: "Task", url: str) -> None:
        """Open the address that a task starts at. Raises ActionError."""

    async def perform(self, task: "Task", posted: Posted) -> Any:
        """Carry out an action and give its output. Raises ActionError."""

    async def save(self, task: "Task") -> None:
        """Save what outlives the task (its profile). Bounded in time; never raises."""

    def ended(self, task: "Task") -> None:
        """The task is final: its page can be closed, its place given to another."""
