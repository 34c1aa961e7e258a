"""Checks a plan that somebody names."""

from collections.abc import Mapping

from ivrdsl.checking import check_bytes
from ivrdsl.checking.control import DEFAULT, Control
from ivrdsl.files.names import is_python, read_bytes, require_file, split
from ivrdsl.findings.finding import Finding
from ivrdsl.xml import read


def check_source(
    source: str,
    parameters: Mapping[str, str],
    *,
    max_bytes: int = read.MAX_BYTES,
    control: Control = DEFAULT,
) -> list[Finding]:
    """Check a plan named `FILE.xml` or `FILE.py[:NAME]`.

    Raises:
        LoadError: the command is wrong: there is no such file, name or parameter. What is wrong with the plan is
            findings.
    """
    path, _ = split(source)
    require_file(path)
    if not is_python(path):
        return check_bytes(read_bytes(path, max_bytes), path, max_bytes=max_bytes, control=control)
    from ivrdsl.checking.nodes import check_named  # only now: this imports the nodes

    return check_named(source, parameters, max_bytes=max_bytes, control=control)
