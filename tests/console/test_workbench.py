""".lint .infer .check .diff .why .pin .lib and --repeat, on a server whose page is a function of the test."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from smooth_console.console.changes import Compared, Grounded, PinsChanged
from smooth_console.console.outcome import CommandError, OpenEditor, Outcome, ShowText
from smooth_console.language.problems import LanguageError
from smooth_console.session import EntryAdded
from tests.console.conftest import Desk, Event, desk_at
from tests.session.conftest import until
from tests.session.servers import ScriptedServer

pytestmark = pytest.mark.anyio

RECORDS = [{"name": "Desk", "price": 149}, {"name": "Lamp", "price": 30}]
LISTING = "[{name, price: number}]"


class Shop:
    """A server with one page: extract gives `records`, questions of the console are answered from `said`."""

    def __init__(self) -> None:
        self.records: list[Any] = [RECORDS]
        self.said: set[Any] = {"Desk", 149, "Lamp", 30}
        self.title = "Shop"
        self.asked = 0

    def __call__(self, event: dict[str, Any]) -> list[Event]:
        given = event["payload"].get("input") or {}
        if event["payload"]["name"] == "extract":
            output = self.records[0]
            self.records = self.records[1:] or self.records
        elif event["payload"]["name"] == "goto":
            output = {"url": given["url"]}
        else:
            self.asked += 1
            output = self.answer(str(given.get("js")), given.get("args"))
        return [(event["id"], "browser_action", {"code": 200, "output": output})]

    def answer(self, js: str, args: Any) -> Any:
        """What the page says."""
        if "verdicts" in js:
            return {"verdicts": [int(value in self.said) for value in args["values"]], "url": "https://shop.example/"}
        if "const print" in js:
            pins = [{"value": self.title}] * js.count("document.title)")
            return {"pins": pins, "page": {"url": "https://shop.example/", "title": self.title, "elements": self.asked}}
        if "ranked" in js:
            place = {"kind": "text", "text": f"${args['value']}.00", "path": "li > b", "visible": True}
            return {"places": [place] if args["value"] in self.said else [], "count": 1, "url": "u", "texts": ["Lamps"]}
        if "repeated" in js:
            found = {"kind": "records", "path": "ul > li", "count": 2, "records": RECORDS, "labels": {}}
            return {"found": [found] if self.said else []}
        return args


@pytest.fixture
async def shop() -> AsyncIterator[tuple[Desk, Shop]]:
    """A console with an open session on the shop."""
    page = Shop()
    async with desk_at(ScriptedServer(act=page)) as desk:
        await desk.run("open https://shop.example/")
        yield desk, page


def text(outcome: Outcome) -> list[str]:
    """What a line said, a row each."""
    return outcome.text.splitlines()


# Writing


async def test_a_schema_in_the_short_form_or_json5_is_sent_as_json(shop: tuple[Desk, Shop]) -> None:
    desk, _ = shop
    await desk.run("extract {title, price?: number} -- first 3")
    await desk.run("extract {type: 'array', /* all */ items: {type: 'string'},}")
    await desk.run("run --model {title} read it")
    first, second, third = desk.sent()
    assert first["schema"]["properties"]["price"] == {"type": ["number", "null"]}
    assert second["schema"] == {"type": "array", "items": {"type": "string"}}
    assert third["response_model"]["required"] == ["title"]


async def test_a_schema_in_a_file_is_refused_at_its_line_in_that_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{\n  // every one\n  "type": "array",\n  "itms": {"type": "string"},\n}')
    with pytest.raises(CommandError, match=r"@\./s\.json:4:3: unknown keyword itms; did you mean items\?"):
        await desk.run("extract @./s.json")
    with pytest.raises(LanguageError, match="no type strng; did you mean string") as raised:
        await desk.run("extract {title: strng}")
    assert raised.value.place == (1, 17)
    assert desk.sent() == []


# .lint


async def test_lint_says_where_what_and_what_would_mend_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"type": "array", "itms": {"type": ["string", "number"]}}')
    found = await desk.run(".lint @./s.json")
    assert text(found) == [
        "@./s.json:1:19: error misspelt-keyword: unknown keyword itms; did you mean items?"
        '  [fix: change "itms" to "items"]'
    ]
    assert (found.failure, found.value[0]["rule"], found.value[0]["pointer"]) == (2, "misspelt-keyword", "/itms")
    fixed = await desk.run(".lint --fix @./s.json")
    assert '"items"' in fixed.text
    assert "union" in fixed.text
    assert [e.text for e in fixed.effects if isinstance(e, OpenEditor)] == [
        '{"type": "array", "items": {"type": ["string", "number"]}}'
    ]
    assert (await desk.run(".lint --off misspelt-keyword @./s.json")).failure == 0
    assert text(await desk.run(".lint @product")) == ["@product: nothing to say against it"]
    assert "no schema of yours" in (await desk.run(".lint")).text
    desk.console.library.save("mine", "schema", '{"type": "strng"}')
    assert text(await desk.run(".lint"))[0].startswith("@mine:1:10: error no-such-type")


# .infer


async def test_infer_makes_a_schema_of_results_files_and_the_page(shop: tuple[Desk, Shop], tmp_path: Path) -> None:
    desk, page = shop
    await desk.run("extract " + LISTING)
    found = await desk.run(".infer 2")
    assert found.value["items"]["properties"] == {"name": {"type": "string"}, "price": {"type": "number"}}
    assert json.loads(found.text) == found.value
    assert "[].price: number, because a price need not be whole, though all that were seen are" in found.notes
    (effect,) = found.effects
    assert isinstance(effect, OpenEditor)
    assert effect.text.startswith(found.text + "\n\n// from the output of entry 2\n// [].price: number")
    assert (await desk.run(".infer")).value == found.value
    (tmp_path / "a.json").write_text('{"a": 1}')
    (tmp_path / "b.json").write_text('{"a": 2.5, "b": "x"}')
    assert (await desk.run(".infer a.json b.json")).value["required"] == ["a"]
    (tmp_path / "t.ts").write_text("interface A { x: B } interface B { y: string }")
    assert (await desk.run(".infer --type B ./t.ts")).value["required"] == ["y"]
    (tmp_path / "bad.ts").write_text("interface A {\n x(): void }")
    with pytest.raises(CommandError, match=r"\./bad\.ts: line 2: x is a method"):
        await desk.run(".infer ./bad.ts")
    saved = await desk.run(".infer --save shelf page")
    assert saved.notes[0] == "from 2 records at ul > li: name, price"
    assert json.loads(desk.console.library.read("shelf"))["type"] == "array"
    page.said = set()
    with pytest.raises(CommandError, match="the page repeats nothing"):
        await desk.run(".infer page")


async def test_what_the_console_asks_on_its_own_is_no_row_and_no_last_output(shop: tuple[Desk, Shop]) -> None:
    desk, page = shop
    await desk.run("extract " + LISTING)
    rows = len(desk.told(EntryAdded))
    for line in (".check 2", ".why 2 [0].price", ".infer page", ".pin js document.title"):
        await desk.run(line)
    assert page.asked >= 4
    assert len(desk.told(EntryAdded)) == rows
    assert await desk.value(".show $_") == RECORDS


# .check


async def test_check_counts_by_field_and_names_the_line_of_the_schema(shop: tuple[Desk, Shop], tmp_path: Path) -> None:
    desk, page = shop
    (tmp_path / "s.json").write_text('{"type": "array", "items": {\n"type": "object", "properties": {\n'
                                     '"name": {"type": "string"},\n"price": {"type": "number"}}}}')  # fmt: skip
    page.records = [[{"name": "Desk", "price": "149"}, {"name": "Sofa", "price": None}]]
    await desk.run("extract @./s.json")
    found = await desk.run(".check 2")
    assert text(found) == [
        "                right      missing        wrong  not on page",
        "[].name             1                                      1",
        "[].price                         1            1",
        "",
        '✗ /0/price  "149" is not of type number  (@./s.json:4)',
        "! /1/name  not on the page",
        "! /1/price  nothing was found  (@./s.json:4)",
    ]
    assert found.failure == 6
    assert found.value["grounded"] is True
    assert found.value["checks"][0]["schema"] == "/items/properties/price/type"
    other = await desk.run(".check --no-page 2 [{name, price: string}]")
    assert [check["pointer"] for check in other.value["checks"]][-1] == "/1/price"


async def test_a_page_that_was_left_is_not_asked(shop: tuple[Desk, Shop]) -> None:
    desk, page = shop
    await desk.run("extract " + LISTING)
    await desk.run("goto https://shop.example/other")
    asked = page.asked
    assert text(await desk.run(".check 2"))[-1] == "not looked for on the page: 3 goto left the page"
    assert page.asked == asked
    await desk.run("goto https://shop.example/")
    await desk.run(".check 2")
    assert page.asked == asked + 1
    with pytest.raises(LanguageError, match="entry 3 had no schema"):
        await desk.run(".check 3")


async def test_values_are_looked_for_unasked_only_where_somebody_watches_and_wants_it() -> None:
    for attended, ground, asked in ((True, "always", 1), (True, "auto", 0), (False, "always", 0), (True, "never", 0)):
        page = Shop()
        page.said = {"Desk"}
        async with desk_at(ScriptedServer(act=page), keep_history=attended) as desk:
            desk.console.settings = type(desk.console.settings)(deadline_s=5.0, ground=ground)
            await desk.run("open https://shop.example/")
            entry = (await desk.run("extract " + LISTING)).entries[0]
            if asked:
                await until(lambda desk=desk: desk.told(Grounded))  # type: ignore[misc]
                checks = desk.console.checks(entry)
                assert [(c.pointer, c.mark) for c in checks] == [
                    ("/0/price", "ungrounded"), ("/1/name", "ungrounded"), ("/1/price", "ungrounded"),
                ]  # fmt: skip
            else:
                await desk.run("js 1")
                assert not desk.told(Grounded)
            assert page.asked == 1


# --repeat, .diff, runs


async def test_repeated_runs_are_compared_field_by_field(shop: tuple[Desk, Shop]) -> None:
    desk, page = shop
    page.records = [RECORDS, [{"name": "Desk", "price": 139}, RECORDS[1]], RECORDS]
    outcome = await desk.run(f"extract --repeat 3 {LISTING}")
    assert len(outcome.entries) == 3
    (told,) = desk.told(Compared)
    assert told.text.splitlines() == [
        "3 runs: some fields vary, records matched by name",
        "  [].name   stable",
        "  [].price  varies in 1 of 2",
        '              "Desk" .price: 149 (2×), 139 (1×)',
    ]
    assert told.data["stable"] is False


async def test_results_are_compared_by_key_whichever_way_they_are_named(
    shop: tuple[Desk, Shop], tmp_path: Path
) -> None:
    desk, page = shop
    desk.console.library.save("shelf", "schema", LISTING)
    page.records = [RECORDS, [RECORDS[1], {"name": "Desk", "price": 139}]]
    await desk.run("extract @shelf")
    await desk.run("extract @shelf")
    expected = ["1 moved, 1 changed, records matched by name", '> "Desk"  from 0 to 1', '~ "Desk" .price  149 → 139']
    assert text(await desk.run(".diff 2 3")) == expected
    assert text(await desk.run(".diff @shelf")) == expected
    assert text(await desk.run(".diff @shelf#1 @shelf#2")) == expected
    (tmp_path / "old.json").write_text(json.dumps(RECORDS))
    assert text(await desk.run(".diff ./old.json $3")) == expected
    assert (await desk.run(".diff $2[0] $3[1]")).value["changes"] == [
        {"kind": "changed", "path": ["price"], "before": 149, "after": 139}
    ]
    for line, message in (
        (".diff 2", "two things are compared"),
        (".diff 2 @none", "@none has not been run"),
        (".diff 2 @shelf#9", "there is no result of run 9"),
        (".diff 2 soon", "soon is not a result"),
    ):
        with pytest.raises(LanguageError, match=message):
            await desk.run(line)
    preview = (await desk.run(".lib @shelf")).text
    assert "run 2" in preview
    assert "https://shop.example/  ok  2 records" in preview


# .why


async def test_why_says_where_a_value_stands_or_what_is_nearest(shop: tuple[Desk, Shop]) -> None:
    desk, page = shop
    await desk.run("extract " + LISTING)
    for line in (".why 2 [0].price", ".why $2[0].price", ".why 2 /0/price", ".why $_[0].price"):
        found = await desk.run(line)
        assert text(found) == ["$2[0].price = 149", '  1. in the text: "$149.00"  li > b']
    assert found.value["places"][0]["path"] == "li > b"
    page.said = set()
    assert text(await desk.run(".why 2 [1].name"))[1] == '  not on the page; nearest is "Lamps"'
    for line, message in (
        (".why 2 [0]", "is an object; name one of its values: name, price"),
        (".why 2 [9].name", "the value has 2 items, there is no"),
        (".why 2 !", "! is not a path|no member"),
        (".why 7 x", "there is no entry 7"),
    ):
        with pytest.raises((CommandError, LanguageError), match=message):
            await desk.run(line)


# .pin


async def test_pins_are_evaluated_after_every_event_and_changes_are_told(shop: tuple[Desk, Shop]) -> None:
    desk, page = shop
    pinned = await desk.run(".pin js document.title")
    assert text(pinned)[0] == ' 1  document.title  "Shop"'
    assert pinned.notes == ["after each event they are asked in one more, which may be billed"]
    page.title = "Sold out"
    await desk.run("goto https://shop.example/2")
    await until(lambda: any(change.changed == (1,) for change in desk.told(PinsChanged)))
    change = desk.told(PinsChanged)[-1]
    assert (change.n, change.page[0]) == (2, "title Shop → Sold out")
    shown = text(await desk.run(".pin"))
    assert shown[0] == ' 1  document.title  "Sold out"  was "Shop" before 2 goto'
    assert shown[-1].startswith("      since the event before: title Shop → Sold out")
    assert (await desk.run(".pin")).value["pins"][0]["changed_at"] == 2
    with pytest.raises(LanguageError, match=r"expected|Unexpected|missing"):
        await desk.run(".pin js 1 +")
    with pytest.raises(LanguageError, match="only JavaScript and the page can be pinned, not url"):
        await desk.run(".pin url")
    with pytest.raises(CommandError, match="there is no pin 4; there are 1"):
        await desk.run(".pin off 4")
    assert "nothing is pinned" in (await desk.run(".pin off 1")).text
    asked = page.asked
    await desk.run("goto https://shop.example/3")
    assert page.asked == asked


# .lib and snippets


async def test_the_library_is_listed_searched_shown_renamed_and_made_into_code(desk: Desk, tmp_path: Path) -> None:
    assert {"product", "listing"} <= set((await desk.run(".lib #shop")).value)
    assert (await desk.run(".lib scroll end")).value == ["scroll-to-end"]
    assert "class Product(BaseModel):" in (await desk.run(".lib @product --as pydantic")).text
    assert "export interface Product" in (await desk.run(".lib --as typescript @product")).text
    short = await desk.run(".lib @listing --as short")
    assert short.text.startswith("[{\n  name?,  // the product's name")
    assert short.notes[0] == "the short form does not say /: title"
    desk.console.library.save("mine", "schema", "{a}")
    desk.console.library.save("mine", "schema", "{b}")
    (tmp_path / "x.smooth").write_text("extract @mine\n")
    renamed = await desk.run(".lib @mine --rename ours")
    assert text(renamed) == ["@mine is @ours now", "  still named in x.smooth:1: extract @mine"]
    await desk.run(".lib @ours --restore 1")
    assert desk.console.library.read("ours") == "{a}"
    shown = await desk.run(".lib @highlight")
    assert "selector: string  which: a CSS selector" in shown.text
    assert isinstance(shown.effects[0], ShowText)
    with pytest.raises(LanguageError, match="@links is JavaScript, not a schema"):
        await desk.run(".lib @links --as pydantic")
    with pytest.raises(LanguageError, match="the library has no prodct; did you mean @product"):
        await desk.run(".lib @prodct")


async def test_a_snippet_s_arguments_are_filled_in_and_checked_before_it_is_sent(desk: Desk) -> None:
    await desk.run('js --args {"selector": "h1"} @highlight')
    assert desk.sent()[0]["args"] == {"selector": "h1", "ms": 4000, "colour": "#e5007d"}
    with pytest.raises(LanguageError, match="@highlight: it has no parameter selectr; did you mean selector"):
        await desk.run('js --args {"selectr": "h1"} @highlight')
    with pytest.raises(LanguageError, match="@highlight: it needs selector"):
        await desk.run("js @highlight")
    assert len(desk.sent()) == 1
