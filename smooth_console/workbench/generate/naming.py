"""Names for classes and types, taken from titles and fields, each of them once."""

import re
import unicodedata
from typing import Any

from smooth_console.workbench.infer.names import words_of


class Names:
    """Hands out names.

    Args:
        taken: Names that mean something already.
    """

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = set(taken)

    def type_name(self, *wishes: str) -> str:
        """A name in capitals for a class or type, of the first wish that gives one."""
        bare = next((name for wish in wishes if (name := pascal(wish))), "Item")
        name, number = bare, 2
        while name in self._taken:
            name, number = f"{bare}{number}", number + 1
        self._taken.add(name)
        return name


def pascal(text: str) -> str:
    """A text as the name of a type: `search results` is `SearchResults`; "" when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = "".join(word[:1].upper() + word[1:] for word in words_of(plain)[:5])
    return re.sub(r"^\d+", "", name)


def singular(name: str) -> str:
    """The name of one of many: `reviews` is `review`."""
    if re.search(r"(?:[^aeiou])ies$", name):
        return name[:-3] + "y"
    if re.search(r"(?:ss|us|is)$", name) or len(name) < 4:
        return name
    return name[:-2] if re.search(r"(?:ch|sh|x|ss)es$", name) else name.removesuffix("s")


def listed(schema: dict[str, Any]) -> list[str]:
    """The types that a schema names, or that its keywords tell."""
    kinds = schema.get("type")
    named = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    if named:
        return named
    return ["object"] if "properties" in schema else ["array"] if "items" in schema else []
