"""Names of keys as people write them, to the names that Playwright takes."""

import re

_NAMES = {
    "enter": "Enter",
    "return": "Enter",
    "esc": "Escape",
    "escape": "Escape",
    "tab": "Tab",
    "space": "Space",
    "spacebar": "Space",
    "space bar": "Space",
    "backspace": "Backspace",
    "delete": "Delete",
    "del": "Delete",
    "insert": "Insert",
    "up": "ArrowUp",
    "down": "ArrowDown",
    "left": "ArrowLeft",
    "right": "ArrowRight",
    "page up": "PageUp",
    "page down": "PageDown",
    "home": "Home",
    "end": "End",
    "plus": "+",
}
_NAMES |= {f"arrow{sep}{way}": f"Arrow{way.title()}" for way in ("up", "down", "left", "right") for sep in (" ", "")}
_NAMES |= {f"{way} arrow": f"Arrow{way.title()}" for way in ("up", "down", "left", "right")}
_NAMES |= {"pageup": "PageUp", "pagedown": "PageDown"} | {f"f{n}": f"F{n}" for n in range(1, 13)}

_MODIFIERS = {
    "ctrl": "Control",
    "control": "Control",
    "shift": "Shift",
    "alt": "Alt",
    "option": "Alt",
    "cmd": "Meta",
    "command": "Meta",
    "meta": "Meta",
    "win": "Meta",
}


def key_named(text: str) -> str | None:
    """The key or chord that `text` names ("ctrl + a" is "Control+a"), or None."""
    text = " ".join(text.split())
    *modifiers, last = re.split(r"\s*[+]\s*(?=\S)|-(?=\S)", text) if len(text) > 1 else [text]
    held = [_MODIFIERS.get(word.lower()) for word in modifiers]
    if None in held:
        return None
    key = _NAMES.get(last.lower()) or (last if len(last) == 1 and last.isprintable() and last != " " else None)
    return "+".join([*(word for word in held if word), key]) if key else None
