"""When the last call ends, and how many lines are busy until then, where all are dialled at once: exactly.

The last of many independent calls has ended by a moment if all have: the product of how likely each has.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ivrsim.campaigns.amounts import LINES, amounts_of
from ivrsim.campaigns.libraries import numpy
from ivrsim.campaigns.load import MOST_BINS
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.settings import Campaign
from ivrsim.campaigns.statistics import QUANTILES, Estimate


class BusyLines(NamedTuple):
    """What is known of a campaign that dials all its recipients at once.

    Attributes:
        end: when its last call ends, in ms.
        bin_s: how wide a bin is, in s.
        lines: how many lines are busy on the average, in each bin.
    """

    end: Estimate
    bin_s: float
    lines: Sequence[float]


def busy_lines(campaign: Campaign, groups: Sequence[Group]) -> BusyLines:
    """Return the law of the end and the mean load of a campaign without any limit.

    Raises:
        IvrError: NumPy is not installed.
    """
    np = numpy()
    laws = [(group.size, amounts_of(group, campaign)[LINES]) for group in groups if group.size]
    longest = max((int(law.values[-1]) for _, law in laws), default=0)
    ended, busy = np.zeros(longest + 1), np.zeros(longest + 1)
    with np.errstate(divide="ignore"):  # nobody has ended yet: the logarithm of 0
        for size, law in laws:
            over = np.bincount(law.values, weights=law.shares / law.shares.sum(), minlength=longest + 1)
            after = np.clip(1 - np.cumsum(over), 0.0, None)
            after[int(law.values[-1]) :] = 0.0
            ended += size * np.log1p(-after)
            busy += size * after
    return BusyLines(_end(np.exp(ended), campaign.step_ms), *_binned(busy[:-1], campaign.step_ms))


def _end(ended: Any, step_ms: int) -> Estimate:
    """The law of the last end, by how likely all have ended by each step."""
    np = numpy()
    mean = float((1 - ended).sum()) * step_ms
    quantiles = tuple(float(np.searchsorted(ended, share)) * step_ms for share in QUANTILES)
    return Estimate("end", "ms", mean, mean, mean, quantiles, True)


def _binned(busy: Any, step_ms: int) -> tuple[float, Sequence[float]]:
    """Levels at each step, averaged over bins of some."""
    np = numpy()
    several = max(-(-len(busy) // MOST_BINS), 1)
    padded = np.pad(busy, (0, -len(busy) % several))
    return several * step_ms / 1000, padded.reshape(-1, several).mean(axis=1).tolist()
