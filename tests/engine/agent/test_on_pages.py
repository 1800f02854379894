"""Steps carried out on small pages in a real Chromium."""

from pathlib import Path

import pytest

from smooth_console.engine.agent import finding, hands
from tests.engine.agent.conftest import Workplace

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SAY = "<output id=o></output><script>function say(text) { document.getElementById('o').textContent += text }</script>"
FORM = """
<form action=/echo>
  <label>Email <input name=email></label>
  <label for=p>Password</label><input id=p name=pw type=password>
  <input name=city placeholder=City>
  <select name=colour aria-label=Colour><option>Red<option>Dark green<option>Green</select>
  <label><input type=checkbox name=terms> I agree</label>
  <fieldset><legend>Delivery</legend>
    <label><input type=radio name=d value=s>Standard</label><label><input type=radio name=d value=x>Express</label>
  </fieldset>
  <textarea name=note title=Note></textarea>
  <input type=date name=day aria-label=Day>
  <button>Send it</button>
</form>
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is not waited for."""
    monkeypatch.setattr(finding, "APPEARS_WITHIN", 0.2)
    monkeypatch.setattr(hands, "SHOWS_WITHIN", 0.2)


async def test_a_form_is_filled_and_sent(work: Workplace) -> None:
    await work.show(FORM)
    said = await work.do(
        "fill 'Email' with 'a@b.c' and 'Password' with 'x y', then enter 'Paris' into City; select "
        "'green' in 'Colour'\n"
        "check 'I agree'; check 'Express'; fill 'Note' with 'two\nlines'; fill 'Day' with '2026-02-03'; click Send it"
    )
    assert (
        await work.text("#given")
        == "email=a@b.c pw=x y city=Paris colour=Green terms=on d=x note=two lines day=2026-02-03"
    )
    assert said.startswith("Did 9 steps: filled 'Email', filled 'Password', ")
    assert said.endswith(f", clicked 'Send it'. Now on 'Echo' ({work.page.url}).")


async def test_each_step_is_logged_as_it_begins(work: Workplace) -> None:
    await work.show("<button>One</button>")
    await work.do("click One, then wait 0.01 seconds")
    assert work.logged == ["1/2 click 'One'", "2/2 wait 0.01 seconds"]


async def test_an_exact_name_beats_a_part_of_one_and_what_shows_beats_what_is_hidden(work: Workplace) -> None:
    await work.show(
        f"{SAY}<button style=display:none onclick=say('hidden')>Save</button><button "
        f"onclick=say('all')>Save all</button>"
        "<button onclick=say('this')>save</button><h2>Save</h2>"
    )
    await work.do("click 'Save'")
    assert await work.text("#o") == "this"


@pytest.mark.parametrize(
    ("markup", "label"),
    [
        ("<button aria-label='Close dialog' onclick=say(1)>x</button>", "Close dialog"),
        ("<a href=# onclick=say(1)><img alt='Our logo' src=data:, width=9 height=9></a>", "our logo"),
        ("<button title='Bigger' onclick=say(1)>+</button>", "Bigger"),
        ("<button data-testid='go-now' onclick=say(1)>?</button>", "go-now"),
        ("<input type=submit value='Send' onclick='say(1);return false'>", "Send"),
        ("<div onclick=say(1) style=cursor:pointer>A <b>bold</b> card</div>", "A bold card"),
        ("<span id=l>Open it</span><div role=button tabindex=0 aria-labelledby=l onclick=say(1)>o</div>", "Open it"),
        ("<p>Text <span onclick=say(1)>only here</span></p>", "only here"),
        ("<button onclick=say(1)>Don’t   save →</button>", "Don't save"),
        ("<details><summary onclick=say(1)>More</summary>x</details>", "More"),
        ("<button onclick=say(1)>Ünïcödé 購入</button>", "購入"),
    ],
)
async def test_an_element_goes_by_whatever_a_person_sees_or_hears(work: Workplace, markup: str, label: str) -> None:
    await work.show(SAY + markup)
    await work.do(f'click "{label}"')
    assert await work.text("#o") == "1"


