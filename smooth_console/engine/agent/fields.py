"""Steps on fields: fill, type, select, check, upload, in the many ways in which pages make them."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import ElementHandle
from playwright.async_api import Error as BrowserError
from rapidfuzz import fuzz

from smooth_console.engine.agent import finding
from smooth_console.engine.agent.finding import checkable, fillable
from smooth_console.engine.agent.hands import ACTS_WITHIN, Hands, reason
from smooth_console.engine.agent.matching import closeness, noun, quote_short, what_is_there
from smooth_console.engine.agent.settling import Settling
from smooth_console.engine.agent.survey import Seen, fold, survey
from smooth_console.engine.agent.values import Values
from smooth_console.engine.agent.vocabulary import Target
from smooth_console.engine.errors import ActionError

_YES = frozenset({"on", "yes", "true", "checked", "1"})
_NO = frozenset({"off", "no", "false", "unchecked", "0"})
_STRICT = {
    "date": "a date is written 2025-01-31",
    "time": "a time is written 13:30",
    "datetime-local": "it is written 2025-01-31T13:30",
    "month": "a month is written 2025-01",
    "week": "a week is written 2025-W05",
    "number": "it takes only a number",
    "range": "it takes only a number",
    "color": "a colour is written #00aaff",
}
_FOCUS = """() => {
  let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body || at === document.documentElement || at.localName === 'iframe') return '';
  return at.isContentEditable || /^(input|textarea)$/.test(at.localName) ? 'field' : 'other';
}"""
_CHECKED = "(element) => element.checked === true || ['true', 'mixed'].includes(element.getAttribute('aria-checked'))"
_CLICK_LABEL = """(element) => {
  const label = element.labels && element.labels.length ? element.labels[0] : element.closest('label');
  (label && label.checkVisibility() ? label : element).click();
}"""


async def fill(hands: Hands, target: Target, value: str, typed: Callable[[str, Seen], str]) -> None:
    """Replace what a field holds; lists get the option chosen, checkboxes take yes and no.

    Raises:
        ActionError: There is no such field, or it does not take the value.
    """
    seen = await hands.find(target, lambda one: fillable(one) or checkable(one))
    if seen.kind in ("select", "list"):
        await select(hands, typed(value, seen), target)
        return
    if seen.kind == "check":
        if fold(value) not in _YES | _NO:
            raise ActionError(f"{target} is a {noun(seen)}: check or uncheck it")
        await check(hands, target, on=fold(value) in _YES)
        return
    if seen.readonly:
        raise ActionError(f"{target} cannot be edited (it is read-only)")

    async def put(element: ElementHandle, one: Seen) -> None:
        whole = typed(value, one)
        await element.fill(whole, timeout=ACTS_WITHIN)
        # A date that is none leaves some fields empty, without a word.
        if one.type in _STRICT and whole and not await element.input_value():
            raise ActionError(f"{target} does not take such a value ({_STRICT[one.type]})")

    await hands.act(target, put, lambda one: one.kind == "text")


async def type_text(hands: Hands, text: str, values: Values) -> None:
    """Type key by key into the field that has the focus.

    Raises:
        ActionError: Nothing has the focus.
    """
    for frame in hands.page.frames:
        try:
            focus = await frame.evaluate(_FOCUS)
        except BrowserError:
            continue
        if focus:
            holder = frame
            while holder.url.startswith("about:") and holder.parent_frame is not None:
                holder = holder.parent_frame
            whole = values.typed(text, hands.page.url, holder.url)
            async with Settling(hands.page) as going:
                await hands.page.keyboard.type(whole)
                await going.settle()
            return
    raise ActionError("nothing has the focus: click a field first, or say where: type 'text' into 'Label'")


async def select(hands: Hands, option: str, target: Target | None) -> str:
    """Choose an option; gives it as the page calls it.

    Raises:
        ActionError: There is no such list or option; the message names the nearest.
    """
    if target is None:
        return await _select_anywhere(hands, option)
    try:
        seen = await hands.find(target, lambda one: one.kind in ("select", "list") or one.role == "combobox")
    except ActionError:
        radios = [one for one in await survey(hands.page) if one.kind == "check" and _named(one, option)]
        if not radios:
            raise
        await check(hands, Target(option, near=target.near or target.label), on=True)
        return option
    if seen.kind == "select":
        return await _select_native(hands, option, target, seen)
    await hands.click(seen)
    return await _pick(hands, option, target)


async def _select_native(hands: Hands, option: str, target: Target, seen: Seen) -> str:
    end = time.monotonic() + finding.APPEARS_WITHIN / 2
    while True:
        index = option_like(option, seen.options)
        if index is not None:
            try:
                await hands.act_on(seen, _chooser(index))
            except BrowserError as problem:
                raise ActionError(reason(str(target), problem)) from None
            return seen.options[index]
        if time.monotonic() > end:
            nearest = sorted(seen.options, key=lambda one: -fuzz.WRatio(fold(option), fold(one)))
            more = f" and {len(nearest) - 10} more" if len(nearest) > 10 else ""
            listed = ", ".join(quote_short(one) for one in nearest[:10])
            raise ActionError(f"'{option}' is not an option of {target}. Its options: {listed or 'none'}{more}")
        seen = await hands.find(target, lambda one: one.kind == "select")


def _chooser(index: int) -> Callable[[ElementHandle, Seen], Awaitable[Any]]:
    return lambda element, _: element.select_option(index=index, timeout=ACTS_WITHIN)


def option_like(option: str, options: tuple[str, ...]) -> int | None:
    """The index of the option that is meant: the closest, and the only one so close."""
    scored = [(how, index) for index, text in enumerate(options) if (how := closeness(option, text)) is not None]
    if not scored:
        return None
    best = min(how for how, _ in scored)
    fitting = [index for how, index in scored if how == best]
    return fitting[0] if len(fitting) == 1 or best <= 2 else None


async def _pick(hands: Hands, option: str, target: Target) -> str:
    """An option of a list that the page draws itself, once it is open."""
    try:
        seen = await hands.find(
            Target(option), lambda one: one.role in ("option", "menuitem", "menuitemradio", "treeitem", "radio")
        )
    except ActionError as problem:
        raise ActionError(f"'{option}' is not an option of {target}: {problem.detail}") from None
    await hands.click(seen)
    return seen.name


async def _select_anywhere(hands: Hands, option: str) -> str:
    """An option that names no list: of the only list that has it, a radio button, or something to click."""
    end = time.monotonic() + finding.APPEARS_WITHIN
    while True:
        seen = [one for one in await survey(hands.page) if one.visible or one.kind == "check"]
        lists = [one for one in seen if one.kind == "select" and option_like(option, one.options) is not None]
        if len(lists) == 1:
            return await _select_native(hands, option, Target(lists[0].name or option), lists[0])
        if lists:
            named = ", ".join(quote_short(one.name) for one in lists)
            raise ActionError(f"'{option}' is an option of several lists: {named}. Say: select '{option}' in 'Label'")
        if any(one.kind == "check" and _named(one, option) for one in seen):
            await check(hands, Target(option), on=True)
            return option
        if any(one.clickable and not one.kind and _named(one, option) for one in seen):
            await hands.act(Target(option), lambda element, _: element.click(timeout=ACTS_WITHIN))
            return option
        if time.monotonic() > end:
            there = what_is_there(option, seen, lambda one: one.kind != "text")
            raise ActionError(f"nothing here offers '{option}'" + (f". On the page: {there}" if there else ""))
        await hands.page.wait_for_timeout(100)


def _named(one: Seen, label: str) -> bool:
    return any((how := closeness(label, text)) is not None and how <= 2 for _, text in one.sources)


async def check(hands: Hands, target: Target, on: bool) -> None:
    """Set a checkbox, radio button or switch; what is set already is left alone.

    Raises:
        ActionError: There is none, or it does not change.
    """

    async def put(element: ElementHandle, seen: Seen) -> None:
        if bool(await element.evaluate(_CHECKED)) is on:
            return
        if not on and seen.role == "radio":
            raise ActionError(f"{target} is a radio button: choose another one instead")
        try:
            if not seen.visible:
                raise BrowserError("drawn by its label")
            await element.click(timeout=ACTS_WITHIN / 2)
        except BrowserError:
            # Hidden or covered by what the page draws in its place: the label stands for it.
            await element.evaluate(_CLICK_LABEL)
        if element and await element.is_visible() and bool(await element.evaluate(_CHECKED)) is not on:
            await element.wait_for_element_state("stable", timeout=ACTS_WITHIN / 5)
            if bool(await element.evaluate(_CHECKED)) is not on:
                raise ActionError(f"{target} stays {'off' if on else 'on'} when it is clicked")

    await hands.act(target, put, checkable, hidden=True)


async def upload(hands: Hands, path: Path, target: Target | None) -> None:
    """Put a file into a file field, or into what opens when a button is pressed.

    Raises:
        ActionError: There is no such field, or several.
    """
    if target is None:
        files = [one for one in await survey(hands.page) if one.kind == "file" and not one.disabled]
        if len(files) != 1:
            named = ", ".join(quote_short(one.name or "without a name") for one in files)
            raise ActionError(
                f"there are {len(files)} file fields here ({named}): say which"
                if files
                else "there is no file field on this page"
            )
        await hands.act_on(files[0], lambda element, _: element.set_input_files(path))
        return
    seen = await hands.find(target, lambda one: one.kind == "file" or one.role in ("button", "link"), hidden=True)
    if seen.kind == "file":
        await hands.act_on(seen, lambda element, _: element.set_input_files(path))
        return
    try:
        async with hands.page.expect_file_chooser(timeout=ACTS_WITHIN) as choosing:
            await hands.click(seen)
        await (await choosing.value).set_files(path)
    except BrowserError:
        raise ActionError(f"{target} is a {noun(seen)} that asks for no file") from None
