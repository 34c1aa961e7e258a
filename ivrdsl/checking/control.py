"""Which rules apply: presets, codes that are selected or ignored, for all files or for some."""

import fnmatch
import os
from collections.abc import Sequence
from typing import Final, NamedTuple

from ivrdsl.checking.catalogue import is_prefix, named, near
from ivrdsl.checking.registry import OTP, OTP_WARNINGS
from ivrdsl.checking.rule import Rule
from ivrdsl.errors import IvrError
from ivrdsl.findings.finding import ERROR, NOTE, PRESETS, WARNING, Problem, Severity
from ivrdsl.findings.words import expected


class Control(NamedTuple):
    """What a user wants of the rules.

    Attributes:
        preset: "default"; "strict", which has every rule and makes errors of warnings; "otp", for one-time codes.
        select: codes, or beginnings of codes; only these are reported. Empty for all of the preset.
        ignore: the same for what is not reported; stronger than `select`.
        per_file: (pattern of file names, codes): what is not reported for some files.
    """

    preset: str = "default"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def wants(self, rule: Rule, file: str) -> bool:
        """Whether a rule's findings are reported for a file."""
        by_preset = not rule.strict or self.preset == "strict"
        chosen = rule.code.startswith(self.select) if self.select else by_preset
        if not chosen or (self.ignore and rule.code.startswith(self.ignore)):
            return False
        return not any(rule.code.startswith(codes) for pattern, codes in self.per_file if _matches(file, pattern))

    def severity(self, problem: Problem) -> Severity:
        """How bad a problem is in this preset; what is a note stays one, but for what spoils a one-time code."""
        if self.preset == "otp" and problem.severity == NOTE and problem.code in OTP_WARNINGS:
            return WARNING
        worse = self.preset == "strict" or (self.preset == "otp" and problem.code in OTP)
        return ERROR if worse and problem.severity == WARNING else problem.severity


DEFAULT: Final = Control()


def _matches(file: str, pattern: str) -> bool:
    """Whether a file is meant by a pattern: its path, or the end of its whole path, wherever the command runs."""
    path = os.path.abspath(file).replace("\\", "/")
    pattern = pattern.replace("**/", "*") + ("*" if pattern.endswith("/") else "")  # fnmatch's star goes into folders
    return fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(path, f"*/{pattern.removeprefix('./')}")


def control_of(*, preset: str = "default", select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Control:
    """Make a control of what a user wrote.

    Raises:
        IvrError: there is no such preset, or no rule has such a code.
    """
    if preset not in PRESETS:
        raise IvrError(f"there is no preset {preset!r}; {expected(preset, PRESETS)}")
    if select and not codes(select):
        raise IvrError("select: no code is given, and so nothing would be reported; leave it out to get every rule")
    for texts, what in ((select, "select"), (ignore, "ignore")):
        for code in codes(texts):
            if not is_prefix(code):
                raise IvrError(f"{what}: no rule has the code {code!r}; {near(code) or 'see `ivrdsl rules`'}")
    return Control(preset, codes(select), codes(ignore))


def codes(texts: Sequence[str]) -> tuple[str, ...]:
    """The codes in texts such as "IVR1,IVR003 dangling-goto", in capital letters; a rule's name stands for its code."""
    return tuple(_code(word) for text in texts for word in text.replace(",", " ").split())


def _code(word: str) -> str:
    rule = named(word)
    return rule.code if rule is not None else word.upper()
