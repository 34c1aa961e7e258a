"""Checks a plan that somebody names, and hands on the plan: what was checked is what is compiled, played and proved."""

from collections.abc import Mapping
from typing import NamedTuple

from ivrdsl.checking.control import DEFAULT, Control
from ivrdsl.checking.run import check_document, locate, unreadable
from ivrdsl.errors import IvrError, LoadError, XmlError
from ivrdsl.files.load import Loaded, Plans, require_no_parameters
from ivrdsl.files.names import is_python, read_bytes, require_plan, split
from ivrdsl.findings.finding import Finding, Position
from ivrdsl.xml import read


class Checked(NamedTuple):
    """A plan that was checked.

    Attributes:
        findings: what is wrong with it.
        found: the plan, or why there is none.
    """

    findings: list[Finding]
    found: Loaded | IvrError

    @property
    def loaded(self) -> Loaded:
        """The plan.

        Raises:
            LoadError, XmlError: there is none.
        """
        if isinstance(self.found, IvrError):
            raise self.found
        return self.found


def check_source(
    source: str,
    parameters: Mapping[str, str],
    plans: Plans,
    *,
    max_bytes: int = read.MAX_BYTES,
    control: Control = DEFAULT,
) -> Checked:
    """Check a plan named `FILE.xml` or `FILE.py[:NAME]`.

    Args:
        source: the plan.
        parameters: of a plan that is a function; XML has none, which is told when somebody asks for the plan.
        plans: what the command has loaded; what it has in XML is read again, and not kept.
        max_bytes: larger documents are refused (one finding).
        control: which rules apply.

    Raises:
        LoadError: the command is wrong: there is no such file, name or parameter. What is wrong with the plan is
            findings.
    """
    path, _ = split(source)
    require_plan(path)
    if is_python(path):
        return _check_python(source, path, parameters, plans, control)
    findings, plan, content = check_document(read_bytes(path, max_bytes), path, max_bytes=max_bytes, control=control)
    try:
        require_no_parameters(path, parameters)
    except LoadError as error:
        return Checked(findings, error)
    return Checked(findings, plan if isinstance(plan, XmlError) else Loaded(plan, path, content=content))


def _check_python(source: str, path: str, parameters: Mapping[str, str], plans: Plans, control: Control) -> Checked:
    """Check a plan of a Python file. What the user's code raises is a finding."""
    try:
        loaded = plans.load(source, parameters)
    except LoadError as error:
        if error.usage:
            raise
        problem = unreadable(XmlError(error.problem, line=error.line, column=error.column, fix=error.fix))
        why = "the file makes no plan, so there is no call"
        problem = problem._replace(name="no-plan", code="IVR000", why=why)
        return Checked(locate([problem], lambda _: Position(), error.file or path), error)
    from ivrdsl.checking.nodes import check_nodes  # only now: this imports the nodes

    return Checked(check_nodes(loaded.plan, loaded.places, path, control=control), loaded)
