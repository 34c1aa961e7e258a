"""A call as a test's report tells it: with the times of stand-ins for its secrets, unless secrets are shown."""

from ivrdsl.testing.usage import USED
from ivrsim.play.stand_in import StandIn, with_stand_ins
from ivrsim.play.story import mask_of
from ivrsim.play.transcript import Transcript


def told_of(transcript: Transcript) -> StandIn:
    """The call that the report of the test that runs now tells; its texts are masked where the report is made."""
    used = USED.get()
    shows = used is None or used.shows
    return StandIn(transcript, {}) if shows else with_stand_ins(transcript, mask_of(transcript))
