"""What settings of campaigns are refused, in which words; and what their figures rest on."""

import pickle
from collections.abc import Callable
from datetime import date, datetime
from math import inf, nan

import pytest

from ivrdsl.errors import ArgumentError
from ivrsim.callers.model import Price
from ivrsim.campaigns.hours import LocalTimeRestriction, Schedule
from ivrsim.campaigns.premises import READINGS, SOURCES, assumptions_of
from ivrsim.campaigns.recipients import Agents, Group
from ivrsim.campaigns.settings import Campaign, RetryConfig
from tests.unit.ivrsim.campaigns.laws import BUSY, MIXED, MORNING, PRICE


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda: RetryConfig(0), "max_attempts is 0; expected a whole number, 1 or more"),
        (lambda: RetryConfig(101), "max_attempts is 101; expected 100 at most"),
        (lambda: RetryConfig(2, -1), "minutes_between_attempts is -1"),
        (lambda: RetryConfig(2, 10**9), "minutes_between_attempts is 1000000000; expected 527040 at most"),
        (lambda: RetryConfig(2, 60, ("BUZY",)), "retry_results has 'BUZY'; did you mean \"BUSY\"?"),
        (lambda: RetryConfig(2, 60, "BUSY"), "expected several, as ('LA',)"),  # type: ignore[arg-type]
        (lambda: RetryConfig(2, 60, (), ("HOME",)), "expected one of FIRST_NUMBER, HOME_PHONE"),
        (lambda: RetryConfig(attempts=3), "there is no option attempts"),  # type: ignore[call-arg]
        (lambda: LocalTimeRestriction(True, 24), "begin_hour is 24; expected 23 at most"),
        (lambda: LocalTimeRestriction(True, 8, 0, 24, 1), "end_minute is 1; expected 0 at 24 h"),
        (lambda: LocalTimeRestriction(True, 8, 0, 8, 0), "end_hour is 8; expected another time"),
        (lambda: LocalTimeRestriction(1), "enabled is 1; expected True or False"),  # type: ignore[arg-type]
        (lambda: Schedule(time_zone="America/Denvr"), 'did you mean "America/Denver"'),
        (lambda: Schedule(days_of_week=("MONTAG",)), "expected one of MONDAY"),
        (lambda: Schedule(date(2026, 2, 1), date(2026, 1, 1)), "stop_date is '2026-01-01'; expected 2026-02-01 or"),
        (lambda: Schedule(datetime(2026, 2, 1)), "expected a date"),  # noqa: DTZ001
        (lambda: Agents(-1), "number is -1"),
        (lambda: Agents(2, {1000: 0.5}), "the sum of waits_ms is 0.5; expected 1"),
        (lambda: Agents(2, {-1: 1.0}), "a time in waits_ms is -1"),
        (lambda: Agents(2, {}), "the sum of waits_ms is 0"),
        (lambda: Agents(2, None, nan), "hangs_up is nan; expected a number from 0 to 1"),
        (lambda: Agents(0, None, 0.0), "more than 0, as there are no agents"),
        (lambda: Group("a", -1, MIXED), "Group 'a': size is -1"),
        (lambda: Group("a", 1, MIXED, "Mars/Base"), "zone is 'Mars/Base'; expected the name of a time zone"),
        (lambda: Group("a", 1, MIXED, "../etc/passwd"), "expected the name of a time zone"),
        (lambda: Group("a", 1, MIXED, "\0"), "expected the name of a time zone"),
        (lambda: Group("a", 1, MIXED, "", ()), "phone_types is (); expected one at least"),
        (lambda: Group("a", 1, ()), "the sum of shares of its law is 0; expected 1"),
        (lambda: Group("a", 1, (BUSY, BUSY._replace(share=-1.0), BUSY)), "a share of its law is -1.0"),
        (lambda: Group("a", 1, (BUSY._replace(share=nan),)), "a share of its law is nan"),
        (lambda: Group("a", 1, MIXED[:2]), "the sum of shares of its law is 0.7; expected 1"),
        (lambda: Campaign(datetime(2026, 1, 5), PRICE), "expected a moment with a zone"),  # noqa: DTZ001
        (lambda: Campaign(MORNING.replace(year=9999), PRICE), "expected a year from 1970 to 9000"),
        (lambda: Campaign(MORNING, PRICE, 0), "max_active is 0; expected a whole number, 1 or more"),
        (lambda: Campaign(MORNING, PRICE, True), "max_active is True"),
        (lambda: Campaign(MORNING, PRICE, 1, 0.0), "calls_a_second is 0.0"),
        (lambda: Campaign(MORNING, PRICE, 1, inf), "calls_a_second is inf"),
        (lambda: Campaign(MORNING, PRICE, max_days=367), "max_days is 367; expected 366 at most"),
        (lambda: Campaign(MORNING, PRICE, seed=-1), "seed is -1"),
        (lambda: Campaign(MORNING, Price(nan, 0.0, 60, "")), "price.a_minute is nan; expected a number, 0 or more"),
        (lambda: Campaign(MORNING, Price(0.1, -1.0, 60, "")), "price.transfer_a_minute is -1.0"),
        (lambda: Campaign(MORNING, Price(0.1, 0.1, -6, "")), "price.step_s is -6"),
    ],
)
def test_what_is_wrong_is_said(made: Callable[[], object], text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        made()
    assert text in str(caught.value)


def test_a_group_of_nobody_needs_no_law() -> None:
    assert Group("nobody", 0, ()).size == 0


def test_settings_go_through_pickle() -> None:
    campaign = Campaign(MORNING, PRICE, agents=Agents(3, {2000: 1.0}), schedules=(Schedule(days_of_week=("MONDAY",)),))
    assert pickle.loads(pickle.dumps(campaign)) == campaign
    assert pickle.loads(pickle.dumps(Group("a", 1, MIXED))) == Group("a", 1, MIXED)


def test_every_setting_is_listed_with_its_source() -> None:
    listed = {each.name: each for each in assumptions_of(Campaign(MORNING, PRICE))}
    for field in (*RetryConfig._fields, *LocalTimeRestriction._fields, *Agents._fields):
        assert sum(name.endswith(f".{field}") for name in listed) == 1, field
    own = set(Campaign._fields) - {"start", "price", "step_ms", "replicates", "seed"}
    assert {name.split(".")[1] for name in listed} == own
    assert listed["campaign.max_active"][1:3] == ("100", "")
    assert listed["campaign.max_active_transfers"].value == "no limit"
    assert listed["campaign.retry_config.max_attempts"].source == "the vendor's document of the API"
    assert listed["campaign.retry_config.retry_phone_types"].value == "none"
    assert listed["campaign.agents.waits_ms"].value == "none, hangsUp says it"
    assert listed["campaign.local_time_restriction.enabled"].value == "false"
    changed = Campaign(MORNING, PRICE, max_active=7, retry_config=RetryConfig(3), schedules=(Schedule(),))
    given = [each.name for each in assumptions_of(changed) if each.source == "given"]
    assert given == ["campaign.max_active", "campaign.retry_config.max_attempts", "campaign.schedules"]
    assert len(SOURCES) == len(listed)
    assert len(set(READINGS)) == len(READINGS)
