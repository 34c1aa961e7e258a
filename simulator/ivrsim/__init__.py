"""The call engine: what a dialplan does, as one pure function, and everything that drives it. Nothing here dials.

These names are public, and nothing else is. They are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivrdsl.errors import StepFailed as StepFailed
    from ivrsim.callers.changes import with_changes as with_changes
    from ivrsim.callers.defaults import usual_callers as usual_callers
    from ivrsim.callers.model import Callers as Callers, Interval as Interval
    from ivrsim.callers.toml import as_toml as as_toml
    from ivrsim.comparing.compare import compare as compare
    from ivrsim.comparing.mutants import mutants as mutants
    from ivrsim.compiling.compile import compile_plan as compile_plan
    from ivrsim.core.platform import Platform as Platform
    from ivrsim.coverage.tally import Coverage as Coverage, Tally as Tally
    from ivrsim.forecasting.forecast import Forecast as Forecast
    from ivrsim.forecasting.forecasts import ForecastOptions as ForecastOptions, forecast as forecast
    from ivrsim.picture.dot import as_dot as as_dot
    from ivrsim.picture.draw import draw as draw
    from ivrsim.picture.mermaid import as_mermaid as as_mermaid
    from ivrsim.picture.png import as_png as as_png
    from ivrsim.picture.svg import as_svg as as_svg
    from ivrsim.play.call import Call as Call
    from ivrsim.play.entry import Entry as Entry
    from ivrsim.play.story import as_text as as_text
    from ivrsim.play.transcript import Transcript as Transcript
    from ivrsim.play.web import ERROR as ERROR, TIMEOUT as TIMEOUT, Delayed as Delayed
    from ivrsim.proofs.own import always as always, eventually as eventually, leads_to as leads_to, never as never
    from ivrsim.proofs.property import Options as Options, Property as Property
    from ivrsim.proofs.question import Asked as Asked
    from ivrsim.proofs.verify import verify as verify
    from ivrsim.script.run import run_script as run_script
    from ivrsim.search.bounds import Bounds as Bounds
    from ivrsim.search.choices import INCOMING as INCOMING, OUTBOUND as OUTBOUND
    from ivrsim.search.explore import Exploration as Exploration, World as World, explore as explore
    from ivrsim.tours.paths import paths as paths

_HOMES = {
    "ivrdsl.errors": "StepFailed",
    "ivrsim.comparing.compare": "compare",
    "ivrsim.comparing.mutants": "mutants",
    "ivrsim.compiling.compile": "compile_plan",
    "ivrsim.core.platform": "Platform",
    "ivrsim.coverage.tally": "Coverage Tally",
    "ivrsim.callers.model": "Callers Interval",
    "ivrsim.callers.changes": "with_changes",
    "ivrsim.callers.defaults": "usual_callers",
    "ivrsim.callers.toml": "as_toml",
    "ivrsim.forecasting.forecast": "Forecast",
    "ivrsim.forecasting.forecasts": "ForecastOptions forecast",
    "ivrsim.picture.dot": "as_dot",
    "ivrsim.picture.draw": "draw",
    "ivrsim.picture.mermaid": "as_mermaid",
    "ivrsim.picture.png": "as_png",
    "ivrsim.picture.svg": "as_svg",
    "ivrsim.play.call": "Call",
    "ivrsim.play.entry": "Entry",
    "ivrsim.play.story": "as_text",
    "ivrsim.play.transcript": "Transcript",
    "ivrsim.play.web": "Delayed ERROR TIMEOUT",
    "ivrsim.proofs.own": "always eventually leads_to never",
    "ivrsim.proofs.property": "Options Property",
    "ivrsim.proofs.question": "Asked",
    "ivrsim.proofs.verify": "verify",
    "ivrsim.script.run": "run_script",
    "ivrsim.search.bounds": "Bounds",
    "ivrsim.search.choices": "INCOMING OUTBOUND",
    "ivrsim.search.explore": "Exploration World explore",
    "ivrsim.tours.paths": "paths",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'ivrsim' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
