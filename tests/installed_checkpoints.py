"""Folders that look like installed checkpoints, and what is asked of real ones."""

from __future__ import annotations

import json
from pathlib import Path

from dragoman_models.catalog import Checkpoint, Golden
from dragoman_models.loading import load
from dragoman_models.manifest import read_manifest, write_manifest
from dragoman_models.types import DecodingOptions

REVISION = "63f6d1fe" * 5


def translator(
    name: str = "tiny", *, targets: tuple[str, ...] = ("ru",), rank: int = 5
) -> Checkpoint:
    """Describe a translation checkpoint."""
    return Checkpoint(
        name=name,
        task="translation",
        family="marian",
        format="transformers",
        source_language="en",
        target_languages=targets,
        licence="CC-BY-4.0",
        num_beams=4,
        max_source_tokens=512,
        golden=Golden("The parliament approved the budget.", None, targets[0]),
        repo_id=f"newsroom/{name}",
        scores={targets[0]: {"chrF on flores200-devtest": 59.7}},
        rank=dict.fromkeys(targets, rank),
    )


def summarizer(name: str = "tiny-brief", *, rank: int = 5) -> Checkpoint:
    """Describe a summarization checkpoint."""
    return Checkpoint(
        name=name,
        task="summarization",
        family="bart",
        format="transformers",
        source_language="en",
        target_languages=("en",),
        licence="Apache-2.0",
        num_beams=4,
        max_source_tokens=1024,
        golden=Golden("The council met. It voted.", None, "en"),
        repo_id=f"newsroom/{name}",
        rank={"en": rank},
    )


def install(
    root: Path, checkpoint: Checkpoint, *, add_source_eos: bool = False, revision: str = REVISION
) -> Path:
    """Put a folder of a checkpoint's files and its `checkpoint.json` under a root."""
    folder = root / checkpoint.name
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights of " + checkpoint.name.encode())
    (folder / "config.json").write_text(json.dumps({"add_source_eos": add_source_eos}))
    write_manifest(folder, checkpoint, revision=revision)
    return folder


def edit_manifest(folder: Path, **changes: object) -> None:
    """Change fields of a `checkpoint.json`."""
    path = folder / "checkpoint.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def answer(folder: Path, checkpoint: Checkpoint, text: str) -> str:
    """Load a converted checkpoint and decode a text with it."""
    write_manifest(folder, checkpoint, revision="main")
    model = load(read_manifest(folder, bundled=False))
    tokens = model.encode(text, target_language=checkpoint.golden.target_language)
    ((best, *_),) = model.decode([tokens], DecodingOptions(num_beams=2))
    return best.text


def write_repository(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a repository's files into a folder."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
