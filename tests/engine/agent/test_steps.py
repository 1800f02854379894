"""What people write, and the steps it is read as."""

import pytest

from smooth_console.engine.agent.steps import LONGEST_TASK, parse
from smooth_console.engine.agent.vocabulary import (
    AcceptCookies,
    CallTool,
    Check,
    Click,
    Drag,
    Extract,
    Fill,
    GoTo,
    Hover,
    LogIn,
    Move,
    NextPage,
    OpenResult,
    Press,
    Screenshot,
    Scroll,
    ScrollTo,
    Search,
    Select,
    Step,
    Target,
    Type,
    Upload,
    WaitFor,
    WaitForLoad,
    WaitSeconds,
)
from smooth_console.engine.errors import ActionError

ONE_STEP: list[tuple[str, Step]] = [
    ("go to https://example.com/a?b=c", GoTo("https://example.com/a?b=c")),
    ("Go to example.com.", GoTo("example.com")),
    ("Please go to /cart", GoTo("/cart")),
    ("open localhost:8000/x", GoTo("localhost:8000/x")),
    ("visit the page http://a.b/c;d,e", GoTo("http://a.b/c;d,e")),
    ("navigate to 'https://a.b/c d'", GoTo("https://a.b/c d")),
    ("go to file:///etc/passwd", GoTo("file:///etc/passwd")),
    ("go to ${base}/login", GoTo("${base}/login")),
    ("go back", Move("go back")),
    ("go forward", Move("go forward")),
    ("reload the page", Move("reload")),
    ("refresh", Move("reload")),
    ("click 'Sign in'", Click(Target("Sign in"))),
    ('Click on "Sign in".', Click(Target("Sign in"))),
    ("click “Sign in”", Click(Target("Sign in"))),
    ("click ‘Sign in’", Click(Target("Sign in"))),
    ("click Sign in", Click(Target("Sign in"))),
    ("click the Sign in button", Click(Target("Sign in", "button"))),
    ("Click the login button", Click(Target("login", "button"))),
    ("press the 'Save' button", Click(Target("Save", "button"))),
    ("tap on the link 'More'", Click(Target("More", "link"))),
    ("click the button labelled 'OK'", Click(Target("OK", "button"))),
    ("open 'Settings'", Click(Target("Settings"))),
    ("click the second 'Edit'", Click(Target("Edit", nth=2))),
    ("click the last Edit button", Click(Target("Edit", "button", -1))),
    ("click the first link", Click(Target("", "link", 1))),
    ("click 'Edit' near 'Ada Lovelace'", Click(Target("Edit", near="Ada Lovelace"))),
    ("click Delete in the 'Ada' row", Click(Target("Delete", near="Ada"))),
    ("click 'Don't save'", Click(Target("Don't save"))),
    ("click 'Save; then go'", Click(Target("Save; then go"))),
    ("go to the Cart page", Click(Target("Cart"))),
    ("double click 'Cell'", Click(Target("Cell"), "double click")),
    ("double-click the cell", Click(Target("cell"), "double click")),
    ("right click 'File'", Click(Target("File"), "right click")),
    ("hover over 'Menu'", Hover(Target("Menu"))),
    ("hover the Menu link", Hover(Target("Menu", "link"))),
    ("fill 'Email' with 'a@b.c'", Fill(Target("Email"), "a@b.c")),
    ("fill in Email with a@b.c", Fill(Target("Email"), "a@b.c")),
    ("fill the Last name field with Lovelace", Fill(Target("Last name", "field"), "Lovelace")),
    ("fill 'Email' 'a@b.c'", Fill(Target("Email"), "a@b.c")),
    ("enter 'x' into 'Label'", Fill(Target("Label"), "x")),
    ("enter 5 in Quantity", Fill(Target("Quantity"), "5")),
    ("type 'x' into the 'Search' box", Fill(Target("Search", "field"), "x")),
    ("set 'Label' to 'v'", Fill(Target("Label"), "v")),
    ("Set Quantity to 2", Fill(Target("Quantity"), "2")),
    ("clear 'Notes'", Fill(Target("Notes"), "")),
    ("fill 'A' with ''", Fill(Target("A"), "")),
    ("fill 'Password' with <secret>pw</secret>", Fill(Target("Password"), "<secret>pw</secret>")),
    ("fill 'Name' with '${name}'", Fill(Target("Name"), "${name}")),
    ("type 'hello, world'", Type("hello, world")),
    ("type hello", Type("hello")),
    ("press Enter", Press("Enter")),
    ("press the Enter key", Press("Enter")),
    ("hit return twice", Press("Enter", 2)),
    ("press tab 3 times", Press("Tab", 3)),
    ("press ctrl+a", Press("Control+a")),
    ("press Cmd + Shift + K", Press("Meta+Shift+K")),
    ("press Escape in 'Search'", Press("Escape", 1, Target("Search"))),
    ("select 'Red' in 'Colour'", Select("Red", Target("Colour"))),
    ("choose Red from the Colour dropdown", Select("Red", Target("Colour", "dropdown"))),
    ("select United Kingdom in Country", Select("United Kingdom", Target("Country"))),
    ("pick 'Large'", Select("Large")),
    ("check 'I agree'", Check(Target("I agree"))),
    ("tick the I agree checkbox", Check(Target("I agree", "checkbox"))),
    ("select the 'Express' radio button", Check(Target("Express", "radio button"))),
    ("uncheck 'News'", Check(Target("News"), on=False)),
    ("turn off 'Sound'", Check(Target("Sound"), on=False)),
    ("upload file_12 to 'Photo'", Upload("file_12", Target("Photo"))),
    ("attach the file 'f 1'", Upload("f 1")),
    ("drag 'A' to 'B'", Drag(Target("A"), Target("B"))),
    ("drag 'A' and drop it on 'B'", Drag(Target("A"), Target("B"))),
    ("scroll down", Scroll("down")),
    ("scroll up a bit", Scroll("up")),
    ("scroll to the bottom of the page", Scroll("to bottom")),
    ("scroll to top", Scroll("to top")),
    ("scroll to 'Footer'", ScrollTo(Target("Footer"))),
    ("scroll down until you see 'Footer'", ScrollTo(Target("Footer"))),
    ("wait for 'Done'", WaitFor("Done")),
    ("wait until 'Done' appears", WaitFor("Done")),
    ("wait for the text 'Done' to be visible", WaitFor("Done")),
    ("wait for 'Loading' to disappear", WaitFor("Loading", gone=True)),
    ("wait 2 seconds", WaitSeconds(2)),
    ("wait for 500 ms", WaitSeconds(0.5)),
    ("pause 1 minute", WaitSeconds(60)),
    ("wait a second", WaitSeconds(1)),
    ("wait for the page to load", WaitForLoad()),
    ("search for 'lamp'", Search("lamp")),
    ("Search for flights from NYC to LA", Search("flights from NYC to LA")),
    ("search for rock and roll", Search("rock and roll")),
    ("search the site for desks", Search("desks")),
    ("log in with 'u' and 'p'", LogIn("u", "p")),
    ("log in as ada with password ${pw}", LogIn("ada", "${pw}")),
    ("sign in with email 'a@b.c', password 'x y'", LogIn("a@b.c", "x y")),
    ("login using u/p", LogIn("u", "p")),
    ("accept cookies", AcceptCookies()),
    ("Accept all cookies", AcceptCookies()),
    ("dismiss the cookie banner", AcceptCookies()),
    ("open the third result", OpenResult(3)),
    ("click on the 2nd product", OpenResult(2)),
    ("open result 4", OpenResult(4)),
    ("open the last article", OpenResult(-1)),
    ("go to the next page", NextPage()),
    ("next page until 'Walnut desk'", NextPage("Walnut desk")),
    ('next page until the "Walnut desk" shows', NextPage("Walnut desk")),
    ('call get_weather with {"city": "Paris; then"}', CallTool("get_weather", {"city": "Paris; then"})),
    ("call get_weather", CallTool("get_weather", {})),
    ('call TOOL with {"days": 3}', CallTool("TOOL", {"days": 3})),
    ("use the get_weather tool with city='New York', days=3", CallTool("get_weather", {"city": "New York", "days": 3})),
    ("take a screenshot", Screenshot()),
    ("take a full page screenshot", Screenshot(full=True)),
    ("extract the title and price of the first 3 products", Extract("the title and price of the first 3 products")),
    ("get the top 5 stories", Extract("the top 5 stories")),
    ("Return the total.", Extract("the total")),
    ("find all emails", Extract("all emails")),
    ("tell me the price", Extract("the price")),
    ("what is the price?", Extract("what is the price?")),
    ("extract the name and return policy", Extract("the name and return policy")),
    ("1. click 'A'", Click(Target("A"))),
    ("- click 'A'", Click(Target("A"))),
    ("Step 3: click 'A'", Click(Target("A"))),
    ("and then, please, click 'A'", Click(Target("A"))),
]

