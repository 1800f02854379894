"""What the parser keeps of an expression."""

from dataclasses import dataclass, field

from smooth_console.language.javascript.syntax.reading import STRICT_NAME

NO_TARGET = "Invalid destructuring assignment target"
Mistake = tuple[int, int, str]


@dataclass(slots=True)
class Shape:
    """An expression that was read, as far as what stands around it asks.

    Attributes:
        kind: name, member, optional (chain), call, object, array, assign, string, async (a call of that name), list (in
            brackets, which only the parameters of an arrow function can be), or other.
        wrapped: Whether brackets are around it.
        value, target, binding: What is wrong with it as a value, as what is assigned to, as a parameter.
        names: The names that it would bind.
        items: What is in the brackets.
    """

    kind: str
    start: int
    end: int = 0
    wrapped: bool = False
    is_private: bool = False
    value: Mistake | None = None
    target: Mistake | None = None
    binding: Mistake | None = None
    names: list[tuple[str, int, int]] = field(default_factory=list)
    items: "list[Shape]" = field(default_factory=list)

    def take(self, other: "Shape", strict: bool) -> None:
        """Go on with what an element of an object or array says of the whole, were it a pattern."""
        target = binding = None
        if other.kind == "name":
            if strict and other.names[0][0] in ("eval", "arguments"):
                target = binding = (other.start, other.end, STRICT_NAME)
            elif other.wrapped:
                binding = (other.start, other.end, NO_TARGET)
        elif other.kind == "member":
            binding = (other.start, other.end, "Illegal property in declaration context")
        elif other.wrapped or other.kind not in ("object", "array", "assign"):
            target = binding = (other.start, other.end, NO_TARGET)
        else:
            target, binding = other.target, other.binding
        self.names += other.names
        self.value = self.value or other.value
        self.target = self.target or target
        self.binding = self.binding or binding or target
