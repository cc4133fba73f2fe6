"""The table: what each peer reached, the ratio, and whether that is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.collab.peers import Peer


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one peer reached; ``note`` says what belongs to it."""

    value: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One row. ``is_reached`` is told our value and the peer's."""

    title: str
    unit: str
    target: str
    run: Callable[[Peer], Figure]
    is_reached: Callable[[float, float], bool]
    # Only when asked for by name.
    is_long: bool = False


def at_least(times: float) -> Callable[[float, float], bool]:
    """Reached with that many times the peer's value."""
    return lambda ours, theirs: ours >= times * theirs


def at_most(times: float) -> Callable[[float, float], bool]:
    """Reached with no more than that many times the peer's value."""
    return lambda ours, theirs: ours <= times * theirs


def below(limit: float) -> Callable[[float, float], bool]:
    """Reached whatever the peer does."""
    return lambda ours, _: ours <= limit


def rows(
    scenarios: Mapping[str, Scenario], reached: Mapping[str, Mapping[str, Figure]]
) -> list[str]:
    """Return the table in Markdown; scenarios with one peer's figure have no ratio."""
    lines = ["| scenario | Hocuspocus 4 | sovshare | ratio | reach |", "|---|---|---|---|---|"]
    for name, figures in reached.items():
        scenario = scenarios[name]
        theirs, ours = figures.get("hocuspocus"), figures.get("sovshare")
        cells = [scenario.title, _cell(theirs, scenario), _cell(ours, scenario)]
        cells += [_ratio(ours, theirs), _verdict(scenario, ours, theirs)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _cell(figure: Figure | None, scenario: Scenario) -> str:
    if figure is None:
        return ""
    digits = 0 if abs(figure.value) >= 100 or figure.value == int(figure.value) else 1
    note = f" ({figure.note})" if figure.note else ""
    return f"{figure.value:,.{digits}f} {scenario.unit}{note}"


def _ratio(ours: Figure | None, theirs: Figure | None) -> str:
    if ours is None or theirs is None or theirs.value <= 0:
        return ""
    return f"{ours.value / theirs.value:.2f} ×"


def _verdict(scenario: Scenario, ours: Figure | None, theirs: Figure | None) -> str:
    if ours is None or (theirs is None and "×" in scenario.target):
        return scenario.target
    against = theirs.value if theirs else 0.0
    is_reached = scenario.is_reached(ours.value, against)
    return scenario.target if is_reached else f"{scenario.target}: **falls short**"
