"""Pages of the platform's own variables, made from the table of them."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.model.system import DOCUMENTED, SYSTEM_VARIABLES, SystemVariable
from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Var
from tests.reference.page import ReferencePage, fence, section

_PYTHON: Final = {
    each.name: f"{name}.{attribute}"
    for name, group in (("CALL", CALL), ("CONTACT", CONTACT), ("GLOBAL", GLOBAL))
    for attribute, each in vars(type(group)).items()
    if isinstance(each, Var)
}
"""How a plan in Python names them."""
_SOURCE: Final = {
    True: 'The vendor\'s page "system variables" lists it (documented).',
    False: "Only plans have it (observed). That it is there is assumed: quirk `undocumented_variables`.",
}


def pages() -> Iterator[ReferencePage]:
    """A page for each variable, and one for each family of columns."""
    return map(_page, SYSTEM_VARIABLES)


def examples(variable: SystemVariable) -> tuple[str, str]:
    """A prompt that speaks it, in Python and in XML."""
    name = variable.name.split()[0]
    python = _PYTHON.get(name, f'CONTACT.column("{name[8:]}")' if name.startswith("contact.") else f'Var("{name}")')
    return f'Say("Hello ", {python}, ".")', f'<play type="tts">Hello ${{{name}}}.</play>'


def _page(variable: SystemVariable) -> ReferencePage:
    python, xml = examples(variable)
    name, _, last = variable.name.partition(" to ")
    text = f"A variable that calls have without setting it: {variable.holds}."
    text += section("Names", f"Every name from `{name}` to `{last}` is one." if last else "")
    text += section("Example", "In Python:", fence("python", python), "In XML:", fence("xml", xml))
    given = 'The platform\'s clock gives it: `set clock = "2026-03-02T15:30:00Z"` in a call script.'
    if not name.startswith("global."):
        given = f'`set {name} = "..."` in a call script, `--set {name}=...` for `ivrdsl verify`.'
    text += section("To give it a value", given)
    text += section("Source", _SOURCE[variable.source == DOCUMENTED])
    words = tuple(filter(None, (_PYTHON.get(name, ""), last)))
    summary = f"{variable.holds[0].upper()}{variable.holds[1:]}."
    return ReferencePage("variable", name, summary, text, words)
