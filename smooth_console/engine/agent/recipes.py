"""Steps that every site does a little differently: search, log in, cookies, results, pages."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.async_api import ElementHandle
from playwright.async_api import Error as BrowserError

from smooth_console.engine.agent import finding
from smooth_console.engine.agent.hands import ACTS_WITHIN, Hands, reason
from smooth_console.engine.agent.matching import quote_short, what_is_there
from smooth_console.engine.agent.settling import Settling
from smooth_console.engine.agent.survey import Seen, fold, survey
from smooth_console.engine.agent.vocabulary import ordinal
from smooth_console.engine.errors import ActionError

COOKIES_WITHIN = 1.5  # s, for a cookie notice to turn up
MOST_PAGES = 50

Secretly = Callable[[str, Seen], str]  # the value to type into a field, placeholders filled

_RESULTS = (Path(__file__).parent / "results.js").read_text(encoding="utf-8")
_SEARCH = re.compile(r"\b(?:search|find|query|suche\w*|rechercher?|buscar|cerca|zoeken|keywords?)\b", re.I)
_SEARCH_NAMES = ("q", "query", "search", "s", "keyword", "keywords", "term", "search_query")
_USER = re.compile(r"user|e-?mail|log[ -]?in|account|benutzer|identifi|anmelde|correo|utilisateur|phone|customer", re.I)
_LOG_IN = re.compile(
    r"^(?:log ?in|sign ?in|log ?on|continue|next|submit|anmelden|einloggen|weiter|se connecter|iniciar sesión|"
    r"accedi|go)\b",
    re.I,
)
_ENTRANCE = re.compile(r"^(?:log ?in|sign ?in|log ?on|anmelden|einloggen|se connecter|iniciar sesión|accedi)\b", re.I)
_ACCEPT = re.compile(
    r"^(?:(?:yes,? )?(?:i )?(?:accept|allow|agree)(?: (?:to )?(?:all|everything))?(?: (?:the |these |"
    r"our )?cookies?)?(?: and (?:close|continue))?|ok(?:ay)?|got it|"
    r"i understand|that'?s (?:ok|fine)|alle(?:s)? (?:akzeptieren|zulassen|annehmen)|akzeptieren|zustimmen|"
    r"(?:tout )?accepter(?: tout)?|j'accepte|"
    r"aceptar(?: (?:todo|todas))?(?: las cookies)?|accetta(?: tutti)?|accepteren|alles accepteren|aceitar)[.!]?$",
    re.I,
)
_COOKIES = re.compile(r"cookie|consent|gdpr|privacy|datenschutz|tracking", re.I)
_NEXT = re.compile(
    r"^(?:next(?: page)?|older(?: (?:posts|entries))?|weiter|nächste(?: seite)?|suivante?|siguiente|successiva|"
    r"volgende|more|show more|load more)\b",
    re.I,
)
_NEXT_SIGNS = ("›", "»", "→", ">", ">>")
_AROUND = """(element, pattern) => {
  for (let at = element, i = 0; at && i < 7; at = at.parentElement || (at.getRootNode() || {}).host, i++) {
    if (at.localName === 'body') break;
    const named = (at.id || '') + ' ' + (typeof at.className === 'string' ? at.className : '');
    if (new RegExp(pattern, 'i').test(named + ' ' + String(at.innerText || '').slice(0, 1500))) return true;
  }
  return false;
}"""
_ALERTS = """() => {
  const all = document.querySelectorAll('[role=alert],[aria-live=assertive],.error,.alert-danger,.alert-error');
  for (let i = 0; i < all.length; i++) {
    const text = all[i].checkVisibility() ? String(all[i].innerText).trim() : '';
    if (text) return text.slice(0, 300);
  }
  return '';
}"""


async def search(hands: Hands, text: str, typed: Secretly) -> None:
    """Type into the page's search field and send it off.

    Raises:
        ActionError: There is no search field; the message says what is there.
    """
    field = await _search_field(hands)

    async def fill(element: ElementHandle, seen: Seen) -> None:
        await element.fill(typed(text, seen), timeout=ACTS_WITHIN)

    try:
        filled = await hands.act_on(field, fill)
    except BrowserError as problem:
        raise ActionError(reason(f"the search field '{field.name}'", problem)) from None
    address = hands.page.url
    sent = await hands.press("Enter")
    if sent.asked or sent.navigated or filled.asked or hands.page.url != address:
        return
    # Enter did nothing that shows on the network: a person would now press the button beside the field.
    seen = await survey(hands.page)
    beside = [
        one for one in seen if one.role == "button" and one.visible and not one.disabled and one.frame == field.frame
    ]
    buttons = [one for one in beside if (one.submits and one.form == field.form >= 0) or _SEARCH.search(one.name)]
    if buttons:
        await hands.click(buttons[0])


async def _search_field(hands: Hands) -> Seen:
    end = time.monotonic() + finding.APPEARS_WITHIN
    opened = False
    while True:
        seen = await survey(hands.page)
        fields = [(score, one) for one in seen if one.visible and not one.disabled and (score := _search_score(one))]
        if fields:
            return max(fields, key=lambda pair: pair[0])[1]
        openers = [
            one
            for one in seen
            if one.visible and one.role in ("button", "link") and _SEARCH.match(one.name) and len(one.name) < 20
        ]
        if openers and not opened:
            opened = True
            await hands.click(openers[0])
        elif time.monotonic() > end or (hands.page.url == "about:blank" and not seen):
            raise ActionError(_no_search_field(hands, seen))
        await asyncio.sleep(0.1)


def _no_search_field(hands: Hands, seen: list[Seen]) -> str:
    if hands.page.url == "about:blank" and not seen:
        return "the page is empty (about:blank), there is nothing to search in: go to an address first"
    there = what_is_there("search", seen, finding.anything)
    return "there is no search field on this page" + (
        f". On the page: {there}" if there else "; it has no fields, buttons or links"
    )


def _search_score(one: Seen) -> int:
    if one.kind != "text" or one.password or one.readonly:
        return 0
    score = 8 * (one.role == "searchbox" or one.type == "search") + 4 * one.searching
    for source, text in one.sources:
        if source == "name" and text.lower() in _SEARCH_NAMES:
            score += 4
        elif source in ("label", "placeholder", "title", "id", "beside") and _SEARCH.search(text):
            score += 5
    return score


async def log_in(hands: Hands, user: str, password: str, typed: Secretly) -> None:
    """Fill the page's log-in form and send it; goes to the form first where only a link to it is there.

    Raises:
        ActionError: There is no such form, or the page says that it did not accept it.
    """
    user_field, password_field = await _log_in_fields(hands)
    if user_field is not None:
        await _put(hands, user_field, typed(user, user_field))
    if password_field is None:
        # The form asks for the user first, and for the password on its next page.
        await _send(hands, user_field)
        password_field = await _awaited(
            hands, lambda one: one.password, "the form asked for no password after the user name"
        )
    await _put(hands, password_field, typed(password, password_field))
    await _send(hands, password_field)
    if any(one.password and one.visible for one in await survey(hands.page)):
        alert = await _alert(hands)
        if alert:
            raise ActionError(f"the page did not accept the log-in; it says: {quote_short(alert, 200)}")


async def _log_in_fields(hands: Hands) -> tuple[Seen | None, Seen | None]:
    end = time.monotonic() + finding.APPEARS_WITHIN
    entered = False
    while True:
        seen = [one for one in await survey(hands.page) if one.visible]
        passwords = [one for one in seen if one.password and not one.disabled]
        if passwords:
            return _user_field(seen, passwords[0]), passwords[0]
        entrances = [
            one for one in seen if one.role in ("link", "button") and _ENTRANCE.match(one.name) and not one.submits
        ]
        first = _user_field(seen, None)
        if first and first.autocomplete.startswith(("username", "email")) and first.form >= 0:
            return first, None
        if entrances and not entered:
            entered = True
            await hands.click(entrances[0])
        elif time.monotonic() > end or (hands.page.url == "about:blank" and not seen):
            there = what_is_there("log in", seen, finding.anything)
            raise ActionError("there is no log-in form on this page" + (f". On the page: {there}" if there else ""))
        await asyncio.sleep(0.1)


def _user_field(seen: list[Seen], password: Seen | None) -> Seen | None:
    """The field for the user's name: called so, or the last one before the password in its form."""
    texts = [one for one in seen if one.kind == "text" and not one.password and not one.disabled and not one.searching]
    if password is not None:
        texts = [
            one
            for one in texts
            if one.look == password.look and one.form == password.form and one.index < password.index
        ]
    named = [
        one
        for one in texts
        if one.autocomplete.startswith("username") or any(_USER.search(text) for _, text in one.sources)
    ]
    return named[-1] if named else texts[-1] if texts and password is not None else None


