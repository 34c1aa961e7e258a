"""The page of a plan, opened from a file, offline, in a real browser: it plays what `simulate` plays."""

import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ivrdsl import load
from ivrsim.automaton.trial import stepped
from ivrsim.compiling.compile import compile_plan
from tests.browser.conftest import LAPTOP, NARROW
from tests.needs import library
from tests.processes import ivrdsl

expect = library("playwright.sync_api", "browser").expect
axe = library("axe_playwright_python.sync_playwright", "browser")

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CODE, SURVEY, REMINDER = (EXAMPLES / f"{name}.py" for name in ("one_time_code", "survey", "reminder"))
CALLS = int(os.environ.get("IVRDSL_PAGE_CALLS", "5"))
"""Random calls of each plan; more of them take a minute a thousand."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes pages, each once, by the command that a user runs."""
    folder, made = tmp_path_factory.mktemp("pages"), dict[tuple[str, ...], Path]()

    def page_of(plan: Path, *options: str) -> Path:
        words = (str(plan), *options)
        if words not in made:
            made[words] = folder / f"page{len(made)}.html"
            done = ivrdsl("page", *words, "-o", str(made[words]), folder=folder)
            assert done.code in (0, 1), done.errors
        return made[words]

    return page_of


def document(folder: Path, text: str) -> Path:
    """A plan in XML, in a file."""
    file = folder / "plan.xml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    return file


def offer(page: Any, words: str) -> Any:
    return page.locator(".offers").get_by_role("button", name=words, exact=True)


