"""The checkpoints that Dragoman knows of: what they are, where they are, how good they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast, get_args
from urllib.parse import urlsplit

from dragoman_models.errors import InvalidInputError, UnknownCheckpointError
from dragoman_models.fields import Fields
from dragoman_models.languages import LANGUAGES, SOURCE_LANGUAGE_CODES
from dragoman_models.tuning import Tuning
from dragoman_models.types import SummaryLength

__all__ = [
    "Catalog",
    "Checkpoint",
    "Family",
    "Format",
    "Golden",
    "Task",
    "load_catalog",
    "read_checkpoint",
]

Task: TypeAlias = Literal["translation", "summarization"]
Family: TypeAlias = Literal["marian", "bart"]
Format: TypeAlias = Literal["bundled", "transformers", "marian-zip"]

_LAST_RANK: Final = 1000
_LENGTHS: Final = tuple(length.value for length in SummaryLength)
# A name becomes the name of a folder, so it holds nothing that a path could use.
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")
_TARGET_TOKEN: Final = re.compile(r">>[A-Za-z_]+<<")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SCHEMES: Final = ("https", "http")
_KNOWN_FIELDS: Final = frozenset(
    {
        "family",
        "format",
        "golden",
        "licence",
        "max_source_tokens",
        "num_beams",
        "prompts",
        "rank",
        "repo_id",
        "revision",
        "scores",
        "sha256",
        "size_bytes",
        "source_language",
        "target_languages",
        "target_tokens",
        "task",
        "tuning",
        "url",
    }
)


@dataclass(frozen=True, slots=True)
class Golden:
    """Hold the sentence that a checkpoint must answer before it is used.

    `target` of None means that no answer is recorded: any plausible one will do.
    """

    source: str
    target: str | None = None
    target_language: str | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Describe one checkpoint.

    `target_tokens` maps a target language to the token that a checkpoint with
    several targets needs first (`>>hye<<`); a language without one has no entry.
    `revision` is a commit, a tag, or "main" where no commit is known. `size_bytes`
    is about what a pull downloads (0: unknown), `max_source_tokens` counts the
    target token and `</s>`. `scores` maps a language to measures ("BLEU on
    flores200-devtest") and their values, `rank` a target language to this
    checkpoint's place for it: the lowest is taken first. `file_hashes` maps a
    file to download to the SHA-256 it must have, where that is known beforehand.
    `tuning` holds what was measured of its searches.
    `prompts` maps a length ("headline") to what stands before the text for a
    summarizer that was trained to write that length; one without prompts writes one kind.
    """

    name: str
    task: Task
    family: Family
    format: Format
    source_language: str
    target_languages: tuple[str, ...]
    licence: str
    num_beams: int
    max_source_tokens: int
    golden: Golden
    revision: str = "main"
    target_tokens: Mapping[str, str] = field(default_factory=dict)
    repo_id: str | None = None
    url: str | None = None
    size_bytes: int = 0
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    rank: Mapping[str, int] = field(default_factory=dict)
    file_hashes: Mapping[str, str] = field(default_factory=dict)
    tuning: Tuning = field(default_factory=Tuning)
    prompts: Mapping[str, str] = field(default_factory=dict)

    def rank_for(self, target: str) -> int:
        """Give the place among the checkpoints for a target language, lowest first."""
        return self.rank.get(target, _LAST_RANK)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Hold checkpoints by name, in the order they were written down."""

    checkpoints: Mapping[str, Checkpoint]

    @property
    def names(self) -> tuple[str, ...]:
        """List the names."""
        return tuple(self.checkpoints)

    def checkpoint(self, name: str) -> Checkpoint:
        """Look a checkpoint up.

        Raises:
            UnknownCheckpointError: no entry has the name; the message lists them.
        """
        try:
            return self.checkpoints[name]
        except KeyError as exc:
            raise UnknownCheckpointError(
                name, f"unknown checkpoint {name!r}; choose one of: {', '.join(self.names)}"
            ) from exc

    def translators_for(self, target: str) -> tuple[Checkpoint, ...]:
        """List the checkpoints that translate into a language, best first."""
        return _ranked(
            (each for each in self.checkpoints.values() if each.task == "translation"), target
        )

    def summarizers(self, language: str = "en") -> tuple[Checkpoint, ...]:
        """List the checkpoints that summarize a language, best first."""
        return _ranked(
            (each for each in self.checkpoints.values() if each.task == "summarization"), language
        )


def load_catalog(path: Path | None = None) -> Catalog:
    """Read the catalog of this package, and a user's own where a path is given.

    An entry of the user's takes the place of ours of the same name, except of a
    bundled one.

    Raises:
        InvalidInputError: the file cannot be read, or an entry is wrong; the
            message names the entry and the field.
    """
    ours = _parse(
        files("dragoman_models").joinpath("catalog.toml").read_text("utf-8"), "catalog.toml"
    )
    if path is None:
        return Catalog(MappingProxyType(ours))
    theirs = _read_user_catalog(path)
    for name in theirs:
        if name in ours and ours[name].format == "bundled":
            raise InvalidInputError(
                "name", f"{path}: entry {name!r} has the name of a bundled checkpoint; rename it"
            )
    return Catalog(MappingProxyType({**ours, **theirs}))


def read_checkpoint(name: str, fields: Fields) -> Checkpoint:
    """Make a checkpoint of the fields of a catalog entry or of a `checkpoint.json`.

    Raises:
        InvalidInputError: a field is missing, or holds what it may not.
    """
    if not _NAME.fullmatch(name):
        raise fields.refuse(
            "name", f"is {name!r}; use lower-case letters, digits, '-' and '.', at most 64"
        )
    family = fields.choice("family", get_args(Family))
    task = fields.choice("task", get_args(Task))
    if (family == "bart") != (task == "summarization"):
        raise fields.refuse("task", f"is {task!r}, which family {family!r} does not do")
    target_languages = fields.texts("target_languages", tuple(LANGUAGES))
    return Checkpoint(
        name=name,
        task=cast("Task", task),
        family=cast("Family", family),
        format=cast("Format", fields.choice("format", get_args(Format))),
        source_language=fields.choice("source_language", SOURCE_LANGUAGE_CODES, "en"),
        target_languages=target_languages,
        licence=fields.text("licence"),
        num_beams=fields.whole_number("num_beams"),
        max_source_tokens=fields.whole_number("max_source_tokens"),
        golden=_read_golden(fields, target_languages),
        revision=fields.text("revision", "main"),
        target_tokens=_read_target_tokens(fields, target_languages),
        repo_id=fields.optional_text("repo_id"),
        url=fields.optional_text("url"),
        size_bytes=fields.whole_number("size_bytes", 0, least=0),
        scores=_read_scores(fields, target_languages),
        rank=_read_rank(fields, target_languages),
        file_hashes=_read_hashes(fields),
        prompts=_read_prompts(fields),
        tuning=_read_tuning(fields),
    )


def _ranked(checkpoints: Iterable[Checkpoint], target: str) -> tuple[Checkpoint, ...]:
    chosen = (each for each in checkpoints if target in each.target_languages)
    return tuple(sorted(chosen, key=lambda each: (each.rank_for(target), each.name)))


def _read_user_catalog(path: Path) -> dict[str, Checkpoint]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInputError("catalog", f"cannot read the catalog {path}: {exc}") from exc
    return _parse(text, str(path))


def _parse(text: str, origin: str) -> dict[str, Checkpoint]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise InvalidInputError("catalog", f"{origin} is not TOML: {exc}") from exc
    fields = Fields(origin, tables)
    fields.reject_unknown({"checkpoints"})
    entries = fields.table("checkpoints")
    return {name: _parse_entry(name, entry, origin) for name, entry in entries.items()}


def _parse_entry(name: str, entry: object, origin: str) -> Checkpoint:
    where = f"{origin}: entry {name!r}"
    if not isinstance(entry, Mapping):
        raise InvalidInputError("checkpoints", f"{where} must be a table, not {entry!r}")
    fields = Fields(where, entry)
    fields.reject_unknown(_KNOWN_FIELDS)
    checkpoint = read_checkpoint(name, fields)
    _check_origin(checkpoint, fields)
    return checkpoint


def _check_origin(checkpoint: Checkpoint, fields: Fields) -> None:
    wanted = {"bundled": None, "transformers": "repo_id", "marian-zip": "url"}[checkpoint.format]
    for name, value in (("repo_id", checkpoint.repo_id), ("url", checkpoint.url)):
        if (name == wanted) != (value is not None):
            verb = "is needed" if name == wanted else "has no place"
            raise fields.refuse(name, f"{verb} in an entry of format {checkpoint.format!r}")
    if checkpoint.url is not None and urlsplit(checkpoint.url).scheme not in _SCHEMES:
        raise fields.refuse("url", f"is {checkpoint.url!r}; it must begin with https:// or http://")


def _read_golden(fields: Fields, target_languages: tuple[str, ...]) -> Golden:
    golden = fields.inner("golden")
    golden.reject_unknown({"source", "target", "target_language"})
    return Golden(
        source=golden.text("source"),
        target=golden.optional_text("target"),
        target_language=golden.choice("target_language", target_languages, target_languages[0]),
    )


def _read_target_tokens(fields: Fields, target_languages: tuple[str, ...]) -> Mapping[str, str]:
    tokens = fields.text_table("target_tokens")
    for language, token in tokens.items():
        _check_language(fields, f"target_tokens.{language}", language, target_languages)
        if not _TARGET_TOKEN.fullmatch(token):
            raise fields.refuse(
                f"target_tokens.{language}", f"is {token!r}; it must look like '>>hye<<'"
            )
    return tokens


def _read_scores(
    fields: Fields, target_languages: tuple[str, ...]
) -> Mapping[str, Mapping[str, float]]:
    scores = fields.table("scores")
    for language in scores:
        _check_language(fields, f"scores.{language}", language, target_languages)
    table = fields.inner("scores")
    return MappingProxyType({language: table.number_table(language) for language in scores})


def _read_rank(fields: Fields, target_languages: tuple[str, ...]) -> Mapping[str, int]:
    rank = fields.inner("rank")
    for language in fields.table("rank"):
        _check_language(fields, f"rank.{language}", language, target_languages)
    return MappingProxyType(
        {language: rank.whole_number(language, least=0) for language in fields.table("rank")}
    )


def _read_tuning(fields: Fields) -> Tuning:
    tuning = fields.inner("tuning")
    tuning.reject_unknown(
        {"low_scores", "repetition_penalties", "coverage_penalties", "small_openings"}
    )
    return Tuning(
        low_scores=tuning.number_table("low_scores"),
        repetition_penalties=tuning.number_table("repetition_penalties"),
        coverage_penalties=tuning.number_table("coverage_penalties"),
        small_openings=tuning.truth("small_openings", default=False),
    )


def _read_prompts(fields: Fields) -> Mapping[str, str]:
    prompts = fields.text_table("prompts")
    for length in prompts:
        if length not in _LENGTHS:
            raise fields.refuse(
                f"prompts.{length}", f"is no length; choose from: {', '.join(_LENGTHS)}"
            )
    return prompts


def _read_hashes(fields: Fields) -> Mapping[str, str]:
    hashes = fields.text_table("sha256")
    for name, value in hashes.items():
        if not _SHA256.fullmatch(value):
            raise fields.refuse(f"sha256.{name}", "must be 64 hexadecimal digits in lower case")
    return hashes


def _check_language(fields: Fields, name: str, language: str, choices: tuple[str, ...]) -> None:
    if language not in choices:
        raise fields.refuse(name, f"is not one of the entry's targets: {', '.join(choices)}")
