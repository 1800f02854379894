"""How well a name fits an element, and what to say when nothing or too much does. Pure: no browser."""

from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import fuzz

from smooth_console.engine.agent.survey import Seen, Surroundings, fold
from smooth_console.engine.agent.vocabulary import Target, ordinal

Want = Callable[[Seen], bool]

_ROLES: dict[str, frozenset[str]] = {
    "button": frozenset({"button", "menuitem", "switch"}),
    "link": frozenset({"link"}),
    "tab": frozenset({"tab"}),
    "checkbox": frozenset({"checkbox", "switch", "menuitemcheckbox"}),
    "radio button": frozenset({"radio", "menuitemradio"}),
    "dropdown": frozenset({"combobox", "listbox"}),
    "image": frozenset({"img", "image"}),
    "heading": frozenset({"heading"}),
    "menu item": frozenset({"menuitem", "menuitemcheckbox", "menuitemradio"}),
    "option": frozenset({"option", "radio", "menuitem"}),
}
_DECORATION = " \t*:.…›»→←‹«▾▼▲+×✕!?()[]|·•"
_MINOR = frozenset({"test id", "name", "id", "beside"})
_MOST_LISTED = 8


def has_role(seen: Seen, role: str | None) -> bool:
    """Whether an element is what a step calls it ("button", "field")."""
    if role is None:
        return True
    if role == "field":
        return seen.kind in ("text", "select", "list", "file")
    return seen.role in _ROLES[role] or (role == "dropdown" and seen.kind == "select")


def closeness(label: str, text: str) -> int | None:
    """How a label fits a text: 0 exactly, 1 but for case, 2 but for decoration, 3 as whole words, 4 as the
    beginning of one; None: not."""
    if " ".join(text.split()) == " ".join(label.split()):
        return 0
    wanted, given = fold(label), fold(text)
    if wanted == given:
        return 1
    if wanted.strip(_DECORATION) and wanted.strip(_DECORATION) == given.strip(_DECORATION):
        return 2
    at = given.find(wanted)
    if at < 0:
        return None
    starts, ends = _starts_word(given, at), _starts_word(given, at + len(wanted))
    if not starts:
        # "Winter" is not in "Midwinter", but "Sub" begins "Subscribe".
        return None
    return 3 if ends else 4


def _starts_word(text: str, at: int) -> bool:
    """Whether a word may begin, or have ended, at a place; scripts without blanks have no words."""
    if at == 0 or at >= len(text) or not (text[at - 1].isalnum() and text[at].isalnum()):
        return True
    return text[at] >= "\u2e80"


def fit(label: str, seen: Seen, page_url: str) -> tuple[int, ...] | None:
    """How well an element fits a label: smaller is better, None is not at all. Visible first, then the most exact."""
    best: int | None = None
    for source, text in seen.sources:
        how = closeness(label, text)
        if how is None or (source in _MINOR and how > 2):
            continue
        ranked = how + 3 if source in _MINOR else how
        best = ranked if best is None else min(best, ranked)
    if best is None:
        return None
    usable = seen.clickable or bool(seen.kind)
    # A heading that says it exactly loses to a button that says it among other words, but beats half a word on one.
    exactness = (best if usable else best + 6) + (8 if best == 4 else 0)
    here = seen.current or (seen.role == "link" and "#" not in seen.href and seen.href == page_url.split("#")[0])
    return (0 if seen.visible else 1, exactness, 1 if seen.disabled else 0, 1 if here else 0)