def press(page: Any, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def step_by_step(page: Any) -> None:
    """Let no time pass by itself."""
    page.get_by_label("Speed").select_option("in steps")


def transcript(page: Any) -> list[str]:
    """The lines of the call as the page shows them, times first."""
    return [re.sub(r"\s+", " ", each) for each in page.locator("#panel-call .lines li").all_inner_texts()]


def script_of(page: Any) -> str:
    return str(page.locator("#panel-call pre").inner_text())


def require_same(plan: Path, page: Any) -> None:
    """What the page shows is what `simulate` tells of the script that it shows."""
    told = load(plan)
    compiled = compile_plan(told)
    lines = [line.strip() for _, line in stepped(compiled, script_of(page))]
    shown = [re.sub(r", line [0-9]+\]", "]", line) for line in transcript(page)]
    assert shown == [re.sub(r"\s+", " ", line) for line in lines]


# --- what is played ---------------------------------------------------------------------------------------------------


def acts_of_code(page: Any) -> dict[str, list[Any]]:
    """Ways of the one-time-code call to its endings."""
    silence = page.get_by_role("button", name="Say nothing")
    return {
        "silence": [offer(page, "A person answers"), silence, silence, silence],
        "again": [offer(page, "A person answers"), silence, silence, "1", silence, silence],
        "other key": [offer(page, "A person answers"), silence, "7"],
        "hang up": [offer(page, "A person answers"), silence, page.get_by_role("button", name="Hang up")],
        "machine": [offer(page, "A machine answers"), silence],
        "busy": [offer(page, "Nobody answers: busy")],
    }


@pytest.mark.parametrize("ending", ["silence", "again", "other key", "hang up", "machine", "busy"])
@pytest.mark.parametrize("size", [LAPTOP, NARROW], ids=["laptop", "phone"])
def test_every_ending_of_the_one_time_code(pages: Any, open_file: Any, ending: str, size: dict[str, int]) -> None:
    page = open_file(pages(CODE, "--show-secrets"), viewport=size)
    step_by_step(page)
    for act in acts_of_code(page)[ending]:
        press(page, act) if isinstance(act, str) else act.click()
    expect(page.locator(".state")).to_have_text("The call is over")
    require_same(CODE, page)


def random_acts(page: Any, lots: random.Random) -> Iterator[None]:
    """Do what lots decide: buttons that are there, and time that passes."""
    able = ".offers button, .keypad button, .two button, .transport button:not([aria-label='Call again'])"
    press_one = (
        "([able, lot]) => { const all = [...document.querySelectorAll(able)].filter((each) => each.checkVisibility() &&"
        " each.getAttribute('aria-disabled') !== 'true'); if (all.length) all[lot % all.length].click(); }"
    )
    for _ in range(lots.randrange(3, 14)):
        page.evaluate(press_one, [able, lots.randrange(10_000)])
        yield


@pytest.mark.parametrize("plan", [CODE, SURVEY, REMINDER], ids=lambda plan: plan.stem)
def test_random_calls_are_what_simulate_plays(pages: Any, open_file: Any, plan: Path) -> None:
    page = open_file(pages(plan, "--show-secrets"))
    step_by_step(page)
    lots = random.Random(7)
    for _ in range(CALLS):
        page.get_by_role("button", name="Call again").click()
        for _ in random_acts(page, lots):
            pass
        if script_of(page) and page.locator("#panel-call .sample").count() == 0:
            require_same(plan, page)


def test_time_runs_by_itself_and_can_be_scrubbed(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    page.get_by_label("Speed").select_option("10 times")
    offer(page, "A person answers").click()
    expect(page.locator(".state")).to_have_text("The call is over")
    whole = transcript(page)
    page.get_by_label("Moment of the call").fill("3000")
    expect(page.locator(".state")).to_have_text("Speaks")
    assert len(transcript(page)) < len(whole)
    expect(page.locator(".prompt .heard").first).to_have_text("Hello,")
    page.get_by_label("Moment of the call").fill(page.get_by_label("Moment of the call").get_attribute("max"))
    assert transcript(page) == whole


def test_a_move_is_undone(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    step_by_step(page)
    for act in acts_of_code(page)["other key"][:2]:
        act.click()
    before = transcript(page)
    press(page, "7")
    expect(page.locator(".state")).to_have_text("The call is over")
    page.get_by_role("button", name="Undo").click()
    assert transcript(page) == before
    page.get_by_role("button", name="Undo").click()
    expect(offer(page, "A person answers")).to_be_visible()


def test_keys_that_are_switched_off_are_nobodys(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    step_by_step(page)
    for act in acts_of_code(page)["other key"][:2]:
        act.click()
    page.get_by_label("Keys of the keyboard").uncheck()
    before = transcript(page)
    press(page, "1")
    assert transcript(page) == before
    page.get_by_label("Keys of the keyboard").check()
    press(page, "1")
    expect(page.locator("#panel-call .of-key")).to_have_text(re.compile("callee presses 1"))


# --- the picture, and what is beside it -------------------------------------------------------------------------------


def test_the_picture_is_lit_where_the_call_is(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    step_by_step(page)
    expect(page.locator(".card.lit")).to_contain_text("the phone rings")
    for act in acts_of_code(page)["silence"][:2]:
        act.click()
    expect(page.locator(".card.lit")).to_contain_text('menu "live"')
    expect(page.locator(".row.went .label")).to_have_text(["live"])
    press(page, "1")
    expect(page.locator(".row.went .key")).to_have_text(["1"])


def test_a_sign_leads_to_its_card(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    page.locator("a.sign").last.click()
    assert page.url.endswith(".html"), "the address stays that of the page"
    expect(page.locator(".card.found")).to_have_count(1)


def test_a_broken_claim_is_played(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    page.get_by_role("tab", name="Proofs").click()
    page.get_by_label("Speed").select_option("10 times")
    page.locator(".claim", has_text="played more than 5 times").get_by_role("button").click()
    expect(page.locator(".phone")).to_be_focused()
    page.get_by_role("tab", name="Call", exact=True).click()
    expect(page.locator("#panel-call .of-key")).to_have_count(5)
    expect(page.locator(".clock").first).to_have_text("21.8 s")


def test_given_calls_are_a_layer_of_the_picture(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE, "--calls", str(EXAMPLES / "one_time_code.call")))
    page.get_by_role("tab", name="Calls").click()
    expect(page.locator("#panel-calls details")).to_have_count(5)
    page.get_by_label("show in the picture").check()
    expect(page.locator(".tally").first).to_be_visible()
    expect(page.locator(".uncovered .label")).to_have_text(["no match"])
    page.get_by_label("show in the picture").uncheck()
    expect(page.locator(".tally")).to_have_count(0)


def test_a_large_plan_comes_folded_and_unfolds_the_way_of_a_call(pages: Any, open_file: Any, tmp_path: Path) -> None:
    menu = (
        '<menu name="m{0}" maxDigits="1" timeout="3000"><play type="tts">Menu {0}.</play>'
        '<keypress pressed="1"><goto>m{1}</goto></keypress><keypress pressed="2"><goto>m{2}</goto></keypress></menu>'
    )
    menus = "".join(menu.format(n, min(2 * n + 1, 62), min(2 * n + 2, 62)) for n in range(63))
    page = open_file(pages(document(tmp_path, f'<dialplan name="Root">{menus}<hangup/></dialplan>')))
    step_by_step(page)
    shown = page.locator(".card:visible").count()
    assert 0 < shown < 31
    page.locator(".offers button").first.click()
    press(page, "11111")
    expect(page.locator(".card.lit:visible")).to_contain_text("Menu 31")
    page.get_by_role("button", name="Unfold all").click()
    assert page.locator(".card:visible").count() > 63
    page.get_by_role("button", name="Fold branches").click()
    assert page.locator(".card:visible").count() == shown
    row = page.locator(".row.folded").first
    row.focus()
    page.keyboard.press("Enter")
    assert page.locator(".card:visible").count() > shown


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_link_plays_its_call(pages: Any, open_file: Any) -> None:
    file = pages(CODE)
    page = open_file(file, "#call=0:answered:live,5576:key:1")
    assert any("callee presses 1" in line for line in transcript(page))
    expect(page.locator("#told")).to_be_hidden()
    before = transcript(page)
    address = page.evaluate(
        "() => { let told; navigator.clipboard.writeText = async (text) => { told = text; };"
        " document.querySelectorAll('.replay button')[1].click(); return told; }"
    )
    assert address.startswith(f"{file.name}#call="), "no folder of this machine is in it"
    other = open_file(file, address.removeprefix(file.name))
    assert transcript(other) == before


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("#call=0:answered:live,5576:reply:x", "move 2, reply x at 5.576 s, is not possible"),
        ("#call=0:answered:%3Cimg%20src%3Dx%3E", "move 1, answered <img src=x> at 0 s, is not possible"),
        ("#call=0:answered:%E2%80%AEx", "move 1, answered \\u202ex at 0 s, is not possible"),
        ("#call=0:told:1e999", "move 1"),
        ("#call=5:answered:live,3:key:1", "cannot be read"),
        ("#call=nonsense", "cannot be read"),
        ("#call=0:__proto__:constructor", "move 1"),
        ("#call=0:answered:%", "cannot be read"),
        (f"#call={'0:answered:live,' * 3000}", "cannot be read"),
    ],
)
def test_a_link_that_does_not_play_says_so(pages: Any, open_file: Any, link: str, told: str) -> None:
    page = open_file(pages(CODE), link)
    expect(page.get_by_role("alert")).to_contain_text(told)
    step_by_step(page)
    page.get_by_role("button", name="Call again").click()
    offer(page, "A person answers").click()
    assert transcript(page)[0] == "0.000 s a person answers"


# --- hostile plans ----------------------------------------------------------------------------------------------------

BAD = "</script><img src=x onerror=alert(1)><b>bold</b> &lt; \u202eevil\u202c \u200b"
HOSTILE = f"""<dialplan name="Root">
<menu name="m" maxDigits="1" timeout="3000">
<play type="tts"><![CDATA[{BAD} ${{contact.first}}]]></play>
<keypress pressed="1"><stash varname="x"><![CDATA[{BAD}]]></stash>
<play type="tts">\u2028\u2029 {{{{data}}}}</play></keypress>
</menu></dialplan>"""


def test_a_hostile_plan_stays_text(pages: Any, open_file: Any, tmp_path: Path) -> None:
    page = open_file(pages(document(tmp_path, HOSTILE)))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    step_by_step(page)
    page.locator(".offers button").first.click()
    for _ in range(4):
        if page.locator(".offers button").count():
            page.locator(".offers button").first.click()
    press(page, "1")
    for name in ("Proofs", "Findings", "Prompts", "Assumptions", "About", "Call"):
        page.get_by_role("tab", name=name).click()
    assert page.locator("img, .panels b:text('bold')").count() == 0
    text = page.locator("body").inner_text()
    assert "</script><img src=x onerror=alert(1)>" in text
    assert "\u202e" not in text
    assert "\\u202eevil" in text
    assert page.evaluate("document.scripts.length") == 2
    assert "\u202e" not in page.locator(".view").inner_html()


def test_the_policy_lets_nothing_else_run(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    for text in (
        "document.body.innerHTML = '<b>x</b>'",
        "document.createElement('script').text = '1'",
    ):
        said = page.evaluate(
            "(text) => { try { Function; " + text + "; return 'done' } catch (e) { return String(e) } }", text
        )
        assert "TrustedHTML" in said or "Trusted" in said or "EvalError" in said, (text, said)
    page.evaluate(
        "document.head.append(document.createElement('style')); document.head.lastChild.append('body{color:red}')"
    )
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    page.evaluate("fetch('https://example.com/').catch(() => {})")
    page.wait_for_function("true")
    assert [each for each in open_file.complaints if "Security Policy" not in each and "Trusted" not in each] == []
    open_file.complaints.clear()
    open_file.asked_for.clear()


def test_a_plan_that_does_not_parse_is_a_page_of_findings(pages: Any, open_file: Any, tmp_path: Path) -> None:
    page = open_file(pages(document(tmp_path, "<dialplan><play")))
    expect(page.locator("#panel-findings")).to_contain_text("Not well-formed XML")
    expect(page.locator(".phone")).to_be_hidden()
    expect(page.locator(".picture")).to_be_hidden()


def test_what_was_not_searched_is_said(pages: Any, open_file: Any) -> None:
    page = open_file(pages(SURVEY, "--max-states", "5"))
    expect(page.locator(".note")).to_contain_text("Not every call was searched: there are more than 5 states")
    step_by_step(page)
    page.locator(".offers button").first.click()
    for _ in range(8):
        page.get_by_role("button", name="Say nothing").click()
    expect(page.locator(".state")).to_contain_text("the page does not know how the call goes on")
    assert page.locator(".keypad button[aria-disabled=false]").count() == 0
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".state")).not_to_contain_text("does not know")


def test_without_its_script_the_page_is_read(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE), java_script_enabled=False)
    expect(page.locator(".view svg")).to_be_visible()
    for name in ("proofs", "findings", "prompts", "assumptions"):
        expect(page.locator(f"#panel-{name} h2")).to_be_visible()
    assert "save it, and open the file" in page.content()


# --- for everybody ----------------------------------------------------------------------------------------------------


def require_access(page: Any) -> None:
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("size", "scheme"), [(LAPTOP, "light"), (NARROW, "dark"), (LAPTOP, "dark"), (NARROW, "light")])
def test_every_state_passes_all_rules(pages: Any, open_file: Any, size: dict[str, int], scheme: str) -> None:
    file = pages(CODE, "--calls", str(EXAMPLES / "one_time_code.call"))
    page = open_file(file, viewport=size, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    step_by_step(page)
    require_access(page)
    for act in acts_of_code(page)["silence"][:2]:
        act.click()
    require_access(page)
    for name in ("Proofs", "Findings", "Calls", "Prompts", "Assumptions", "About"):
        page.get_by_role("tab", name=name).click()
        if name == "Calls":
            page.get_by_label("show in the picture").check()
            page.locator("#panel-calls details").first.locator("summary").click()
        require_access(page)
    press(page, "9")
    page.get_by_role("tab", name="Call", exact=True).click()
    require_access(page)


def test_a_screen_reader_hears_the_prompts(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE, "--show-secrets"))
    step_by_step(page)
    for act in acts_of_code(page)["silence"][:2]:
        act.click()
    expect(page.locator("#says[aria-live=polite]")).to_contain_text("your one-time code is 2 5 1 7")


def test_a_call_by_keyboard_alone(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".phone")).to_be_focused()
    page.keyboard.press("Tab")
    expect(offer(page, "A person answers")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".state")).to_have_text("Speaks")
    assert page.evaluate("document.activeElement !== document.body"), "the focus is kept where its button has gone"


