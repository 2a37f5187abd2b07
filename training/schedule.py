"""Learning rate and alignment weight over a wall-clock budget."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Schedule", "parse_budget"]

_UNITS = {"s": 1, "m": 60, "h": 3600}


def parse_budget(text: str) -> float:
    """Return the seconds in a budget such as `90s`, `30m` or `2h`."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if match is None:
        raise ValueError(f"budget {text!r} is not a number followed by s, m or h")
    return float(match[1]) * _UNITS[match[2]]


@dataclass(frozen=True)
class Schedule:
    """Warm-up in steps, then constant, then linear decay to `floor` at the end of the budget.

    A schedule over time and not over steps ends annealed on any machine, however busy it was.

    Attributes:
        peak: highest learning rate; post-norm models stall above 7e-4 at 2,000-token batches.
        warmup_steps: optimiser steps of linear warm-up.
        decay_from: share of the budget after which the rate falls.
        floor: last rate as a share of the peak.
        alignment_peak: weight of guided alignment at the start.
    """

    peak: float = 7e-4
    warmup_steps: int = 500
    decay_from: float = 0.35
    floor: float = 0.03
    alignment_peak: float = 1.0

    def rate(self, step: int, used: float) -> float:
        """Return the learning rate at `step` when the share `used` of the budget is gone."""
        warm = min(1.0, (step + 1) / self.warmup_steps)
        fall = max(0.0, (min(used, 1.0) - self.decay_from) / (1.0 - self.decay_from))
        return self.peak * min(warm, 1.0 - (1.0 - self.floor) * fall)

    def alignment_weight(self, used: float) -> float:
        """Return the guided-alignment weight; it falls to 30% of its peak at 70% of the budget."""
        return self.alignment_peak * (0.3 + 0.7 * max(0.0, 1.0 - used / 0.7))