async def test_shadow_roots_and_frames_are_seen_into(work: Workplace) -> None:
    await work.show(
        f'{SAY}<div id=host></div><iframe srcdoc="<label>Inner <input id=i></label><button '
        f"onclick=parent.say('f')>In frame"
        "</button>\"></iframe><script>host.attachShadow({mode: 'open'}).innerHTML = '<button>In shadow</button>';"
        "host.shadowRoot.firstChild.onclick = () => say('s')</script>"
    )
    await work.do("click In shadow, click In frame, fill 'Inner' with 'deep'")
    assert await work.text("#o") == "sf"
    assert await work.page.frames[1].locator("#i").input_value() == "deep"


async def test_what_comes_late_is_waited_for(work: Workplace) -> None:
    await work.show(
        f"{SAY}<button id=b disabled onclick=say('!')>Pay</button><script>setTimeout(() => b.disabled = false, 300);"
        "setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p>Thank you</p>'), 400)</script>"
    )
    await work.do("click 'Pay'; wait for 'thank you'")
    assert await work.text("#o") == "!"


async def test_a_disabled_button_is_said_to_be_disabled(work: Workplace, impatient: None) -> None:
    await work.show("<button disabled>Pay</button>")
    assert "'Pay' is there but disabled" in await work.refused("click 'Pay'")


async def test_what_is_not_found_is_answered_with_what_is_there_most_similar_first(
    work: Workplace, impatient: None
) -> None:
    await work.show("<button>Buy</button><button>Sign in</button><a href=/x>Help</a><input placeholder=Email>")
    why = await work.refused("click 'Sgn in'")
    assert why.startswith(
        "step 1 (click 'Sgn in'): nothing here is called 'Sgn in'. On the page: buttons: 'Sign in', 'Buy'"
    )
    assert "links: 'Help'" in why
    assert "Nothing was done before it." in why


async def test_an_element_of_another_kind_is_named_as_such(work: Workplace, impatient: None) -> None:
    await work.show("<button>Email</button>")
    assert "'Email' is a button here" in await work.refused("fill 'Email' with 'x'")


async def test_several_matches_are_listed_with_what_tells_them_apart(work: Workplace) -> None:
    await work.show(
        f"{SAY}<h2>Staff</h2><ul><li>Ada <button onclick=say('a')>Edit</button><li>Bob <button "
        f"onclick=say('b')>Edit</button></ul>"
        "<h2>Guests</h2><button onclick=say('c')>Edit</button>"
    )
    why = await work.refused("click 'Edit'")
    assert "3 elements fit 'Edit'" in why
    assert "in 'Staff', by 'Ada'" in why
    assert "in 'Guests'" in why
    assert "Say which: the 2nd 'Edit'" in why
    await work.do("click the 2nd 'Edit', click the last 'Edit', click 'Edit' near 'Ada', click Edit in the 'Bob' row")
    assert await work.text("#o") == "bcab"
    assert "there is no 4th Edit: there are only 3" in await work.refused("click the 4th 'Edit'")


async def test_links_to_one_address_are_one(work: Workplace) -> None:
    await work.show("<a href=/echo?a=1>More</a><p><a href=/echo?a=1>More</a>")
    await work.do("click 'More'")
    assert await work.text("#given") == "a=1"


async def test_the_role_decides_between_a_link_and_a_button(work: Workplace) -> None:
    await work.show(f"{SAY}<a href=/echo>Sign in</a><button onclick=say(1)>Sign in</button>")
    await work.do("click the 'Sign in' button")
    assert await work.text("#o") == "1"
    assert "or what it is" in await work.refused("click 'Sign in'")


async def test_an_option_that_is_not_there_is_answered_with_the_nearest(work: Workplace, impatient: None) -> None:
    await work.show(FORM)
    why = await work.refused("select 'Dark gren' in 'Colour'")
    assert "'Dark gren' is not an option of 'Colour'. Its options: 'Dark green'" in why
    await work.do("select Dark green")
    assert await work.value("select") == "Dark green"


async def test_a_list_that_the_page_draws_itself_is_opened_and_chosen_from(work: Workplace) -> None:
    await work.show(
        f'{SAY}<button role=combobox aria-label=Size onclick="l.hidden=false">Choose</button>'
        "<ul id=l role=listbox hidden>"
        "<li role=option onclick=say('S')>Small<li role=option onclick=say('L')>Large</ul>"
    )
    await work.do("select 'Large' in 'Size'")
    assert await work.text("#o") == "L"


