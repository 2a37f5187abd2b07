"""The results as a picture, where matplotlib is installed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["draw", "draw_soak"]

_Part: TypeAlias = Mapping[str, Any]
_SPEED, _DELAY = "sentences/s", "p95 ms"


def draw(folder: Path, results: Mapping[str, Any]) -> bool:
    """Draw `results.png` from what was measured; False where matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        return False
    panels: list[tuple[Callable[[Any, _Part], None], _Part]] = [
        (panel, results[name])
        for name, panel in (
            ("speed", _speed),
            ("sweep", _speed),
            ("priority", _delays),
            ("overload", _memory),
        )
        if name in results
    ]
    if not panels:
        return False
    figure, axes = _canvas(len(panels))
    for place, (panel, part) in zip(axes, panels, strict=True):
        panel(place, part)
    figure.savefig(folder / "results.png", dpi=110)
    return True


def draw_soak(path: Path, series: Mapping[str, Mapping[str, list[float]]]) -> bool:
    """Draw lines over minutes, a panel each; False where matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        return False
    figure, axes = _canvas(len(series))
    for place, (label, line) in zip(axes, series.items(), strict=True):
        place.plot([second / 60 for second in line["seconds"]], line["values"])
        place.set(xlabel="minutes", title=label, ylim=(0, None))
    figure.savefig(path, dpi=110)
    return True


def _canvas(count: int) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.2 * count), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(count, squeeze=False)[:, 0]


def _speed(place: Any, part: _Part) -> None:
    _bars(place, part, _SPEED)


def _delays(place: Any, part: _Part) -> None:
    _bars(place, part, _DELAY)


def _bars(place: Any, part: _Part, column: str) -> None:
    sheet = part["sheets"][0]
    rows = [(row, cells[column]) for row, cells in sheet["rows"].items() if column in cells]
    labels, medians = [row for row, _ in rows], [statistics.median(found) for _, found in rows]
    below = [middle - min(found) for middle, (_, found) in zip(medians, rows, strict=True)]
    above = [max(found) - middle for middle, (_, found) in zip(medians, rows, strict=True)]
    place.barh(labels, medians, xerr=[below, above], color="tab:blue", ecolor="tab:gray")
    place.invert_yaxis()
    place.set(title=sheet["title"], xlabel=column)


def _memory(place: Any, part: _Part) -> None:
    for line in part["series"]:
        place.plot(line["x"], line["y"], label=line["label"])
    place.set(title="Resident memory, MB", xlabel="seconds", ylim=(0, None))
    place.legend()
