"""What an element is called in findings and transcripts. Pure text, so that checking XML need not import the nodes."""


def label(tag: str, name: str | None, pressed: str | None, position: int) -> str:
    """Return an element's name in words: `menu "live"`, `keypress 1`, or `menu[2]` for the second nameless one.

    Args:
        pressed: the key of a keypress, which tells more than its name.
        position: 1 for the first nameless sibling of that tag, 2 for the second, ...
    """
    if pressed is not None:
        return f"{tag} {pressed}"
    if name is not None:
        return f'{tag} "{name}"'
    return tag if position == 1 else f"{tag}[{position}]"
