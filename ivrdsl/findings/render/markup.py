"""HTML from words: the one place where texts become markup, each escaped, each an island for writing direction."""

from html import escape
from typing import Final

from ivrdsl.findings.render.safe import safe, safe_lines


class Html(str):
    """Markup; any other text is escaped where it is put into some."""

    __slots__ = ()


NOTHING: Final = Html("")


def tag(name: str, *parts: str, **attributes: str | bool) -> Html:
    """An element.

    Args:
        name: of the element.
        parts: what is in it; what is no markup is text.
        attributes: by name, with `_` for `-`; True for one without a value, and False or "" for none at all.
    """
    told = "".join(_attribute(name.strip("_").replace("_", "-"), value) for name, value in attributes.items() if value)
    return Html(f"<{name}{told}>{joined(*parts)}</{name}>")


def joined(*parts: str) -> Html:
    """Several parts, one behind the other."""
    return Html("".join(part if isinstance(part, Html) else escape(safe(part), quote=False) for part in parts))


def island(text: str) -> Html:
    """A text of a plan: signs that cannot be seen, or turn what is behind them, are shown as \\u202e."""
    return Html(f"<bdi>{escape(safe(text), quote=False)}</bdi>")


def code(text: str, label: str) -> Html:
    """Lines of a call or a script, as they stand."""
    shown = Html(escape(safe_lines(text), quote=False))
    return tag("pre", shown, class_="script", tabindex="0", role="group", aria_label=label)


def _attribute(name: str, value: str | bool) -> str:
    return f" {name}" if value is True else f' {name}="{escape(safe(str(value)))}"'
