"""What writing a schema as code has in common, whatever the language: names, references, and their ends."""

from abc import ABC, abstractmethod
from typing import Any

from smooth_console.output.paths import value_at
from smooth_console.workbench.generate.naming import Names

DEEPEST = 40


class Writer(ABC):
    """Goes through one schema.

    Args:
        root: The whole schema, for references.
        taken: Names that mean something already.
    """

    def __init__(self, root: Any, taken: frozenset[str]) -> None:
        self.root = root
        self.names = Names(taken)
        self.blocks: list[str] = []
        """Classes or types, in the order in which they are needed."""
        self._of_ref: dict[str, str] = {}
        self._following: set[str] = set()

    @abstractmethod
    def type(self, schema: Any, wish: str, depth: int) -> str:
        """A schema as a type; `wish` is what it would be called."""

    @abstractmethod
    def object(self, schema: dict[str, Any], wish: str, depth: int, name: str = "") -> str:
        """An object with properties as a block of its own; gives its name."""

    @abstractmethod
    def anything(self) -> str:
        """The type that takes whatever there is."""

    def known(self, name: str) -> str:
        """How a block is named before it is written."""
        return name

    @property
    def title(self) -> str:
        """The title of the whole."""
        return str(self.root.get("title", "")) if isinstance(self.root, dict) else ""

    def is_root(self, schema: Any, name: str) -> None:
        """Let references to the whole find its block."""
        if schema is self.root:
            self._of_ref["#"] = name

    def reference(self, ref: str, wish: str, depth: int) -> str:
        """What `$ref` leads to; anything, where it leads nowhere or back to itself."""
        if ref in self._of_ref:
            return self.known(self._of_ref[ref])
        try:
            target = value_at(self.root, ref.removeprefix("#"))
        except (LookupError, ValueError):
            return self.anything()
        if ref in self._following:
            return self.anything()
        name = ref.rpartition("/")[2] if ref != "#" else wish
        if isinstance(target, dict) and target.get("properties"):
            self._of_ref[ref] = self.names.type_name(name)
            return self.object(target, name, depth, self._of_ref[ref])
        self._following.add(ref)
        found = self.type(target, name, depth + 1)
        self._following.discard(ref)
        return found
