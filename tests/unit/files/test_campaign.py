"""campaign.toml: what it says, and what is told of mistakes in it."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.campaign import read_campaign
from ivrsim.callers.defaults import usual_callers
from ivrsim.campaigns.hours import LocalTimeRestriction, Schedule
from ivrsim.campaigns.recipients import Agents
from ivrsim.campaigns.settings import Campaign, RetryConfig
from ivrsim.core.platform import Platform

CALLERS = usual_callers(Platform())
WHOLE = """
start = 2026-03-02T10:00:00
zone = "America/New_York"
maxActive = "no limit"
callsASecond = 2.5
maxActiveTransfers = 7
resumeNextDay = true
maxDays = 3
replicates = 5
seed = 9

[retryConfig]
maxAttempts = 3
minutesBetweenAttempts = 45
retryResults = ["BUSY", "AM"]
retryPhoneTypes = ["MOBILE_PHONE"]

[localTimeRestriction]
enabled = true
beginHour = 9
beginMinute = 30
endHour = 20
endMinute = 15

[[schedules]]
startDate = 2026-03-02
stopDate = 2026-03-06
startTimeOfDay = 09:00:00
stopTimeOfDay = 17:00:00
daysOfWeek = ["MONDAY", "FRIDAY"]
timeZone = "America/Denver"

[agents]
number = 4
waitsMs = {2000 = 0.5, 9000 = 0.5}
hangsUp = 0.1

[groups.vip]
callers = "models/vip.toml"
"""


def written(folder: Path, text: str) -> str:
    path = folder / "campaign.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_it_says_every_setting(tmp_path: Path) -> None:
    found = read_campaign(written(tmp_path, WHOLE), CALLERS)
    days = ("MONDAY", "FRIDAY")
    schedule = Schedule(date(2026, 3, 2), date(2026, 3, 6), time(9), time(17), days, "America/Denver")
    assert found.campaign == Campaign(
        start=datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("America/New_York")),
        price=CALLERS.price,
        max_active=None,
        calls_a_second=2.5,
        max_active_transfers=7,
        retry_config=RetryConfig(3, 45, ("BUSY", "AM"), ("MOBILE_PHONE",)),
        local_time_restriction=LocalTimeRestriction(True, 9, 30, 20, 15),
        schedules=(schedule,),
        resume_next_day=True,
        agents=Agents(4, {2000: 0.5, 9000: 0.5}, 0.1),
        max_days=3,
        step_ms=CALLERS.step_ms,
        replicates=5,
        seed=9,
    )
    assert found.callers == {"vip": str(tmp_path / "models/vip.toml")}
    assert {"max_active", "retry_config.retry_results", "agents.waits_ms", "schedules", "start"} <= found.said
    settings = set(Campaign._fields) - {"price", "step_ms", "retry_config", "local_time_restriction", "agents"}
    assert settings <= found.said, "a setting that the file cannot say"


@pytest.mark.parametrize("text", [None, "", "# nothing\n"])
def test_without_it_all_is_as_usual(text: str | None, tmp_path: Path) -> None:
    found = read_campaign(None if text is None else written(tmp_path, text), CALLERS)
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert found.campaign == Campaign(start, CALLERS.price, step_ms=CALLERS.step_ms)
    assert not found.said
    assert not found.callers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("maxActiv = 1", ":1: there is no setting 'maxActiv'; did you mean \"maxActive\"?"),
        ("max_active = 1", ":1: there is no setting 'max_active'; did you mean \"maxActive\""),
        ("\nprice = 1", ":2: there is no setting 'price'; what calls cost stands in a file of callers (--callers)"),
        ("maxActive = 0", ":1: maxActive is 0; expected a whole number, 1 or more"),
        ("maxActive = true", ":1: maxActive is True; expected a whole number"),
        ("callsASecond = nan", ":1: callsASecond is nan; expected a number from 0.001"),
        ("maxDays = 'no limit'", ":1: maxDays is 'no limit'; expected a whole number"),
        ("start = 2026-01-05", ":1: start is 2026-01-05; expected a moment such as"),
        ("start = 'soon'", ":1: start is 'soon'; expected a moment such as"),
        ("start = 2026-01-05T09:00:00", ":1: start has no zone: write 2026-01-05T09:00:00-07:00, or zone ="),
        ("zone = 'America/Denvre'", ":1: zone is 'America/Denvre'; expected the name of a time zone"),
        ("zone = 5", ":1: zone is 5; expected the name of a time zone"),
        ("retryConfig = 3", ":1: retryConfig is 3; expected a table [retryConfig]"),
        ("[retryConfig]\nmaxAttempt = 3", ":2: [retryConfig] there is no setting 'maxAttempt'; did you mean"),
        ("[retryConfig]\nmaxAttempts = 101", ":2: [retryConfig] maxAttempts is 101; expected 100 at most"),
        ("[retryConfig]\nretryResults = ['BUSSY']", ":2: [retryConfig] retryResults has 'BUSSY'; did you mean"),
        ("[retryConfig]\nretryResults = 'BUSY'", ":2: [retryConfig] retryResults is 'BUSY'; expected several"),
        ("[localTimeRestriction]\nbeginHour = 24", ":2: [localTimeRestriction] beginHour is 24; expected 23 at most"),
        ("[[schedules]]\ndaysOfWeek = ['MUNDAY']", ":2: [schedules] daysOfWeek has 'MUNDAY'; did you mean"),
        ("schedules = 'x'", ":1: schedules is no list: write [[schedules]] above each"),
        ("schedules = ['x']", ":1: schedules is 'x'; expected a table [schedules]"),
        ("[agents]\nwaitsMs = {x = 1.0}", ":2: [agents] a time in waitsMs is 'x'; expected a whole number"),
        ("groups = 3", ":1: groups are tables: [groups.vip] and callers = \"vip.toml\" below"),
        ("[groups.vip]\ncaller = 'x'", ":2: [groups.vip] there is no setting 'caller'; did you mean \"callers\"?"),
        ("[groups.vip]\ncallers = 3", ":2: [groups.vip] expected callers = \"FILE.toml\""),
        ("[groups.vip]", ":1: [groups.vip] expected callers = \"FILE.toml\""),
        ("x = ", ": it is not TOML: "),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(text: str, told: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(LoadError) as caught:
        read_campaign(path, CALLERS)
    assert str(caught.value).startswith(f"{path}{told}")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="cannot be read"):
        read_campaign(str(tmp_path / "no.toml"), CALLERS)