def test_a_call_that_is_told_a_value_says_so(pages: Any, open_file: Any) -> None:
    page = open_file(pages(REMINDER))
    step_by_step(page)
    offer(page, "A person answers").click()
    expect(page.locator(".state")).to_have_text("A person or a machine?")
    page.get_by_label("On to what comes next").click()
    expect(page.locator(".state")).to_have_text("Waits for a value")
    expect(page.locator(".offers p")).to_have_text("What is contact.firstName?")
    for idle in ("Say nothing", "On to what comes next", "Let time run"):
        expect(page.get_by_role("button", name=idle)).to_be_disabled()


def test_on_paper_there_is_all_but_the_phone(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    page.emulate_media(media="print")
    expect(page.locator(".phone")).to_be_hidden()
    for name in ("proofs", "findings", "prompts"):
        expect(page.locator(f"#panel-{name}")).to_be_visible()
    expect(page.locator("#panel-call")).to_be_hidden()  # nothing has happened: paper cannot be told who answers


def test_on_paper_no_call_is_cut(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE), "#call=0:answered:live" + "".join(f",{at}:key:1" for at in range(2000, 12000, 500)))
    lines = page.locator("#panel-call ol.lines")
    cut = "each => each.scrollHeight > each.clientHeight + 1"
    expect(lines).to_be_visible()
    assert lines.evaluate(cut), "the call is longer than its place on the screen"
    page.emulate_media(media="print")
    expect(page.locator("#panel-call pre")).to_be_visible()
    assert not lines.evaluate(cut)


def test_nothing_is_kept(pages: Any, open_file: Any) -> None:
    page = open_file(pages(CODE))
    step_by_step(page)
    offer(page, "A person answers").click()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_data_is_json(pages: Any) -> None:
    text = pages(CODE).read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert json.loads(found)["automaton"]["version"] == 1