async def test_checkboxes_are_set_and_not_just_pressed(work: Workplace) -> None:
    await work.show(
        "<label><input type=checkbox id=a checked>Alpha</label><label style=cursor:pointer><input "
        "id=b type=checkbox style="
        "'position:absolute;opacity:0;width:0;height:0'>Beta</label><div role=switch "
        "aria-checked=false tabindex=0 id=c "
        "onclick=\"this.setAttribute('aria-checked', this.getAttribute('aria-checked') === 'false')\">Gamma</div>"
    )
    await work.do("check 'Alpha', check 'Beta', turn on 'Gamma', check 'Gamma'")
    assert await work.page.evaluate("[a.checked, b.checked, c.ariaChecked]") == [True, True, "true"]
    await work.do("uncheck 'Alpha' and 'Beta' and 'Gamma'")
    assert await work.page.evaluate("[a.checked, b.checked, c.ariaChecked]") == [False, False, "false"]


async def test_a_field_that_does_not_take_a_value_says_so(work: Workplace) -> None:
    await work.show(
        "<input type=date aria-label=Day><input type=number aria-label=Age><input readonly aria-label=Code>"
    )
    assert "2025-01-31" in await work.refused("fill 'Day' with 'tomorrow'")
    assert "only a number" in await work.refused("fill 'Age' with 'old'")
    assert "read-only" in await work.refused("fill 'Code' with 'x'")


async def test_keys_and_the_mouse(work: Workplace) -> None:
    await work.show(
        f"{SAY}<input id=i aria-label=Name onkeydown=\"event.key === 'Enter' && say('E')\"><p "
        f"ondblclick=say('D')>Twice</p>"
        "<p onmouseover=say('H')>Over</p><p oncontextmenu=\"say('R');return false\">Right</p>"
    )
    await work.do(
        "click 'Name', type 'abc', press Backspace twice, press Enter, double click Twice, hover "
        "Over, right click Right"
    )
    assert await work.value("#i") == "a"
    assert await work.text("#o") == "EDHR"
    assert "nothing has the focus" in await work.refused("press Escape then reload then type 'x'")


async def test_dragging_drops(work: Workplace) -> None:
    await work.show(
        f"{SAY}<div draggable=true style=width:80px;height:30px>Card</div><div "
        f"style=width:90px;height:90px ondragover="
        "event.preventDefault() ondrop=say('dropped')>Bin</div>"
    )
    await work.do("drag 'Card' to 'Bin'")
    assert await work.text("#o") == "dropped"


async def test_scrolling_moves_the_page(work: Workplace) -> None:
    await work.show("<p>Top</p><div style=height:5000px></div><p>End</p>")
    await work.do("scroll down")
    assert await work.page.evaluate("scrollY") > 100
    await work.do("scroll to 'End'")
    assert await work.page.evaluate("scrollY + innerHeight") > 5000
    await work.do("scroll to top")
    assert await work.page.evaluate("scrollY") == 0


