"""Checkpoints to CTranslate2's format, int8, by CTranslate2's own converters."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from traceback import clear_frames
from typing import Any, Final

from dragoman_models.archive import DECODER_NAME, read_decoder
from dragoman_models.catalog import Checkpoint
from dragoman_models.errors import ConversionError
from dragoman_models.shortlist import write_shortlist

__all__ = ["QUANTIZATION", "to_ctranslate2"]

QUANTIZATION: Final = "int8"

_TOKENIZER_FILES: Final = (
    "merges.txt",
    "source.spm",
    "special_tokens_map.json",
    "target.spm",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
)
_CONFIG_NAME: Final = "config.json"
_GENERATION_NAME: Final = "generation_config.json"
_GENERATION_FIELDS: Final = (
    "bos_token_id",
    "decoder_start_token_id",
    "early_stopping",
    "eos_token_id",
    "forced_bos_token_id",
    "forced_eos_token_id",
    "length_penalty",
    "max_length",
    "min_length",
    "no_repeat_ngram_size",
    "num_beams",
    "pad_token_id",
)


def to_ctranslate2(source: Path, target: Path, *, checkpoint: Checkpoint) -> None:
    """Convert a folder of weights, and copy its tokenizer beside them.

    `source` is a Transformers repository (torch is needed) or an unpacked OPUS-MT
    archive (it is not); `target` must not exist yet. CTranslate2 writes down in
    its `config.json` whether it closes a source with `</s>` by itself
    (`add_source_eos`): Marian's converter says yes, Transformers' no.

    Raises:
        ConversionError: the folder cannot be converted, or a program for it is
            missing.
        OSError: the target cannot be written.
    """
    if (source / DECODER_NAME).exists():
        _convert(_marian_converter(source, checkpoint.name), target, checkpoint.name)
    else:
        _convert_transformers(source, target, checkpoint.name)
    for name in _TOKENIZER_FILES:
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
    _check_target_tokens(target, checkpoint)
    if checkpoint.family == "marian":
        write_shortlist(target)


def _convert(converter: Any, target: Path, name: str) -> None:
    try:
        converter.convert(str(target), quantization=QUANTIZATION)
    except Exception as exc:  # the converters and what they load raise errors of any type
        # The converter's frames hold the weights' open file, which they never close.
        clear_frames(exc.__traceback__)
        # transformers raises OSError for what a file says, too, but without a number.
        if isinstance(exc, OSError) and exc.errno is not None:
            raise
        raise ConversionError(
            name, f"checkpoint {name!r} cannot be converted: {type(exc).__name__}: {exc}"
        ) from exc


def _marian_converter(source: Path, name: str) -> Any:
    from ctranslate2.converters import MarianConverter  # heavy to import

    files = read_decoder(source, name=name)
    return MarianConverter(
        str(source / files.weights), [str(source / each) for each in files.vocabularies]
    )


def _convert_transformers(source: Path, target: Path, name: str) -> None:
    missing = [each for each in ("torch", "transformers") if find_spec(each) is None]
    if missing:
        raise ConversionError(
            name,
            f"checkpoint {name!r} is in Transformers format, and {' and '.join(missing)} to "
            "convert it is not installed; run: pip install 'dragoman[convert]'",
        )
    from ctranslate2.converters import TransformersConverter  # heavy to import

    config = _read_table(source / _CONFIG_NAME, name)
    view = target.with_name(target.name + ".source")
    _make_view(source, view, config)
    try:
        with _no_progress_bars():
            _convert(TransformersConverter(str(view)), target, name)
    finally:
        shutil.rmtree(view, ignore_errors=True)
    _write_generation(source, target, config)


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    from transformers.utils import logging  # heavy to import

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _make_view(source: Path, view: Path, config: Mapping[str, Any]) -> None:
    """Show the converter the folder with a `config.json` that it can read.

    CTranslate2 asks a BART configuration for `normalize_before`, which is not in
    transformers' own any more; without it the layers come after their norms.
    """
    shutil.rmtree(view, ignore_errors=True)
    view.mkdir()
    for path in source.iterdir():
        if path.name != _CONFIG_NAME:
            (view / path.name).symlink_to(path.resolve())
    completed = {"normalize_before": False, **config}
    (view / _CONFIG_NAME).write_text(json.dumps(completed), encoding="utf-8")


def _write_generation(source: Path, target: Path, config: Mapping[str, Any]) -> None:
    """Keep the generation settings, which older repositories have in `config.json`."""
    if (source / _GENERATION_NAME).exists():
        shutil.copyfile(source / _GENERATION_NAME, target / _GENERATION_NAME)
        return
    settings = {name: config[name] for name in _GENERATION_FIELDS if config.get(name) is not None}
    if config.get("force_bos_token_to_be_generated"):
        settings.setdefault("forced_bos_token_id", config.get("bos_token_id"))
    (target / _GENERATION_NAME).write_text(json.dumps(settings, indent=2), encoding="utf-8")


def _check_target_tokens(target: Path, checkpoint: Checkpoint) -> None:
    names = ("shared_vocabulary.json", "source_vocabulary.json")
    path = next(target / name for name in names if (target / name).exists())
    vocabulary = set(json.loads(path.read_text("utf-8")))
    missing = sorted(set(checkpoint.target_tokens.values()) - vocabulary)
    if missing:
        choices = sorted(token for token in vocabulary if str(token).startswith(">>"))
        raise ConversionError(
            checkpoint.name,
            f"checkpoint {checkpoint.name!r} has no target token {', '.join(missing)}; "
            f"it has: {', '.join(choices) or 'none'}",
        )


def _read_table(path: Path, name: str) -> Mapping[str, Any]:
    try:
        table = json.loads(path.read_text("utf-8"))
    except ValueError as exc:
        raise ConversionError(name, f"{path.name} cannot be read: {exc}") from exc
    if not isinstance(table, dict):
        raise ConversionError(name, f"{path.name} holds no table")
    return table
