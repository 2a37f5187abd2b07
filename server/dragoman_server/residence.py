"""Whose weights are in memory: loaded when they are needed, gone when idle or in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf

from dragoman_models.errors import CheckpointError
from dragoman_models.loadable import LoadableModel
from dragoman_models.types import CheckpointIdentity, DecodingOptions, Hypothesis
from dragoman_server.log import logger
from dragoman_server.metrics import Metrics
from dragoman_server.proof import Proof

__all__ = ["Residence", "Resident"]


@dataclass(slots=True, eq=False)
class _Room:
    """Hold what is known of one checkpoint; `size` is that of its weights in bytes.

    `held` says that its weights are in memory or on their way there, `moving`
    that a thread is loading or unloading them, `users` how many decoders use
    them, and `used` when the last of those left.
    """

    name: str
    model: LoadableModel
    proof: Proof
    size: int
    held: bool = False
    moving: bool = False
    users: int = 0
    used: float = 0.0


class Residence:
    """Keep the weights of checkpoints in memory while they are used; thread-safe.

    `memory_bytes` bounds the weights that are loaded at once (0: no bound): those
    that were used longest ago make room. What is in use stays, so the bound gives
    way where more is in use at once than it holds, and to one checkpoint that is
    larger than it; the rest of the surplus goes as it comes free. Weights that
    nobody has used for `idle_seconds` go as well (0: they stay). Whoever needs
    weights that are not there waits until they are.
    """

    def __init__(
        self,
        *,
        memory_bytes: int = 0,
        idle_seconds: float = 0.0,
        metrics: Metrics | None = None,
    ) -> None:
        self._memory_bytes = memory_bytes or inf
        self._idle_seconds = idle_seconds or inf
        self._metrics = metrics or Metrics()
        self._rooms: dict[str, _Room] = {}
        self._loaded_bytes = 0
        self._exceeded = False
        self._changed = threading.Condition()
        self._keeper: threading.Thread | None = None
        self._closed = False
        self._on_proof: Callable[[], None] | None = None

    @property
    def loaded_bytes(self) -> int:
        """Give the size of the weights that are in memory or on their way there."""
        return self._loaded_bytes

    @property
    def is_bounded(self) -> bool:
        """Say whether there is a bound."""
        return self._memory_bytes < inf

    def house(self, model: LoadableModel, proof: Proof) -> Resident:
        """Take a checkpoint in, and return a model that has its weights loaded for each use."""
        name = model.identity.name
        with self._changed:
            self._rooms[name] = _Room(name, model, proof, model.weights.size_bytes)
        return Resident(model, self)

    def failure_of(self, name: str) -> CheckpointError | None:
        """Give the error that a checkpoint's last use ended with, if another would end so, too."""
        room = self._rooms.get(name)
        return None if room is None else room.proof.failure

    def start(self, *, on_proof: Callable[[], None] | None = None) -> None:
        """Unload in the background what should go.

        `on_proof` is called, in any thread, after a use that found a checkpoint
        to be unusable, or usable again.
        """
        self._on_proof = on_proof
        if self.is_bounded or self._idle_seconds < inf:
            self._keeper = threading.Thread(target=self._keep, name="residence", daemon=True)
            self._keeper.start()

    def close(self) -> None:
        """End what `start` began; the weights stay as they are."""
        with self._changed:
            self._closed = True
            self._on_proof = None
            self._changed.notify_all()
        if self._keeper is not None:
            self._keeper.join()

    @contextmanager
    def using(self, name: str) -> Iterator[None]:
        """Keep a checkpoint's weights in memory during a block, and load them first if need be.

        Raises:
            CheckpointError: they cannot be loaded or are not what they should be;
                the message says what to do.
        """
        room = self._rooms[name]
        self._enter(room)
        try:
            yield
        finally:
            with self._changed:
                room.users -= 1
                room.used = time.monotonic()
                if self._loaded_bytes > self._memory_bytes:
                    self._changed.notify_all()

    def sweep(self) -> None:
        """Unload what has been idle for too long, and what is over the bound and not in use."""
        with self._changed:
            idle, surplus = self._overdue()
        self._unload(idle, "idle")
        self._unload(surplus, "memory")

    def _keep(self) -> None:
        while True:
            with self._changed:
                idle, surplus = self._overdue()
                if self._closed:
                    return
                if not idle and not surplus:
                    self._changed.wait(self._pause())
                    continue
            self._unload(idle, "idle")
            self._unload(surplus, "memory")

    def _overdue(self) -> tuple[Sequence[_Room], Sequence[_Room]]:
        """Take what should go out of the books: the idle ones, and the surplus."""
        latest = time.monotonic() - self._idle_seconds
        idle = [room for room in self._at_rest() if room.used <= latest]
        for room in idle:
            self._take_out(room)
        return idle, self._surplus(sparing=1)

    def _pause(self) -> float | None:
        """Give the seconds until something may have been idle for too long; None is for ever."""
        now = time.monotonic()
        since = min((room.used for room in self._at_rest()), default=now)
        return None if self._idle_seconds == inf else max(0.0, since + self._idle_seconds - now)

    def _at_rest(self) -> list[_Room]:
        """List what is in memory and not in use, longest at rest first."""
        rooms = [r for r in self._rooms.values() if r.held and not r.moving and not r.users]
        return sorted(rooms, key=lambda room: room.used)

    def _surplus(self, *, sparing: int) -> Sequence[_Room]:
        """Take out of the books what is over the bound and at rest, but leave so many in."""
        gone: list[_Room] = []
        held = sum(room.held for room in self._rooms.values())
        for room in self._at_rest():
            if self._loaded_bytes <= self._memory_bytes or held - len(gone) <= sparing:
                break
            self._take_out(room)
            gone.append(room)
        return gone

    def _take_in(self, room: _Room) -> None:
        room.held, room.moving, room.used = True, True, time.monotonic()
        self._loaded_bytes += room.size
        self._metrics.weights_bytes.set(self._loaded_bytes)

    def _take_out(self, room: _Room) -> None:
        room.held, room.moving = False, True
        self._loaded_bytes -= room.size
        self._metrics.weights_bytes.set(self._loaded_bytes)

    def _enter(self, room: _Room) -> None:
        with self._changed:
            while room.moving:
                self._changed.wait()
            if room.held:
                room.users += 1
                return
            room.moving = True
        entered = False
        try:
            self._move_in(room)
            entered = True
        finally:
            with self._changed:
                room.moving = False
                room.users += entered
                self._changed.notify_all()

    def _move_in(self, room: _Room) -> None:
        """Load and prove a checkpoint, and remember how that ended."""
        failure = room.proof.failure
        if failure is not None:
            # One error serves many calls; each raise would lengthen its trace.
            raise failure.with_traceback(None)
        began = time.monotonic()
        try:
            room.proof.check_files()
            self._load(room)
        except CheckpointError as error:
            room.proof.refuse(error)
            self._say_proved()
            raise
        if room.proof.accept():
            self._say_proved()
        self._metrics.weights_loads.labels(room.name).inc()
        self._log("weights_loaded", room, seconds=round(time.monotonic() - began, 3))

    def _say_proved(self) -> None:
        on_proof = self._on_proof
        if on_proof is not None:
            on_proof()

    def _load(self, room: _Room) -> None:
        self._make_way(room)
        try:
            room.model.weights.load()
            room.proof.check_answer(room.model)
        except BaseException:  # whatever ends it, the books must say that nothing is loaded
            room.model.weights.unload()
            with self._changed:
                self._take_out(room)
            raise

    def _make_way(self, room: _Room) -> None:
        with self._changed:
            self._take_in(room)
            gone = self._surplus(sparing=0)
            over = self._loaded_bytes > self._memory_bytes
            first, self._exceeded = not self._exceeded, self._exceeded or over
        self._unload(gone, "memory")
        if over and first:
            self._log("memory_bytes_exceeded", room, memory_bytes=self._memory_bytes)

    def _unload(self, rooms: Sequence[_Room], reason: str) -> None:
        """Free the memory of what was taken out of the books."""
        for room in rooms:
            freed = room.model.weights.unload()
            with self._changed:
                if not freed:
                    self._take_in(room)
                room.moving = False
                self._changed.notify_all()
        for room in rooms:
            self._metrics.weights_unloads.labels(room.name, reason).inc()
            self._log("weights_unloaded", room, reason=reason)

    def _log(self, event: str, room: _Room, **more: object) -> None:
        figures = {"bytes": room.size, "loaded_bytes": self._loaded_bytes}
        log = logger().warning if event == "memory_bytes_exceeded" else logger().info
        log(event, checkpoint=room.name, **figures, **more)


@dataclass(frozen=True, slots=True, eq=False)
class Resident:
    """Be a model whose weights are in memory when it decodes, and perhaps not at other times."""

    model: LoadableModel
    residence: Residence

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the checkpoint."""
        return self.model.identity

    @property
    def max_source_tokens(self) -> int:
        """Give the longest source in tokens."""
        return self.model.max_source_tokens

    @property
    def num_beams(self) -> int:
        """Give the number of beams that the checkpoint was measured with."""
        return self.model.num_beams

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise a source text, which needs no weights."""
        return self.model.encode(text, target_language=target_language)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode as the model does, with its weights in memory.

        Raises:
            CheckpointError: they cannot be loaded or are not what they should be.
        """
        with self.residence.using(self.identity.name):
            return self.model.decode(batch, options)

    def warm_up(self) -> None:
        """Load and prove the checkpoint before anyone asks for it.

        Raises:
            CheckpointError: it cannot be loaded or is not what it should be.
        """
        with self.residence.using(self.identity.name):
            pass