async def test_files_are_uploaded_by_their_id(work: Workplace, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    work.files = {"file_1": tmp_path / "a.txt"}
    await work.show(
        "<label>Photo <input type=file id=f style=display:none></label><button onclick=f.click()>Choose a file</button>"
    )
    for task in ("upload file_1 to 'Photo'", "upload file_1 to 'Choose a file'", "upload file_1"):
        await work.page.evaluate("f.value = ''")
        await work.do(task)
        assert await work.page.evaluate("f.files[0].name") == "a.txt"
    assert "did you mean file_1?" in await work.refused("upload file_2 to 'Photo'")


async def test_what_covers_an_element_is_named(work: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smooth_console.engine.agent.performing.ACTS_WITHIN", 300)
    await work.show("<button>Under</button><div style='position:fixed;inset:0'>Read this first</div>")
    assert "is covered by another element (<div> 'Read this first')" in await work.refused("click 'Under'")


async def test_a_popup_becomes_the_page_that_the_next_step_sees(work: Workplace) -> None:
    await work.show("<a href=/echo?n=1 target=_blank>Details</a>")
    assert await work.do("click 'Details', wait for 'n=1', get the title of the page") == {"title": "Echo"}


async def test_dialogs_do_not_hold(work: Workplace) -> None:
    await work.show(f"{SAY}<button onclick=\"alert('x'); say(1)\">Shout</button>")
    await work.do("click 'Shout' then press Tab")
    assert await work.text("#o") == "1"


async def test_a_search_field_is_found_and_sent_however_it_is_made(work: Workplace) -> None:
    for form in (
        "<form action=/echo><input name=q></form>",
        "<form action=/echo><input name=x placeholder='Search products'></form>",
        "<form action=/echo role=search><input name=x></form>",
        "<input id=x type=search><button onclick=\"location='/echo?x=' + x.value\">Search</button>",
        "<button onclick=\"this.outerHTML='<form action=/echo><input type=search name=x></form>'\">Search</button>",
    ):
        await work.show(form)
        await work.do("Search for flights from NYC to LA")
        assert (await work.text("#given")).endswith("=flights from NYC to LA")


async def test_a_page_without_a_search_field_says_what_it_has(work: Workplace, impatient: None) -> None:
    assert "about:blank" in await work.refused("Search for flights from NYC to LA")
    await work.show("<label>From <input></label><button>Go</button>")
    why = await work.refused("Search for flights from NYC to LA")
    assert "there is no search field on this page" in why
    assert "fields: 'From'" in why
    assert "buttons: 'Go'" in why


async def test_logging_in_takes_two_pages_where_the_site_does(work: Workplace) -> None:
    second = (
        "<form action=/echo method=post><input type=hidden name=u value=ada><input type=password name=p>"
        "<button>Sign in</button></form>"
    )
    await work.show(
        f"<form id=f><input type=email autocomplete=username "
        f"aria-label=Email><button>Next</button></form><script>f.onsubmit = (e) => "
        f"{{ e.preventDefault(); setTimeout(() => document.body.innerHTML = `{second}`, 200) }}</script>"
    )
    await work.do("log in with 'a@b.c' and 'pw'")
    assert await work.text("#given") == "u=ada p=pw"


async def test_a_cookie_notice_is_accepted_and_other_buttons_are_left_alone(work: Workplace) -> None:
    await work.show(
        f"{SAY}<button onclick=say('wrong')>OK</button><div id=cookie-banner><p>We use "
        f"them.</p><button onclick=say('few')>Settings"
        "</button><button onclick=\"say('all'); this.parentNode.remove()\">Accept all</button></div>"
    )
    await work.do("accept cookies")
    assert await work.text("#o") == "all"
    assert "found no cookie notice" in await work.do("accept cookies")


async def test_nothing_is_done_before_the_whole_task_is_understood(work: Workplace) -> None:
    await work.show(f"{SAY}<button onclick=say(1)>One</button>")
    for task in ("click One; frobnicate", "click One; call t", "click One; type ${x}"):
        assert "Nothing was done." in await work.refused(task)
    assert "max_steps is 2" in await work.refused("click One; click One; click One", max_steps=2)
    assert await work.text("#o") == ""
    assert work.logged == []


async def test_a_failure_in_the_middle_says_what_was_done_before(work: Workplace, impatient: None) -> None:
    await work.show("<button>One</button>")
    why = await work.refused("click One; click 'Two'; go back")
    assert why.startswith("step 2 of 3 (click 'Two'): nothing here is called 'Two'.")
    assert why.endswith("Done before it: clicked 'One'.")


async def test_text_that_does_not_come_or_go_is_named(work: Workplace, impatient: None) -> None:
    await work.show("<p>Here</p>")
    assert "'There' is not on the page after" in await work.refused("wait for 'There'")
    assert "'Here' is still on the page after" in await work.refused("wait for 'Here' to disappear")


async def test_refused_addresses_and_relative_ones_without_a_page(work: Workplace) -> None:
    assert "file: addresses are refused" in await work.refused("go to file:///etc/passwd")
    assert "is relative" in await work.refused("go to /cart")
    assert "there is no page to go forward to" in await work.refused("go forward")


async def test_with_a_response_model_the_page_is_read_with_it_after_the_last_step(work: Workplace) -> None:
    await work.show("<a href=/echo>Go</a>")
    model = {"type": "object", "properties": {"title": {"type": "string"}}}
    assert await work.do("click 'Go'", response_model=model) == {"title": "Echo"}
    assert await work.do("get the title", response_model=model, url="/shown") == {"title": "Shown"}


async def test_a_page_that_never_answers_does_not_hold_a_task(work: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smooth_console.engine.agent.survey.LOOK_WITHIN", 0.3)
    await work.show("<script>onmessage = () => { const end = Date.now() + 1500; while (Date.now() < end); }</script>")
    await work.page.evaluate("void setTimeout(() => postMessage(1), 50)")
    await work.page.wait_for_timeout(100)
    assert "scripts keep it busy" in await work.refused("click 'x'")
