"""Draw a flame graph of the server at 32 clients: `python -m benchmarks.serving.profile`.

It needs py-spy (PyPI), which watches the process from outside. Beside the graph
it prints the processor's time of each of the server's threads, which tells the
searches of CTranslate2 from all else.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
from benchmarks.serving import inputs
from benchmarks.serving.clients import Load, closed_loop
from benchmarks.serving.options import Options
from benchmarks.serving.processes import thread_seconds
from benchmarks.serving.senders import ONE_SEARCH, TextSender
from benchmarks.serving.servers import Server, serving
from benchmarks.serving.wire import connected

__all__ = ["main"]

HERE = Path(__file__).parent
_CLIENTS = 32
_PER_SECOND = 120.0
_RATE = 200
# A thread below this share is left out of the list.
_LEAST_SHARE = 0.005


@click.command()
@click.option("--seconds", default=15.0, show_default=True, help="About how long to watch.")
@click.option("--ladder", is_flag=True, help="Let the checks search again, as they do by default.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=HERE / "profile.svg"
)
def main(*, seconds: float, ladder: bool, out: Path) -> None:
    """Draw a flame graph of the server at 32 clients, and list its threads' time."""
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent)) or shutil.which("py-spy")
    if spy is None:
        raise click.ClickException("py-spy is not installed; pip install py-spy")
    with serving("--cache-bytes", "0") as server:
        before = thread_seconds(server.pid)
        command = [spy, "record", "--pid", str(server.pid), "--output", str(out), "--threads"]
        command += ["--rate", str(_RATE), "--duration", "3600"]
        watcher = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            load = asyncio.run(_work(server, Options(seconds=seconds), ladder=ladder))
        finally:
            watcher.send_signal(signal.SIGINT)
            watcher.wait(timeout=60)
        # py-spy's title is its own command, with the paths of the machine that it ran on.
        text = out.read_text("utf-8").replace(" ".join(command), "dragoman serve, 32 clients")
        out.write_text(text, "utf-8")
        click.echo("\n".join(_threads(before, thread_seconds(server.pid), load)))


async def _work(server: Server, options: Options, *, ladder: bool) -> Load:
    async with connected(server.address) as wire:
        send = TextSender(wire, options.target, **({} if ladder else ONE_SEARCH))
        texts = inputs.endless(options.sentences(_PER_SECOND))
        return await closed_loop(send, texts, clients=_CLIENTS)


def _threads(before: dict[int, float], after: dict[int, float], load: Load) -> list[str]:
    taken = {thread: seconds - before.get(thread, 0.0) for thread, seconds in after.items()}
    total, count = sum(taken.values()), len(load.answered)
    lines = [f"{load.per_second:.1f} sentences/s, {1000 * total / count:.2f} ms of CPU a sentence"]
    for thread, seconds in sorted(taken.items(), key=lambda one: one[1], reverse=True):
        if seconds >= _LEAST_SHARE * total:
            lines.append(f"thread {thread}: {1000 * seconds / count:.2f} ms, {seconds / total:.1%}")
    return lines


if __name__ == "__main__":
    main()
