"""What check finds in the shared plans: every defect that is known, and nothing that was not looked at and accepted.

The golden file has codes and places, none of the plans' texts: those are not ours.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ivrdsl.checking.run import check_bytes

GOLDEN = Path(__file__).parent / "findings.txt"
FALSE_ALARMS = Path(__file__).parent / "false_alarms.txt"

DEFECTS = {
    "api-samples/2fa-raw.xml": ["IVR001"],
    "seed/2fa-java-sample.xml": ["IVR003", "IVR004", "IVR103"],
    "api-samples/sendCallsIvr-java.xml": ["IVR003", "IVR004", "IVR103"],
    "api-samples/nonProfitAgency.xml": ["IVR101", "IVR110"],
    "api-samples/advertising-oneline.xml": ["IVR507", "IVR102"],
    "api-samples/nonprofit-java.xml": ["IVR101", "IVR110"],
    "api-samples/pharmacyReminders.xml": ["IVR102"],
    "ivr-samples/SmallBusinessTree.xml": ["IVR502", "IVR108", "IVR102", "IVR103"],
    "ivr-samples-history/SmallBusinessTree-old.xml": ["IVR306"],
    "ivr-samples/JobInterviewSurvey.xml": ["IVR408", "IVR107", "IVR109", "IVR102", "IVR103"],
    "ivr-samples/Appointment2.xml": ["IVR107", "IVR102", "IVR103"],
    "ivr-samples/CandidatePoll1.xml": ["IVR109", "IVR102", "IVR303"],
    "ivr-samples/AppointmentConfirmation1.xml": ["IVR109", "IVR102", "IVR303"],
    "ivr-samples/NestedVariables.xml": ["IVR202", "IVR102", "IVR103"],
    "ivr-samples/Password.xml": ["IVR204", "IVR208"],
    "ivr-samples/BlockAreaCode.xml": ["IVR213", "IVR204"],
    "ivr-samples/AfterHoursIfTag.xml": ["IVR404", "IVR214"],
    "ivr-samples/SendSMS.xml": ["IVR303", "IVR102"],
    "callfire-sdks/php-appointment_campaign_1.xml": ["IVR502", "IVR201", "IVR508"],
    "docs/wait.xml": ["IVR011"],
    "docs/catch-hangup.xml": ["IVR304"],
}
"""The known defects of the official material, by the rule that is responsible."""


def plans(shared: Path) -> list[str]:
    with open(shared / "corpus" / "index.tsv", newline="", encoding="utf-8") as file:
        found = [row["path"] for row in csv.DictReader(file, delimiter="\t")]
    assert len(found) > 40
    return found


def found_in(shared: Path, name: str) -> list[tuple[str, int | None, int | None]]:
    findings = check_bytes((shared / "corpus" / name).read_bytes(), name)
    return [(finding.code, finding.line, finding.column) for finding in findings]


def test_findings_are_those_that_were_accepted(shared: Path, update_golden: bool) -> None:
    lines = [
        f"{name}:{line}:{column} {code}" for name in plans(shared) for code, line, column in found_in(shared, name)
    ]
    text = "\n".join(lines) + "\n"
    if update_golden:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "codes"), DEFECTS.items(), ids=DEFECTS)
def test_every_known_defect_is_found(shared: Path, name: str, codes: list[str]) -> None:
    assert set(codes) <= {code for code, _, _ in found_in(shared, name)}


def test_no_rule_has_more_false_alarms_than_true_ones(shared: Path) -> None:
    accepted = Counter(line.split()[-1] for line in GOLDEN.read_text(encoding="utf-8").splitlines())
    alarms = [line for line in FALSE_ALARMS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert set(alarms) <= set(GOLDEN.read_text(encoding="utf-8").splitlines())
    for code, false in Counter(line.split()[-1] for line in alarms).items():
        assert false <= accepted[code] - false, code
