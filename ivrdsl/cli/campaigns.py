"""Shows forecasts of campaigns, and the lists of recipients that they are of, in each format."""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ivrdsl.cli.output import echo, show_json, show_lines
from ivrdsl.errors import IvrError

if TYPE_CHECKING:
    from ivrdsl.files.recipients.counts import RejectedRow
    from ivrdsl.files.recipients.reader import Recipients
    from ivrsim.campaigns.campaign_forecast import CampaignForecast
    from ivrsim.campaigns.settings import Campaign


class ShownCampaign(NamedTuple):
    """What is shown.

    Attributes:
        plan: what the plan is called.
        source: of the recipients.
        recipients: the list.
        forecast: what the campaign will come to.
    """

    plan: str
    source: str
    recipients: "Recipients"
    forecast: "CampaignForecast"


def show(shown: ShownCampaign, *, as_json: bool) -> None:
    """Print a forecast."""
    if as_json:
        show_json(data_of(shown))
        return
    from ivrsim.campaigns.lines import lines_of
    from ivrsim.forecasting.wording.sparks import has_blocks

    show_lines(list(lines_of(shown.forecast, shown.plan, blocks=has_blocks(sys.stdout.encoding))))


def data_of(shown: ShownCampaign) -> dict[str, Any]:
    """A forecast as plain data."""
    from ivrsim.campaigns.records import as_dict

    recipients = shown.recipients
    told = {
        "source": shown.source,
        "rows": recipients.rows,
        "good": recipients.good,
        "rejected": dict(recipients.rejected),
        "first_rejected": [
            {"line": each.line, "reason": each.why.reason, "cell": each.why.cell} for each in recipients.first_rejected
        ],
        "rejected_file": recipients.rejected_file,
        "ignored_columns": list(recipients.ignored),
    }
    return {"version": 1, "plan": shown.plan, "list": told, **as_dict(shown.forecast)}


def tell_of_recipients(source: str, recipients: "Recipients") -> None:
    """Say on stderr which rows of a list are not right, and which columns mean nothing."""
    for line in _told(source, recipients):
        echo(line, err=True)


def _told(source: str, recipients: "Recipients") -> Iterator[str]:
    if recipients.ignored:
        yield f"{source}: columns that are not read: {', '.join(recipients.ignored[:20])}"
    if not recipients.rejected:
        return
    bad = sum(recipients.rejected.values())
    yield f"{source}: {bad:,} of {recipients.rows:,} rows are not right, and are not called:"
    for reason, count in recipients.rejected.items():
        yield f"  {count:>10,}  {reason}"
    for each in recipients.first_rejected:
        yield f"  line {each.line:,}: {_reason(each)}"
    if bad > len(recipients.first_rejected):
        yield f"  ... and {bad - len(recipients.first_rejected):,} more"
    yield f"all of them: {recipients.rejected_file}"


def require_zones(recipients: "Recipients", campaign: "Campaign") -> None:
    """Say on stderr how many recipients are never called, as nobody knows their local time.

    Raises:
        IvrError: it is all of them.
    """
    without = sum(count for kind, count in recipients.kinds.items() if not kind.zone)
    if not without or not campaign.local_time_restriction.enabled:
        return
    mend = "give a list with a column zone (such as America/Chicago), or set localTimeRestriction.enabled = false"
    if without == recipients.good:
        raise IvrError(
            f"localTimeRestriction needs the zones of recipients, and none is known: nobody is called; {mend}"
        )
    echo(f"{without:,} of {recipients.good:,} recipients have no zone, and are not called; {mend}", err=True)


def _reason(row: "RejectedRow") -> str:
    """What is wrong with a row; of a zone that nobody knows also which may be meant."""
    from ivrdsl.files.recipients.rows import BAD_ZONE
    from ivrdsl.findings.words import nearest_word, quoted

    reason, cell = row.why
    told = f"{reason} {quoted(cell)}" if cell else reason
    if reason == BAD_ZONE:
        from zoneinfo import available_timezones

        near = nearest_word(cell, sorted(available_timezones()))
        return f"{told}; {near}" if near else told
    return told


def series_csv(forecast: "CampaignForecast") -> bytes:
    """Levels over time as CSV: a row for each bin, with its begin in seconds from the start."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["seconds", *(f"{band.name}{part}" for band in forecast.load for part in ("", "_p5", "_p95"))])
    columns = [column for band in forecast.load for column in (band.means, band.lows, band.highs)]
    for number, row in enumerate(zip(*columns, strict=True)):
        writer.writerow([_number(number * forecast.bin_s), *map(_number, row)])
    return text.getvalue().encode()


def _number(value: float) -> str:
    return f"{value:.10g}"


def counted(forecast: "CampaignForecast") -> str:
    """What came out, in a few words."""
    figures: Mapping[str, Any] = forecast.figures
    return f"{forecast.recipients:,} recipients, {figures['reached'].mean:,.0f} reached"
