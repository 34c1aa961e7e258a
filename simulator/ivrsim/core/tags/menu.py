"""A menu after its prompts: it collects keys, and takes one branch."""

from ivrsim.core import effects, table as t
from ivrsim.core.events import Event
from ivrsim.core.keys import length, taken
from ivrsim.core.run import Run, TimedWait
from ivrsim.core.variables import LAST_INPUT


def enter(run: Run, menu: t.Enter) -> t.Exit:
    return menu.next


def collect(run: Run, menu: t.Collect) -> t.Exit | TimedWait:
    """The timer starts when the prompts have ended [6.3]. Keys that were kept come first (`type_ahead`)."""
    run.digits = ""
    run.effects.append(effects.Listening(menu.element, menu.timeout_ms, menu.max_digits))
    return typed_ahead(run, menu) if run.ahead else TimedWait(menu.timeout_ms)


def typed_ahead(run: Run, menu: t.Collect) -> t.Exit | TimedWait:
    """A menu takes the keys that were pressed before it listened."""
    result: t.Exit | TimedWait = TimedWait(menu.timeout_ms)
    while run.ahead and isinstance(result, TimedWait):
        first, run.ahead = run.ahead[0], run.ahead[1:]
        run.effects.append(effects.KeyPressed(menu.element, first))
        result = key(run, menu, first)
    return result


def collecting(run: Run, menu: t.Collect, event: Event) -> t.Exit | TimedWait | None:
    """A menu waits for keys [6]."""
    if event.kind == "timer":
        return timed_out(run, menu)
    if event.kind != "key":
        return None
    run.effects.append(effects.KeyPressed(menu.element, event.value))
    return key(run, menu, event.value)


def key(run: Run, menu: t.Collect, key: str) -> t.Exit | TimedWait:
    """A key goes to a menu: is it the end of the input?"""
    if key == "#" and run.digits:  # ends the input, and is no part of it [6.4]
        return decided(run, menu, run.digits)
    if key in "#*" and not run.digits and key not in menu.exact:
        return first_symbol(run, menu, key)
    run.digits += key
    if menu.assumes_max_digits:
        run.assume(menu.element, menu.assumes_max_digits)
    found = length(menu, run.digits, hash_counts=run.plan.platform.hash_counts)
    if found.leans:
        run.assume(menu.element, ("hash_counts",))
    return decided(run, menu, run.digits) if found.completes(menu) else TimedWait(menu.interdigit_ms)


def first_symbol(run: Run, menu: t.Collect, key: str) -> t.Exit:
    """`#` or `*` as first key, without a branch of its own, ends the input at once [14.10]: `first_hash`."""
    run.assume(menu.element, ("first_hash",))
    if run.plan.platform.first_hash == "end" and key == "#":
        return no_input(run, menu)
    return decided(run, menu, key)


def timed_out(run: Run, menu: t.Collect) -> t.Exit:
    run.assume(menu.element, menu.assumes_timeout)
    if not run.digits:
        return no_input(run, menu)
    run.assume(menu.element, ("interdigit",))
    return decided(run, menu, run.digits)


def no_input(run: Run, menu: t.Collect) -> t.Exit:
    run.effects.append(effects.NothingEntered(menu.element))
    if run.plan.reads_input and run.knows(LAST_INPUT):
        run.assume(menu.element, ("lastinput_on_timeout",))
        if run.plan.platform.lastinput_on_timeout == "clear":
            run.forget(LAST_INPUT)
    if menu.no_input.label == "default":
        run.effects.append(effects.BranchTaken(menu.element, "default"))
    elif not menu.no_input.assumes:
        run.effects.append(effects.BranchTaken(menu.element, "timeout"))
    return run.take(menu, menu.no_input)


def decided(run: Run, menu: t.Collect, digits: str) -> t.Exit:
    """The input is complete: take the branch it belongs to. lastinput is set before the branch runs [6]."""
    run.digits = ""
    entered = run.entered(digits)
    run.put(LAST_INPUT, entered)
    run.effects.append(effects.Input(menu.element, entered))
    way = branch(run, menu, digits)
    if way is None:
        run.effects.append(effects.Unmatched(menu.element, entered))
        way = menu.no_match
    if not way.assumes:
        run.effects.append(effects.BranchTaken(menu.element, "default" if way is menu.no_match else way.label))
    return run.take(menu, way)


def branch(run: Run, menu: t.Collect, digits: str) -> t.Exit | None:
    """The branch for an input."""
    way, leans = taken(menu, digits)
    if leans:
        run.assume(menu.element, ("range_digit_count",))
    return way