SEVERAL: list[tuple[str, list[Step]]] = [
    ("click 'A'\nclick 'B'", [Click(Target("A")), Click(Target("B"))]),
    ("click 'A' then click 'B'", [Click(Target("A")), Click(Target("B"))]),
    ("click 'A', then click 'B'", [Click(Target("A")), Click(Target("B"))]),
    ("click 'A' and then click 'B'", [Click(Target("A")), Click(Target("B"))]),
    ("click 'A'; click 'B'", [Click(Target("A")), Click(Target("B"))]),
    ("click 'A', click 'B' and go back", [Click(Target("A")), Click(Target("B")), Move("go back")]),
    ("Click 'A'. Go back. Reload.", [Click(Target("A")), Move("go back"), Move("reload")]),
    (
        "1. go to https://a.b/x;y 2. click 'A' 3. go back",
        [GoTo("https://a.b/x;y"), Click(Target("A")), Move("go back")],
    ),
    ("1) click 'A'\n2) go back\n\n", [Click(Target("A")), Move("go back")]),
    ("* click 'A'\n* go back", [Click(Target("A")), Move("go back")]),
    ("click 'A' and 'B'", [Click(Target("A")), Click(Target("B"))]),
    ("fill 'A' with 'x' and 'B' with 'y'", [Fill(Target("A"), "x"), Fill(Target("B"), "y")]),
    (
        "go to example.com, fill 'Email' with 'a@b.c', click 'Sign in', then extract the title and price",
        [GoTo("example.com"), Fill(Target("Email"), "a@b.c"), Click(Target("Sign in")), Extract("the title and price")],
    ),
    ("Go to example.com and get the top 5 stories.", [GoTo("example.com"), Extract("the top 5 stories")]),
    ("search for lamps and open the first result", [Search("lamps"), OpenResult(1)]),
    (
        'call t with {\n  "a": [1, 2]\n}\nthen go back',
        [CallTool("t", {"a": [1, 2]}), Move("go back")],
    ),
    ("check 'A' and 'B', then press Enter", [Check(Target("A")), Check(Target("B")), Press("Enter")]),
    ("go to https://a.b. Click 'C'.", [GoTo("https://a.b"), Click(Target("C"))]),
]

