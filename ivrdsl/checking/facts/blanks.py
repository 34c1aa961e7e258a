"""How a plan lets text to speech read digits one by one: with blanks between them."""

from ivrdsl.checking.subject import Subject
from ivrdsl.model.nodes import SetVar


def spaced_variables(subject: Subject) -> set[str]:
    """Return the variables that the plan spaces."""
    return {node.variable for _, node in subject.each(SetVar) if "join" in (text := str(node.value)) or _is_apart(text)}


def spacing_mend(name: str) -> tuple[str, str]:
    """Return how a variable is spaced, in words of XML and of Python."""
    fix = f"space it: <setvar varname=\"spelt\">'${{{name}}}'.split('').join(' ')</setvar>, and say ${{spelt}}"
    python = f"space it: SetVar(\"spelt\", f\"'{{Var('{name}')}}'.split('').join(' ')\"), and say Var(\"spelt\")"
    return fix, python


def _is_apart(text: str) -> bool:
    """Whether a text is single characters with blanks between them."""
    return len(text) > 1 and all(len(word) == 1 for word in text.split())
