"""The training loop: batches through a model within a wall-clock budget, resumable to the step.

It knows nothing of languages or tasks: `Windows` gives the batches, `Objective` the losses.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from transformers import PreTrainedModel

from training.average import SNAPSHOTS
from training.batches import Batch
from training.loss import Losses
from training.progress import Progress, append_row, plot
from training.schedule import Schedule

__all__ = ["Objective", "Position", "Run", "Windows", "add_machine_options", "fit", "uses_bfloat16"]


_LAST_PART = 0.1


class Windows(Protocol):
    """Give the batches of window 0, 1, 2 and so on; the same number gives the same batches."""

    def window(self, number: int) -> list[Batch]:
        """Return the batches of one window, in training order."""
        ...


class Objective(Protocol):
    """Compute what is minimised."""

    def __call__(self, model: PreTrainedModel, batch: Batch, *, bf16: bool = False) -> Losses:
        """Run `model` on `batch`, with bfloat16 products if `bf16`."""
        ...


def add_machine_options(parser: argparse.ArgumentParser) -> None:
    """Give a command the flags that say how the machine is used, and `--seed`."""
    free = "cuda" if torch.cuda.is_available() else "cpu"
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default=free, help="cpu, cuda or cuda:1")
    parser.add_argument(
        "--bf16",
        action=argparse.BooleanOptionalAction,
        help="bfloat16 products (default where the machine has units for them)",
    )


def uses_bfloat16(options: argparse.Namespace) -> bool:
    """Return what `--bf16` says, or where it says nothing whether the device gains by it.

    A processor without AMX or avx512_bf16 is three times slower with them.
    """
    if options.bf16 is not None:
        return bool(options.bf16)
    if torch.device(options.device).type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    has = torch.cpu.get_capabilities()
    return any(bool(has.get(unit)) for unit in ("avx512_bf16", "amx_bf16"))


@dataclass
class Position:
    """How far a run is; all of it is saved, so that the next start goes on from here."""

    window: int = 0
    batch: int = 0
    step: int = 0
    target_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Run:
    """What one training run is made of; `budget` and the intervals are in seconds."""

    folder: Path
    model: PreTrainedModel
    mixture: Windows
    criterion: Objective
    dev: dict[str, list[Batch]]
    budget: float
    schedule: Schedule = field(default_factory=Schedule)
    bf16: bool = False
    log_seconds: float = 180.0
    snapshots: int = 5


def _dev_loss(run: Run, batches: list[Batch]) -> float:
    run.model.eval()
    with torch.no_grad():
        losses = [
            float(run.criterion(run.model, batch, bf16=run.bf16).translation) * batch.target_tokens
            for batch in batches
        ]
    run.model.train()
    return sum(losses) / max(1, sum(batch.target_tokens for batch in batches))


def _save_state(run: Run, optimizer: torch.optim.Optimizer, position: Position) -> None:
    state = {
        "model": run.model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "position": vars(position),
        "random": torch.get_rng_state(),
    }
    partial = run.folder / "state.pt.partial"
    torch.save(state, partial)
    partial.replace(run.folder / "state.pt")


def _load_state(run: Run, optimizer: torch.optim.Optimizer) -> Position:
    path = run.folder / "state.pt"
    if not path.exists():
        return Position()
    state = torch.load(path, weights_only=True)
    run.model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return Position(**state["position"])


def _stream(mixture: Windows, position: Position) -> Iterator[Batch]:
    """Yield batches from `position` on, and move it before each one is used."""
    while True:
        batches = mixture.window(position.window)
        while position.batch < len(batches):
            position.batch += 1
            yield batches[position.batch - 1]
        position.window, position.batch = position.window + 1, 0


def _update(
    run: Run, optimizer: torch.optim.Optimizer, batch: Batch, position: Position
) -> tuple[float, float]:
    used = position.seconds / run.budget
    for group in optimizer.param_groups:
        group["lr"] = run.schedule.rate(position.step, used)
    losses = run.criterion(run.model, batch, bf16=run.bf16)
    losses.total(run.schedule.alignment_weight(used)).backward()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    position.step += 1
    position.target_tokens += batch.target_tokens
    return losses.translation.item(), 0.0 if losses.alignment is None else losses.alignment.item()


def _report(
    run: Run, position: Position, recent: list[tuple[float, float]], tokens: int, seconds: float
) -> None:
    translation, alignment = np.mean(np.array(recent), axis=0)
    dev = {name: _dev_loss(run, batches) for name, batches in run.dev.items()}
    rate = run.schedule.rate(position.step, position.seconds / run.budget)
    speed = tokens / max(seconds, 1e-9)
    row = Progress(
        seconds=position.seconds,
        step=position.step,
        target_tokens=position.target_tokens,
        learning_rate=rate,
        train_loss=float(translation),
        alignment_loss=float(alignment),
        dev_news_loss=dev.get("news", float("nan")),
        dev_general_loss=dev.get("general", float("nan")),
        tokens_per_second=speed,
    )
    append_row(run.folder / "log.csv", row)
    print(row, flush=True)


def _save_snapshot(run: Run, position: Position) -> None:
    """Keep the weights of the last tenth of the budget for averaging."""
    taken = len(list(run.folder.glob(SNAPSHOTS)))
    due = 1.0 - _LAST_PART * (run.snapshots - 1 - taken) / max(1, run.snapshots - 1)
    if taken < run.snapshots and position.seconds >= due * run.budget:
        torch.save(run.model.state_dict(), run.folder / f"weights-{position.step:07d}.pt")


def _drop_early_snapshots(run: Run, position: Position) -> None:
    """Remove the snapshots of a shorter budget, which the run has now outgrown."""
    if position.seconds < (1.0 - _LAST_PART) * run.budget:
        for path in run.folder.glob(SNAPSHOTS):
            path.unlink()


def _optimizer(model: PreTrainedModel) -> torch.optim.Optimizer:
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    return torch.optim.AdamW(
        trained, lr=1e-4, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01, fused=True
    )


def fit(run: Run) -> Position:
    """Train until the budget is used up; return the final position."""
    run.folder.mkdir(parents=True, exist_ok=True)
    optimizer = _optimizer(run.model)
    position = _load_state(run, optimizer)
    _drop_early_snapshots(run, position)
    run.model.train()
    recent: list[tuple[float, float]] = []
    logged_tokens, logged_seconds, last = position.target_tokens, position.seconds, time.monotonic()
    for batch in _stream(run.mixture, position):
        if position.seconds >= run.budget:
            break
        recent.append(_update(run, optimizer, batch, position))
        now = time.monotonic()
        position.seconds, last = position.seconds + now - last, now
        _save_snapshot(run, position)
        if position.seconds - logged_seconds >= run.log_seconds or position.seconds >= run.budget:
            _report(
                run,
                position,
                recent,
                position.target_tokens - logged_tokens,
                position.seconds - logged_seconds,
            )
            _save_state(run, optimizer, position)
            recent, logged_tokens, logged_seconds = [], position.target_tokens, position.seconds
    plot(run.folder / "log.csv", run.folder / "log.png")
    return position