async def _put(hands: Hands, seen: Seen, value: str) -> None:
    try:
        await hands.act_on(seen, lambda element, _: element.fill(value, timeout=ACTS_WITHIN))
    except BrowserError as problem:
        raise ActionError(reason(f"'{seen.name}'", problem)) from None


async def _send(hands: Hands, field: Seen | None) -> None:
    """Press the button of the form that a field is in, or Enter where it has none."""
    seen = [one for one in await survey(hands.page) if one.visible and not one.disabled and one.role == "button"]
    if field is not None:
        mine = [one for one in seen if one.form == field.form and one.frame == field.frame]
        chosen = [one for one in mine if _LOG_IN.match(one.name)] or [
            one for one in mine if one.submits and one.form >= 0
        ]
        if chosen:
            await hands.click(chosen[0])
            return
    await hands.press("Enter")


async def _awaited(hands: Hands, want: Callable[[Seen], bool], otherwise: str) -> Seen:
    end = time.monotonic() + finding.APPEARS_WITHIN
    while True:
        for one in await survey(hands.page):
            if one.visible and want(one):
                return one
        if time.monotonic() > end:
            alert = await _alert(hands)
            raise ActionError(otherwise + (f"; the page says: {quote_short(alert, 200)}" if alert else ""))
        await asyncio.sleep(0.1)