NOT_UNDERSTOOD = [
    ("clik 'OK'", "click 'X'"),
    ("frobnicate 'x'", ""),
    ("book a flight to Paris", ""),
    ("buy the cheapest lamp", ""),
    ("check out", "check 'X'"),
    ("check whether it is open", "check 'X'"),
    ("click", "click 'X'"),
    ("click it", "click 'X'"),
    ("fill 'Email'", "fill 'Label' with 'value'"),
    ("fill the form", "fill 'Label' with 'value'"),
    ("drag 'A'", "drag 'A' to 'B'"),
    ("wait", "wait for 'text' or wait N seconds"),
    ("wait 99999 seconds", "wait for 'text' or wait N seconds"),
    ("hover", "hover 'X'"),
    ("log in", "log in with 'user' and 'password'"),
    ("log inn with 'a' and 'b'", "log in with 'user' and 'password'"),
    ("select", "select 'Option' in 'Label'"),
    ("call get_weather with {city: Paris}", "call TOOL with {JSON}"),
    ("call get_weather with [1]", "call TOOL with {JSON}"),
    ("upload", "upload FILE_ID to 'Label'"),
    ("scrol down", "scroll down, scroll to bottom or scroll to 'X'"),
    ("serch for lamps", "search for 'text'"),
    ("click 'A' 'B'", "click 'X'"),
    ("press", "press Enter"),
    ("extrct the title", "extract WHAT"),
    ("if it is open click 'A'", ""),
    ("summarize the page", ""),
    ("type 'a' 'b'", "type 'text'"),
    ("double click", "double click 'X'"),
]


@pytest.mark.parametrize(("text", "step"), ONE_STEP, ids=[text for text, _ in ONE_STEP])
def test_a_phrase_is_read_as_its_step(text: str, step: Step) -> None:
    assert parse(text) == [step]


@pytest.mark.parametrize(("text", "steps"), SEVERAL, ids=[text for text, _ in SEVERAL])
def test_a_task_is_cut_into_its_steps(text: str, steps: list[Step]) -> None:
    assert parse(text) == steps


@pytest.mark.parametrize(("text", "form"), NOT_UNDERSTOOD, ids=[text for text, _ in NOT_UNDERSTOOD])
def test_what_is_not_understood_is_named_with_the_nearest_known_step(text: str, form: str) -> None:
    with pytest.raises(ActionError) as refusal:
        parse(text)
    assert refusal.value.code == 400
    assert f'"{text}"' in refusal.value.detail
    assert f"The nearest known step: {form}" in refusal.value.detail
    assert "Nothing was done" in refusal.value.detail


def test_the_step_that_is_not_understood_is_named_by_its_number() -> None:
    with pytest.raises(ActionError, match=r'step 2 of 3 is not understood: "frobnicate the widget"'):
        parse("click 'A'\nfrobnicate the widget\ngo back")
    with pytest.raises(ActionError, match=r'step 2 of 2 is not understood: "frobnicate the widget"'):
        parse("click Sign in then frobnicate the widget")


@pytest.mark.parametrize("text", ["", "  \n ", ";;", "- \n- "])
def test_a_task_without_steps_says_so(text: str) -> None:
    with pytest.raises(ActionError, match="empty"):
        parse(text)


def test_a_task_beyond_all_measure_is_refused_at_once() -> None:
    with pytest.raises(ActionError, match="characters"):
        parse("click 'A'\n" * LONGEST_TASK)
