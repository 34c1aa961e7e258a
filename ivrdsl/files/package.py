"""Files that come with ivrdsl: inside the installed package, else in the checkout."""

import os


def shipped(*path: str) -> str:
    """Where a file is that comes with ivrdsl, `shipped("docs", "rules", "README.md")` for instance.

    Raises:
        FileNotFoundError: the package lacks it.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for root in (package, os.path.dirname(package)):
        found = os.path.join(root, *path)
        if os.path.exists(found):
            return found
    raise FileNotFoundError(f"the package lacks {'/'.join(path)}")


def documentation(*path: str) -> str:
    """The text of a page below docs/.

    Raises:
        FileNotFoundError: the package lacks it.
    """
    with open(shipped("docs", *path), encoding="utf-8") as page:
        return page.read()