def best_fits(target: Target, seen: Iterable[Seen], want: Want, page_url: str) -> list[Seen]:
    """The elements that fit a target best, all equally well, in page order."""
    wanted = [one for one in seen if want(one)]
    for role in dict.fromkeys((target.role, None)) if target.label else (target.role,):
        here = [one for one in wanted if has_role(one, role)]
        if not target.label:
            shown = [one for one in here if one.visible]
            return shown or here
        scored = [(score, one) for one in here if (score := fit(target.label, one, page_url)) is not None]
        if not scored:
            continue
        if target.nth is not None or target.near is not None:
            # A person who counts or says where means all that are called so, not only those in the very same case.
            alike = min(_coarse(score) for score, _ in scored)
            return [one for score, one in scored if _coarse(score) == alike]
        best = min(score for score, _ in scored)
        return [one for score, one in scored if score == best]
    return []


def _coarse(score: tuple[int, ...]) -> tuple[int, int]:
    return score[0], 0 if score[1] <= 2 else 1 if score[1] <= 4 else score[1]


def without_doubles(chosen: Sequence[Seen]) -> list[Seen]:
    """Links to one address are one."""
    known: set[str] = set()
    kept = []
    for one in chosen:
        if one.href and one.href in known:
            continue
        known.add(one.href)
        kept.append(one)
    return kept


def quote_short(text: str, limit: int = 60) -> str:
    """A page's text inside a sentence."""
    text = " ".join(text.split())
    return f"'{text if len(text) <= limit else text[: limit - 1] + '…'}'"


_NOUNS = {
    "textbox": "field",
    "searchbox": "field",
    "spinbutton": "field",
    "slider": "slider",
    "combobox": "dropdown",
    "listbox": "list",
}


def noun(seen: Seen) -> str:
    """What an element is, in a word."""
    if seen.kind == "text":
        return "field"
    if seen.kind == "file":
        return "file field"
    return _NOUNS.get(seen.role) or {"img": "image", "": "text", "radio": "radio button", "menuitem": "menu item"}.get(
        seen.role, seen.role
    )


def what_is_there(label: str, seen: Iterable[Seen], want: Want) -> str:
    """The names on the page, the most similar first: "buttons: 'Sign in'; links: 'Home', 'Help'"."""
    groups: dict[str, list[str]] = {}
    for one in seen:
        usable = one.clickable or bool(one.kind)
        if one.visible and usable and want(one) and one.name and one.name not in groups.setdefault(noun(one), []):
            groups[noun(one)].append(one.name)
    wanted = fold(label)
    parts: list[tuple[float, str]] = []
    for word, names in groups.items():
        if not names:
            continue
        ranked = sorted(names, key=lambda name: -fuzz.WRatio(wanted, fold(name))) if wanted else names
        more = f" and {len(ranked) - _MOST_LISTED} more" if len(ranked) > _MOST_LISTED else ""
        listed = ", ".join(quote_short(name) for name in ranked[:_MOST_LISTED])
        plural = word + ("es" if word.endswith(("x", "ch", "s")) else "s")
        parts.append((fuzz.WRatio(wanted, fold(ranked[0])), f"{plural}: {listed}{more}"))
    return "; ".join(text for _, text in sorted(parts, key=lambda part: -part[0]))


def several(target: Target, chosen: Sequence[Seen], told: Sequence[Surroundings]) -> str:
    """What to say when several elements fit: each with what tells it apart, and how to say which."""
    lines = []
    for number, (one, place) in enumerate(zip(chosen, told, strict=True), start=1):
        where = [f"in {place.section}"] if place.section else []
        where += [f"by {quote_short(place.around)}"] if place.around else []
        lines.append(f"{number}. {noun(one)} {quote_short(one.name)}" + (f" {', '.join(where)}" if where else ""))
        if number == 10 and len(chosen) > 10:
            lines.append(f"… and {len(chosen) - 10} more")
            break
    same_role = len({noun(one) for one in chosen}) == 1
    hint = Target(target.label, target.role, 2, target.near)
    advice = f"Say which: {hint} (or {ordinal(1)}, last), or {Target(target.label, target.role)} near 'text'"
    if not same_role:
        advice += f", or what it is: '{target.label}' {noun(chosen[0])}"
    return f"{len(chosen)} elements fit {target}: {'; '.join(lines)}. {advice}."
