"""What a checkpoint consists of at its publisher's: files, sizes, hashes, revision."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from huggingface_hub import HfApi, constants, get_token, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from dragoman_models.catalog import Checkpoint, Family
from dragoman_models.download import Promise, RemoteFile
from dragoman_models.errors import CheckpointError, DownloadError
from dragoman_models.retrying import RetryPolicy, insist, refusal, transport_errors

__all__ = ["Remote", "resolve"]

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_WEIGHTS: Final = ("model.safetensors", "pytorch_model.bin")
_WANTED: Final = frozenset(
    {
        "config.json",
        "generation_config.json",
        "merges.txt",
        "source.spm",
        "special_tokens_map.json",
        "target.spm",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.json",
    }
)
# One of these sets must be there whole.
_NEEDED: Final[Mapping[Family, tuple[AbstractSet[str], ...]]] = MappingProxyType(
    {
        "marian": ({"config.json", "source.spm", "target.spm", "vocab.json"},),
        "bart": ({"config.json", "tokenizer.json"}, {"config.json", "vocab.json", "merges.txt"}),
    }
)


@dataclass(frozen=True, slots=True)
class Remote:
    """Hold a checkpoint's files at one revision, which is a commit where there are any."""

    revision: str
    files: tuple[RemoteFile, ...]


def resolve(
    checkpoint: Checkpoint, *, revision: str, endpoint: str | None, retry: RetryPolicy
) -> Remote:
    """Find out which files a checkpoint has at a revision.

    `endpoint` is the address of a hub; None takes the library's own. A token is
    taken from where `hf auth login` put it.

    Raises:
        DownloadError: the hub cannot be reached, or has no such thing.
        CheckpointError: the repository lacks a file that its family needs.
    """
    if checkpoint.url is not None:
        name = PurePosixPath(urlsplit(checkpoint.url).path).name
        promises = _pinned(checkpoint, name)
        return Remote(revision, (RemoteFile(name, checkpoint.url, promises=promises),))
    api = HfApi(endpoint=endpoint)
    info = insist(lambda: _ask(api, checkpoint, revision, retry), retry)
    commit = str(info.sha)
    if not _COMMIT.fullmatch(commit) or (_COMMIT.fullmatch(revision) and commit != revision):
        raise DownloadError(f"{api.endpoint} gives {commit!r} for revision {revision!r}")
    siblings = {each.rfilename: each for each in info.siblings or ()}
    return Remote(
        commit,
        tuple(
            _remote_file(checkpoint, siblings[name], api.endpoint, commit)
            for name in _choose(checkpoint, siblings)
        ),
    )


def _ask(api: HfApi, checkpoint: Checkpoint, revision: str, retry: RetryPolicy) -> Any:
    what = f"cannot ask {api.endpoint} for {checkpoint.repo_id}"
    try:
        with transport_errors(what), _no_telemetry():
            return api.model_info(
                str(checkpoint.repo_id),
                revision=revision,
                files_metadata=True,
                timeout=retry.timeout_seconds,
            )
    except RevisionNotFoundError as exc:
        raise DownloadError(f"{what}: it has no revision {revision!r}") from exc
    except GatedRepoError as exc:
        raise DownloadError(
            f"{what}: accept its licence on its page, then give a token by `hf auth login`"
        ) from exc
    except RepositoryNotFoundError as exc:
        raise DownloadError(
            f"{what}: there is no such repository, or it needs a token (`hf auth login`)"
        ) from exc
    except HfHubHTTPError as exc:
        raise refusal(exc.response, what) from exc
    except HFValidationError as exc:
        raise DownloadError(f"{what}: {exc}") from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise DownloadError(f"{what}: it does not answer as a hub does") from exc


@contextmanager
def _no_telemetry() -> Iterator[None]:
    """Keep the library from asking the public hub about its user, whatever the endpoint is."""
    before = constants.HF_HUB_DISABLE_TELEMETRY
    constants.HF_HUB_DISABLE_TELEMETRY = True
    try:
        yield
    finally:
        constants.HF_HUB_DISABLE_TELEMETRY = before


def _choose(checkpoint: Checkpoint, present: Collection[str]) -> Sequence[str]:
    weights = next((name for name in _WEIGHTS if name in present), None)
    if weights is None:
        raise CheckpointError(
            checkpoint.name, f"{checkpoint.repo_id} has neither {' nor '.join(_WEIGHTS)}"
        )
    missing = [sorted(needed - set(present)) for needed in _NEEDED[checkpoint.family]]
    if all(missing):
        raise CheckpointError(
            checkpoint.name, f"{checkpoint.repo_id} lacks {' or '.join(map(', '.join, missing))}"
        )
    return [*sorted(_WANTED & set(present)), weights]


def _remote_file(checkpoint: Checkpoint, sibling: Any, endpoint: str, commit: str) -> RemoteFile:
    name = str(sibling.rfilename)
    url = hf_hub_url(str(checkpoint.repo_id), name, revision=commit, endpoint=endpoint)
    return RemoteFile(
        name,
        url,
        size=sibling.size,
        promises=(*_hub_promises(sibling, endpoint), *_pinned(checkpoint, name)),
        headers=_authorization(),
    )


def _authorization() -> dict[str, str]:
    token = get_token()
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def _hub_promises(sibling: Any, endpoint: str) -> Iterable[Promise]:
    if sibling.lfs is not None:
        yield Promise("sha256", sibling.lfs.sha256, endpoint)
    elif sibling.blob_id is not None:
        yield Promise("git", sibling.blob_id, endpoint)


def _pinned(checkpoint: Checkpoint, name: str) -> tuple[Promise, ...]:
    pin = checkpoint.file_hashes.get(name)
    return () if pin is None else (Promise("sha256", pin, "the catalog"),)
