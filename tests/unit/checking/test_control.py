"""Which rules apply."""

import pytest

from ivrdsl import check
from ivrdsl.checking.control import Control
from ivrdsl.checking.registry import OTP, OTP_WARNINGS, rules
from ivrdsl.checking.rule import examples
from ivrdsl.checking.run import check_bytes
from ivrdsl.errors import IvrError

BAD = '<dialplan><goto>x</goto><menu name="a"/><menu name="a"/></dialplan>'


def codes(control: Control, file: str = "old/plan.xml") -> set[str]:
    found = {finding.code for finding in check_bytes(BAD, file, control=control)}
    return found & {"IVR003", "IVR004", "IVR101"}


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (Control(), {"IVR003", "IVR004", "IVR101"}),
        (Control(select=("IVR1",)), {"IVR101"}),
        (Control(select=("IVR003", "IVR1")), {"IVR003", "IVR101"}),
        (Control(ignore=("IVR0",)), {"IVR101"}),
        (Control(select=("IVR",), ignore=("IVR101",)), {"IVR003", "IVR004"}),
        (Control(per_file=(("old/*.xml", ("IVR101",)),)), {"IVR003", "IVR004"}),
        (Control(per_file=(("*.xml", ("IVR0",)),)), {"IVR101"}),
        (Control(per_file=(("plan.xml", ("IVR0",)),)), {"IVR101"}),
        (Control(per_file=(("old/**/*.xml", ("IVR0",)),)), {"IVR101"}),
        (Control(per_file=(("old/", ("IVR0",)),)), {"IVR101"}),
        (Control(per_file=(("new/*.xml", ("IVR0",)),)), {"IVR003", "IVR004", "IVR101"}),
    ],
)
def test_selection(control: Control, expected: set[str]) -> None:
    assert codes(control) == expected


def test_strict_makes_errors_of_warnings_and_has_every_rule() -> None:
    for rule in rules().values():
        assert Control(preset="strict").wants(rule, "f.xml")
    found = check(BAD, preset="strict")
    assert {finding.severity for finding in found if finding.code == "IVR101"} == {"error"}


@pytest.mark.parametrize("code", sorted(set(OTP) & set(rules())))
def test_otp_makes_errors_of_what_spoils_a_code(code: str) -> None:
    rule = rules()[code]
    found = [finding for text in examples(rule)[1] for finding in check(text, preset="otp") if finding.code == code]
    assert "error" in {finding.severity for finding in found}
    assert "warning" not in {finding.severity for finding in found}


@pytest.mark.parametrize("code", OTP_WARNINGS)
@pytest.mark.parametrize(("preset", "severity"), [("default", "note"), ("strict", "note"), ("otp", "warning")])
def test_otp_warns_of_what_may_leave_a_code_behind(code: str, preset: str, severity: str) -> None:
    (text, *_) = examples(rules()[code])[1]
    assert {finding.severity for finding in check(text, preset=preset) if finding.code == code} == {severity}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"preset": "loose"}, "default, strict or otp"),
        ({"select": ["IVR7"]}, "IVR7"),
        ({"ignore": ["dangling"]}, "DANGLING"),
        ({"select": ["I"]}, "no rule"),
    ],
)
def test_what_does_not_exist_is_told(options: dict[str, str], told: str) -> None:
    with pytest.raises(IvrError, match=told):
        check(BAD, **options)  # type: ignore[arg-type]


def test_a_rule_that_crashes_does_not_take_the_others_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def check_and_crash(subject: object) -> list[object]:
        raise RecursionError("too deep")

    known = dict(rules())
    known["IVR003"] = known["IVR003"]._replace(check=check_and_crash)  # type: ignore[arg-type]
    monkeypatch.setattr("ivrdsl.checking.run.rules", lambda: known)
    found = check_bytes(BAD, "plan.xml")
    crash = next(finding for finding in found if finding.code == "IVR900")
    assert (crash.file, crash.severity) == ("plan.xml", "error")
    assert "IVR003 dangling-goto failed with RecursionError: too deep" in crash.message
    assert {"IVR004", "IVR101"} <= {finding.code for finding in found}
