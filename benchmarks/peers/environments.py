"""The peers' environments: a virtual environment each, from pinned requirements."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["ENVIRONMENTS", "Environment", "EnvironmentFailedError", "pinned"]

_HERE: Final = Path(__file__).parent
_ROOT: Final = _HERE.parents[1] / ".cache" / "peers"
_STAMP: Final = ".installed"
_KEPT_LINES: Final = 5


class EnvironmentFailedError(RuntimeError):
    """Say that a peer cannot be installed, with the end of pip's own words."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Hold where a peer lives: its virtual environment, its requirements, and its use.

    Each use has a home of its own.
    """

    name: str
    folder: Path
    requirements: Path
    use: str = "default"

    @property
    def python(self) -> Path:
        """Give the environment's interpreter."""
        return self.folder / "bin" / "python"

    @property
    def home(self) -> Path:
        """Give the folder that the peer takes for the user's home."""
        return self.folder / "home" / self.use

    def install(self) -> None:
        """Install the requirements, unless these very ones are there already.

        The pins are complete, so pip looks for no dependencies.

        Raises:
            EnvironmentFailedError: pip failed.
        """
        wanted = hashlib.sha256(self.requirements.read_bytes()).hexdigest()
        stamp = self.folder / _STAMP
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        venv.create(self.folder, with_pip=True)
        self._pip("install", "--quiet", "--no-deps", "--requirement", str(self.requirements))
        stamp.write_text(wanted, encoding="ascii")

    def run(self, program: str, *arguments: str | Path, **variables: str) -> None:
        """Run one of the programs in `inside/` to its end, at home.

        Raises:
            EnvironmentFailedError: it failed.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        command = [*self.command(program), *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=self.home,
            env=self.variables(**variables),
            capture_output=True,
            text=True,
            check=False,
        )
        self._require(done)

    def command(self, program: str) -> list[str]:
        """Give the command that runs one of the programs in `inside/`."""
        return [str(self.python), str(_HERE / "inside" / program)]

    def variables(self, **more: str) -> dict[str, str]:
        """Give the whole environment of a peer's process: its own home, and no hub."""
        home = str(self.home)
        return {
            "HOME": home,
            "LANG": "C.UTF-8",
            "PATH": str(self.folder / "bin"),
            "HF_HUB_OFFLINE": "1",
            "XDG_CACHE_HOME": f"{home}/cache",
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_DATA_HOME": f"{home}/data",
            **more,
        }

    def _pip(self, *arguments: str) -> None:
        command = [str(self.python), "-m", "pip", *arguments]
        self._require(subprocess.run(command, capture_output=True, text=True, check=False))

    def _require(self, done: subprocess.CompletedProcess[str]) -> None:
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines()[-_KEPT_LINES:]
            raise EnvironmentFailedError(f"{self.name}: {' / '.join(words)}")


def pinned(requirements: Path, *names: str) -> dict[str, str]:
    """Read the versions that a requirement file pins for some packages, in the order asked."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("==") for line in lines if not line.startswith("#"))
    versions = {name.lower(): version for name, _, version in pairs}
    return {name: versions[name.lower()] for name in names}


def _environment(name: str) -> Environment:
    return Environment(name, _ROOT / name, _HERE / "requirements" / f"{name}.txt")


ENVIRONMENTS: Final[Mapping[str, Environment]] = {
    name: _environment(name) for name in ("easynmt", "libretranslate")
}