async def _alert(hands: Hands) -> str:
    try:
        return str(await hands.page.evaluate(_ALERTS))
    except BrowserError:
        return ""


async def accept_cookies(hands: Hands) -> bool:
    """Accept the cookie notice; whether there was one. Without one nothing is pressed."""
    end = time.monotonic() + COOKIES_WITHIN
    while True:
        seen = await survey(hands.page)
        buttons = [
            one for one in seen if one.visible and one.role in ("button", "link") and _ACCEPT.match(fold(one.name))
        ]
        for one in sorted(buttons, key=lambda one: ("all" not in fold(one.name), one.role != "button")):
            try:
                around = _COOKIES.search(one.name) or await (await one.element()).evaluate(_AROUND, _COOKIES.pattern)
            except BrowserError:
                continue
            if around:
                await hands.click(one)
                return True
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.1)


async def open_result(hands: Hands, nth: int) -> str:
    """Open an entry of the page's main list; gives its name.

    Raises:
        ActionError: There are fewer; the message lists them.
    """
    end = time.monotonic() + finding.APPEARS_WITHIN
    while True:
        names: list[str] = []
        try:
            look = await hands.page.evaluate_handle(_RESULTS)
            names = [str(name) for name in await look.evaluate("found => found.records")]
            index = nth - 1 if nth > 0 else len(names) - 1
            if 0 <= index < len(names):
                element = (await look.evaluate_handle("(found, index) => found.elements[index]", index)).as_element()
                if element is not None:
                    return await _open(hands, element, names[index])
        except BrowserError as problem:
            if time.monotonic() > end:
                raise ActionError(reason(f"the {ordinal(nth)} result", problem)) from None
        if time.monotonic() > end:
            listed = ", ".join(quote_short(name) for name in names[:10])
            raise ActionError(
                f"there is no {ordinal(nth)} result: the page lists {len(names)}" + (f" ({listed})" if names else "")
            )
        await asyncio.sleep(0.1)


async def _open(hands: Hands, element: ElementHandle, name: str) -> str:
    async with Settling(hands.page) as going:
        await element.click(timeout=ACTS_WITHIN)
        await going.settle()
    return name


async def next_page(hands: Hands, until: str | None) -> int:
    """Turn to the next page, or on until a text is there; how many were turned.

    Raises:
        ActionError: There is no next page, or the text is on none of them.
    """
    turned = 0
    while until is None or not await hands.has_text(until):
        if turned == MOST_PAGES:
            raise ActionError(f"'{until}' is not on the first {MOST_PAGES} pages")
        seen = await survey(hands.page)
        links = [
            one
            for one in seen
            if one.visible and not one.disabled and one.role in ("link", "button") and _leads_on(one)
        ]
        if not links:
            if until is not None and turned:
                raise ActionError(f"'{until}' was not found: page {turned + 1} is the last")
            there = what_is_there("next page", seen, finding.anything)
            raise ActionError("there is no link to a next page" + (f". On the page: {there}" if there else ""))
        await hands.click(max(links, key=lambda one: ("next" in one.rel.split(), "next" in fold(one.name))))
        turned += 1
        if until is None:
            break
    return turned


def _leads_on(one: Seen) -> bool:
    return "next" in one.rel.split() or any(
        _NEXT.match(text) is not None or text.strip() in _NEXT_SIGNS
        for source, text in one.sources
        if source in ("label", "text", "title")
    )
