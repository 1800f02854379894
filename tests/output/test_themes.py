"""Themes: each can be read by a person, and a file that is none is said to be none."""

import re
from pathlib import Path

import msgspec
import pytest

from smooth_console.output import themes
from smooth_console.output.themes import (
    DEFAULT,
    DEFAULT_LIGHT,
    ThemeError,
    load_theme,
    no_colour,
    read_theme,
    theme_names,
)


@pytest.fixture(autouse=True)
def nobodys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder for the user's own themes."""
    monkeypatch.setattr(themes, "user_folder", lambda: tmp_path)
    return tmp_path


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


SHIPPED = sorted(path.stem for path in (Path(__file__).parents[2] / "themes").glob("*.toml"))


def test_there_is_a_dark_a_light_a_contrast_and_a_projector_theme() -> None:
    assert theme_names() == SHIPPED
    assert len(SHIPPED) >= 4
    assert {"contrast", "stage", DEFAULT, DEFAULT_LIGHT} <= set(SHIPPED)
    assert load_theme(DEFAULT).dark
    assert not load_theme(DEFAULT_LIGHT).dark


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_can_be_read_on_its_ground(name: str) -> None:
    theme = load_theme(name)
    ground = theme.interface.background
    words = msgspec.structs.asdict(theme.code)
    shown = msgspec.structs.asdict(theme.interface)
    words |= {key: shown[key] for key in ("foreground", "accent", "success", "warning", "error", "info")}
    for key, colour in words.items():
        assert contrast(colour, ground) >= 4.5, key
    assert contrast(theme.interface.muted, ground) >= 3
    assert contrast(theme.interface.foreground, theme.interface.selection) >= 4.5
    for panel in (theme.interface.surface, theme.interface.panel):
        assert contrast(theme.interface.foreground, panel) >= 4.5


@pytest.mark.parametrize("name", ["contrast", "stage"])
def test_themes_for_bad_light_have_more(name: str) -> None:
    theme = load_theme(name).interface
    assert contrast(theme.foreground, theme.background) >= 12


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('accent = "', 'accent = "red'), "accent is red"),
        (("muted", "mutd"), "mutd"),
        (("dark = ", "dark = 1 #"), "dark"),
        (("[code]", "[code"), "line"),
    ],
)
def test_a_file_that_is_no_theme_is_said_to_be_none(nobodys: Path, change: tuple[str, str], says: str) -> None:
    shipped = (Path(__file__).parents[2] / "themes" / f"{DEFAULT}.toml").read_text()
    path = nobodys / "mine.toml"
    path.write_text(re.sub(re.escape(change[0]), change[1], shipped, count=1))
    with pytest.raises(ThemeError) as raised:
        read_theme(path)
    assert str(raised.value).startswith(str(path))
    assert says in str(raised.value)


def test_the_users_own_theme_is_found_and_one_that_is_not_there_is_said(nobodys: Path) -> None:
    shipped = (Path(__file__).parents[2] / "themes" / f"{DEFAULT}.toml").read_text()
    (nobodys / "mine.toml").write_text(shipped.replace("title = ", 'title = "Mine" # '))
    assert load_theme("mine").title == "Mine"
    with pytest.raises(ThemeError, match="no theme nope; there are contrast, "):
        load_theme("nope")


def test_no_color_is_heeded_when_it_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert no_colour()
    monkeypatch.setenv("NO_COLOR", "")
    assert not no_colour()
