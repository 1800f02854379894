"""The scalars of a schema's object, with the names that each may have on a page. Names only, no pages."""

from dataclasses import dataclass, replace

from smooth_console.engine.extraction.lexicon import words
from smooth_console.engine.extraction.names import meaning
from smooth_console.engine.extraction.schema import Field

_WRAPPERS = words(
    """
    product item data result detail info information page article recipe job event record entity main content
    offer offers rating address price listing property post entry aggregate spec specification summary
    overview
    """
)
_GENERIC = words("name title url link value text image id type description date count label href number")


@dataclass
class Leaf:
    """A scalar to fill: its keys from the object it is in, and the field by the names it may have there."""

    keys: tuple[str, ...]
    field: Field


def leaves_of(field: Field) -> list[Leaf]:
    """The scalars of an object and of the objects in it, named so that a value of one is not taken for another's."""
    found: list[Leaf] = []
    stack: list[tuple[Field, tuple[str, ...], tuple[str, ...]]] = [(field, (), ())]
    while stack:
        one, keys, above = stack.pop()
        for key, inner in one.properties.items():
            path = (*keys, key)
            if inner.is_object:
                wrapper = meaning(key) <= _WRAPPERS
                stack.append((inner, path, above if wrapper and not above else (*above, key)))
            elif not inner.is_array:
                found.append(Leaf(path, _inside(inner, key, above) if above else inner))
    return found


def _inside(field: Field, key: str, above: tuple[str, ...]) -> Field:
    """A field of an object within: `seller.name` is called "seller name" or "seller", never just "name"."""
    parent = above[-1]
    names = [(f"{parent} {key}", 1.0)]
    if meaning(key) <= {"name", "value", "text"}:
        names.append((parent, 0.92))
    elif not meaning(key) <= _GENERIC:
        names.append((key, 0.85))
    return replace(field, names=(*names, *field.names[2:]), meaning=field.meaning | meaning(parent))
