"""Finds the element that a step points at, waiting for it as a person would."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page

from smooth_console.engine.agent.matching import (
    Want,
    best_fits,
    has_role,
    noun,
    several,
    what_is_there,
    without_doubles,
)
from smooth_console.engine.agent.survey import Seen, Surroundings, surroundings, survey
from smooth_console.engine.agent.vocabulary import Target, ordinal
from smooth_console.engine.errors import ActionError

APPEARS_WITHIN = 5.0  # s, for an element to be there and usable
UNSURE_FOR = 0.6  # s, to look again before a poor or ambiguous match is taken
_PAUSES = (0.03, 0.06, 0.1, 0.15)  # s, between looks; then the last


def anything(_: Seen) -> bool:
    """Any element will do."""
    return True


def usable(seen: Seen) -> bool:
    """What can be clicked; text that is not a control as well, for pages that listen on it."""
    return seen.role != "heading" or seen.clickable


def fillable(seen: Seen) -> bool:
    """What text can be put into."""
    return seen.kind in ("text", "select", "list")


def checkable(seen: Seen) -> bool:
    """What can be on or off."""
    return seen.kind == "check"


@dataclass(frozen=True, slots=True)
class _Verdict:
    """One look: the element, or why there is none yet. `patience` is how long (s) to go on looking."""

    found: Seen | None
    why: str = ""
    patience: float = APPEARS_WITHIN


async def find(
    page: Callable[[], Page],
    target: Target,
    want: Want = anything,
    *,
    hidden: bool = False,
    within: float = APPEARS_WITHIN,
) -> Seen:
    """The one element that fits a target.

    Args:
        page: Gives the current page.
        target: What a step points at.
        want: Which elements come into question.
        hidden: Whether one that is not visible will do.
        within: How long to wait for it, in s.

    Raises:
        ActionError: None fits, saying what is there; or several do, saying what tells them apart.
    """
    started = time.monotonic()
    looks = 0
    while True:
        try:
            verdict = await _look(page(), target, want, hidden)
        except BrowserError:
            verdict = _Verdict(None, "the page kept moving on")
        waited = time.monotonic() - started
        if verdict.found and (verdict.patience == 0 or waited >= verdict.patience):
            return verdict.found
        if waited >= min(within, verdict.patience) and not verdict.found:
            raise ActionError(verdict.why)
        await asyncio.sleep(_PAUSES[min(looks, len(_PAUSES) - 1)])
        looks += 1


async def _look(page: Page, target: Target, want: Want, hidden: bool) -> _Verdict:
    seen = await survey(page, target.label)
    chosen = best_fits(target, seen, want, page.url)
    if not chosen:
        return _Verdict(None, _absent(page, target, seen, want))
    if not hidden and not chosen[0].visible:
        return _Verdict(None, f"{target} is on the page but hidden")
    told = await surroundings(chosen, target.near)
    chosen, told = _narrowed(target, chosen, told)
    if not chosen:
        return _Verdict(None, f"{target}: {quoted_near(target)} is not on the page")
    if target.nth is not None:
        return _counted(target, chosen)
    if len(chosen) > 1:
        return _Verdict(None, several(target, chosen, told), UNSURE_FOR)
    one = chosen[0]
    if one.disabled:
        return _Verdict(None, f"{target} is there but disabled")
    return _Verdict(one, patience=0 if _sure(target, one) else UNSURE_FOR / 3)


def _counted(target: Target, chosen: list[Seen]) -> _Verdict:
    """The nth of those that fit."""
    nth = target.nth or 1
    if nth > len(chosen):
        only = (
            f"there is only one {Target(target.label, target.role)}"
            if len(chosen) == 1
            else f"there are only {len(chosen)}"
        )
        return _Verdict(None, f"there is no {ordinal(nth)} {target.label or target.role}: {only}")
    one = chosen[nth - 1 if nth > 0 else nth]
    return _Verdict(None, f"{target} is there but disabled") if one.disabled else _Verdict(one, patience=0)


def _narrowed(target: Target, chosen: list[Seen], told: list[Surroundings]) -> tuple[list[Seen], list[Surroundings]]:
    """Without the holders of others, without doubles, and only the nearest to what it should be near."""
    pairs = [(one, place) for one, place in zip(chosen, told, strict=True) if not place.holds]
    if target.near is not None:
        reaches = [place.reach for _, place in pairs if place.reach >= 0]
        pairs = [(one, place) for one, place in pairs if reaches and place.reach == min(reaches)]
    if target.nth is None:
        kept = {id(one) for one in without_doubles([one for one, _ in pairs])}
        pairs = [(one, place) for one, place in pairs if id(one) in kept]
    return [one for one, _ in pairs], [place for _, place in pairs]


def _sure(target: Target, one: Seen) -> bool:
    """Whether a better fit is unlikely to come: the name is the element's own, whole."""
    best = best_fits(Target(target.label), [one], anything, "")
    wanted = " ".join(target.label.lower().split())
    return not best or any(" ".join(text.lower().split()) == wanted for _, text in one.sources)


def quoted_near(target: Target) -> str:
    """What a target should be near, in quotes."""
    return f"'{target.near}'"


def _absent(page: Page, target: Target, seen: list[Seen], want: Want) -> str:
    if page.url == "about:blank" and not seen:
        return "the page is empty (about:blank): go to an address first, for instance: go to https://example.com"
    others = [one for one in best_fits(target, seen, anything, page.url) if one.visible] if target.label else []
    if others and not any(want(one) for one in others):
        told = f"{target} is a {noun(others[0])} here"
    elif target.label:
        told = f"nothing here is called {target}"
    else:
        told = f"there is no {target.role} here"
    there = what_is_there(target.label, seen, lambda one: want(one) and has_role(one, target.role))
    there = there or what_is_there(target.label, seen, want) or what_is_there(target.label, seen, anything)
    return f"{told}. On the page: {there}" if there else f"{told}; the page has no buttons, links or fields"
