"""`dragoman models` in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from dragoman_models.catalog import Checkpoint

PROGRAM = "from dragoman_models.cli import models; models(prog_name='dragoman models')"


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start the command; its output is collected."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    with start(*arguments) as process:
        output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def write_catalog(path: Path, *checkpoints: Checkpoint) -> Path:
    """Write a catalog of archives and repositories."""
    lines: list[str] = []
    for each in checkpoints:
        where = f"url = {json.dumps(each.url)}" if each.url else f'repo_id = "{each.repo_id}"'
        tokens = ", ".join(f'{code} = "{token}"' for code, token in each.target_tokens.items())
        lines += [
            f"[checkpoints.{each.name}]",
            f'task = "{each.task}"',
            f'family = "{each.family}"',
            f'format = "{each.format}"',
            where,
            f"target_languages = {json.dumps(list(each.target_languages))}",
            f"target_tokens = {{ {tokens} }}",
            f'licence = "{each.licence}"',
            f"num_beams = {each.num_beams}",
            f"max_source_tokens = {each.max_source_tokens}",
            f"golden = {{ source = {json.dumps(each.golden.source)} }}",
        ]
    path.write_text("\n".join(lines), "utf-8")
    return path
