"""Settings that can be changed while the program runs, by `.set`. They are not written anywhere."""

from typing import Any, get_type_hints

import msgspec

from smooth_console.language.units import read_duration
from smooth_console.output.themes import theme_names
from smooth_console.settings import Settings, SettingsError, checked, from_text

ADJUSTABLE = {
    "deadline": "deadline_s",
    "budget": "budget",
    "device": "device",
    "profile": "profile",
    "keep": "keep",
    "bell": "bell",
    "stage": "stage",
    "pager": "pager",
    "vi": "vi",
    "theme": "theme",
    "page_names": "page_names",
}
"""What `.set` can change while the program runs: the name that is typed, and the field."""
_CHOICES = {"device": ("", "desktop", "mobile", "desktop-lg"), "page_names": ("", "on", "off")}


def adjusted(settings: Settings, name: str, text: str) -> Settings:
    """The same settings with one of `ADJUSTABLE` changed.

    Raises:
        SettingsError: The value is not one for it.
    """
    field = ADJUSTABLE[name]
    if field == "deadline_s":
        try:
            value: Any = read_duration(text)
        except ValueError as problem:
            raise SettingsError(str(problem)) from None
    else:
        value = from_text(text, get_type_hints(Settings)[field])
    if field in _CHOICES and value not in _CHOICES[field]:
        raise SettingsError(f"{name} is {' or '.join(filter(None, _CHOICES[field]))}, not {text}")
    if field == "theme" and value not in ("", *theme_names()):
        raise SettingsError(f"there is no theme {text}; there are {', '.join(theme_names())}")
    if isinstance(value, float) and not 0 <= value < float("inf"):
        raise SettingsError(f"{name} is a number of at least 0")
    checked({field: value}, name)
    return msgspec.structs.replace(settings, **{field: value})
