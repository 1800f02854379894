"""What a viewer of the live view may send, checked and typed, and what the browser is told of it."""

from typing import Annotated, Any, Literal

import msgspec

MAX_TEXT = 100_000
MAX_MESSAGE_CHARS = 8 * MAX_TEXT

Pixels = Annotated[float, msgspec.Meta(ge=-100_000, le=100_000)]
Modifiers = Annotated[int, msgspec.Meta(ge=0, le=15)]
Name = Annotated[str, msgspec.Meta(max_length=40)]


class Drawn(msgspec.Struct, tag="drawn"):
    """A frame is on the screen: the next may come."""


class Pointer(msgspec.Struct, tag="pointer", kw_only=True):
    """The mouse moved, or a button went down or up. `x` and `y` are CSS pixels of the viewport."""

    kind: Literal["move", "down", "up"]
    x: Pixels
    y: Pixels
    button: Literal["none", "left", "middle", "right", "back", "forward"] = "none"
    buttons: Annotated[int, msgspec.Meta(ge=0, le=31)] = 0
    clicks: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    modifiers: Modifiers = 0


class Wheel(msgspec.Struct, tag="wheel", kw_only=True):
    """The wheel turned, by CSS pixels."""

    x: Pixels
    y: Pixels
    dx: Pixels = 0
    dy: Pixels = 0
    modifiers: Modifiers = 0


class Key(msgspec.Struct, tag="key", kw_only=True):
    """A key went down or up; `key`, `code`, `location` and `keycode` are those of the DOM's KeyboardEvent."""

    kind: Literal["down", "up"]
    key: Name
    code: Name = ""
    keycode: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 0
    location: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    modifiers: Modifiers = 0
    repeat: bool = False


class Text(msgspec.Struct, tag="text"):
    """Text that was pasted or composed."""

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]


Message = Drawn | Pointer | Wheel | Key | Text
Command = tuple[str, dict[str, Any]]

_DECODER = msgspec.json.Decoder(Message)
_POINTER_KINDS = {"move": "mouseMoved", "down": "mousePressed", "up": "mouseReleased"}
_NO_TEXT = 2 | 4  # Control and Meta make a shortcut of a letter
_CONTROL, _ALT = 2, 1


def read_message(text: str) -> Message:
    """A viewer's message.

    Raises:
        ValueError: It is none; the message says why.
    """
    if len(text) > MAX_MESSAGE_CHARS:
        raise ValueError("the message is too long")
    try:
        message: Message = _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as problem:
        raise ValueError(str(problem)) from None
    return message


def cdp_command(message: Pointer | Wheel | Key | Text) -> Command:
    """The method and parameters, of the DevTools protocol's Input domain, that do what the viewer did."""
    match message:
        case Pointer():
            return "Input.dispatchMouseEvent", {
                "type": _POINTER_KINDS[message.kind],
                "x": message.x,
                "y": message.y,
                "button": message.button,
                "buttons": message.buttons,
                "clickCount": message.clicks,
                "modifiers": message.modifiers,
            }
        case Wheel():
            return "Input.dispatchMouseEvent", {
                "type": "mouseWheel",
                "x": message.x,
                "y": message.y,
                "deltaX": message.dx,
                "deltaY": message.dy,
                "modifiers": message.modifiers,
            }
        case Key():
            return "Input.dispatchKeyEvent", _key(message)
        case Text():
            return "Input.insertText", {"text": message.text}


def _key(message: Key) -> dict[str, Any]:
    text = _typed(message) if message.kind == "down" else ""
    given: dict[str, Any] = {
        "type": "keyUp" if message.kind == "up" else "keyDown" if text else "rawKeyDown",
        "key": message.key,
        "code": message.code,
        "windowsVirtualKeyCode": message.keycode,
        "nativeVirtualKeyCode": message.keycode,
        "modifiers": message.modifiers,
        "autoRepeat": message.repeat,
        "location": message.location,
        "isKeypad": message.location == 3,
    }
    return given | ({"text": text, "unmodifiedText": text} if text else {})


def _typed(message: Key) -> str:
    """The text that a key types; AltGr, which comes as Control and Alt, types too."""
    if message.key == "Enter":
        return "\r"
    alt_gr = message.modifiers & (_CONTROL | _ALT) == _CONTROL | _ALT
    if len(message.key) != 1 or (message.modifiers & _NO_TEXT and not alt_gr):
        return ""
    return message.key
