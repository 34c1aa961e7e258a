"""Branches of menus that a catch keeps calls from."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrsim.graph.barriers import CaughtBranch, caught_branches


@rule(
    "IVR308",
    "branch-taken-by-catch",
    WARNING,
    valid=(
        '<catch type="digit" value="0" goto="help"><menu maxDigits="1"><keypress pressed="1-3"><hangup/></keypress>'
        '<keypress pressed="default"><hangup/></keypress></menu></catch><play type="tts" name="help">Help.</play>',
        '<catch type="digit" value="2" goto="help"><menu maxDigits="1"><keypress pressed="1-3"><hangup/></keypress>'
        '</menu></catch><play type="tts" name="help">Help.</play>',
        '<menu maxDigits="1"><keypress pressed="0"><catch type="digit" value="0" goto="end"><play type="tts">Hello.'
        '</play></catch></keypress></menu><hangup name="end"/>',
        '<catch type="hangup" goto="end"><menu maxDigits="1"><keypress pressed="0"><hangup/></keypress></menu></catch>'
        '<stash varname="gone" name="end">yes</stash>',
    ),
    invalid=(
        '<catch type="digit" value="*" goto="help"><menu maxDigits="2"><keypress pressed="*"><hangup/></keypress>'
        '</menu></catch><play type="tts" name="help">Help.</play>',
        '<catch type="digit" value="1" goto="help"><catch type="digit" value="2" goto="help"><menu maxDigits="1">'
        '<keypress pressed="1-2"><hangup/></keypress></menu></catch></catch><play type="tts" name="help">Help.</play>',
        '<catch type="digit" value="1" goto="help"><menu maxDigits="2"><keypress pressed="10-12"><hangup/></keypress>'
        '</menu></catch><play type="tts" name="help">Help.</play>',
        '<menu maxDigits="1"><keypress pressed="1"><catch type="digit" value="0" goto="help"><menu maxDigits="1">'
        '<keypress pressed="0"><hangup/></keypress></menu></catch></keypress></menu><play type="tts" name="help">Help.'
        "</play>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A catch takes the key before a branch of a menu can, so the branch never runs.

    ## What it does
    Reports the branches of menus that no input takes because a catch around the menu takes a key of each. A branch
    for several inputs is left alone if one of them gets through. Of branches that another branch takes from, or that
    are too long for the menu, other rules tell (IVR104, IVR105, IVR106). `ivrdsl verify` says the same of calls
    (`every-branch-can-be-taken`).

    ## Why is this bad
    A catch acts at once, also while a menu collects. A callee who presses the key for the branch is led to the
    catch's goto, and what stands in the branch is never done.

    ## Example
    ```xml
    <catch type="digit" value="0" goto="operator">
      <menu maxDigits="1">
        <play type="tts">Press 1 for opening hours, or 0 to end this call.</play>
        <keypress pressed="1"><play type="tts">We are open from 9 to 5.</play></keypress>
        <keypress pressed="0"><hangup/></keypress>
      </menu>
    </catch>
    <hangup/>
    <transfer timeout="25" name="operator">2135551234</transfer>
    ```

    ## Use instead
    ```xml
    <catch type="digit" value="0" goto="operator">
      <menu maxDigits="1">
        <play type="tts">Press 1 for opening hours, or 2 to end this call.</play>
        <keypress pressed="1"><play type="tts">We are open from 9 to 5.</play></keypress>
        <keypress pressed="2"><hangup/></keypress>
      </menu>
    </catch>
    <hangup/>
    <transfer timeout="25" name="operator">2135551234</transfer>
    ```

    ## Fix safety
    There is no automatic fix: which of the two is meant is not known.

    ## Source
    A key that a catch is for makes an immediate jump, and interrupts what is running (documented).
    """
    for each in subject.ask_engine(caught_branches):
        yield _hit(subject, each)


def _hit(subject: Subject, caught: CaughtBranch) -> Hit:
    branch, menu = subject.label(caught.branch), subject.label(caught.menu)
    message = f"no call takes {branch} of {menu}: a catch takes its key first"
    why = f"{caught.reason.words(subject.label)}, so what stands in the branch is never done"
    fix = "give the branch another key, or take the menu out of the catch"
    return Hit(caught.branch, message, why, fix)
